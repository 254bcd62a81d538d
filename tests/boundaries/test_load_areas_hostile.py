"""Files that are not what they say, or that were made to do harm."""

import io
import json
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyproj import CRS

from boundaries import load_areas
from boundaries._formats import dbf, geojson, geopackage, geoparquet, layer, shapefile

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".zip"])
def test_limits_hold_for_each_kind(refused, files, suffix, monkeypatch):
    for module in (dbf, geojson, geopackage, geoparquet, shapefile):
        monkeypatch.setattr(module, "MOST_AREAS", 1)
    refused(files[suffix], "file.too_large")
    monkeypatch.undo()
    monkeypatch.setattr(layer, "_MOST_CELLS", 3)
    refused(files[suffix], "file.too_large")


def test_a_property_of_its_own_in_each_feature_does_not_fill_the_memory(refused):
    features = [{"type": "Feature", "properties": {str(i): 1}} for i in range(5_000)]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert "5,000 columns of 5,000 rows" in refused(content, "file.too_large")


def _changed(content, *statements):
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    changed = connection.serialize()
    connection.close()
    return changed


@pytest.mark.parametrize("column", [f"TEXT DEFAULT '{'x' * 9_000}'", "AS (zeroblob(9000))"])
def test_a_geopackage_whose_columns_make_rows_large_is_refused(refused, files, monkeypatch, column):
    big = _changed(files[".gpkg"], f"ALTER TABLE areas ADD COLUMN x {column}")
    monkeypatch.setattr(geopackage, "MOST_UNPACKED_BYTES", 10_000)
    assert "in its rows" in refused(big, "file.too_large")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE gpkg_geometry_columns SET table_name = 'sqlite_master'", "file.layers"),
        ("UPDATE gpkg_geometry_columns SET table_name = 'rtree_areas_geom'", "file.layers"),
        ("UPDATE gpkg_geometry_columns SET column_name = 'x'", "file.broken"),
        ("DROP TABLE gpkg_contents", "file.kind"),
    ],
)
def test_a_geopackage_that_points_elsewhere_or_lacks_its_layer_is_refused(
    refused, files, statement, code
):
    refused(_changed(files[".gpkg"], statement), code)


def test_an_index_of_layers_that_is_a_view_is_refused(refused, files):
    refused(
        _changed(
            files[".gpkg"],
            "DROP TABLE gpkg_contents",
            "CREATE VIEW gpkg_contents AS SELECT 1 AS table_name",
        ),
        "file.kind",
    )


def test_a_geoparquet_that_unpacks_to_very_much_is_refused(refused, files, monkeypatch):
    monkeypatch.setattr(geoparquet, "MOST_UNPACKED_BYTES", 100)
    assert "once unpacked" in refused(files[".parquet"], "file.too_large")


def _parquet(table):
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def test_parquet_that_is_not_what_it_says_is_refused(refused, files):
    good = pq.read_table(io.BytesIO(files[".parquet"]))
    refused(_parquet(good.replace_schema_metadata({})), "file.kind")
    refused(_parquet(good.replace_schema_metadata({"geo": "[]"})), "file.broken")
    refused(_parquet(good.drop_columns(["geometry"])), "file.broken")
    refused(_parquet(good.slice(0, 0)), "file.broken")
    twice = pa.table([*good.columns, good["code"]], names=[*good.column_names, "code"])
    refused(_parquet(twice.replace_schema_metadata(good.schema.metadata)), "file.broken")
    bad = pa.array([b"\xff", b"\xfe"]).view(pa.string())
    odd = good.set_column(0, "code", bad)
    refused(_parquet(odd), "file.broken")


CURVED = bytes.fromhex("010a000000010000000108000000") + (5).to_bytes(4, "little") + bytes(80)


def test_curves_are_rejected_one_by_one(files):
    table = pq.read_table(io.BytesIO(files[".parquet"]))
    at = table.column_names.index("geometry")
    wkb = [table["geometry"][0].as_py(), CURVED]
    content = _parquet(table.set_column(at, table.schema.field(at), pa.array(wkb, pa.binary())))
    intake = load_areas(content)
    assert intake.records["code"].tolist() == ["E05000001"]
    assert intake.rejected["reason"].tolist() == [
        "its geometry has curves, and straight lines are needed"
    ]


GRID_FILE = CRS.from_proj4(
    "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+nadgrids=/etc/passwd"
)
INIT = 'PROJCS["x",EXTENSION["PROJ4","+init=/etc/passwd:x"]]'
LOCAL = 'LOCAL_CS["x",UNIT["metre",1]]'


@pytest.mark.parametrize(
    "definition", [GRID_FILE.to_wkt("WKT1_GDAL"), GRID_FILE.to_wkt(), INIT, LOCAL, "nonsense",
                   "EPSG:27700", "+proj=longlat", "x" * 60_000],
)  # fmt: skip
def test_a_definition_that_names_a_file_or_nothing_known_is_refused(
    zipped, refused, files, parts, definition
):
    refused(zipped((dict(parts) | {"a.prj": definition}).items()), "crs.unknown")
    quoted = definition.replace("'", "''")
    number = "SELECT srs_id FROM gpkg_geometry_columns"
    change = (
        "UPDATE gpkg_spatial_ref_sys SET organization = 'none', "  # noqa: S608
        f"definition = '{quoted}' WHERE srs_id = ({number})"
    )
    refused(_changed(files[".gpkg"], change), "crs.unknown")
    document = json.loads(files[".geojson"])
    document["crs"]["properties"]["name"] = "" if definition == "EPSG:27700" else definition
    refused(json.dumps(document).encode(), "crs.unknown")


def test_a_description_with_a_grid_file_is_refused_in_geoparquet(refused, files):
    table = pq.read_table(io.BytesIO(files[".parquet"]))
    described = json.loads(table.schema.metadata[b"geo"])
    for crs in (GRID_FILE.to_json_dict(), "/etc/passwd", {"type": "x"}):
        described["columns"]["geometry"]["crs"] = crs
        changed = table.replace_schema_metadata({"geo": json.dumps(described)})
        refused(_parquet(changed), "crs.unknown")


def test_reading_opens_no_other_file_and_never_meets_gdal(files, tmp_path):
    for suffix, content in files.items():
        (tmp_path / f"a{suffix}").write_bytes(content)
    (tmp_path / "vrt.gpkg").write_bytes(b"<OGRVRTDataSource></OGRVRTDataSource>")
    script = """
        import sys
        for name in ("pyogrio", "fiona", "osgeo"):
            sys.modules[name] = None  # importing it fails
        import io, pathlib
        from boundaries import load_areas
        from geo.errors import InputError
        files = [(p.name, p.read_bytes()) for p in sorted(pathlib.Path(sys.argv[1]).iterdir())]
        for name, content in files:  # what is imported late is imported now
            try: load_areas(content)
            except InputError: pass
        seen = []
        def watch(event, arguments):
            if event.split(".")[0] in {"open", "os", "socket", "subprocess", "ctypes", "import"}:
                seen.append((event, *map(str, arguments)))
            if event == "sqlite3.connect" and arguments[0] != ":memory:":
                seen.append((event, *map(str, arguments)))
        sys.addaudithook(watch)
        for name, content in files:
            try: print(name, len(load_areas(content).records))
            except InputError as error: print(name, error.code)
        print(seen)
    """
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "a.geojson 2",
        "a.gpkg 2",
        "a.parquet 2",
        "a.zip 2",
        "vrt.gpkg file.kind",
        "[]",
    ]
