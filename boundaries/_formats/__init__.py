"""Polygon files, told apart by their first bytes and never by their name.

No reader here uses GDAL: a file that says it is one thing could make GDAL open another file of
this machine, or an address on the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries._formats.geojson import read_geojson
from boundaries._formats.geopackage import read_geopackage
from boundaries._formats.geoparquet import read_geoparquet
from boundaries._formats.layer import Layer
from boundaries._formats.shapefile import read_zipped_shapefile
from geo.errors import InputError

if TYPE_CHECKING:
    from typing import Protocol

    class _Reader(Protocol):
        def __call__(self, content: bytes, *, file: str | None) -> Layer: ...


__all__ = ["Layer", "read_layer"]

_READERS: dict[bytes, _Reader] = {
    b"SQLite format 3\0": read_geopackage,
    b"PAR1": read_geoparquet,
    b"PK\x03\x04": read_zipped_shapefile,
    b"{": read_geojson,
    b"[": read_geojson,
}
_REFUSED = {
    b"\x00\x00\x27\x0a": "one part of a shapefile; zip it together with its .dbf and .prj",
    b"fgb\x03": "FlatGeobuf",
    b"\x1f\x8b": "a gzip file",
    b"PK": "an empty or split zip file",
    b"<": "XML or HTML, such as KML, GML or a saved web page",
    b"\x89PNG": "a picture",
    b"%PDF": "a PDF document",
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_layer(content: bytes, *, file: str | None) -> Layer:
    """Read a GeoJSON, GeoPackage, GeoParquet or zipped shapefile from its bytes."""
    start = content[:4096].removeprefix(_BYTE_ORDER_MARK).lstrip(b" \t\r\n")
    for magic, reader in _READERS.items():
        if start.startswith(magic):
            return reader(content, file=file)
    refused = (what for magic, what in _REFUSED.items() if start.startswith(magic))
    what = next(refused, "of a kind that is not read") if start else "empty"
    raise InputError(
        f"the file is {what}",
        hint="Expected: areas as GeoJSON, GeoPackage, GeoParquet or a zipped shapefile.",
        code="file.kind" if start else "file.empty",
        file=file,
    )
