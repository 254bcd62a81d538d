import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from boundaries import bordering, load_boroughs, neighbours
from geo.errors import ParameterError

SHIPPED = load_boroughs()


def _grid(columns, rows, side_m=1_000.0):
    return {
        f"{column}{row}": shapely.box(
            column * side_m, row * side_m, (column + 1) * side_m, (row + 1) * side_m
        )
        for column in range(columns)
        for row in range(rows)
    }


def test_land_borders_are_the_published_ones(boroughs, pairs_of, land_pairs):
    assert pairs_of(neighbours(boroughs)) == land_pairs


def test_the_river_adds_the_published_pairs(boroughs, pairs_of, land_pairs, river_pairs):
    graph = neighbours(boroughs, across_river=True)
    assert pairs_of(graph) == land_pairs | river_pairs


def test_the_graph_is_binary_symmetric_and_keyed_by_code(boroughs):
    graph = neighbours(boroughs)
    assert isinstance(graph, Graph)
    assert graph.unique_ids.tolist() == boroughs["code"].tolist()
    assert set(graph.adjacency) == {1}
    assert (graph.sparse != graph.sparse.T).nnz == 0
    assert graph.cardinalities["E09000001"] == 5


def test_river_pairs_of_which_only_one_side_is_loaded_are_left_out(boroughs, pairs_of):
    south = boroughs[boroughs["code"].isin(["E09000022", "E09000028", "E09000033"])]
    assert pairs_of(neighbours(south, across_river=True)) == {
        ("E09000022", "E09000028"),
        ("E09000022", "E09000033"),
    }


def test_no_area_is_lost_when_it_has_no_neighbour(layer):
    graph = neighbours(layer(_grid(2, 1) | {"far": shapely.box(9e4, 9e4, 9.1e4, 9.1e4)}))
    assert graph.unique_ids.tolist() == ["00", "10", "far"]
    assert graph.isolates.tolist() == ["far"]
    assert graph["far"].sum() == 0


def test_a_single_area_is_an_isolate(layer):
    assert neighbours(layer({"a": shapely.box(0, 0, 1, 1)})).isolates.tolist() == ["a"]


@pytest.mark.parametrize("gap_m", [0, 1, 50, 400])
def test_meeting_in_a_corner_is_not_a_border(layer, pairs_of, gap_m):
    graph = neighbours(layer(_grid(2, 2)), gap_m=gap_m)
    assert pairs_of(graph) == {("00", "01"), ("00", "10"), ("01", "11"), ("10", "11")}


@pytest.mark.parametrize("gap_m", [20, 50])
def test_corners_stay_corners_when_every_border_has_a_gap(layer, pairs_of, gap_m):
    apart = {code: area.buffer(-5, join_style="mitre") for code, area in _grid(3, 3).items()}
    found = pairs_of(neighbours(layer(apart), gap_m=gap_m))
    assert found == pairs_of(neighbours(layer(_grid(3, 3))))
    assert len(found) == 12


@pytest.mark.parametrize("overlap_m", [0.001, 0.5, 5])
def test_overlaps_do_not_break_a_border(layer, pairs_of, overlap_m):
    over = {c: a.buffer(overlap_m / 2, join_style="mitre") for c, a in _grid(2, 1).items()}
    assert pairs_of(neighbours(layer(over))) == {("00", "10")}


@pytest.mark.parametrize(("gap_m", "found"), [(0, 0), (9, 0), (10, 1), (11, 1)])
def test_a_gap_is_bridged_up_to_the_width_that_was_given(layer, pairs_of, gap_m, found):
    areas = layer({"a": shapely.box(0, 0, 500, 500), "b": shapely.box(510, 0, 900, 500)})
    assert len(pairs_of(neighbours(areas, gap_m=gap_m))) == found


def test_an_area_between_two_others_keeps_them_apart(layer, pairs_of):
    areas = layer(
        {
            "a": shapely.box(0, 0, 500, 500),
            "b": shapely.box(500, 0, 520, 500),
            "c": shapely.box(520, 0, 900, 500),
        }
    )
    assert pairs_of(neighbours(areas, gap_m=30)) == {("a", "b"), ("b", "c")}


@pytest.mark.parametrize(("southern_edge", "found"), [(470, 1), (495, 0)])
def test_a_bridged_stretch_must_be_at_least_as_long_as_the_gap(
    layer, pairs_of, southern_edge, found
):
    areas = {"a": shapely.box(0, 0, 500, 500), "b": shapely.box(520, southern_edge, 900, 900)}
    assert len(pairs_of(neighbours(layer(areas), gap_m=21))) == found


