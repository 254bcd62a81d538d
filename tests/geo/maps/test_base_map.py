"""The ground of the maps."""

import re

import geopandas as gpd
import pytest
from shapely import MultiLineString, box

from geo import style
from geo.maps import (
    area_layer,
    base_map,
    layers_key,
    legend,
    market_layer,
)
from tests.geo.maps.written import packed, page, spec_of


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
    # Each knows its outline, so that its name can be moved to where no mark stands.
    assert [label["area"] for label in labels] == [1, 0]


def test_the_river_lies_behind_the_areas_with_places_for_its_name(areas):
    river = gpd.GeoDataFrame(
        {
            "name": ["Thames ${1}"],
            "reaches": [MultiLineString([[(530000, 175000), (534000, 175000)]])],
        },
        geometry=[box(520000, 174800, 540000, 175200)],
        crs=27700,
    )
    water = spec_of(base_map(areas, water=river))["water"]
    assert water["name"] == "Thames &#36;&#123;1&#125;"
    assert water["style"]["fillColor"] == style.WATER
    ((start, end),) = water["reaches"]
    assert start[0] == pytest.approx(51.46, abs=0.01)
    # 4 km, at some 69 km a degree of longitude.
    assert end[1] - start[1] == pytest.approx(4 / 69.4, abs=0.001)
    assert spec_of(base_map(areas))["water"] is None


def test_the_key_changes_with_the_ground_and_the_page(areas):
    key = layers_key(base_map(areas), page="map")
    assert key == layers_key(base_map(areas), page="map")
    assert key != layers_key(base_map(areas), page="hotspots")
    renamed = areas.assign(name=["Alpha_x", "Beta", "Gamma", "Delta"])
    other = areas.assign(name=["Alpha_y", "Beta", "Gamma", "Delta"])
    assert layers_key(base_map(renamed)) != layers_key(base_map(other))
