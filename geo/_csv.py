"""CSV as exported by everything: separator, quotes and line numbers found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo._csv_blocks import read_in_blocks
from geo._csv_cell_by_cell import split_cell_by_cell
from geo._csv_layout import Layout, layout_in, text_of
from geo._csv_records import find_records
from geo._csv_split import Rows, split
from geo._table import Table
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from geo._source import Source

__all__ = ["read_csv"]

_BLOCKS_FROM_BYTES = 16 * 1024**2


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
    found = read_in_blocks(source, choose) if source.size > _BLOCKS_FROM_BYTES else None
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


def _at_once(
    source: Source, choose: Callable[[Sequence[str]], Collection[str]] | None
) -> tuple[Layout, Rows]:
    """Split a text as a whole, however broken it is."""
    _, data, notes = text_of(source)
    layout = layout_in(source, data, notes)
    wanted = set(layout.header if choose is None else choose(layout.header))
    body = memoryview(data)[layout.start :]
    records = find_records(body, layout.separator, len(layout.header))
    rows = None if records is None else split(body, layout, records, wanted, layout.first_line)
    if rows is None:
        columns, lines, spoiled = split_cell_by_cell(
            source, bytes(body), layout.separator, layout.header, layout.first_line
        )
        rows = Rows(columns=columns, lines=lines, spoiled=spoiled)
    return layout, rows
