"""CSV as exported by everything: separator, quotes and line numbers found out."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from geo._csv_cell_by_cell import split_cell_by_cell, width_fault
from geo._csv_layout import Layout, layout_in, layout_of, text_of
from geo._csv_records import Records, find_records, plain_lines, whole_records
from geo._encoding import is_utf8
from geo._table import Table
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from geo._source import Source

__all__ = ["read_csv"]

_BLOCK_BYTES = 4 * 1024**2
_BLOCKS_FROM_BYTES = 16 * 1024**2


@dataclass(frozen=True, kw_only=True)
class _Rows:
    columns: dict[str, Any]
    lines: NDArray[np.int64]
    spoiled: list[tuple[int, str, str, str]]


def read_csv(
    source: Source, *, choose: Callable[[Sequence[str]], Collection[str]] | None = None
) -> Table:
    """Split a text file into columns of text.

    Parameters
    ----------
    source
        The file.
    choose
        Says which of the column names are wanted; the others are not built.

    Raises
    ------
    InputError
        ``file.empty``, ``file.encoding``, ``file.no_rows``, ``header.duplicate``,
        ``csv.unclosed_quote``, ``csv.cell``.
    """
    found = _in_blocks(source, choose) if source.size > _BLOCKS_FROM_BYTES else None
    layout, rows = found or _at_once(source, choose)
    header = layout.header
    if not len(rows.lines) and not rows.spoiled:
        raise InputError(
            "there is a header and no rows below it" if len(header) > 1 else "there are no rows",
            hint="Check that the export holds records.",
            code="file.no_rows",
            file=source.name,
            line=layout.line,
        )
    names = [name for name in header if name]
    return Table(
        file=source.name,
        names=tuple(names),
        lines=rows.lines,
        notes=layout.notes,
        columns={name: rows.columns[name] for name in names if name in rows.columns},
        spoiled=tuple((at, value, reason, code, 0) for at, value, reason, code in rows.spoiled),
        header_line=layout.line,
        opening=layout.opening,
        decimal_comma=layout.separator in {";", "\t"},
    )


def _wanted(
    header: list[str], choose: Callable[[Sequence[str]], Collection[str]] | None
) -> set[str]:
    return set(header if choose is None else choose(header))


def _at_once(
    source: Source, choose: Callable[[Sequence[str]], Collection[str]] | None
) -> tuple[Layout, _Rows]:
    """Split a text as a whole, however broken it is."""
    _, data, notes = text_of(source)
    layout = layout_in(source, data, notes)
    wanted = _wanted(layout.header, choose)
    body = memoryview(data)[layout.start :]
    records = find_records(body, layout.separator, len(layout.header))
    rows = None if records is None else _split(body, layout, records, wanted, layout.first_line)
    if rows is None:
        columns, lines, spoiled = split_cell_by_cell(
            source, bytes(body), layout.separator, layout.header, layout.first_line
        )
        rows = _Rows(columns=columns, lines=lines, spoiled=spoiled)
    return layout, rows


def _in_blocks(
    source: Source, choose: Callable[[Sequence[str]], Collection[str]] | None
) -> tuple[Layout, _Rows] | None:
    """Split a large text block by block, and never hold all of it.

    Returns
    -------
    None
        Where it is not plain UTF-8 whose quotes keep the rules.
    """
    layout = layout_of(source)
    if any(note.code == "file.encoding" for note in layout.notes):
        return None
    wanted = _wanted(layout.header, choose)
    parts: list[_Rows] = []
    line = layout.first_line
    # the layout counts from after the mark of UTF-8
    start = layout.start + len(codecs.BOM_UTF8) * source.piece(0, 3).startswith(codecs.BOM_UTF8)
    for block in whole_records(source.blocks(start)):
        if block is None or not _is_clean(source, block):
            return None
        body = memoryview(block)
        count = plain_lines(block, layout.separator, len(layout.header))
        rows = None if count is None else _split_plain(body, layout, wanted, line, count)
        if rows is None:
            records = find_records(body, layout.separator, len(layout.header))
            rows = None if records is None else _split(body, layout, records, wanted, line)
        if rows is None:
            return None
        parts.append(rows)
        line += block.count(b"\n") if count is None else count
    names = {name: None for rows in parts for name in rows.columns}
    columns = {}
    for name in names:
        arrays = [rows.columns.pop(name) for rows in parts]
        columns[name] = pa.concat_arrays(arrays)
    return layout, _Rows(
        columns=columns,
        lines=np.concatenate([rows.lines for rows in parts]),
        spoiled=[fault for rows in parts for fault in rows.spoiled],
    )


def _is_clean(source: Source, block: bytes) -> bool:
    """Say whether a block is UTF-8 without a lone carriage return; refuse NUL bytes."""
    if b"\x00" in block:
        source.check_text()
        return False
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return False
    return block.isascii() or is_utf8(block)


def _split(
    body: memoryview, layout: Layout, records: Records, wanted: set[str], first_line: int
) -> _Rows | None:
    """Return the rows of a body, or None where Arrow does not see the same records."""
    header, separator = layout.header, layout.separator
    spoiled = []
    for row in np.flatnonzero(records.spoiled):
        text = bytes(body[records.starts[row] : records.ends[row]]).decode()
        if text.strip(f'" \t{separator}'):
            fault = width_fault(int(records.widths[row]), len(header))
            spoiled.append((int(records.lines[row]) + first_line, *fault))
    keep = ~(records.spoiled | records.blank)
    lines = records.lines[keep] + first_line
    if not keep.any():
        empty = dict.fromkeys(_included(header, wanted).values(), pa.array([], pa.string()))
        return _Rows(columns=empty, lines=lines, spoiled=spoiled)
    table = _parsed(body, layout, wanted, has_quotes=records.has_quotes, odd_row="skip")
    if table is None or table.num_rows != int((~records.spoiled).sum()):
        return None
    if records.blank.any():
        table = table.filter(pa.array(~records.blank[~records.spoiled]))
    return _Rows(columns=_named(table, header, wanted), lines=lines, spoiled=spoiled)


def _split_plain(
    body: memoryview, layout: Layout, wanted: set[str], first_line: int, count: int
) -> _Rows | None:
    """Return the rows of a body of plain lines; None where one has not the header's width."""
    table = _parsed(body, layout, wanted, has_quotes=False, odd_row="error")
    if table is None or table.num_rows != count:
        return None
    return _Rows(
        columns=_named(table, layout.header, wanted),
        lines=np.arange(first_line, first_line + count, dtype=np.int64),
        spoiled=[],
    )


def _parsed(
    body: memoryview, layout: Layout, wanted: set[str], *, has_quotes: bool, odd_row: str
) -> pa.Table | None:
    """Return the wanted columns of a body, or None where Arrow stumbles."""
    names = [f"c{position}" for position in range(len(layout.header))]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.separator,
                newlines_in_values=has_quotes,
                invalid_row_handler=lambda _row: odd_row,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                include_columns=list(_included(layout.header, wanted)) or names[:1],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _included(header: list[str], wanted: set[str]) -> dict[str, str]:
    """Return the wanted columns: our name for their position, and their own."""
    return {f"c{at}": name for at, name in enumerate(header) if name in wanted and name}


def _named(table: pa.Table, header: list[str], wanted: set[str]) -> dict[str, pa.Array]:
    return {
        name: table.column(key).combine_chunks() for key, name in _included(header, wanted).items()
    }
