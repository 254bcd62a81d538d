"""Parquet, GeoPackage and GeoJSON whose inside is not what their outside says."""

import io
import json

import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

import geo
from geo import _source
from tests.geo.files import Upload, blob_of, geopackage, market_csv, market_row
from tests.geo.test_read_geojson import collection, feature

POINT = shapely.Point(-0.0754, 51.5465)
CELLS = {"market_id": ["1"], "kind": ["open"], "first_seen": ["2024-01-10"]}
PLACES = {"longitude": [-0.0754], "latitude": [51.5465]}


def refusal(data, name="a"):
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(Upload(data, name))
    return caught.value.code


def parquet_of(columns, geo_metadata=None):
    table = columns if isinstance(columns, pa.Table) else pa.table(columns)
    if geo_metadata is not None:
        text = geo_metadata if isinstance(geo_metadata, str) else json.dumps(geo_metadata)
        table = table.replace_schema_metadata({"geo": text})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def described(**column):
    return {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"], **column}},
    }


def geoparquet(metadata, geometry=None):
    return parquet_of(CELLS | {"geometry": geometry or [shapely.to_wkb(POINT)]}, metadata)


@pytest.mark.parametrize(
    "metadata",
    [
        "{",
        "null",
        "[]",
        "[" * 100_000,
        {"primary_column": 5, "columns": {}},
        {"primary_column": "geometry", "columns": {"geometry": None}},
        {"primary_column": "geometry", "columns": {"geometry": []}},
        {"primary_column": "nowhere", "columns": {"nowhere": {"encoding": "WKB"}}},
        {"primary_column": ["geometry"], "columns": {"geometry": {"encoding": "WKB"}}},
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_description_of_the_geometry_that_is_none_refuses_the_file(metadata):
    assert refusal(geoparquet(metadata)) == "file.corrupt"


@pytest.mark.parametrize(
    "crs", [None, 5, "EPSG:4326", [], {"id": 5}, {"id": {"authority": "EPSG", "code": 10**30}}]
)
def test_a_coordinate_system_that_is_none_refuses_the_file(crs):
    assert refusal(geoparquet(described(crs=crs))) == "coord.crs"


@pytest.mark.parametrize("value", ["POINT (1 1)", 5, [1.0, 2.0], shapely.to_wkb(POINT)[:9]])
def test_a_geometry_that_is_none_rejects_its_row(value, codes):
    assert codes(geo.read_markets(geoparquet(described(), [value]))) == ["geom.invalid"]


@pytest.mark.parametrize("kind", [pa.binary(21), pa.large_binary(), pa.binary_view()], ids=str)
def test_every_way_to_store_bytes_is_read(kind):
    geometry = pa.array([shapely.to_wkb(POINT)], kind)
    assert geo.read_markets(geoparquet(described(), geometry)).accepted == 1


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("kind", pa.array([{"a": 1}]), "text.type"),
        ("kind", pa.array([["open"]]), "text.type"),
        ("longitude", pa.array([[1.0]]), "coord.missing"),
        ("longitude", pa.array([b"\xff"]), "coord.missing"),
        ("longitude", pa.array([True]), "coord.unreadable"),
        ("first_seen", pa.array([5], pa.duration("s")), "date.missing"),
        ("first_seen", pa.array([45301]), "date.excel_serial"),
        ("first_seen", pa.array([-9_223_372_036_854_775_807], pa.timestamp("ns")), "date.range"),
    ],
)
def test_a_cell_of_another_type_rejects_its_row(column, value, code, codes):
    table = pa.table(CELLS | PLACES | {column: value})
    assert codes(geo.read_markets(parquet_of(table))) == [code]


def test_numbers_that_no_float_holds_are_only_far_away():
    table = pa.table(CELLS | PLACES | {"longitude": pa.array([2**63 + 5], pa.uint64())})
    assert refusal(parquet_of(table)) == "coord.projected"


def test_parquet_with_two_columns_of_one_name_without_rows_or_locked_is_refused():
    twins = pa.Table.from_arrays([pa.array(["1"])] * 2, names=["kind", "kind"])
    assert refusal(parquet_of(twins)) == "header.duplicate"
    assert refusal(parquet_of(pa.table(CELLS | PLACES).slice(0, 0))) == "file.no_rows"
    good = parquet_of(CELLS | PLACES)
    assert refusal(good[:-4] + b"PARE") == "file.corrupt"
    assert refusal(good[:-8] + b"\xff\xff\xff\x7fPAR1") == "file.corrupt"


def test_parquet_whose_text_is_no_utf8_is_refused():
    good = parquet_of(CELLS | PLACES | {"kind": ["unspoiled"]})
    assert refusal(good.replace(b"unspoiled", b"unsp\xffiled")) == "file.corrupt"


def changed(data, *statements):
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    for statement in statements:
        database.execute(*statement) if isinstance(statement, tuple) else database.executescript(
            statement
        )
    database.commit()
    made = database.serialize()
    database.close()
    return made


