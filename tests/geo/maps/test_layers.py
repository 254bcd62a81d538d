"""What the layers put into the page, compared without white space."""

import json
import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point

from geo.errors import ParameterError
from geo.maps import (
    area_layer,
    base_map,
    dots_layer,
    hotspot_layer,
    legend,
    legend_html,
    market_layer,
    raid_layer,
    selected_layer,
)
from geo.maps._layer import script_json
from tests.geo.maps.written import packed, page, spec_of


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
