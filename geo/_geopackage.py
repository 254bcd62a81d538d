"""GeoPackage, read with SQLite alone: read-only, in memory, never with GDAL."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo._geojson import columns_of
from geo._intake import Note
from geo._points import points_of_wkb
from geo._table import Table
from geo._text import clean_text, shown_text

if TYPE_CHECKING:
    from geo._source import Source
    from geo.errors import InputError

__all__ = ["read_geopackage", "read_geopackage_head"]

_MAX_ROWS = 2_000_000
_MAX_SECONDS = 60.0
_STEPS = 100_000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_EMPTY = 0b10000
_JOURNAL = slice(18, 20)
_FAULTS = (sqlite3.Error, UnicodeError, OverflowError, shapely.GEOSException)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One table of features: its names, which hold anything, and its coordinate system."""

    table: str
    geometry: str
    epsg: int
    others: int


def read_geopackage(source: Source) -> Table:
    """Read the features of the first layer; their place is the number of the feature, from 1.

    The spatial index of the file is not used: it may have lost rows. Nothing in the file is run.

    Raises
    ------
    InputError
        ``file.corrupt``, ``geom.none``, ``coord.crs``, ``file.size`` or ``file.no_rows``.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            _open(database, source)
            return _read(database, source)
    except _FAULTS as error:
        raise _damaged(source) from error


def read_geopackage_head(source: Source, *, rows: int) -> tuple[tuple[str, ...], set[str]]:
    """Return the names of the columns of the first layer, and its types of geometry.

    Raises
    ------
    InputError
        ``file.corrupt``, ``geom.none`` or ``coord.crs``.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            _open(database, source, check=False)
            layer = _layer(database, source)
            name = quote_name(layer.table)
            names = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
            column = quote_name(layer.geometry)
            found = database.execute(f"SELECT {column} FROM {name} LIMIT ?", (rows,)).fetchall()  # noqa: S608
    except _FAULTS as error:
        raise _damaged(source) from error
    bodies = [_body(row[0]) or None for row in found]
    shapes = shapely.from_wkb(bodies, on_invalid="ignore")
    types = {shape.geom_type for shape in shapes if shape is not None} or {"Point"}
    return tuple(clean_text(one) for one in names if one != layer.geometry), types


def _damaged(source: Source) -> InputError:
    return source.refused("the GeoPackage is damaged", code="file.corrupt", hint="Export it again.")


def _open(database: sqlite3.Connection, source: Source, *, check: bool = True) -> None:
    data = bytearray(source.data)
    data[_JOURNAL] = b"\x01\x01"
    database.deserialize(bytes(data))
    until = time.monotonic() + _MAX_SECONDS
    database.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA query_only = ON")
    database.execute("PRAGMA cell_size_check = ON")
    database.text_factory = lambda text: text.decode(errors="replace")
    if not check:
        return
    found = [str(row[0]) for row in database.execute("PRAGMA quick_check(20)")]
    if any(message != "ok" and "rtree" not in message.lower() for message in found):
        raise _damaged(source)


def quote_name(name: str) -> str:
    """Return the name of a table or column as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _layer(database: sqlite3.Connection, source: Source) -> Layer:
    tables = {
        row[0]
        for row in database.execute(
            # a virtual table has no page of its own
            "SELECT name FROM sqlite_master WHERE type='table' AND rootpage > 0"
        )
    }
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= tables:
        raise source.refused(
            "this is an SQLite database and no GeoPackage",
            code="geom.none",
            hint="Export it as a GeoPackage.",
        )
    rows = database.execute(
        "SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id "
        "FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
        "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id "
        "WHERE c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    rows = [row for row in rows if row[0] in tables and _has_column(database, *row[:2])]
    if not rows:
        raise source.refused(
            "the GeoPackage holds no layer with geometry",
            code="geom.none",
            hint="Export the layer with its points.",
        )
    table, geometry, organization, number = rows[0]
    if str(organization).upper() != "EPSG" or not isinstance(number, int):
        raise source.refused(
            "the layer does not say which coordinate system it uses",
            code="coord.crs",
            hint="Export it in British National Grid (EPSG:27700) or WGS84 (EPSG:4326).",
        )
    return Layer(table=table, geometry=geometry, epsg=number, others=len(rows) - 1)


def _has_column(database: sqlite3.Connection, table: str, column: Any) -> bool:
    held = database.execute(f"PRAGMA table_info({quote_name(table)})")
    return column in {row[1] for row in held}


def _read(database: sqlite3.Connection, source: Source) -> Table:
    layer = _layer(database, source)
    name = quote_name(layer.table)
    count = database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
    if count > _MAX_ROWS:
        raise source.refused(
            f"the layer has {count:,} rows",
            code="file.size",
            hint=f"At most {_MAX_ROWS:,} are read: split it.",
        )
    if not count:
        raise source.refused(
            "there are no rows", code="file.no_rows", hint="Check that the export holds records."
        )
    names = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
    fields = [field for field in names if field != layer.geometry]
    chosen = ", ".join(quote_name(field) for field in [*fields, layer.geometry])
    rows = database.execute(f"SELECT {chosen} FROM {name}").fetchall()  # noqa: S608
    if len(rows) != count:
        raise source.refused(
            "the rows cannot all be read", code="file.corrupt", hint="Export it again."
        )
    notes = [*_index_note(database, layer, count)]
    if layer.others:
        notes.append(
            Note(
                f"There are {layer.others + 1} layers; '{shown_text(layer.table)}' was read.",
                code="gpkg.layers",
                warning=True,
            )
        )
    columns, structured = columns_of(
        {field: [row[position] for row in rows] for position, field in enumerate(fields)}
    )
    return Table(
        file=source.name,
        names=tuple(columns),
        columns=columns,
        structured=structured,
        lines=np.arange(1, count + 1, dtype=np.int64),
        notes=tuple(notes),
        points=points_of_wkb([_body(row[-1]) for row in rows], layer.epsg),
    )


def _index_note(database: sqlite3.Connection, layer: Layer, count: int) -> tuple[Note, ...]:
    index = quote_name(f"rtree_{layer.table}_{layer.geometry}_rowid")
    try:
        held = database.execute(f"SELECT count(*) FROM {index}").fetchone()[0]  # noqa: S608
    except sqlite3.OperationalError:
        return ()
    if held == count:
        return ()
    return (
        Note(
            f"The spatial index of the file knows {held:,} of its {count:,} rows; all were read, "
            "but other programs may lose the rest.",
            code="gpkg.index",
            warning=True,
        ),
    )


def _body(blob: Any) -> bytes | None:
    """Return the well-known binary in a GeoPackage blob: None if none, empty if it is broken."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":  # noqa: PLR2004
        return b""
    envelope = blob[3] >> 1 & 0b111
    if blob[3] & _EMPTY:
        return None
    if envelope >= len(_ENVELOPE_BYTES):
        return b""
    return blob[8 + _ENVELOPE_BYTES[envelope] :]
