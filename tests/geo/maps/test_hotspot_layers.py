"""Surfaces and classes: what they draw, and that nothing hangs on colour alone."""

import base64
import io

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image
from shapely import box

from geo import style, to_degrees
from geo.errors import ParameterError
from geo.maps import PolygonClass, class_layer, hotspot_layer, surface_layer
from tests.geo.maps.written import spec_of

CELLS = gpd.GeoDataFrame(
    {"label": ["a", "b", "c"], "records": [5, 6, 7]},
    geometry=[box(530000 + 1000 * at, 180000, 531000 + 1000 * at, 181000) for at in range(3)],
    crs=27700,
)
CLASSES = {
    "a": PolygonClass(label="<b>First</b>", colour="#00795A"),
    "b": PolygonClass(label="Second", colour="#00795A", pattern="crossed"),
}


def picture(layer):
    body = base64.b64decode(spec_of(layer)["png"])
    return np.array(Image.open(io.BytesIO(body)).convert("RGBA"))


def surface(values, levels, *, cell=1000.0):
    west, north = 530000.0, 180000.0 + cell * len(values)
    return surface_layer(
        np.asarray(values, dtype=float),
        transform=(cell, 0.0, west, 0.0, -cell, north),
        levels=levels,
        label="Density",
        unit=" per km²",
    )


def test_a_surface_has_a_palette_for_dark_pages_that_fits_into_the_same_picture():
    values = np.zeros((20, 20))
    values[10, 10] = 9.0
    layer = surface(values, (2.0, 5.0, 8.0))
    png, dark = (base64.b64decode(spec_of(layer)[name]) for name in ("png", "dark"))
    body = png[:33] + dark + png[33 + len(dark) :]
    inside = np.array(Image.open(io.BytesIO(body)).convert("RGBA"))
    light, drawn = picture(layer), inside[..., 3] > 0
    assert (drawn == (light[..., 3] > 0)).all()
    for before, after in zip(light[drawn][:, :3], inside[drawn][:, :3], strict=True):
        turned = style.in_dark("#" + bytes(before.tolist()).hex().upper())
        assert turned == "#" + bytes(after.tolist()).hex().upper()


def test_a_surface_is_darkest_where_it_is_highest_and_empty_below_the_first_level():
    values = np.zeros((40, 40))
    values[:20, :20], values[:20, 20:] = 2, 20
    layer = surface(values, [1, 10])
    seen = picture(layer)
    third = len(seen) // 4
    across = seen.shape[1] // 4
    assert tuple(seen[third, across][:3]) == tuple(bytes.fromhex(style.DENSITY[0][1:]))
    assert tuple(seen[third, 3 * across][:3]) == tuple(bytes.fromhex(style.DENSITY[-1][1:]))
    assert seen[3 * third, 2 * across][3] == 0
    assert [entry.label for entry in layer.legend] == ["10 or more per km²", "1 to 10 per km²"]


def test_a_surface_lies_where_its_cells_lie():
    values = np.zeros((60, 60))
    values[11, 42] = 5
    layer = surface(values, [1], cell=500.0)
    seen = picture(layer)[:, :, 3] > 0
    row, column = (np.mean(each) for each in np.nonzero(seen))
    (south, west), (north, east) = spec_of(layer)["bounds"]
    longitude = west + (column + 0.5) / seen.shape[1] * (east - west)
    latitude = north + (row + 0.5) / seen.shape[0] * (south - north)
    x = 530000 + 42.5 * 500
    y = 180000 + (60 - 11.5) * 500
    right = to_degrees(np.array([x]), np.array([y]))
    assert longitude == pytest.approx(right[0][0], abs=0.002)  # 140 m, a third of a cell
    assert latitude == pytest.approx(right[1][0], abs=0.002)


@pytest.mark.parametrize("levels", [[], [3, 2], [1, 2, 3, 4, 5, 6]])
def test_levels_that_do_not_rise_are_refused(levels):
    with pytest.raises(ParameterError, match="rising levels"):
        surface(np.ones((2, 2)), levels)


def test_a_missing_value_never_reaches_the_map():
    with pytest.raises(ParameterError, match="missing"):
        surface([[np.nan, 1.0]], [1])


def test_classes_of_one_colour_differ_by_pattern_and_others_are_left_out():
    layer = class_layer(CELLS, column="label", classes=CLASSES, heading="Cells",
                        fields={"records": "Records"})  # fmt: skip
    spec = spec_of(layer)
    looks = spec["passes"][0]["styles"]
    assert looks["a"]["fillColor"] == "#00795A"
    assert looks["b"]["fillColor"] == "url(#crackdown-crossed-00795a)"
    assert [pattern["id"] for pattern in spec["patterns"]] == ["crackdown-crossed-00795a"]
    properties = [feature["properties"] for feature in spec["data"]["features"]]
    assert [each["style"] for each in properties] == ["a", "b"]
    assert "&lt;b&gt;First" in properties[0]["tip"]
    assert "5" in properties[0]["tip"]
    assert layer.legend[0].symbol != layer.legend[1].symbol


def test_a_hotspot_that_is_mostly_kept_has_a_solid_border():
    hotspots = CELLS.assign(number=[1, 2, 3], share=[0.8, 0.79, 1.0])
    layer = hotspot_layer(hotspots, id="number", kept="share")
    spec = spec_of(layer)
    styles = [feature["properties"]["style"] for feature in spec["data"]["features"]]
    assert styles == ["kept", "hotspot", "kept"]
    dashes = {name: look["dashArray"] for name, look in spec["passes"][0]["styles"].items()}
    assert dashes == {"kept": None, "hotspot": "3 4"}
    assert [entry.label for entry in layer.legend] == [
        "Hotspot, kept in at least 80% of resamples",
        "Hotspot, kept in fewer",
    ]
    assert [entry.label for entry in hotspot_layer(hotspots, id="number").legend] == ["Hotspot"]
