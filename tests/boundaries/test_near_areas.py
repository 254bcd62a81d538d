"""Areas that lie near each other, against distances measured one by one."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from boundaries import near_areas
from geo.errors import ParameterError


def squares(*corners):
    codes = [f"S{i:02}" for i in range(len(corners))]
    shapes = [box(x, y, x + 10, y + 10) for x, y in corners]
    return gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=27700)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=9),
    st.integers(0, 40),
)
def test_neighbours_are_those_within_the_gap(corners, gap_m):
    areas = squares(*corners)
    graph = near_areas(areas, gap_m=gap_m)
    assert list(graph.unique_ids) == list(areas["code"])
    for code, shape in zip(areas["code"], areas.geometry, strict=True):
        near = areas.loc[(areas.distance(shape) <= gap_m) & (areas["code"] != code), "code"]
        pairs = graph.adjacency[graph.adjacency > 0]
        found = [] if code not in pairs.index.get_level_values(0) else list(pairs[code].index)
        assert sorted(found) == sorted(near)


def test_an_area_far_from_all_is_kept():
    graph = near_areas(squares((0, 0), (5, 5), (500, 500)), gap_m=50)
    assert list(graph.isolates) == ["S02"]


@pytest.mark.parametrize("gap_m", [-1, np.nan, np.inf])
def test_a_gap_that_means_nothing_is_refused(gap_m):
    with pytest.raises(ParameterError, match="the gap must be zero metres or more"):
        near_areas(squares((0, 0)), gap_m=gap_m)
