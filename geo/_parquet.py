"""Parquet, and GeoParquet for points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from geo._table import Table
from geo._text import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from geo._source import Source

__all__ = ["read_parquet"]

_MAX_ROWS = 5_000_000
_MAX_COLUMNS = 5_000
_MAX_BYTES = 4 * 1024**3


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
        file = parquet.ParquetFile(pa.BufferReader(source.data))
        meta = file.metadata
        size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
        if meta.num_rows > _MAX_ROWS or meta.num_columns > _MAX_COLUMNS or size > _MAX_BYTES:
            raise source.refused(
                f"the file is too large: {meta.num_rows:,} rows, {meta.num_columns:,} columns",
                code="file.size",
                hint="Split it.",
            )
        names = [name for name in file.schema_arrow.names if not name.startswith("__")]
        wanted = list(choose(names)) if choose else names
        table = file.read(columns=wanted)
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise source.refused(
            "the Parquet file is damaged", code="file.corrupt", hint="Export it again."
        ) from error
    if not table.num_rows:
        raise source.refused(
            "there are no rows", code="file.no_rows", hint="Check that the export holds records."
        )
    columns = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        columns[name] = _plain(column)
    return Table(
        file=source.name,
        names=tuple(clean_text(name) for name in names),
        columns={clean_text(name): column for name, column in columns.items()},
        lines=np.arange(1, table.num_rows + 1, dtype=np.int64),
        header_line=0,
    )


def _plain(column: pa.Array) -> pa.Array:
    """Return text as text, numbers as numbers, and all else as text."""
    kind = column.type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_string(kind):
        return column
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.nulls(len(column), pa.string())
    return column.cast(pa.string())
