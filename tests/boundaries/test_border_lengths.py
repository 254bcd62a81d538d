import geopandas as gpd
import pytest
import shapely
from libpysal.graph import Graph

import boundaries
from geo.errors import ParameterError


def layer(**shapes):
    return gpd.GeoDataFrame(
        {"code": list(shapes)}, geometry=[shapely.box(*s) for s in shapes.values()], crs=27700
    )


def test_shared_and_facing_borders_by_hand():
    areas = layer(
        a=(0, 0, 1000, 1000),
        b=(1000, 0, 2000, 400),
        c=(0, 1200, 1000, 2000),
        d=(9000, 0, 9500, 500),
    )
    graph = Graph.from_arrays(["a", "a", "b", "c", "d"], ["b", "c", "a", "a", "d"], [1, 1, 1, 1, 0])
    found = boundaries.border_lengths(areas, neighbours=graph)
    # a and b share 400 m (and 1 m round each end for noise); c faces a across 200 m of water over
    # its whole width, and the stretches up the sides within 300 m: 1,000 + 2 x 101 m.
    assert found["a"]["b"] == pytest.approx(400, abs=4)
    assert found["a"]["c"] == found["c"]["a"] == pytest.approx(1202, abs=4)
    assert found["d"].sum() == 0


def test_boroughs_have_the_lengths_of_the_full_extent_boundaries():
    boroughs = boundaries.load_boroughs()
    graph = boundaries.neighbours(boroughs, across_river=True)
    found = boundaries.border_lengths(boroughs, neighbours=graph)
    # Metres of shared edge on the full-extent boundaries of the Office for National Statistics.
    for one, other, expected in (
        ("E09000007", "E09000019", 6921.1),  # Camden and Islington
        ("E09000002", "E09000016", 14856.6),  # Barking and Dagenham and Havering
        ("E09000028", "E09000030", 5308.9),  # Southwark and Tower Hamlets, across the Thames
    ):
        assert found[one][other] == pytest.approx(expected, rel=0.04)
    assert set(found.adjacency.index) == set(graph.adjacency.index)


def test_a_graph_of_another_layer_is_refused():
    graph = Graph.from_arrays(["a", "b"], ["b", "a"], [1, 1])
    with pytest.raises(ParameterError, match="not in the layer"):
        boundaries.border_lengths(layer(a=(0, 0, 1, 1)), neighbours=graph)