def test_borders_with_corners_in_different_places_are_found(layer, pairs_of):
    areas = layer(
        {
            "long": shapely.box(0, 0, 100, 900),
            "low": shapely.box(100, 0, 200, 300.4),
            "high": shapely.box(100, 300.4, 200, 900),
        }
    )
    assert pairs_of(neighbours(areas)) == {("high", "long"), ("high", "low"), ("long", "low")}


@pytest.mark.parametrize("tolerance_m", [5, 20, 50])
def test_boroughs_simplified_one_by_one_are_mended_by_the_gap(
    boroughs, pairs_of, land_pairs, tolerance_m
):
    ragged = boroughs.assign(geometry=boroughs.simplify(tolerance_m))
    assert not shapely.coverage_is_valid(ragged.geometry.to_numpy())
    assert pairs_of(neighbours(ragged, gap_m=tolerance_m)) == land_pairs


def test_boroughs_that_were_reprojected_apart_keep_their_borders(boroughs, pairs_of, land_pairs):
    noisy = boroughs.assign(
        geometry=[
            shapely.transform(area, lambda xy, n=n: xy + 0.002 * np.sin(xy * 7 + n))
            for n, area in enumerate(boroughs.geometry)
        ]
    )
    assert pairs_of(neighbours(noisy)) == land_pairs


@given(st.permutations(range(len(SHIPPED))))
@settings(max_examples=8)
def test_the_order_of_rows_changes_nothing(order):
    shuffled = neighbours(SHIPPED.iloc[list(order)], across_river=True)
    assert shuffled == neighbours(SHIPPED, across_river=True)


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=20))
@settings(max_examples=40)
def test_cells_are_neighbours_when_they_differ_by_one_step(cells):
    areas = gpd.GeoDataFrame(
        {"code": [f"{x}-{y}" for x, y in cells]},
        geometry=[shapely.box(x * 9, y * 9, x * 9 + 9, y * 9 + 9) for x, y in cells],
        crs=27700,
    )
    graph = neighbours(areas)
    expected = {
        (f"{x}-{y}", f"{x + dx}-{y + dy}")
        for x, y in cells
        for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0))
        if (x + dx, y + dy) in cells
    }
    edges = graph.adjacency[graph.adjacency > 0]
    assert set(edges.index) == expected
    assert set(graph.unique_ids) == set(areas["code"])


def test_the_input_is_left_as_it_was(boroughs):
    before = boroughs.copy(deep=True)
    neighbours(boroughs, across_river=True, gap_m=10)
    assert_geodataframe_equal(boroughs, before)


@pytest.mark.parametrize("gap_m", [-1, math.nan, math.inf])
def test_a_gap_that_is_no_length_is_refused(boroughs, gap_m):
    with pytest.raises(ParameterError, match="gap_m: the gap to bridge must be a length"):
        neighbours(boroughs, gap_m=gap_m)


def test_the_river_rule_is_refused_where_it_means_nothing(layer):
    with pytest.raises(ParameterError, match=r"none of the areas is a London borough.*gap_m"):
        neighbours(layer(_grid(2, 1)), across_river=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda b: b.drop(columns="code"), "with the columns code and geometry"),
        (lambda b: b.to_crs(4326), r"EPSG:27700 metres \(found 'EPSG:4326'\)"),
        (lambda b: b.set_crs(None, allow_override=True), "EPSG:27700 metres"),
        (lambda b: b.assign(code="same"), r"more than one area \(found 'same'\).*dissolve"),
        (lambda b: b.assign(code=range(33)), "a code of text"),
        (lambda b: b.assign(geometry=b.centroid), "must be a polygon"),
        (lambda b: b["code"], "with the columns code and geometry"),
    ],
)
def test_areas_that_cannot_be_used_are_refused(boroughs, change, message):
    with pytest.raises(ParameterError, match=message):
        neighbours(change(boroughs))


@pytest.mark.parametrize("across_river", [False, True])
def test_bordering_agrees_with_the_graph(across_river):
    boroughs = load_boroughs()
    graph = neighbours(boroughs, across_river=across_river)
    for code in boroughs["code"]:
        found = bordering(boroughs, [code], across_river=across_river)
        assert found == set(graph[code].index)


def test_bordering_leaves_out_the_areas_themselves_and_refuses_unknown_codes():
    boroughs = load_boroughs()
    assert "E09000007" not in bordering(boroughs, ["E09000007", "E09000033"])
    with pytest.raises(ParameterError, match="E99"):
        bordering(boroughs, ["E99"])
