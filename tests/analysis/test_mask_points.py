"""Donut masking."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from analysis import mask_points
from geo.errors import ParameterError

KEY = b"a key of the tests"


def points(n: int, *, seed: int = 1) -> gpd.GeoDataFrame:
    at = np.random.default_rng(seed).uniform([530_000, 180_000], [535_000, 185_000], (n, 2))
    return gpd.GeoDataFrame({"n": range(n)}, geometry=shapely.points(at), crs=27700)


def test_distances_have_the_moments_of_a_uniform_ring():
    # Closed form of r with density 2r/(200^2 - 50^2), Hampton et al. (2010): mean 140, median
    # 145.77; a radius drawn uniformly, the common slip, would give 125.
    given = points(10_000)
    moved = mask_points(given, least_m=50, most_m=200, key=KEY).points
    distance = moved.distance(given)
    assert distance.mean() == pytest.approx(140.0, abs=2)
    assert distance.median() == pytest.approx(145.774, abs=2)
    assert distance.min() >= 50 - 1e-6
    assert distance.max() <= 200 + 1e-6
    assert (moved.geometry.x - given.geometry.x).mean() == pytest.approx(0, abs=4)
    assert (moved.geometry.y - given.geometry.y).mean() == pytest.approx(0, abs=4)


def test_points_of_one_place_move_together_and_a_key_moves_them_the_same_again():
    given = points(50)
    doubled = gpd.GeoDataFrame(
        {"n": range(100)}, geometry=[*given.geometry, *given.geometry], crs=27700
    )
    moved = mask_points(doubled, key=KEY).points.geometry
    assert moved[:50].reset_index(drop=True).equals(moved[50:].reset_index(drop=True))
    again = mask_points(given[::-1], key=KEY).points.geometry.sort_index()
    assert again.equals(moved[:50])


def test_without_a_key_no_two_maskings_are_alike():
    given = points(20)
    one, other = mask_points(given).points, mask_points(given).points
    assert not one.geom_equals(other.geometry).any()


def test_points_stay_in_their_area_where_the_ring_allows_it():
    areas = gpd.GeoDataFrame(
        geometry=[shapely.box(0, 0, 400, 400), shapely.box(400, 0, 800, 400)], crs=27700
    )
    at = np.random.default_rng(3).uniform([0, 0], [800, 400], (300, 2))
    given = gpd.GeoDataFrame(geometry=shapely.points(at), crs=27700)
    masked = mask_points(given, areas=areas, key=KEY)
    before = given.sjoin(areas, predicate="within")["index_right"]
    after = masked.points.sjoin(areas, predicate="within")["index_right"]
    assert before.equals(after)
    assert masked.left_area == 0
    tiny = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 800, 40)], crs=27700)
    lost = mask_points(
        given[:1].set_geometry([shapely.Point(400, 20)], crs=27700),
        areas=tiny,
        least_m=900,
        most_m=1000,
        key=KEY,
    )
    assert lost.left_area == 1
    assert "1 could not be kept" in lost.summary


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"least_m": 200, "most_m": 100}, "least_m"),
        ({"least_m": -1}, "least_m"),
        ({"key": b""}, "key"),
        ({"key": b"x" * 65}, "key"),
    ],
)
def test_senseless_arguments_are_refused(change, parameter):
    with pytest.raises(ParameterError) as caught:
        mask_points(points(2), **change)
    assert caught.value.parameter == parameter


def test_degrees_and_lines_are_refused():
    with pytest.raises(ParameterError, match="metres"):
        mask_points(points(2).to_crs(4326))
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=27700)
    with pytest.raises(ParameterError, match="other than a point"):
        mask_points(line)
