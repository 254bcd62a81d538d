"""Each distinct place once, against plain Python sets and shapely's own points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo import _distinct_places
from geo._distinct_places import distinct_places, points_at

FLOATS = st.sampled_from([0.0, -0.0, 1.5, 2.0**53, -7.25, 530_000.1, float("inf")])
PAIRS = st.lists(st.tuples(FLOATS, FLOATS), max_size=40)


def check(pairs):
    x, y = np.array(pairs, dtype=float).reshape(-1, 2).T
    at, places_x, places_y = distinct_places(x, y)
    assert places_x[at].tobytes() == x.tobytes()
    assert places_y[at].tobytes() == y.tobytes()
    distinct = {(x[row].tobytes(), y[row].tobytes()) for row in range(len(x))}
    assert len(places_x) == len(places_y) == len(distinct)


@given(PAIRS)
@settings(max_examples=100)
def test_places_are_those_of_a_set_and_lead_back_to_every_row(pairs):
    check(pairs)


@given(PAIRS)
@settings(max_examples=50)
def test_pairs_that_share_a_number_by_chance_are_kept_apart(pairs):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_distinct_places, "_SPREAD", np.uint64(0))
        check(pairs)


def test_a_missing_coordinate_is_a_place_of_its_own():
    at, x, _ = distinct_places(np.array([np.nan, 1.0, np.nan]), np.array([2.0, 2.0, 2.0]))
    assert at.tolist() == [0, 1, 0]
    assert np.isnan(x[0])


def test_rows_of_one_place_share_one_point():
    points = points_at(np.array([3.0, 5.0, 3.0]), np.array([4.0, 4.0, 4.0]))
    assert points.tolist() == [Point(3, 4), Point(5, 4), Point(3, 4)]
    assert points[0] is points[2]
