"""Where the coordinates of a file lie, and when they cannot be trusted."""

import json
import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS

from boundaries import load_areas, load_boroughs
from geo import to_metres
from geo.errors import InputError

SQUARE = [
    [[530000, 180000], [530100, 180000], [530100, 180100], [530000, 180100], [530000, 180000]]
]
GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}


def _collection(*features, crs=GRID, **more):
    rows = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in features
    ]
    document = {"type": "FeatureCollection", "features": rows} | more
    return json.dumps(document | ({"crs": crs} if crs else {})).encode()


def _polygon(coordinates=SQUARE, kind="Polygon"):
    return {"type": kind, "coordinates": coordinates}


def _codes(intake):
    return [note.code for note in intake.notes]


def test_metres_without_a_name_are_taken_as_british_grid_and_said():
    intake = load_areas(_collection(({"code": "a"}, _polygon()), crs=None))
    assert intake.records.total_bounds.tolist() == [530_000, 180_000, 530_100, 180_100]
    assert _codes(intake) == ["area.code", "area.name", "crs.assumed"]
    assert intake.notes[-1].warning


def _ring(*corners):
    return _polygon([[*corners, corners[0]]])


@pytest.mark.parametrize(
    ("geometry", "crs", "code"),
    [
        (_ring([51.5, -0.1], [51.6, -0.1], [51.6, 0.1]), None, "coord.swapped"),
        (_ring([51.5, -0.1], [51.6, -0.1], [51.6, 0.1]), "EPSG:4326", "coord.swapped"),
        (_polygon(), "EPSG:4326", "coord.not_degrees"),
        (_ring([-14e3, 6.7e6], [-13e3, 6.7e6], [-13e3, 6.71e6]), None, "crs.missing"),
        (_ring([0, 0], [100, 0], [100, 100]), None, "crs.missing"),
        (_ring([13.3, 52.5], [13.4, 52.5], [13.4, 52.6]), "EPSG:4326", "coord.outside"),
        (_ring([9e5, 5e6], [9.1e5, 5e6], [9.1e5, 5.1e6]), "EPSG:27700", "coord.outside"),
        (_ring([-0.1, 51.5], [-0.1, 51.6], [0.1, 51.6]), "EPSG:27700", "coord.not_metres"),
        (_ring([-0.1, 51.5], [-0.1, 51.6], [0.1, 51.6]), "EPSG:3857", "coord.not_metres"),
        (_ring([18e4, 53e4], [18.1e4, 53e4], [18.1e4, 53.1e4]), "EPSG:27700", "coord.swapped"),
        (_ring([18e4, 53e4], [18.1e4, 53e4], [18.1e4, 53.1e4]), None, "coord.swapped"),
        (_polygon(), "EPSG:999999", "crs.unknown"),
        (_polygon(), 27700, "crs.unknown"),
    ],
)
def test_coordinates_that_cannot_be_trusted_are_refused(geometry, crs, code):
    member = None if crs is None else {"type": "name", "properties": {"name": crs}}
    with pytest.raises(InputError) as caught:
        load_areas(_collection(({"code": "a"}, geometry), crs=member))
    assert caught.value.code == code
    assert caught.value.hint


def test_degrees_land_where_they_belong():
    # the Greenwich meridian and Charing Cross, by the Ordnance Survey's own converter
    charing_cross = _ring([-0.1282, 51.5077], [-0.1272, 51.5077], [-0.1272, 51.5087])
    area = load_areas(_collection(({"code": "a"}, charing_cross), crs=None)).records
    home = gpd.sjoin(area, load_boroughs(), predicate="intersects")
    assert home["code_right"].tolist() == ["E09000033"]
    np.testing.assert_allclose(area.total_bounds[:2], [530_010, 180_390], atol=30)


@pytest.mark.parametrize(
    "name",
    ["EPSG:27700", "urn:ogc:def:crs:EPSG::27700", "urn:ogc:def:crs:EPSG:6.9:27700",
     "http://www.opengis.net/def/crs/EPSG/0/27700"],
)  # fmt: skip
def test_each_way_to_name_a_coordinate_system_is_read(name):
    member = {"type": "name", "properties": {"name": name}}
    intake = load_areas(_collection(({"code": "a"}, _polygon()), crs=member))
    assert intake.records.total_bounds.tolist() == [530_000, 180_000, 530_100, 180_100]
    assert _codes(intake) == ["area.code", "area.name"]


DEGREES = ([-0.1, 51.5], [-0.1, 51.6], [0.1, 51.6])


@pytest.mark.parametrize("name", ["OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", None])
def test_areas_and_points_in_degrees_are_converted_alike(name):
    member = name and {"type": "name", "properties": {"name": name}}
    intake = load_areas(_collection(({"code": "a"}, _ring(*DEGREES)), crs=member))
    assert _codes(intake) == ["area.code", "area.name", "crs.converted"]
    corners = shapely.get_coordinates(intake.records.geometry[0])[:3]
    x, y = to_metres(*np.array(DEGREES).T)
    np.testing.assert_array_equal(corners, np.column_stack([x, y]))


def _prj(kind):
    plain = CRS.from_epsg(27700).to_wkt("WKT1_ESRI" if kind == "esri" else "WKT1_GDAL")
    shift = "446.448,-125.157,542.06,0.15,0.247,0.842,-20.489"
    shifted = CRS.from_proj4(
        "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
        f"+towgs84={shift}"
    ).to_wkt()
    bare = re.sub(r',AUTHORITY\["EPSG","\d+"\]', "", plain)
    moved = bare.replace("400000", "399000")
    texts = {"esri": plain, "gdal": plain, "bare": bare, "shifted": shifted, "moved": moved}
    return texts[kind] if kind in texts else CRS.from_epsg(int(kind)).to_wkt()


@pytest.mark.parametrize(
    ("kind", "east_m"),
    [("esri", 0), ("gdal", 0), ("bare", 0), ("shifted", 0), ("7405", 0), ("moved", 1_000)],
)
def test_the_british_grid_is_known_however_it_is_written(parts, zipped, frame, kind, east_m):
    intake = load_areas(zipped((parts | {"a.prj": _prj(kind)}).items()))
    np.testing.assert_allclose(
        intake.records.total_bounds - frame.total_bounds, [east_m, 0, east_m, 0], atol=1e-6
    )
    assert ("crs.converted" in _codes(intake)) == (east_m > 0)


def test_a_shapefile_without_a_prj_is_taken_as_metres_and_said(parts, zipped, frame):
    members = [(name, content) for name, content in parts.items() if name != "a.prj"]
    intake = load_areas(zipped(members))
    assert intake.records.total_bounds.tolist() == frame.total_bounds.tolist()
    assert [note.code for note in intake.warnings] == ["crs.assumed"]


def test_degrees_of_a_file_that_does_not_say_so_are_a_warning(frame, tmp_path):
    path = tmp_path / "a.parquet"
    frame.to_crs(4326).set_crs(None, allow_override=True).to_parquet(path)
    intake = load_areas(path)
    assert [note.code for note in intake.warnings] == ["crs.assumed"]
    np.testing.assert_allclose(intake.records.total_bounds, frame.total_bounds, atol=1e-3)
