"""What a file is, and where it comes from."""

import io
import os

import pytest
from geopandas.testing import assert_geodataframe_equal

from boundaries import load_areas

VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="a">
<SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.parquet", "a.vrt", "a.zip"])
@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (VRT, "file.kind", "XML or HTML"),
        (b"<!doctype html><title>Not found</title>", "file.kind", "XML or HTML"),
        (b"", "file.empty", "is empty"),
        (b"code,name\nE05000001,Ada\n", "file.kind", "of a kind that is not read"),
        (b'{"type": "Topology", "objects": {}, "arcs": []}', "file.topojson", "TopoJSON"),
        (b'{"type": "FeatureColl', "file.broken", "begins like JSON"),
        (b"PAR1 but no more", "file.broken", "begins like Parquet"),
        (b"SQLite format 3\0 but no more", "file.broken", "begins like a GeoPackage"),
        (b"PK\3\4 but no more", "file.broken", "begins like a zip file"),
        (b"\x89PNG\r\n", "file.kind", "a picture"),
    ],
)
def test_another_kind_of_file_is_refused_under_every_name(
    refused, tmp_path, name, content, code, message
):
    path = tmp_path / name
    path.write_bytes(content)
    text = refused(path, code)
    assert message in text
    assert text.startswith(f"{name}: ")


def test_a_shapefile_without_its_other_files_says_what_to_do(refused, parts):
    assert "zip it together" in refused(parts["a.shp"], "file.kind")


def test_all_kinds_and_sources_give_the_same(files, frame, tmp_path):
    expected = frame[["code", "name", "geometry"]]
    for suffix, content in files.items():
        path = tmp_path / f"same{suffix}"
        path.write_bytes(content)
        given = bytearray(content)
        for source in (path, str(path), content, given, io.BytesIO(content)):
            found = load_areas(source)
            assert_geodataframe_equal(found.records, expected, normalize=True)
            assert found.rejected.empty
            assert [note.code for note in found.notes] == ["area.code", "area.name"]
        assert given == content == path.read_bytes()


def test_a_stream_that_cannot_go_back_is_read(files):
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        end.write(files[".geojson"])
    with os.fdopen(reading, "rb") as stream:
        assert len(load_areas(stream).records) == 2


@pytest.mark.parametrize("name", [r"C:\secret\x.gpkg", "/home/me/x.gpkg", "x\u202e\x00.gpkg"])
def test_the_name_of_an_upload_is_shown_without_folders_and_tricks(refused, name):
    upload = io.BytesIO(b"")
    upload.name = name
    assert refused(upload, "file.empty").startswith("x.gpkg: the file is empty")


def test_a_path_that_is_none_is_refused(refused):
    refused("a\0.gpkg", "file.missing")
