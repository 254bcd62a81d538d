import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from analysis import contours, kernel_density
from geo.errors import ParameterError


def surface_of(seed: int = 0, **settings_: object):
    rng = np.random.default_rng(seed)
    middles = rng.uniform(2000, 8000, (4, 2))
    points = middles[rng.integers(0, 4, 600)] + rng.normal(0, 400, (600, 2))
    return kernel_density(points, cell_m=100, bandwidth_m=500, **settings_)


def inside(surface, shape) -> np.ndarray:
    cell, _, west, _, _, north = surface.transform
    rows, columns = surface.density.shape
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * cell, north - (np.arange(rows) + 0.5) * cell
    )
    return shapely.contains_xy(shape, x, y)


def test_a_cone_gives_the_circle() -> None:
    # one Gaussian of s.d. h: above 1/e of the peak lies the circle of radius h * sqrt(2)
    surface = kernel_density([[0, 0], [0, 0]], cell_m=10, bandwidth_m=300, kernel="gaussian")
    peak = 2 / (2 * np.pi * 0.3**2)
    found = contours(surface, levels=[peak / np.e])
    assert found["area_ha"].item() == pytest.approx(np.pi * 2 * 300**2 / 1e4, rel=1e-3)
    west, south, east, north = found.total_bounds
    assert [west, south] == pytest.approx([-424.26] * 2, abs=1)
    assert [east, north] == pytest.approx([424.26] * 2, abs=1)
    # and it holds 1 - 1/e of the mass
    assert found["share"].item() == pytest.approx(1 - 1 / np.e, abs=0.01)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1))
def test_polygons_are_valid_nested_and_hold_their_cells(seed: int) -> None:
    surface = surface_of(seed)
    found = contours(surface, shares=[0.2, 0.5, 0.8])
    assert found.geometry.is_valid.all()
    assert found.crs == "EPSG:27700"
    assert found["level"].is_monotonic_increasing
    for low, high in zip(found.geometry[:-1], found.geometry[1:], strict=True):
        assert high.difference(low).area < 1e-6 * high.area
    for row in found.itertuples():
        np.testing.assert_array_equal(inside(surface, row.geometry), surface.density > row.level)
    np.testing.assert_allclose(found["share"], [0.8, 0.5, 0.2], atol=0.02)


def test_bands_do_not_overlap_and_add_up_to_the_nested_ones() -> None:
    surface = surface_of()
    bands = contours(surface, shares=[0.2, 0.5, 0.8], nested=False)
    nested = contours(surface, shares=[0.2, 0.5, 0.8])
    shapes = bands.geometry
    for first in range(3):
        for second in range(first):
            assert shapes[first].intersection(shapes[second]).area < 1e-3
    assert bands["area_ha"].sum() == pytest.approx(nested["area_ha"].max())


def test_a_ring_keeps_its_hole_and_the_edge_is_closed() -> None:
    turn = np.linspace(0, 2 * np.pi, 400)
    ring = np.c_[2000 * np.cos(turn), 2000 * np.sin(turn)]
    surface = kernel_density(ring, cell_m=50, bandwidth_m=500)
    whole = contours(surface, levels=[surface.density.max() / 2]).geometry.item()
    assert not whole.contains(shapely.Point(0, 0))
    assert shapely.get_num_interior_rings(whole.geoms[0]) == 1
    areas = gpd.GeoDataFrame(geometry=[box(0, -3000, 3000, 3000)], crs=27700)
    half = contours(
        kernel_density(ring, cell_m=50, bandwidth_m=500, areas=areas), levels=[1.0]
    ).geometry.item()
    assert half.is_valid
    assert half.bounds[0] > -51


def test_levels_above_the_peak_are_left_out() -> None:
    surface = surface_of()
    assert contours(surface, levels=[surface.density.max() * 2]).empty
    assert len(contours(surface, levels=[1, surface.density.max() * 2])) == 1


def test_refuses_bad_levels() -> None:
    surface = surface_of()
    with pytest.raises(ParameterError, match="both"):
        contours(surface, levels=[1], shares=[0.5])
    with pytest.raises(ParameterError, match="above 0"):
        contours(surface, levels=[0])
    with pytest.raises(ParameterError, match="between 0 and 1"):
        contours(surface, shares=[1.5])