GOOD = geopackage([(POINT, "1", "open", "2024-01-10")])


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE gpkg_geometry_columns SET column_name = NULL", "geom.none"),
        ("UPDATE gpkg_geometry_columns SET column_name = 'nowhere'", "geom.none"),
        ("UPDATE gpkg_contents SET table_name = NULL", "geom.none"),
        ("DROP TABLE m", "geom.none"),
        ("ALTER TABLE m RENAME TO n; CREATE VIEW m AS SELECT * FROM n", "geom.none"),
        ("DROP TABLE m; CREATE VIRTUAL TABLE m USING fts5(fid, geom, kind)", "geom.none"),
        (
            "ALTER TABLE gpkg_contents RENAME TO c; CREATE VIEW gpkg_contents AS SELECT * FROM c",
            "geom.none",
        ),
        ("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = NULL", "coord.crs"),
        ("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = '4326; DROP'", "coord.crs"),
        ("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 99999999999", "coord.crs"),
        ("UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 5701", "coord.crs"),
        ("ALTER TABLE m ADD COLUMN surname TEXT", "privacy.columns"),
    ],
)
def test_a_geopackage_whose_tables_contradict_each_other_is_refused(statement, code):
    assert refusal(changed(GOOD, statement)) == code


@pytest.mark.parametrize(
    ("blob", "code"),
    [
        (b"", "geom.invalid"),
        (b"GP", "geom.invalid"),
        (b"GP\x00\x0f" + bytes(40), "geom.invalid"),
        (blob_of(POINT, 4326)[:-1], "geom.invalid"),
        (b"GP\x00\x01\x00\x00\x00\x00\x01\x02\x00\x00\x00\xff\xff\xff\x7f", "geom.invalid"),
        ("text", "geom.invalid"),
        (None, "geom.missing"),
    ],
)
def test_a_blob_that_is_no_geometry_rejects_its_row(blob, code, codes):
    data = changed(GOOD, ("UPDATE m SET geom = ?", (blob,)))
    assert codes(geo.read_markets(data)) == [code]


def test_another_application_number_and_a_false_envelope_do_no_harm():
    assert geo.read_markets(changed(GOOD, "PRAGMA application_id = 1")).accepted == 1
    envelope = b"GP\x00\x03" + blob_of(POINT, 4326)[4:8] + b"\x00\x00\x00\x00\x00\x00\xf8\x7f" * 4
    data = changed(GOOD, ("UPDATE m SET geom = ?", (envelope + shapely.to_wkb(POINT),)))
    assert geo.read_markets(data).accepted == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (collection(feature()).replace(b'"1"', b'"\xe9"'), "file.encoding"),
        (collection(feature()).decode().encode("utf-16"), "file.encoding"),
        (collection(feature()) + b"x", "json.invalid"),
        (collection(feature()).replace(b'"1"', b"[" * 100_000), "json.depth"),
    ],
)
def test_json_that_is_none_is_refused(data, code):
    assert refusal(data, "a.geojson") == code


def test_only_the_name_of_a_known_system_is_believed():
    crs = b'"crs": {"type": "name", "properties": {"name": "NAME"}}, "features"'
    data = collection(feature()).replace(b'"features"', crs)
    assert refusal(data.replace(b"NAME", b"xCRS84x")) == "coord.crs"
    for name in (b"urn:ogc:def:crs:OGC:1.3:CRS84", b"urn:ogc:def:crs:OGC::CRS84"):
        assert geo.read_markets(data.replace(b"NAME", name)).accepted == 1


def test_geometry_wins_over_columns_of_coordinates():
    held = {"market_id": "1", "kind": "open", "first_seen": "2024-01-10", "longitude": -0.5}
    intake = geo.read_markets(collection(feature(**held)))
    assert "longitude" not in intake.mapping


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path, monkeypatch):
    from geo import _open_source

    path = tmp_path / "large.csv"
    path.write_bytes(market_csv(market_row(1)))
    monkeypatch.setattr(_open_source, "MAX_BYTES", 10)
    monkeypatch.setattr(_source.Source, "blocks", None)
    for source in (path, Upload(b"x" * 11, "large.csv")):
        with pytest.raises(geo.InputError) as caught:
            geo.read_markets(source)
        assert caught.value.code == "file.size"


@pytest.mark.parametrize("value", ["1e19", "1e18", "9" * 30, "2.5", "-1", "٣"])
def test_counts_beyond_measure_are_rejected(value, codes):
    raids = f"raid_id,date,x,y,arrests\n1,2024-01-10,533512,184733,{value}\n".encode()
    counts = f"borough,year,category,count\nHackney,1999-00,drugs,{value}\n".encode()
    assert codes(geo.read_raids(raids)) == codes(geo.read_area_counts(counts))
    assert codes(geo.read_raids(raids)) == ["count.unreadable"]


def test_columns_that_differ_in_spelling_alone_are_said():
    data = market_csv(market_row(1)).replace(b"name,", b"First-seen,", 1)
    assert "columns.ambiguous" in {note.code for note in geo.read_markets(data).warnings}
