"""A CSV body whose records are known, split into columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from geo._csv_cell_by_cell import width_fault

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._csv_layout import Layout
    from geo._csv_records import Records

__all__ = ["Rows", "split", "split_plain"]

# what the processor's cache holds is split twice as fast; a longer record needs more
_PART_BYTES = 1024**2
_MOST_BYTES = 4 * 1024**2


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The columns of a body, the line of each row, and the rows that could not be split."""

    columns: dict[str, Any]
    lines: NDArray[np.int64]
    spoiled: list[tuple[int, str, str, str]]


def split(
    body: memoryview, layout: Layout, records: Records, wanted: set[str], first_line: int
) -> Rows | None:
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
        return Rows(columns=empty, lines=lines, spoiled=spoiled)
    table = _parsed(body, layout, wanted, has_quotes=records.has_quotes, odd_row="skip")
    if table is None or table.num_rows != int((~records.spoiled).sum()):
        return None
    if records.blank.any():
        table = table.filter(pa.array(~records.blank[~records.spoiled]))
    return Rows(columns=_named(table, header, wanted), lines=lines, spoiled=spoiled)


def split_plain(body: memoryview, layout: Layout, wanted: set[str], count: int) -> Rows | None:
    """Return the rows of a body of so many plain lines, the first of which is line 0.

    Returns
    -------
    None
        Where a line has not the header's width, or may have no value in it.
    """
    table = _parsed(body, layout, wanted, has_quotes=False, odd_row="error", part_bytes=_PART_BYTES)
    if table is None or table.num_rows != count or _may_hold_blanks(table):
        return None
    return Rows(
        columns=_named(table, layout.header, wanted),
        lines=np.arange(count, dtype=np.int64),
        spoiled=[],
    )


def _may_hold_blanks(table: pa.Table) -> bool:
    """Say whether a row is empty in all the columns that were split."""
    empty = np.ones(table.num_rows, dtype=bool)
    for column in table.columns:
        empty &= pc.equal(pc.binary_length(column), 0).to_numpy()
        if not empty.any():
            return False
    return True


def _parsed(
    body: memoryview,
    layout: Layout,
    wanted: set[str],
    *,
    has_quotes: bool,
    odd_row: str,
    part_bytes: int = _MOST_BYTES,
) -> pa.Table | None:
    """Return the wanted columns of a body, or None where Arrow stumbles."""
    names = [f"c{position}" for position in range(len(layout.header))]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=arrow_csv.ReadOptions(
                column_names=names, block_size=part_bytes, use_threads=part_bytes != _PART_BYTES
            ),
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
