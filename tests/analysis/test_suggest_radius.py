import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import density_clusters, k_distances, suggest_radius
from geo.errors import ParameterError


def points_at(xy):
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.asarray(xy, float).T), crs=27700)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_k_distances_by_sorting_every_pair(seed, k):
    xy = np.random.default_rng(seed).integers(0, 6, (20, 2)).astype(float)
    gap = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    assert k_distances(points_at(xy), k=k) == pytest.approx(
        np.sort(np.sort(gap, axis=1)[:, k - 1]), abs=1e-12
    )


def test_k_distances_with_weights():
    found = k_distances(points_at([(0, 0), (3, 4), (100, 0)]), k=4, weights=[4, 1, 2])
    assert found == pytest.approx([0, 5, 100])


def test_cores_of_dbscan_are_the_points_left_of_the_radius():
    rng = np.random.default_rng(2)
    points = points_at(rng.normal(0, 100, (300, 2)))
    distances = k_distances(points, k=300)
    assert distances[0] > 0
    found = density_clusters(points, radius_m=40, min_points=6)
    cores = (k_distances(points, k=6) <= 40).sum()
    assert cores <= found.points - found.noise_points


def test_a_lattice_has_its_own_spacing():
    # Every inner place has 5 points within the spacing; corners have 3 and edges 4.
    places = np.stack(np.meshgrid(np.arange(40) * 50, np.arange(40) * 50), -1).reshape(-1, 2)
    found = suggest_radius(points_at(places), min_points=5)
    assert found.radius_m == 50
    assert found.share == pytest.approx(38 * 38 / 1600)


@pytest.mark.parametrize("spread", [10, 100])
def test_the_knee_separates_clumps_from_what_lies_between(spread):
    rng = np.random.default_rng(4)
    centre = np.array([(2_000, 2_000), (8_000, 2_000), (5_000, 8_000)])
    clumps = np.concatenate([rng.normal(c, spread, (150, 2)) for c in centre])
    points = points_at(np.concatenate([clumps, rng.uniform(0, 10_000, (50, 2))]))
    found = suggest_radius(points, min_points=8)
    assert found.knee
    assert 0.5 * spread < found.radius_m < 6 * spread
    clusters = density_clusters(points, radius_m=found.radius_m, min_points=8)
    assert (clusters.hotspots["points"] > 100).sum() == 3
    assert found.low <= found.radius_m
    assert f"{found.radius_m:g} m" in found.summary


def test_piles_of_records_do_not_give_a_radius_of_nothing():
    rng = np.random.default_rng(5)
    places = rng.uniform(0, 2_000, (200, 2))
    rows = places[np.repeat(np.arange(200), np.where(np.arange(200) < 150, 40, 1))]
    found = suggest_radius(points_at(rows), min_points=20)
    assert found.radius_m > 1
    every = suggest_radius(points_at(np.repeat(places, 40, axis=0)), min_points=20)
    assert every.radius_m > 1
    assert every.share == 1


def test_equal_distances_have_no_knee():
    found = suggest_radius(points_at([(0, 0), (30, 0), (60, 0), (90, 0)]), min_points=2)
    assert (found.radius_m, found.knee) == (30, False)
    assert "their median" in found.summary


def test_bad_input_explains_itself():
    with pytest.raises(ParameterError, match="one place"):
        suggest_radius(points_at([(1, 1)] * 5), min_points=2)
    for k in (0, 4, float("nan")):
        with pytest.raises(ParameterError, match="between 1 and 3"):
            k_distances(points_at([(0, 0), (1, 0), (2, 0)]), k=k)
    with pytest.raises(ParameterError, match="no points"):
        suggest_radius(points_at(np.empty((0, 2))), min_points=2)
