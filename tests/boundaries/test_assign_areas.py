import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries import assign_areas, load_boroughs
from geo.errors import ParameterError

SHIPPED = load_boroughs()
WHOLE = shapely.union_all(SHIPPED.geometry.to_numpy())


def _points(xy, index=None):
    x, y = zip(*xy, strict=True)
    return gpd.GeoSeries.from_xy(x, y, index=index, crs=27700)


def test_codes_come_on_the_index_of_the_points_and_are_missing_outside(boroughs):
    points = _points([(530_030, 180_380), (0, 0), (531_100, 175_600)], index=[7, 7, 8])
    expected = pd.Series(
        ["E09000033", pd.NA, "E09000022"], index=[7, 7, 8], dtype="string", name="area_code"
    )
    pd.testing.assert_series_equal(assign_areas(points, boroughs), expected)


def test_points_of_a_frame_are_taken_from_its_geometry_column(boroughs):
    frame = gpd.GeoDataFrame({"x": [1]}, geometry=_points([(531_100, 175_600)]))
    moved = frame.rename_geometry("place")
    assert assign_areas(moved, boroughs).tolist() == ["E09000022"]


def test_points_without_coordinates_are_missing(boroughs):
    points = gpd.GeoSeries([None, shapely.Point(), shapely.Point(np.nan, np.nan)], crs=27700)
    assert assign_areas(points, boroughs).isna().all()
    assert len(assign_areas(points.iloc[:0], boroughs)) == 0


def test_a_point_on_a_shared_border_goes_to_the_smallest_code(layer):
    areas = layer({"b": shapely.box(0, 0, 10, 10), "a": shapely.box(10, 0, 20, 10)})
    border = _points([(10, 0), (10, 3), (10, 10), (9.999, 3), (0, 0)])
    assert assign_areas(border, areas).tolist() == ["a", "a", "a", "b", "b"]


def test_a_point_in_two_overlapping_areas_goes_to_the_smallest_code(layer):
    areas = layer({"b": shapely.box(0, 0, 10, 10), "a": shapely.box(5, 0, 20, 10)})
    assert assign_areas(_points([(7, 5)]), areas).tolist() == ["a"]


def test_every_corner_of_every_borough_belongs_to_exactly_one(boroughs):
    corners = np.unique(shapely.get_coordinates(boroughs.geometry.to_numpy()), axis=0)
    found = assign_areas(_points(corners.tolist()), boroughs)
    touched = gpd.sjoin(
        gpd.GeoDataFrame(geometry=_points(corners.tolist())), boroughs, predicate="intersects"
    )
    smallest = touched["code"].groupby(level=0).min()
    assert found.tolist() == smallest.tolist()
    assert (touched.groupby(level=0).size() > 1).sum() > 1_000


@given(st.lists(st.tuples(st.floats(500_000, 565_000), st.floats(150_000, 205_000)), min_size=1))
@settings(max_examples=60)
def test_the_boroughs_are_a_partition(xy):
    points = _points(xy)
    found = assign_areas(points, SHIPPED)
    inside = shapely.intersects(WHOLE, points.to_numpy())
    assert found.notna().tolist() == inside.tolist()
    for code, point in zip(found, points, strict=True):
        homes = SHIPPED.loc[SHIPPED.intersects(point), "code"]
        assert homes.empty if code is pd.NA else homes.min() == code


@given(st.permutations(range(len(SHIPPED))))
@settings(max_examples=10)
def test_the_order_of_areas_changes_nothing(order):
    grid = [(x, y) for x in range(505_000, 560_000, 5_500) for y in range(158_000, 200_000, 4_200)]
    shuffled = assign_areas(_points(grid), SHIPPED.iloc[list(order)])
    pd.testing.assert_series_equal(shuffled, assign_areas(_points(grid), SHIPPED))


def test_repeated_points_get_the_code_of_the_first(boroughs):
    points = _points([(530_030, 180_380), (531_100, 175_600)] * 500)
    assert assign_areas(points, boroughs).tolist() == ["E09000033", "E09000022"] * 500


def test_the_inputs_are_left_as_they_were(boroughs):
    points = gpd.GeoDataFrame(geometry=_points([(530_030, 180_380)]))
    before = points.copy(deep=True), boroughs.copy(deep=True)
    assign_areas(points, boroughs)
    assert_geodataframe_equal(points, before[0])
    assert_geodataframe_equal(boroughs, before[1])


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (_points([(1, 1)]).to_crs(4326), r"in EPSG:27700 metres \(found 'EPSG:4326'\)"),
        (gpd.GeoSeries([shapely.Point(1, 1)]), "in EPSG:27700 metres"),
        (gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=27700), "not a single point"),
        (pd.DataFrame({"x": [1]}), "must be a GeoDataFrame or a GeoSeries"),
    ],
)
def test_points_that_cannot_be_used_are_refused(boroughs, points, message):
    with pytest.raises(ParameterError, match=message):
        assign_areas(points, boroughs)


def test_areas_in_degrees_are_refused(boroughs):
    with pytest.raises(ParameterError, match="areas must be in EPSG:27700"):
        assign_areas(_points([(1, 1)]), boroughs.to_crs(4326))
