import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from analysis import kernel_density
from analysis._bandwidth import bandwidth_of
from analysis._kernel_sums import REACH, _direct, _value, kernel_sums
from analysis._raster import inside_of, points_inside, polygons_of, raster_over
from geo.errors import InputError, ParameterError

# Juvenile offenders in Cardiff; the file names the sources.
CARDIFF = json.loads((Path(__file__).parent / "reference" / "cardiff.json").read_text())
KERNELS = pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
TOWN = Point(5000, 5000).buffer(4000).difference(box(4000, 0, 4600, 20_000))


def frame(*shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs="EPSG:27700")


def at(surface, x: float, y: float) -> float:
    cell, _, west, _, _, north = surface.transform
    column, row = (x - west) / cell - 0.5, (north - y) / cell - 0.5
    assert (column, row) == (int(column), int(row))
    return surface.density[int(row), int(column)] / 1e6


@pytest.mark.parametrize(("kernel", "bandwidth"), [("gaussian", 5.0), ("quartic", 15.0)])
def test_cardiff_by_spatstat_and_the_closed_form(kernel: str, bandwidth: float) -> None:
    # each place asked for is moved to the centre of a cell
    for (x, y), published in zip(CARDIFF["at"], CARDIFF[kernel], strict=True):
        moved = kernel_density(
            np.array(CARDIFF["points"]) - [x, y] + 5,
            cell_m=10,
            bandwidth_m=bandwidth,
            kernel=kernel,
        )
        assert at(moved, 5, 5) == pytest.approx(published, abs=1e-6)


def test_cardiff_keeps_every_home_and_widths_are_those_of_spatstat() -> None:
    homes = np.array(CARDIFF["points"], dtype=float)
    # the quartic surface of radius 15 holds the 168 homes
    surface = kernel_density(homes, cell_m=0.25, bandwidth_m=15.0, kernel="quartic")
    assert surface.density.sum() * 0.25**2 / 1e6 == pytest.approx(168, rel=1e-7)
    # bw.scott gives one width an axis, of which Crackdown takes the mean
    scott = bandwidth_of("scott", *homes.T, None, kernel="gaussian")[0]
    assert scott == pytest.approx(np.mean([8.64639272814094, 10.5761847566105]), abs=1e-6)
    # bw.ppl scores a few widths only, and the score is flat around the best of them
    likelihood = bandwidth_of("likelihood", *homes.T, None, kernel="gaussian")[0]
    assert likelihood == pytest.approx(3.74516249920885, rel=0.1)


@KERNELS
@pytest.mark.parametrize("bandwidth", [300.0, 500.0, 1500.0])
def test_binned_sums_are_the_exact_ones(kernel: str, bandwidth: float) -> None:
    rng = np.random.default_rng(1)
    centres = rng.uniform(5e3, 35e3, (30, 2))
    x, y = (centres[rng.integers(0, 30, 200_000)] + rng.normal(0, 2000, (200_000, 2))).T
    x, y = np.clip(x, 0, 39_999), np.clip(y, 0, 39_999)
    raster = raster_over((0, 0, 40_000, 40_000), cell_m=120)
    fast = kernel_sums(x, y, None, raster=raster, bandwidth_m=bandwidth, kernel=kernel)
    across, up = raster.centres()
    top = np.argsort(fast.ravel())[::-1][:20]
    for place in np.r_[top, rng.integers(0, fast.size, 20)]:
        row, column = divmod(int(place), raster.columns)
        square = ((x - across[column]) ** 2 + (y - up[row]) ** 2) / bandwidth**2
        near = square <= REACH[kernel] ** 2
        exact = _value(square[near], kernel).sum() / bandwidth**2
        assert abs(fast[row, column] - exact) < 1e-3 * fast.max()


