"""Sound and broken GeoPackages, made here and read as markets."""

import random
import sqlite3

import pytest
import shapely

import geo
from tests.geo.files import Upload, blob_of, geopackage

HACKNEY = shapely.Point(-0.0754, 51.5465)
ROW = (HACKNEY, "1", "open", "2024-01-10")


def changed(data, script):
    """Return a GeoPackage after some SQL."""
    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    database.executescript(script)
    changed_data = database.serialize()
    database.close()
    return changed_data


def refusal(data):
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(Upload(data, "m.gpkg"))
    return caught.value


def test_points_are_read_in_either_system():
    degrees = geo.read_markets(geopackage([ROW])).records
    metres = geo.read_markets(
        geopackage([(shapely.Point(533512, 184733), "1", "open", "2024-01-10")], srs=27700)
    ).records
    assert degrees.geometry.x[0] == pytest.approx(533550.67, abs=0.01)
    assert metres.geometry[0] == shapely.Point(533512, 184733)
    assert degrees.kind[0] == metres.kind[0] == "open"


@pytest.mark.parametrize(
    "geometry",
    [
        blob_of(HACKNEY, 4326, envelope=True),
        shapely.Point(-0.0754, 51.5465, 12.0),
        shapely.MultiPoint([HACKNEY]),
    ],
)
def test_other_ways_to_store_a_point_are_read(geometry):
    records = geo.read_markets(geopackage([(geometry, "1", "open", "2024-01-10")])).records
    assert records.geometry.x[0] == pytest.approx(533550.67, abs=0.01)


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geom.missing"),
        (shapely.Point(), "geom.missing"),
        (b"", "geom.invalid"),
        (b"GP\x00\x01\x00\x00\x00\x00\x01\x01", "geom.invalid"),
        (b"GP\x00\x0f" + b"\x00" * 40, "geom.invalid"),
        (shapely.to_wkb(HACKNEY), "geom.invalid"),
        (HACKNEY.buffer(0.01), "geom.type"),
        (shapely.LineString([(0, 51), (0, 52)]), "geom.type"),
        (shapely.Point(float("inf"), 51.5), "coord.nan"),
    ],
)
def test_a_bad_geometry_rejects_its_row_and_keeps_the_good_one(geometry, code, codes):
    intake = geo.read_markets(geopackage([ROW, (geometry, "2", "open", "2024-01-10")]))
    assert codes(intake) == [code]
    assert list(intake.rejected.line) == [2]
    assert list(intake.records.market_id) == ["1"]


@pytest.mark.parametrize(
    "layer", ['m"; drop table gpkg_contents; --', "a'b", "select", "<script>alert(1)</script>"]
)
def test_the_name_of_a_layer_is_only_a_name(layer):
    assert len(geo.read_markets(geopackage([ROW], layer=layer)).records) == 1


def test_triggers_and_views_of_the_file_are_not_run():
    data = changed(
        geopackage([ROW]),
        "CREATE TRIGGER t AFTER INSERT ON m BEGIN DELETE FROM m; END;"
        "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) "
        "SELECT x AS fid, NULL AS geom, 'a' AS market_id FROM c;"
        "INSERT INTO gpkg_contents VALUES ('v', 'features', 'v', 4326);"
        "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POINT', 4326, 0, 0);",
    )
    assert len(geo.read_markets(data).records) == 1


def test_rows_that_the_index_lost_are_read_and_it_is_said():
    rows = [(HACKNEY, str(number), "open", "2024-01-10") for number in range(20)]
    script = (
        "CREATE VIRTUAL TABLE rtree_m_geom USING rtree(id, minx, maxx, miny, maxy);"
        "INSERT INTO rtree_m_geom SELECT fid, -0.1, 0, 51, 52 FROM m WHERE fid < 5;"
    )
    intake = geo.read_markets(changed(geopackage(rows), script))
    assert len(intake.records) == 20
    assert "gpkg.index" in {note.code for note in intake.warnings}


def test_the_first_of_several_layers_is_read_and_it_is_said():
    script = (
        "CREATE TABLE z (fid INTEGER PRIMARY KEY, geom BLOB);"
        "INSERT INTO gpkg_contents VALUES ('z', 'features', 'z', 4326);"
        "INSERT INTO gpkg_geometry_columns VALUES ('z', 'geom', 'POINT', 4326, 0, 0);"
    )
    intake = geo.read_markets(changed(geopackage([ROW]), script))
    assert "gpkg.layers" in {note.code for note in intake.warnings}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (geopackage([]), "file.no_rows"),
        (geopackage([ROW], srs=-1), "coord.crs"),
        (
            changed(geopackage([ROW]), "UPDATE gpkg_contents SET data_type = ''"),
            "geom.none",
        ),
        (changed(geopackage([ROW]), "DROP TABLE gpkg_contents"), "geom.none"),
        (geopackage([ROW])[:1500], "file.corrupt"),
        (b"SQLite format 3\x00" + b"x" * 100, "file.corrupt"),
        (b"<OGRVRTDataSource/>", "file.type"),
    ],
)
def test_an_unusable_file_is_refused_with_its_code(data, code):
    assert refusal(data).code == code


def test_a_page_of_random_bytes_is_found():
    rows = [(HACKNEY, str(number), "open", "2024-01-10") for number in range(500)]
    data = bytearray(geopackage(rows))
    start = len(data) // 4096 // 2 * 4096
    data[start : start + 4096] = random.Random(1).randbytes(4096)
    assert refusal(bytes(data)).code == "file.corrupt"


def test_a_file_in_write_ahead_mode_is_read():
    data = bytearray(geopackage([ROW]))
    data[18:20] = b"\x02\x02"
    assert len(geo.read_markets(bytes(data)).records) == 1
