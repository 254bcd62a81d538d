"""Zip files that lead elsewhere, hide something or unpack to very much."""

import stat
import zipfile
from pathlib import Path

import pytest

from boundaries import load_areas
from boundaries._formats import shapefile


@pytest.mark.parametrize(
    "name",
    ["../a.txt", "x/../../a.txt", "/etc/passwd", "C:/a.txt", "C:\\a.txt", "..\\a.txt", ".", "a.zip",
     "b.tar.gz"],
)  # fmt: skip
def test_a_zip_with_a_member_that_leads_elsewhere_is_refused(zipped, refused, parts, name):
    refused(zipped([*parts.items(), (name, b"x")]), "file.zip")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFBLK])
def test_a_zip_with_a_link_or_a_device_is_refused(zipped, refused, parts, kind):
    special = zipfile.ZipInfo("link.shx")
    special.external_attr = (kind | 0o777) << 16
    assert "a link or a special file" in refused(
        zipped([*parts.items(), (special, b"/etc/passwd")]), "file.zip"
    )


@pytest.mark.parametrize("bit", [0x1, 0x20, 0x40])
def test_an_encrypted_zip_is_refused(zipped, refused, parts, bit):
    content = bytearray(zipped(parts.items()))
    content[content.find(b"PK\1\2") + 8] |= bit
    assert "an encrypted file" in refused(bytes(content), "file.zip")


def test_a_zip_packed_in_an_unusual_way_is_refused(zipped, refused, parts):
    refused(zipped(parts.items(), compression=zipfile.ZIP_LZMA), "file.zip")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.dbf", "file.zip"),
        ("A.DBF", "file.zip"),
        ("a.SHP", "file.layers"),
        ("b.shp", "file.layers"),
    ],
)
def test_a_zip_with_the_same_part_twice_is_refused(zipped, refused, parts, name, code):
    original = parts[f"a{Path(name).suffix.lower()}"]
    refused(zipped([*parts.items(), (name, original)]), code)


def test_a_zip_without_its_table_or_its_shapes_is_refused(zipped, refused, parts):
    assert "no .dbf" in refused(
        zipped((n, c) for n, c in parts.items() if n != "a.dbf"), "file.incomplete"
    )
    assert "0 shapefiles" in refused(zipped([("a.csv", b"code")]), "file.layers")


def test_a_zip_in_a_folder_with_what_a_mac_adds_is_read(zipped, parts):
    members = [("areas/", b"")]
    members += [(f"areas/{name.upper()}", content) for name, content in parts.items()]
    members += [("__MACOSX/areas/._a.shp", b"x"), ("areas/read me.txt", b"hello")]
    assert load_areas(zipped(members)).records["code"].tolist() == ["E05000001", "E05000002"]


def test_a_zip_that_unpacks_to_very_much_is_refused(zipped, refused, parts):
    bomb = dict(parts) | {"a.shp": parts["a.shp"] + bytes(30_000_000)}
    content = zipped(bomb.items())
    assert len(content) < 100_000
    assert "unpacks to more than 10 MB" in refused(content, "file.too_large")


def test_the_parts_of_a_zip_share_one_limit(zipped, refused, parts, monkeypatch):
    held = len(parts["a.shp"]) + len(parts["a.dbf"]) + len(parts["a.prj"]) + len(parts["a.cpg"])
    monkeypatch.setattr(shapefile, "_MOST_UNPACKED_BYTES", held)
    assert len(load_areas(zipped(parts.items())).records) == 2
    monkeypatch.setattr(shapefile, "_MOST_UNPACKED_BYTES", held - 1)
    refused(zipped(parts.items()), "file.too_large")