@KERNELS
@pytest.mark.parametrize("bandwidth", [260.0, 500.0, 800.0])
def test_snap_points_keep_the_promised_error(kernel: str, bandwidth: float) -> None:
    # heaps on few places do not let the errors of the bins even out
    rng = np.random.default_rng(7)
    places, heap = rng.uniform(3000, 27_000, (4000, 2)), rng.pareto(1.5, 4000)
    x, y = np.repeat(places, np.ceil(heap / heap.sum() * 1e5).astype(int), axis=0).T
    places, times = np.unique(np.c_[x, y], axis=0, return_counts=True)
    raster = raster_over((0, 0, 30_000, 30_000), cell_m=120)
    fast = kernel_sums(x, y, None, raster=raster, bandwidth_m=bandwidth, kernel=kernel)
    exact = _direct(
        *places.T.copy(), times * 1.0, raster=raster, bandwidth_m=bandwidth, kernel=kernel
    )
    assert np.abs(fast - exact).max() < 1e-3 * exact.max()


@KERNELS
def test_weights_are_repeated_points(kernel: str) -> None:
    rng = np.random.default_rng(2)
    points, times = rng.uniform(0, 9000, (3000, 2)), rng.integers(0, 60, 3000)
    settings_ = {"cell_m": 100, "bandwidth_m": 700, "kernel": kernel}
    weighted = kernel_density(
        points, weights=times, **settings_, areas=frame(box(0, 0, 9000, 9000))
    )
    repeated = kernel_density(
        np.repeat(points, times, axis=0), **settings_, areas=frame(box(0, 0, 9000, 9000))
    )
    gap = np.abs(weighted.density - repeated.density).max()
    assert gap < 1e-3 * repeated.density.max()
    assert weighted.total == repeated.total == times.sum()


@KERNELS
@settings(max_examples=10)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_changes_nothing_and_the_mass_is_kept(kernel: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.normal(0, 1000, (200, 2))
    settings_ = {"cell_m": 50, "bandwidth_m": 400, "kernel": kernel}
    plain = kernel_density(points, **settings_)
    mixed = kernel_density(points[rng.permutation(200)], **settings_)
    np.testing.assert_allclose(plain.density, mixed.density, atol=1e-9 * plain.density.max())
    assert plain.density.sum() * 50**2 / 1e6 == pytest.approx(200, rel=0.01)


@KERNELS
def test_a_uniform_field_is_flat_up_to_the_edge(kernel: str) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 10_000, (2, 400_000))
    surface = kernel_density(
        np.c_[x, y], cell_m=100, bandwidth_m=600, kernel=kernel, areas=frame(TOWN)
    )
    level = surface.density[surface.inside]
    assert surface.edge_corrected
    np.testing.assert_allclose(level, 4000, rtol=0.25)
    assert level.mean() == pytest.approx(4000, rel=0.01)
    assert (surface.density[~surface.inside] == 0).all()
    assert surface.total + surface.outside == 400_000
    inside = shapely.contains_xy(TOWN, x, y)
    assert surface.total == inside.sum()


def test_the_raster_is_that_of_shapely() -> None:
    halves = frame(
        TOWN.intersection(box(0, 0, 5033, 1e4)), TOWN.intersection(box(5033, 0, 1e4, 1e4))
    )
    overlapping = frame(TOWN, box(3000, 3000, 6000, 6000).intersection(TOWN))
    raster = raster_over((900, 900, 9100, 9100), cell_m=61)
    x, y = np.meshgrid(*raster.centres())
    rng = np.random.default_rng(4)
    px, py = rng.uniform(0, 10_000, (2, 5000))
    for areas in (frame(TOWN), halves, overlapping):
        polygons = polygons_of(areas)
        inside = inside_of(polygons, raster)
        np.testing.assert_array_equal(inside, shapely.contains_xy(TOWN, x, y))
        found = points_inside(polygons, inside, raster, px, py)
        np.testing.assert_array_equal(found, shapely.contains_xy(TOWN, px, py))


