import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pyproj import Transformer

import geo
from geo._project import ACCURACY_M

COORDINATE = st.tuples(st.floats(-0.55, 0.35), st.floats(51.25, 51.72))


def test_a_point_in_london_agrees_with_ostn15_to_the_stated_accuracy():
    """Point TP14 (London) of the Ordnance Survey's OSTN15 developer pack."""
    easting, northing = geo.to_metres([-0.11992557180], [51.48936564950])
    away = np.hypot(easting[0] - 530624.974, northing[0] - 178388.464)
    assert away < ACCURACY_M


@given(st.lists(COORDINATE, min_size=1, max_size=30))
@settings(max_examples=30)
def test_there_and_back_is_the_same_place(places):
    longitude, latitude = np.array(places).T
    again_longitude, again_latitude = geo.to_degrees(*geo.to_metres(longitude, latitude))
    assert_allclose(again_longitude, longitude, atol=1e-7)
    assert_allclose(again_latitude, latitude, atol=1e-7)


@given(st.lists(COORDINATE, min_size=1, max_size=10), st.data())
@settings(max_examples=30)
def test_repeated_places_in_any_order_are_converted_like_single_ones(places, data):
    drawn = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=40))
    longitude, latitude = np.array(drawn).T
    expected = Transformer.from_crs(4326, 27700, always_xy=True).transform(longitude, latitude)
    assert_allclose(geo.to_metres(longitude, latitude), expected, rtol=0, atol=1e-9)


def test_nothing_in_nothing_out():
    easting, northing = geo.to_metres([], [])
    assert len(easting) == len(northing) == 0
