from math import acos, pi, sqrt

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
import geo
from geo.errors import ParameterError


def sites(*places):
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*places, strict=True)), crs=27700)


def ground(*boxes):
    codes = [f"E{k}" for k in range(len(boxes))]
    return gpd.GeoDataFrame(
        geometry=[shapely.box(*b) for b in boxes], index=codes, crs=27700
    ).rename_axis("area_code")


def test_the_rings_of_one_site_have_the_areas_of_circles():
    found = analysis.rings(sites((0, 0)))
    # Area of a circle: pi r squared.
    expected = [pi * 250**2, pi * (500**2 - 250**2), pi * (1000**2 - 500**2)]
    assert found["area_m2"].to_list() == pytest.approx(expected, rel=1e-3)
    assert list(found.index) == ["0-250 m", "250-500 m", "500-1000 m"]
    assert list(found["role"]) == ["treated", "neighbour", "neighbour"]


def test_rings_that_meet_are_one_and_are_cut_at_the_outline():
    box = ground((-400, -300, 1000, 300))
    found = analysis.rings(sites((0, 0), (300, 0), (300, 0)), edges_m=(0, 200, 500), areas=box)
    assert found["area_m2"].sum() == pytest.approx(1400 * 600)
    # Two circles of 200 m, 300 m apart: the lens is 2 r^2 acos(d/2r) - d/2 sqrt(4r^2 - d^2).
    lens = 2 * 200**2 * acos(0.75) - 150 * sqrt(4 * 200**2 - 300**2)
    assert found.loc["0-200 m", "area_m2"] == pytest.approx(2 * pi * 200**2 - lens, rel=1e-3)
    assert found.loc["beyond 500 m", "role"] == "control"
    assert found["outer_m"].isna().to_list() == [False, False, True]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 3000)), min_size=1, max_size=12),
    st.booleans(),
)
def test_every_place_lies_in_one_ring_that_of_its_nearest_site(places, by_area):
    areas = ground((0, 0, 2000, 3000), (2000, 0, 4000, 3000))
    found = analysis.rings(sites(*places), areas=areas, by_area=by_area)
    assert found["area_m2"].sum() == pytest.approx(4000 * 3000)
    for x, y in ((10, 20), (1990, 1500), (2010, 1501), (3990, 2990)):
        spot = shapely.Point(x, y)
        nearest = min(spot.distance(shapely.Point(place)) for place in places)
        inside = found[found.geometry.contains(spot)]
        if all(abs(nearest - edge) > 1 for edge in (0, 250, 500, 1000)):
            outer = inside["outer_m"].fillna(1e9).item()
            assert inside["inner_m"].item() < nearest < outer


def test_offences_are_counted_into_rings_and_periods():
    found = analysis.rings(sites((500, 500)), areas=ground((0, 0, 3000, 3000)))
    points = sites((500, 510), (500, 800), (510, 490), (2500, 2500))
    points["month"] = ["2000-01", "2000-01", "2000-02", "2000-02"]
    counts = geo.count_in_cells(points, found, period="month")
    assert counts.loc["0-250 m"].to_list() == [1, 1]
    assert counts.loc["250-500 m"].to_list() == [1, 0]
    assert counts.loc["beyond 1000 m"].to_list() == [0, 1]


def test_split_rings_carry_the_code_of_their_area():
    areas = ground((0, 0, 2000, 3000), (2000, 0, 4000, 3000))
    found = analysis.rings(sites((1900, 1500)), edges_m=(0, 250), areas=areas, by_area=True)
    assert list(found.index) == ["E0 0-250 m", "E0 beyond 250 m", "E1 0-250 m", "E1 beyond 250 m"]


@pytest.mark.parametrize("edges", [(0,), (0, 0), (250, 100), (-1, 5), (0, float("inf"))])
def test_edges_that_make_no_ring(edges):
    with pytest.raises(ParameterError, match="must ascend"):
        analysis.rings(sites((0, 0)), edges_m=edges)


def test_places_that_make_no_ring():
    with pytest.raises(ParameterError, match="no raid"):
        analysis.rings(sites((0, 0)).iloc[:0])
    with pytest.raises(ParameterError, match="not in metres"):
        analysis.rings(sites((0, 0)).to_crs(4326))
    with pytest.raises(ParameterError, match="different coordinate systems"):
        analysis.rings(sites((0, 0)), areas=ground((0, 0, 1, 1)).to_crs(3857))
    with pytest.raises(ParameterError, match="lies within or near"):
        analysis.rings(sites((90_000, 0)), areas=ground((0, 0, 100, 100)))
    with pytest.raises(ParameterError, match="only be split"):
        analysis.rings(sites((0, 0)), by_area=True)
