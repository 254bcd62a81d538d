"""GeoPackage, with SQLite itself: of plain tables only, so that nothing else in it takes part."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any

from boundaries._formats.crs import crs_from_definition, crs_from_epsg
from boundaries._formats.layer import (
    MOST_AREAS,
    MOST_BYTES,
    MOST_UNPACKED_BYTES,
    Layer,
    broken,
    check_cells,
    from_wkb,
    too_large,
)
from geo.errors import InputError

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["read_geopackage"]

_KIND = "a GeoPackage"
_POLYGONAL = ("POLYGON", "MULTIPOLYGON", "GEOMETRY", "GEOMETRYCOLLECTION", "CURVEPOLYGON")
_LONGEST_READ_S = 60.0
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HEADER_BYTES = 8
_INDEX_TABLES = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
_MOST_LAYERS = 100
_JOURNAL_VERSIONS = slice(18, 20)
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


def read_geopackage(content: bytes, *, file: str | None) -> Layer:
    """Read the one polygon layer of a GeoPackage."""
    # a copy in memory cannot have a write-ahead log beside it, whatever the header says
    image = bytearray(content)
    image[_JOURNAL_VERSIONS] = b"\x01\x01"
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(bytes(image))
        _lock_down(connection)
        return _read(connection, file=file)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise broken(file, _KIND, str(error)) from error
    finally:
        connection.close()


def _lock_down(connection: sqlite3.Connection) -> None:
    """Forbid whatever a hostile schema could start: functions, views, recursion, attaching."""
    for setting in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    deadline = time.monotonic() + _LONGEST_READ_S
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
    connection.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
    )


def _read(connection: sqlite3.Connection, *, file: str | None) -> Layer:
    table, column, crs_number = _layer(connection, file=file)
    cursor = connection.execute(f"SELECT * FROM {_quoted(table)}")  # noqa: S608
    names = [entry[0] for entry in cursor.description]
    rows = _rows(cursor, columns=len(names), file=file)
    lowered = [name.lower() for name in names]
    if column.lower() not in lowered:
        raise broken(file, _KIND, f"its table has no column {column!r}")
    at = lowered.index(column.lower())
    fields = {
        name: [row[i] for row in rows]
        for i, name in enumerate(names)
        if i != at and not any(isinstance(row[i], bytes) for row in rows)
    }
    geometry, problems = from_wkb([_wkb(row[at]) for row in rows])
    crs = _crs(connection, crs_number, file=file)
    return Layer(fields=fields, geometry=geometry, crs=crs, problems=problems)


def _rows(cursor: sqlite3.Cursor, *, columns: int, file: str | None) -> list[tuple[Any, ...]]:
    """Return all rows, within bounds: a default value makes rows large that the file does not."""
    rows: list[tuple[Any, ...]] = []
    held = 0
    for row in cursor:
        rows.append(row)
        held += sum(len(value) for value in row if isinstance(value, (str, bytes)))
        if len(rows) > MOST_AREAS:
            raise too_large(file, f"more than {MOST_AREAS:,} rows")
        if held > MOST_UNPACKED_BYTES:
            raise too_large(file, f"more than {MOST_UNPACKED_BYTES / 1e6:,.0f} MB in its rows")
        check_cells(columns, len(rows), file=file)
    return rows


def _layer(connection: sqlite3.Connection, *, file: str | None) -> tuple[str, str, int]:
    kinds = dict(connection.execute("SELECT name, type FROM sqlite_master").fetchall())
    if any(kinds.get(name) != "table" for name in _INDEX_TABLES):
        raise InputError(
            "the file is an SQLite database but not a GeoPackage",
            hint="Export the areas as a GeoPackage or as GeoJSON.",
            code="file.kind",
            file=file,
        )
    listed = connection.execute(
        "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
    ).fetchmany(_MOST_LAYERS)
    virtual = {
        name
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master")
        if "VIRTUAL" in str(sql).upper().split("(")[0].split()
    }
    found = [
        (str(table), str(column), srs if isinstance(srs, int) else 0)
        for table, column, kind, srs in listed
        if str(kind).upper() in _POLYGONAL and kinds.get(table) == "table" and table not in virtual
    ]
    if len(found) != 1:
        names = ", ".join(table for table, _, _ in found[:5])
        raise InputError(
            f"the GeoPackage holds {len(found)} tables of polygons{f': {names}' if names else ''}",
            hint="Export the one layer that you need to a file of its own.",
            code="file.layers",
            file=file,
        )
    return found[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wkb(blob: Any) -> bytes | None:
    """Return a geometry without the header that GeoPackage puts before it."""
    if not isinstance(blob, bytes):
        return None
    if len(blob) < _HEADER_BYTES or blob[:2] != b"GP":
        return b""
    envelope = blob[3] >> 1 & 0b111
    if envelope >= len(_ENVELOPE_BYTES):
        return b""
    return blob[_HEADER_BYTES + _ENVELOPE_BYTES[envelope] :]


def _crs(connection: sqlite3.Connection, number: int, *, file: str | None) -> CRS | None:
    rows = connection.execute(
        "SELECT organization, organization_coordsys_id, definition "
        "FROM gpkg_spatial_ref_sys WHERE srs_id = ?",
        (number,),
    ).fetchmany(1)
    if number in (-1, 0) or not rows:
        return None
    organisation, code, definition = rows[0]
    if str(organisation).upper() == "EPSG" and isinstance(code, int):
        return crs_from_epsg(code, file=file)
    return crs_from_definition(str(definition), file=file)
