"""Packed points, read back."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon

from geo import style
from geo.errors import ParameterError
from geo.maps import (
    dots_layer,
    market_layer,
    raid_layer,
)
from geo.maps._marks import CLICKABLE_LIMIT
from tests.geo.maps.written import numbers, spec_of


@pytest.mark.parametrize("kind", ["markets", "raids"])
def test_above_the_limit_one_canvas_is_packed(kind):
    count = CLICKABLE_LIMIT + 1
    frame = gpd.GeoDataFrame(
        {
            "market_id": [f"M{at}" for at in range(count)],
            "raid_id": [f"M{at}" for at in range(count)],
            "kind": ["open", "closed"] * (count // 2) + ["open"],
        },
        geometry=gpd.points_from_xy(530000 + np.arange(count), np.full(count, 180000)),
        crs=27700,
    )
    layer = market_layer(frame) if kind == "markets" else raid_layer(frame)
    spec = spec_of(layer)
    assert (spec["kind"], spec["layer"]) == ("dots", kind)
    assert spec["ids"][-1] == f"M{count - 1}"
    x = numbers(spec, "x", kind="<u4")
    assert len(x) == count
    assert (np.diff(x.astype(float)) > 0).all()
    assert len(numbers(spec, "style", kind="u1")) == count
    assert spec_of(market_layer(frame[:CLICKABLE_LIMIT]))["kind"] == "marks"


def test_dots_are_collapsed_to_places_with_counts():
    points = gpd.GeoDataFrame(
        {
            "what": ["b", "a", "a", "a", None],
            "many": [1, 2, 3, 0, 5],
            "when": pd.to_datetime(["2020-01-05", "2020-03-01", "2020-03-31", "2020-02-01"] * 2)[
                :5
            ],
        },
        geometry=[Point(530000, 180000)] * 3 + [Point(531000, 180000)] * 2,
        crs=27700,
    )
    spec = spec_of(dots_layer(points, category="what", weight="many", month="when"))
    assert [one["label"] for one in spec["styles"]] == ["a", "b", "not recorded"]
    assert spec["months"] == ["2020-01", "2020-02", "2020-03"]
    found = {
        (place == numbers(spec, "x", kind="<u4")[0], int(style), int(month)): int(count)
        for place, style, month, count in zip(
            numbers(spec, "x", kind="<u4"),
            numbers(spec, "style", kind="u1"),
            numbers(spec, "month", kind="<u2"),
            numbers(spec, "count", kind="<u4"),
            strict=True,
        )
    }
    assert found == {(True, 0, 2): 5, (True, 1, 0): 1, (False, 2, 0): 5}


def test_positions_are_exact_to_centimetres():
    points = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(538874, 177344)], crs=27700)
    spec = spec_of(dots_layer(points))
    x = numbers(spec, "x", kind="<u4")[0] / 2**32 * 360 - 180
    y = numbers(spec, "y", kind="<u4")[0] / 2**32
    latitude = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
    there = points.to_crs(4326).geometry[0]
    assert x == pytest.approx(there.x, abs=1e-7)
    assert latitude == pytest.approx(there.y, abs=1e-7)


def test_beyond_seven_classes_the_rest_is_one():
    labels = [f"c{at}" for at in range(9) for _ in range(10 - at)]
    points = gpd.GeoDataFrame(
        {"what": labels}, geometry=[Point(530000, 180000)] * len(labels), crs=27700
    )
    layer = dots_layer(points, category="what")
    assert [entry.label for entry in layer.legend] == [*(f"c{at}" for at in range(6)), "other"]
    assert numbers(spec_of(layer), "count", kind="<u4").tolist()[-1] == 4 + 3 + 2


def test_each_class_has_a_shape_of_its_own_on_the_map_and_in_the_legend():
    count = len(style.CATEGORIES)
    points = gpd.GeoDataFrame(
        {"what": [f"c{at}" for at in range(count)]},
        geometry=[Point(530000, 180000)] * count,
        crs=27700,
    )
    layer = dots_layer(points, category="what")
    shapes = [one.get("outline") for one in spec_of(layer)["styles"]]
    assert len({str(shape) for shape in shapes}) == count == 7
    # What is left of a symbol without its colour is its path.
    paths = {entry.symbol.split('d="')[1].split('"')[0] for entry in layer.legend}
    assert len(paths) == count
    # Shapes of about one size, as a larger one would be read as more: a circle has 3.14.
    areas = [Polygon(shape).area for shape in shapes if shape]
    assert 2.3 < min(areas) < max(areas) < 3.3


def test_one_class_stays_a_small_dot():
    points = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(530000, 180000)], crs=27700)
    spec = spec_of(dots_layer(points))
    assert "outline" not in spec["styles"][0]
    assert spec["radius"] == 1.2


def test_months_may_be_periods():
    points = gpd.GeoDataFrame(
        {"when": pd.PeriodIndex(["2001-02", "2001-03"], freq="M")},
        geometry=[Point(530000, 180000)] * 2,
        crs=27700,
    )
    assert spec_of(dots_layer(points, month="when"))["months"] == ["2001-02", "2001-03"]


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_no_count_is_refused(weight):
    points = gpd.GeoDataFrame({"w": [weight]}, geometry=[Point(530000, 180000)], crs=27700)
    with pytest.raises(ParameterError, match="weights must be numbers"):
        dots_layer(points, weight="w")
