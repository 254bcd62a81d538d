"""What the layers put into the page, compared without white space."""

import base64
import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from geo import style
from geo.errors import ParameterError
from geo.maps import (
    area_layer,
    arrow_layer,
    base_map,
    dots_layer,
    hotspot_layer,
    layers_key,
    legend,
    legend_html,
    market_layer,
    raid_layer,
    selected_layer,
)
from geo.maps._area_layer import _breaks, _classes
from geo.maps._layer import script_json
from geo.maps._marks import CLICKABLE_LIMIT


def page(areas, *layers):
    """Return the whole page that folium writes."""
    ground = base_map(areas)
    for layer in layers:
        layer.add_to(ground)
    return ground.get_root().render()


def packed(text):
    return re.sub(r"\s", "", text)


def spec_of(layer):
    """Return what a layer hands to the drawing code."""
    return json.loads(next(iter(layer._children.values())).payload)


def numbers(spec, key, *, kind):
    return np.frombuffer(base64.b64decode(spec[key]), dtype=kind)


def test_the_ground_holds_outlines_names_and_attribution(areas):
    text = packed(page(areas))
    assert "=crackdown.map(" in text
    assert "crackdown.ground(map_" in text
    assert '"maxZoom":18' in text
    assert "ContainsNationalStatisticsdata\\u00a9Crowncopyrightanddatabaseright2015;" in text
    for name in ("Alpha", "Beta", "Gamma", "Delta"):
        assert f'{{"text":"{name}","at":[' in text
    assert '"bounds":[[51.4' in text
    assert "user-scalable" not in text
    assert "tileLayer" not in text


def test_no_page_refers_to_another_host(areas, markets):
    text = page(areas, area_layer(areas, role="role"), market_layer(markets), legend([]))
    assert set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text)) == set()
    assert re.findall(r'(?:src|href)="([^"]*)"', text)
    assert all(
        url.startswith("/crackdown-assets/") for url in re.findall(r'(?:src|href)="([^"]*)"', text)
    )


def test_metres_become_degrees_in_the_right_place():
    # The Royal Observatory, Greenwich, is at TQ 388 773, 51.4779 north; its own meridian is
    # 0.0015 degrees (102 m) west of the one that satellites use.
    areas = gpd.GeoDataFrame(
        {"name": ["x"]}, geometry=[box(538874, 177344, 538974, 177444)], crs=27700
    )
    (south, west), _ = spec_of(base_map(areas))["bounds"]
    assert west == pytest.approx(-0.0015, abs=0.001)
    assert south == pytest.approx(51.4779, abs=0.001)


def test_names_can_be_left_out(areas):
    assert spec_of(base_map(areas, name=""))["labels"] == []


def test_larger_areas_are_named_first():
    areas = gpd.GeoDataFrame(
        {"name": ["small", "large"]},
        geometry=[box(530000, 170000, 531000, 171000), box(531000, 170000, 540000, 180000)],
        crs=27700,
    )
    labels = spec_of(base_map(areas))["labels"]
    assert [label["text"] for label in labels] == ["large", "small"]
    # 9 km and 1 km, at some 69 km a degree of longitude.
    assert [label["width"] for label in labels] == [
        pytest.approx(0.13, abs=0.005),
        pytest.approx(0.0144, abs=0.0006),
    ]


def test_roles_differ_in_border_as_well_as_colour(areas):
    spec = spec_of(area_layer(areas, role="role"))
    fills, borders = (one["styles"] for one in spec["passes"])
    looks = {(style["weight"], style.get("dashArray")) for style in borders.values()}
    assert len(looks) == 4
    assert fills["neighbour/"]["fillColor"] == "url(#crackdown-hatch-neighbour)"
    assert [pattern["id"] for pattern in spec["patterns"]] == [
        "crackdown-hatch-neighbour",
        "crackdown-hatch-none",
    ]
    # Treated areas come last, so that their borders lie on top.
    assert [feature["properties"]["id"] for feature in spec["data"]["features"]] == [
        "C",
        "D",
        "B",
        "A",
    ]


def test_a_change_takes_the_fill_and_leaves_the_borders(areas):
    layer = area_layer(areas, role="role", change="change", breaks=(1, 10, 40))
    fills, borders = (one["styles"] for one in spec_of(layer)["passes"])
    assert {key: fill["fillColor"] for key, fill in fills.items()} == {
        "treated/0": style.FALL[2],
        "neighbour/5": style.RISE[1],
        "control/3": style.SAME,
        "excluded/-1": "url(#crackdown-hatch-none)",
    }
    assert borders["treated/0"]["weight"] > borders["control/3"]["weight"]
    assert [entry.label for entry in layer.legend] == [
        "rose by 10 to 40 %",
        "within 1 % either way",
        "fell by 40 % or more",
        "no data",
        "Treated",
        "Neighbouring",
        "Control",
        "Left out",
    ]


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        ([100.0, -10.0], (6, 30, 60)),
        ([72.0], (4, 20, 40)),
        ([-0.05, 0.02], (0.002, 0.01, 0.02)),
        ([0.0, 0.0], (1, 5, 10)),
        ([np.nan], (1, 5, 10)),
        ([1234.0, -900.0], (60, 300, 600)),
    ],
)
def test_thresholds_are_round_and_reached(values, breaks):
    assert _breaks(np.array(values)) == pytest.approx(breaks)


