"""Files that are broken, of another kind, or made to do harm."""

import io
import json
import sqlite3
import struct
import zipfile

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from boundaries import load_areas
from geo.errors import InputError

AREA = gpd.GeoDataFrame(
    {"code": ["E05000001", "E05000002"], "name": ["Ada", "Éire"]},
    geometry=[shapely.box(530_000, 180_000, 530_900, 180_900), shapely.box(0, 0, 9, 9)],
    crs=27700,
)


def _code_of(content, message=None):
    with pytest.raises(InputError, match=message) as caught:
        load_areas(content)
    assert caught.value.hint
    return caught.value.code


def read_or_refused(content):
    """Fail for whatever is neither a refusal with its reason nor a set of usable areas."""
    try:
        records = load_areas(content).records
    except InputError:
        return
    assert records.is_valid.all()
    assert records["code"].is_unique


@pytest.fixture(scope="module")
def shapefile_parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shp")
    AREA.to_file(folder / "a.shp")
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def geopackage(tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "a.gpkg"
    AREA.to_file(path, layer="areas")
    return path.read_bytes()


@pytest.fixture(scope="module")
def parquet():
    buffer = io.BytesIO()
    AREA.to_parquet(buffer)
    return buffer.getvalue()


def _zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _zipped(parts, stem="a", **extra):
    return _zip({f"{stem}{suffix}": content for suffix, content in parts.items()} | extra)


def _changed(content, statements):
    """Return a GeoPackage after some SQL that a hostile author could have run on it."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    for statement in ["PRAGMA legacy_alter_table=ON", *statements]:
        connection.execute(statement)
    connection.commit()
    changed = connection.serialize()
    connection.close()
    return changed


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b" \n\t", "file.empty", "the file is empty"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><kml/>", "file.kind", "XML or HTML"),
        (b"\x1f\x8b\x08", "file.kind", "a gzip file"),
        (b"PK\x05\x06" + bytes(18), "file.kind", "an empty or split zip"),
        (b"\x00\x00\x27\x0a" + bytes(96), "file.kind", "zip it together with its .dbf"),
        (b'{"type": "Feature", "geometry": null}', "file.kind", "FeatureCollection"),
        (b"[1, 2]", "file.kind", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": 3}', "file.kind", "FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": [', "file.broken", "like JSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "file.broken", "NaN is not"),
        (b"[" * 200_000, "file.broken", "like JSON"),
        (b'{"a": "\xff\xfe"}', "file.broken", "like JSON"),
        (b"SQLite format 3\0" + bytes(200), "file.broken", "like a GeoPackage"),
    ],
)
def test_other_kinds_and_broken_files_are_refused(content, code, message):
    assert _code_of(content, message) == code


def test_features_that_are_not_objects_are_rejected_rows():
    good = AREA.iloc[:1].to_geo_dict()["features"][0]
    document = {"type": "FeatureCollection", "features": [good, 3, None, "x", {"properties": 4}]}
    intake = load_areas(json.dumps(document).encode())
    assert intake.records["code"].tolist() == ["E05000001"]
    assert intake.rejected["line"].tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize("cpg", [b"UTF-8", b"", b"ISO-8859-1"])
def test_accents_are_read_with_and_without_a_code_page(shapefile_parts, cpg):
    text = "ISO-8859-1" if cpg == b"ISO-8859-1" else "UTF-8"
    dbf = shapefile_parts[".dbf"].replace("Éire".encode(), "Éire".encode(text).ljust(5))
    parts = shapefile_parts | {".dbf": dbf, ".cpg": cpg}
    assert load_areas(_zipped(parts)).records["name"].tolist() == ["Ada", "Éire"]


def test_zips_of_a_later_version_and_without_a_name_are_refused(shapefile_parts):
    content = bytearray(_zipped(shapefile_parts))
    content[content.find(b"PK\x01\x02") + 6] = 200
    assert _code_of(bytes(content), "zip file version 20") == "file.broken"


def test_a_member_whose_name_is_cut_to_nothing_is_passed_over(shapefile_parts):
    content = _zipped(shapefile_parts, qqq=b"x").replace(b"qqq", b"\0qq")
    assert load_areas(content).records["code"].tolist() == ["E05000001", "E05000002"]


def test_zip_bombs_are_not_unpacked(shapefile_parts):
    bomb = shapefile_parts | {".dbf": bytes(60_000_000)}
    assert _code_of(_zipped(bomb), "unpacks to more than") == "file.too_large"
    crowd = {f"{number}.txt": b"" for number in range(101)}
    assert _code_of(_zip(crowd), "101 files in the zip") == "file.too_large"


@pytest.mark.parametrize(
    ("drop", "add", "code"),
    [
        ([".dbf"], {}, "file.incomplete"),
        ([".shp"], {}, "file.layers"),
        ([], {"b.shp": b"x"}, "file.layers"),
        ([], {"a.prj": b"PROJCS[nonsense"}, "crs.unknown"),
    ],
)
def test_incomplete_shapefiles_are_refused(shapefile_parts, drop, add, code):
    members = {f"a{s}": c for s, c in shapefile_parts.items() if s not in drop} | add
    assert _code_of(_zip(members)) == code


@pytest.mark.parametrize("kind", [1, 3, 8, 13])
def test_points_and_lines_are_refused(shapefile_parts, kind):
    shp = bytearray(shapefile_parts[".shp"])
    struct.pack_into("<i", shp, 32, kind)
    assert _code_of(_zipped(shapefile_parts | {".shp": bytes(shp)})) == "geometry.kind"


@pytest.mark.parametrize("part", [".shp", ".dbf"])
@given(data=st.data())
@settings(max_examples=60)
def test_damaged_shapefiles_never_escape_the_error_tree(shapefile_parts, part, data):
    content = bytearray(shapefile_parts[part])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    for damaged in (bytes(content), bytes(content[:cut])):
        read_or_refused(_zipped(shapefile_parts | {part: damaged}))


@given(at=st.integers(0, 4_000), value=st.binary(min_size=1, max_size=40))
@settings(max_examples=80)
def test_damaged_geopackages_and_parquet_never_escape_the_error_tree(
    geopackage, parquet, at, value
):
    for content in (geopackage, parquet):
        start = at % len(content)
        damaged = content[:start] + value + content[start + len(value) :]
        read_or_refused(damaged)


def test_a_write_ahead_header_is_no_hindrance(geopackage):
    content = geopackage[:18] + b"\x02\x02" + geopackage[20:]
    assert load_areas(content).records["code"].tolist() == ["E05000001", "E05000002"]


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["DROP TABLE gpkg_geometry_columns"], "file.kind"),
        (["ALTER TABLE areas RENAME COLUMN geom TO shape"], "file.broken"),
        (["UPDATE gpkg_geometry_columns SET geometry_type_name = 'POINT'"], "file.layers"),
        (["DELETE FROM gpkg_geometry_columns"], "file.layers"),
        (["UPDATE gpkg_spatial_ref_sys SET organization_coordsys_id = 1"], "crs.unknown"),
        (["UPDATE areas SET geom = X'00'"], "geometry.none"),
        (["UPDATE areas SET geom = X'47500010'"], "geometry.none"),
        (["UPDATE areas SET geom = 'text'"], "geometry.none"),
    ],
)
def test_geopackages_with_faults_are_refused(geopackage, statements, code):
    assert _code_of(_changed(geopackage, statements)) == code


def test_a_geopackage_without_a_crs_is_taken_as_british_grid(geopackage):
    content = _changed(geopackage, ["UPDATE gpkg_geometry_columns SET srs_id = 0"])
    assert "crs.assumed" in [note.code for note in load_areas(content).notes]


def test_an_empty_column_is_passed_over_unless_it_is_asked_for(geopackage):
    content = _changed(geopackage, ["UPDATE areas SET code = NULL"])
    assert load_areas(content).records["code"].tolist() == ["Ada", "Éire"]
    with pytest.raises(InputError, match="line 1, column 'code': an area has no code"):
        load_areas(content, code="code")


@pytest.mark.parametrize(
    "definition",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS geom FROM n",
        "SELECT randomblob(1000000000) AS geom",
    ],
)
def test_views_that_never_end_are_not_run(geopackage, definition):
    content = _changed(
        geopackage,
        [
            f"CREATE VIEW trap AS {definition}",
            "DELETE FROM gpkg_geometry_columns",
            "INSERT INTO gpkg_geometry_columns VALUES ('trap', 'geom', 'POLYGON', 27700, 0, 0)",
        ],
    )
    assert _code_of(content, "0 tables of polygons") == "file.layers"


def test_columns_that_compute_are_not_run(geopackage):
    content = _changed(
        geopackage,
        ["ALTER TABLE areas ADD COLUMN trap TEXT AS (hex(zeroblob(100000000))) VIRTUAL"],
    )
    assert _code_of(content, "like a GeoPackage") == "file.broken"


def test_two_layers_are_refused_by_name(tmp_path):
    for name in ("wards", "districts"):
        AREA.to_file(tmp_path / "a.gpkg", layer=name)
    message = "2 tables of polygons: wards, districts"
    assert _code_of((tmp_path / "a.gpkg").read_bytes(), message) == "file.layers"


def _described(**column):
    return json.dumps({"primary_column": "geometry", "columns": {"geometry": column}})


def _parquet(geo, geometry=b"x"):
    table = pa.table({"code": ["a"], "geometry": [geometry]})
    if geo is not None:
        table = table.replace_schema_metadata({"geo": geo})
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("geo", "code"),
    [
        (None, "file.kind"),
        ("not json", "file.broken"),
        ("[]", "file.broken"),
        ("{}", "file.broken"),
        ('{"primary_column": "g", "columns": {"g": {"encoding": "WKB"}}}', "file.broken"),
        ('{"primary_column": "code", "columns": {"code": {"encoding": "WKB"}}}', "file.broken"),
        (_described(encoding="polygon"), "file.encoding"),
        (_described(encoding="WKB", crs=3), "file.broken"),
        (_described(encoding="WKB"), "geometry.none"),
    ],
)
def test_parquet_with_faults_is_refused(geo, code):
    assert _code_of(_parquet(geo)) == code


def test_a_coordinate_system_with_a_gap_in_it_is_refused():
    # PROJ takes an axis without its unit, and fails only when the system is used
    gappy = CRS.from_epsg(4326).to_json_dict()
    del gappy["coordinate_system"]["axis"][1]["unit"]
    geo = {
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "crs": gappy}},
    }
    assert _code_of(_parquet(json.dumps(geo).encode(), shapely.box(-0.1, 51, 0, 52).wkb)) == (
        "crs.unknown"
    )


def test_files_beyond_the_limits_are_refused(monkeypatch, geopackage, parquet, shapefile_parts):
    files = (geopackage, parquet, _zipped(shapefile_parts), AREA.to_json().encode())
    with monkeypatch.context() as few_areas:
        for module in ("geojson", "geopackage", "geoparquet", "shapefile"):
            few_areas.setattr(f"boundaries._formats.{module}.MOST_AREAS", 1)
        assert [_code_of(content) for content in files] == ["file.too_large"] * 4
    monkeypatch.setattr("boundaries._formats.geoparquet.MOST_UNPACKED_BYTES", 100)
    assert _code_of(parquet, "once unpacked") == "file.too_large"
    monkeypatch.setattr("boundaries._content.MOST_BYTES", 100)
    assert [_code_of(content, "more than") for content in files] == ["file.too_large"] * 4