def test_automatic_bandwidth_by_hand() -> None:
    x = np.arange(64.0) * 10
    surface = kernel_density(np.c_[x, x], cell_m=50, kernel="gaussian")
    quartiles = np.percentile(x, [25, 75])
    spread = min(x.std(ddof=1), (quartiles[1] - quartiles[0]) / 1.34)
    assert surface.bandwidth_m == pytest.approx(spread * 64 ** (-1 / 6))
    quartic = kernel_density(np.c_[x, x], cell_m=50)
    assert quartic.bandwidth_m == pytest.approx(surface.bandwidth_m * np.sqrt(8))
    assert "Silverman (1986)" in surface.summary


def test_transform_and_crs_place_the_surface() -> None:
    points = frame(Point(530_010, 180_010), Point(530_010, 180_010), Point(530_990, 180_510))
    surface = kernel_density(points, cell_m=100, bandwidth_m=200)
    row, column = np.unravel_index(surface.density.argmax(), surface.density.shape)
    cell, _, west, _, step, north = surface.transform
    assert (west + column * cell, north + (row + 1) * step) == (530_000, 180_000)
    assert surface.crs == "EPSG:27700"


def test_oddities_are_said() -> None:
    points = [[4900, 4900], [5100, 5100], [99_999, 0]]
    wide = kernel_density(points, cell_m=500, bandwidth_m=50_000, areas=frame(TOWN))
    assert "nearly flat" in wide.summary
    assert "1 points outside" in wide.summary
    assert wide.density[wide.inside].std() < 0.01 * wide.density.max()
    assert "less than two cells" in kernel_density(points, cell_m=500, bandwidth_m=600).summary
    same = kernel_density([[5, 5], [5, 5]], cell_m=10, bandwidth_m=50)
    assert np.isfinite(same.density).all()
    assert "may be noise" in same.summary


def test_refuses_bad_input() -> None:
    points = [[0.0, 0.0], [500.0, 500.0]]
    with pytest.raises(InputError, match="Give bandwidth_m"):
        kernel_density([[5, 5], [5, 5]], cell_m=10)
    with pytest.raises(InputError, match="too few"):
        kernel_density(points, cell_m=10, areas=frame(TOWN))
    with pytest.raises(InputError, match="missing"):
        kernel_density([[0, np.nan], [1, 1]], cell_m=10)
    with pytest.raises(InputError, match="x and y"):
        kernel_density([1, 2, 3], cell_m=10)
    with pytest.raises(InputError, match="not in metres"):
        kernel_density(frame(Point(0, 0), Point(1, 1)).set_crs(4326, allow_override=True), cell_m=1)
    with pytest.raises(InputError, match="one is negative"):
        kernel_density(points, cell_m=10, weights=[1, -1])
    with pytest.raises(InputError, match="to_crs"):
        kernel_density(points, cell_m=10, areas=frame(TOWN).to_crs(3857))
    with pytest.raises(InputError, match="no polygons"):
        kernel_density(points, cell_m=10, areas=frame(Point(0, 0)))
    with pytest.raises(ParameterError, match="above 0"):
        kernel_density(points, cell_m=10, bandwidth_m=0)
    with pytest.raises(ParameterError, match="larger than nothing"):
        kernel_density(points, cell_m=-1, bandwidth_m=5)
    with pytest.raises(ParameterError, match="Use larger cells"):
        kernel_density(points, cell_m=0.01, bandwidth_m=5)
    with pytest.raises(ParameterError, match="'quartic' or 'gaussian'"):
        kernel_density(points, cell_m=10, kernel="cone")


def test_a_bandwidth_of_many_study_areas_is_flat_and_quick() -> None:
    xy = np.random.default_rng(0).uniform(0, 4000, (500, 2))
    area = gpd.GeoDataFrame(geometry=[box(0, 0, 5000, 4000)], crs=27700)
    surface = kernel_density(xy, cell_m=500, bandwidth_m=1_000_000, areas=area)
    assert any("larger than the study area" in note for note in surface.notes)
    inside = surface.density[surface.density > 0]
    # 500 records on 20 square kilometres
    np.testing.assert_allclose(inside, 25, rtol=0.01)


def test_a_name_is_no_weight() -> None:
    with pytest.raises(InputError, match="not numbers"):
        kernel_density(np.zeros((5, 2)), cell_m=100, weights="weight")
