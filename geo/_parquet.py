"""Parquet, and GeoParquet for points."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely
from pyarrow import parquet

from geo._csv_layout import check_header
from geo._geojson import columns_of
from geo._points import points_of_wkb
from geo._project import WGS84
from geo._table import Points, Table
from geo._text import clean_text
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from geo._source import Source

__all__ = ["read_parquet", "read_parquet_head"]

_MAX_ROWS = 5_000_000
_MAX_COLUMNS = 5_000
_MAX_BYTES = 4 * 1024**3
_FAULTS = (
    pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
    OverflowError, shapely.GEOSException,
)  # fmt: skip
_UNREADABLE = (
    pa.types.is_nested, pa.types.is_binary_view, pa.types.is_fixed_size_binary,
    pa.types.is_interval, pa.types.is_duration,
)  # fmt: skip


def read_parquet(
    source: Source, *, choose: Callable[[Sequence[str]], Collection[str]] | None = None
) -> Table:
    """Read the text and number columns of a Parquet file.

    Raises
    ------
    InputError
        ``file.corrupt``, ``file.size`` or ``file.no_rows``.
    """
    try:
        file = _opened(source)
        meta = file.metadata
        size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
        if meta.num_rows > _MAX_ROWS or meta.num_columns > _MAX_COLUMNS or size > _MAX_BYTES:
            raise source.refused(
                f"the file is too large: {meta.num_rows:,} rows, {meta.num_columns:,} columns",
                code="file.size",
                hint="Split it.",
            )
        names = [name for name in file.schema_arrow.names if not name.startswith("__")]
        check_header(source, names, 0)
        wanted = list(choose(names)) if choose else names
        held = _geometry(file)[:1]
        wanted += [name for name in held if name not in wanted]
        table = file.read(columns=wanted)
        table.validate(full=True)
        if not table.num_rows:
            raise source.refused(
                "there are no rows",
                code="file.no_rows",
                hint="Check that the export holds records.",
            )
        points = _points(source, file, table)
        columns: dict[str, Any] = {}
        structured: dict[str, NDArray[np.int8]] = {}
        for name in table.column_names:
            cells = table.column(name).combine_chunks()
            if name not in held and pa.types.is_nested(cells.type):
                found, shapes = columns_of({name: cells.to_pylist()})
                columns, structured = columns | found, structured | shapes
            else:
                columns[clean_text(name)] = _plain(cells)
    except InputError:
        raise
    except _FAULTS as error:
        raise source.refused(
            "the Parquet file is damaged", code="file.corrupt", hint="Export it again."
        ) from error
    return Table(
        file=source.name,
        names=tuple(clean_text(name) for name in names),
        columns=columns,
        structured=structured,
        lines=np.arange(1, table.num_rows + 1, dtype=np.int64),
        header_line=0,
        points=points,
    )


def _opened(source: Source) -> Any:
    return parquet.ParquetFile(
        pa.BufferReader(source.data) if source.path is None else str(source.path)
    )


def read_parquet_head(source: Source, *, rows: int) -> tuple[tuple[str, ...], set[str]]:
    """Return the names of the columns, and the types of geometry in the first rows.

    Raises
    ------
    InputError
        ``file.corrupt``.
    """
    types: set[str] = set()
    try:
        file = _opened(source)
        names = [name for name in file.schema_arrow.names if not name.startswith("__")]
        found = _geometry(file)
        if found and found[0] in names:
            batch = next(file.iter_batches(batch_size=rows, columns=[found[0]]), None)
            held = batch.column(0).to_pylist() if batch is not None else []
            blobs = [blob for blob in held if isinstance(blob, bytes)]
            shapes = shapely.from_wkb(blobs, on_invalid="ignore")
            types = {shape.geom_type for shape in shapes if shape is not None} or {"Point"}
    except _FAULTS as error:
        raise source.refused(
            "the Parquet file is damaged", code="file.corrupt", hint="Export it again."
        ) from error
    return tuple(clean_text(name) for name in names), types


def _geometry(file: Any) -> tuple[str, dict[str, Any]] | tuple[()]:
    """Return the name and the description of the geometry column, if there is one."""
    text = (file.schema_arrow.metadata or {}).get(b"geo")
    if not text:
        return ()
    held = json.loads(text)
    name = held["primary_column"]
    described = held["columns"][name]
    if not isinstance(name, str) or not isinstance(described, dict):
        raise TypeError("the geometry is not described as GeoParquet does it")
    file.schema_arrow.field(name)
    return name, described


def _points(source: Source, file: Any, table: Any) -> Points | None:
    """Return the points of a GeoParquet file.

    Raises
    ------
    InputError
        ``coord.crs`` where its system is not said by number, ``geom.encoding``.
    """
    found = _geometry(file)
    if not found:
        return None
    name, described = found
    if described.get("encoding") != "WKB":
        raise source.refused(
            "its geometry is not written as WKB",
            code="geom.encoding",
            hint="Write it with geopandas' to_parquet.",
        )
    epsg = WGS84
    if "crs" in described:
        crs = described["crs"]
        told = crs.get("id") if isinstance(crs, dict) else None
        told = told if isinstance(told, dict) else {}
        if told.get("authority") == "EPSG" and isinstance(told.get("code"), int):
            epsg = told["code"]
        elif told.get("code") != "CRS84":
            raise source.refused(
                "it does not say by number which coordinate system it uses",
                code="coord.crs",
                hint="Export it in British National Grid (EPSG:27700) or WGS84 (EPSG:4326).",
            )
    bodies = table.column(name).to_pylist()
    return points_of_wkb(
        [body if body is None or isinstance(body, bytes) else b"" for body in bodies], epsg
    )


def _plain(column: pa.Array) -> pa.Array:
    """Return text as text, numbers as numbers, and all else as text if it can be."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_integer(kind):
        return column
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return _unmarked_text(column)
    if any(test(kind) for test in _UNREADABLE):
        return pa.nulls(len(column), pa.string())
    return column.cast(pa.string())


def _unmarked_text(column: pa.Array) -> pa.Array:
    """Return bytes as the text that older programs do not mark as such; else nothing."""
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.nulls(len(column), pa.string())