def test_classes_are_symmetric_and_thresholds_belong_to_the_larger_class():
    values = np.array([-40, -39.9, -20, -4, -3.9, 0, 3.9, 4, 20, 39.9, 40, np.nan])
    assert _classes(values, breaks=(4, 20, 40)).tolist() == [0, 1, 1, 2, 3, 3, 3, 4, 5, 5, 6, -1]


def test_open_and_closed_markets_differ_in_shape(areas, markets):
    spec = spec_of(market_layer(markets, note="illustrative"))
    assert "outline" not in spec["styles"]["open/active"]
    assert len(spec["styles"]["closed/closed"]["outline"]) == 4
    assert spec["styles"]["closed/closed"]["cross"] is True
    assert spec["styles"]["open/active"]["fillColor"] == "#FFFFFF"
    first = spec["data"]["features"][0]
    assert first["properties"] == {
        "layer": "markets",
        "id": "M1",
        "style": "open/active",
        "tip": "<b>Corner</b><br>"
        '<span class="cd-field">Kind:</span> Open market<br>'
        '<span class="cd-field">Number:</span> M1<br>'
        '<span class="cd-field">Status:</span> active<br>'
        '<span class="cd-field">First seen:</span> 5 January 2000<br>'
        '<span class="cd-field">Drugs:</span> heroin, crack<br>'
        "<i>illustrative</i>",
    }
    assert first["geometry"]["type"] == "Point"
    unnamed = spec["data"]["features"][1]["properties"]["tip"]
    assert unnamed.startswith("<b>M2</b>")
    text = packed(page(areas, market_layer(markets)))
    assert "crackdown.draw(feature_group_" in text
    assert '"kind":"marks","title":"Markets"' in text


def test_the_legend_names_each_kind_once_and_then_the_statuses(markets):
    assert [entry.label for entry in market_layer(markets).legend] == [
        "Open market",
        "Closed market",
        "crossed out: shut down",
    ]
    assert {entry.heading for entry in market_layer(markets, note="illustrative").legend} == {
        "Markets (illustrative)"
    }


@pytest.mark.parametrize(("column", "value"), [("kind", "semi-open"), ("status", "gone")])
def test_an_unknown_kind_or_status_is_refused(markets, column, value):
    markets[column] = value
    with pytest.raises(ParameterError, match=f"the {column} '{value}' is not known"):
        market_layer(markets)


def test_text_of_a_file_never_ends_a_string_or_a_script(areas, markets):
    hostile = "</script><script>alert(1)</script>`${alert(2)}\\'\"{{7*7}}{%x%}"
    markets["name"] = hostile
    markets["market_id"] = hostile
    areas["name"] = hostile
    text = page(areas, area_layer(areas, fields={"name": hostile}), market_layer(markets))
    assert "<script>alert" not in text
    assert "${" not in text
    assert "`" not in text
    assert "{{" not in text
    assert "49" not in re.findall(r"alert\(2\).{0,80}", text)[0]
    # What a click returns is the identifier itself.
    spec = spec_of(market_layer(markets))
    assert spec["data"]["features"][0]["properties"]["id"] == hostile


def test_json_in_a_script_escapes_strings_and_keys_only():
    value = {"<k>": ["a`b", "${x}", "\\", '"', "é\u2028"], "n": [1, 2.5, None, True]}
    text = script_json(value)
    assert not set("<>`$&'") & set(text)
    assert json.loads(text) == value
    assert text.isascii()


def test_numbers_that_are_none_are_refused_rather_than_written_as_a_word():
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_json(float("nan"))


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


def test_arrows_are_widest_for_the_largest_and_dashed_where_unsure(areas):
    flows = pd.DataFrame(
        {
            "origin": ["A", "A", "B"],
            "destination": ["B", "C", "D"],
            "size": [50, 200, 1],
            "sure": [False, True, True],
        }
    )
    layer = arrow_layer(flows, areas=areas, solid="sure", fields={"size": "More offences"}, top=2)
    shown = [feature["properties"] for feature in spec_of(layer)["data"]["features"]]
    assert [(one["id"], one["width"], one["dash"]) for one in shown] == [
        ("A>C", 9, None),
        ("A>B", 2.2, "6 4"),
    ]
    assert shown[0]["tip"] == (
        '<b>Alpha → Gamma</b><br><span class="cd-field">More offences:</span> 200'
    )
    assert [entry.label for entry in layer.legend] == ["clear of chance", "may be chance"]


