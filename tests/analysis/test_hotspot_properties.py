"""What must hold for every hotspot method, from points on."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom
from shapely import box

from analysis import (
    contours,
    emerging_hotspots,
    getis_ord,
    hot_areas,
    kernel_density,
    local_moran,
    near_repeat,
    space_time_scan,
    spatial_scan,
)
from geo import count_in_cells, grid, lattice_neighbours

SIDE = 20
CELLS = grid(gpd.GeoDataFrame(geometry=[box(0, 0, 20_000, 20_000)], crs=27700), cell_m=1000)
NEAR = lattice_neighbours(CELLS).sparse.tocsr()
GRAPH = lattice_neighbours(CELLS)
LOCAL = pytest.mark.parametrize("statistic", [getis_ord, local_moran])


def town(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    middle = rng.uniform(4000, 16_000, 2)
    return np.r_[rng.normal(middle, 900, (300, 2)), rng.uniform(0, 19_999, (900, 2))]


@settings(max_examples=8)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_of_points_changes_no_hotspot(seed: int) -> None:
    points = town(seed).clip(0, 19_999)
    mixed = points[np.random.default_rng(seed).permutation(len(points))]
    found = []
    for each in (points, mixed):
        counts = count_in_cells(each, CELLS)
        local = getis_ord(counts, GRAPH)
        hot = hot_areas(CELLS, counts=counts, local=local, neighbours=GRAPH)
        surface = kernel_density(each, cell_m=500, bandwidth_m=1500, adaptive=True)
        found.append((local.z, hot["cells"].to_list(), contours(surface)["area_ha"].to_numpy()))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    assert found[0][1] == found[1][1]
    np.testing.assert_allclose(found[0][2], found[1][2], rtol=1e-6)


@LOCAL
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), constant=st.sampled_from([1, 50, 100_000]))
def test_a_constant_makes_no_hotspot(statistic, seed: int, constant: int) -> None:
    counts = np.random.default_rng(seed).poisson(2, SIDE**2)
    plain, raised = statistic(counts, NEAR), statistic(counts + constant, NEAR)
    np.testing.assert_array_equal(plain.label, raised.label)
    flat = statistic(np.full(SIDE**2, constant), NEAR)
    assert (flat.label == "none").all()
    assert "same value" in flat.summary


@LOCAL
def test_a_uniform_field_is_significant_at_the_nominal_rate(statistic) -> None:
    rng = np.random.default_rng(1)
    plain, maps = [], 0
    for _ in range(200):
        result = statistic(rng.poisson(20, SIDE**2), NEAR)
        plain.append((result.label_uncorrected != "none").mean())
        maps += (result.label != "none").any()
    # 5 % of the cells without a correction; with it 5 % of the maps, where nothing is going on
    assert np.mean(plain) == pytest.approx(0.05, abs=0.01)
    assert maps <= binom.ppf(0.999, 200, 0.05)


def test_a_uniform_cube_has_no_emerging_hotspots() -> None:
    rng = np.random.default_rng(2)
    maps = sum(
        set(emerging_hotspots(rng.poisson(20, (SIDE**2, 12)), NEAR).counts) != {"none"}
        for _ in range(100)
    )
    # the cells' own steps overlap in time, which the correction over all of them does not mind
    assert maps <= binom.ppf(0.999, 100, 0.05)


def test_scans_of_nothing_are_significant_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(3)
    x, y = (line.ravel() for line in np.meshgrid(np.arange(8.0), np.arange(8.0)))
    hits = {"space": 0, "space-time": 0, "near repeat": 0}
    for seed in range(40):
        counts = rng.poisson(3, 64)
        found = spatial_scan(counts, np.full(64, 3.0), x, y, replicates=19, seed=seed)
        hits["space"] += bool(found) and found[0].p_value <= 0.05
        px, py, when = *rng.uniform(0, 9000, (2, 60)), rng.integers(0, 6, 60)
        found = space_time_scan(px, py, when, replicates=19, seed=seed)
        hits["space-time"] += bool(found) and found[0].p_value <= 0.05
        bands = {"distance_bands_m": [800], "time_bands_days": [1]}
        pairs = near_repeat(px, py, when, **bands, replicates=19, seed=seed)
        hits["near repeat"] += bool((pairs.p <= 0.05).any())
    for name, number in hits.items():
        assert number <= binom.ppf(0.999, 40, 0.05), name


def test_nothing_is_missing_on_any_map() -> None:
    island = grid(
        gpd.GeoDataFrame(geometry=[box(0, 0, 4000, 3000), box(9000, 9000, 9500, 9500)], crs=27700),
        cell_m=1000,
    )
    near = lattice_neighbours(island)
    for counts in (np.zeros(len(island)), np.eye(len(island))[3] * 900, np.arange(len(island))):
        series = pd.Series(counts, index=island.index)
        for statistic in (getis_ord, local_moran):
            local = statistic(series, near)
            for column in (local.statistic, local.z, local.p, local.p_adjusted):
                assert np.isfinite(column).all()
            assert "no neighbours" in local.summary
    heap = kernel_density([[50, 50]] * 30, cell_m=20, bandwidth_m=100, adaptive=True)
    assert contours(heap).geometry.is_valid.all()