def test_no_arrow_is_an_empty_layer(areas):
    flows = pd.DataFrame({"origin": [], "destination": [], "size": []})
    layer = arrow_layer(flows, areas=areas)
    assert spec_of(layer)["data"]["features"] == []
    assert layer.legend == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"origin": "Z", "destination": "B", "size": 1}, "'Z' is not the code"),
        ({"origin": "A", "destination": "B", "size": 0}, "size above zero"),
        ({"origin": "A", "destination": "B"}, "no column 'size'"),
    ],
)
def test_arrows_that_cannot_be_drawn_are_refused(areas, row, said):
    with pytest.raises(ParameterError, match=said):
        arrow_layer(pd.DataFrame([row]), areas=areas)


def test_hulls_of_points_in_a_row_are_drawn_as_lines():
    hotspots = gpd.GeoDataFrame(
        {"hotspot_id": [0, 1], "points": [3, 4]},
        geometry=[LineString([(530000, 180000), (530100, 180000)]), Point(1, 1).buffer(5)],
        crs=27700,
    )
    spec = spec_of(hotspot_layer(hotspots, fields={"points": "Markets"}))
    kinds = [feature["geometry"]["type"] for feature in spec["data"]["features"]]
    assert kinds == ["LineString", "Polygon"]
    assert spec["data"]["features"][0]["properties"]["id"] == 0
    assert "Markets:</span> 3" in spec["data"]["features"][0]["properties"]["tip"]


def test_a_selection_that_a_filter_has_hidden_rings_nothing(markets):
    spec = spec_of(selected_layer(markets, id="market_id", selected="M9", zoom=14))
    assert spec["data"]["features"] == []
    spec = spec_of(selected_layer(markets, id="market_id", selected="M2"))
    assert len(spec["data"]["features"]) == 1
    assert (spec["id"], spec["zoom"]) == ("M2", None)


def test_rows_without_a_place_are_left_out(markets):
    markets.loc[1, "geometry"] = None
    ids = [one["properties"]["id"] for one in spec_of(market_layer(markets))["data"]["features"]]
    assert ids == ["M1", "M3"]


def test_an_input_is_never_changed(areas, markets):
    before = areas.copy(), markets.copy()
    base_map(areas)
    area_layer(areas, role="role", change="change")
    market_layer(markets)
    dots_layer(markets, category="kind")
    selected_layer(markets, id="market_id", selected="M1")
    pd.testing.assert_frame_equal(before[0], areas)
    pd.testing.assert_frame_equal(before[1], markets)


@pytest.mark.parametrize(
    "draw", [market_layer, raid_layer, hotspot_layer, dots_layer, base_map, area_layer]
)
def test_other_coordinates_and_other_tables_are_refused(draw, markets):
    with pytest.raises(ParameterError, match="must be in EPSG:27700"):
        draw(markets.to_crs(4326))
    with pytest.raises(ParameterError, match="a GeoDataFrame with a geometry"):
        draw(pd.DataFrame({"kind": []}))


def test_a_missing_column_is_named(markets):
    with pytest.raises(ParameterError, match=r"no column 'market_id'.*kind, status"):
        market_layer(markets.drop(columns="market_id"))


def test_empty_layers_can_be_drawn(markets):
    empty = markets[:0]
    for layer in (market_layer(empty), dots_layer(empty), dots_layer(empty, month="first_seen")):
        assert layer.legend == ()


def test_the_legend_keeps_headings_together_and_escapes(areas, markets):
    text = legend_html([area_layer(areas, role="role"), market_layer(markets, note="<b>")])
    assert text.count("cd-heading") == 2
    assert "Markets (&lt;b&gt;)" in text
    assert text.count("<svg") == 4 + 3
    assert legend_html([]) == ""
    assert "No layer is switched on." in spec_of(legend([]))["html"]


def test_legend_symbols_are_the_marks_of_the_map(markets):
    entry = market_layer(markets).legend[0]
    mark = spec_of(market_layer(markets))["styles"]["open/active"]
    assert f'stroke="{mark["color"]}"' in entry.symbol
    assert f'stroke-width="{mark["weight"]}"' in entry.symbol


def test_the_key_changes_with_the_ground_and_the_page(areas):
    key = layers_key(base_map(areas), page="map")
    assert key == layers_key(base_map(areas), page="map")
    assert key != layers_key(base_map(areas), page="hotspots")
    renamed = areas.assign(name=["Alpha_x", "Beta", "Gamma", "Delta"])
    other = areas.assign(name=["Alpha_y", "Beta", "Gamma", "Delta"])
    assert layers_key(base_map(renamed)) != layers_key(base_map(other))
