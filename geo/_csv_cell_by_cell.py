"""CSV whose quotes break the rules, split one row after the other."""

from __future__ import annotations

import csv
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo._source import Source

__all__ = ["Spoiled", "split_cell_by_cell", "unclosed_quote", "width_fault"]

Spoiled = list[tuple[int, str, str, str]]

_SENTINEL = "\ue000end\ue000"


def width_fault(width: int, expected: int) -> tuple[str, str, str]:
    """Return value, reason and code of a row that has not as many cells as the header.

    No value is shown: nobody knows which cell holds what, and one may be about a person.
    """
    return (
        "",
        f"the row has {width} cells and the header {expected}",
        "row.width",
    )


def unclosed_quote(source: Source, line: int) -> InputError:
    """Return the error for a quote that swallows what follows it."""
    return InputError(
        "a quote is opened and never closed",
        hint='Close it, or double a quote that is text ("").',
        code="csv.unclosed_quote",
        file=source.name,
        line=line,
    )


def split_cell_by_cell(
    source: Source, body: bytes, separator: str, header: list[str], first_line: int
) -> tuple[dict[str, Any], NDArray[np.int64], Spoiled]:
    """Return columns, lines and spoiled rows of a body with stray quotes.

    A stray quote inside a cell is text. One that swallows a line end, in a row that does not
    follow the rules, is taken for a quote that was never closed.

    Raises
    ------
    InputError
        ``csv.unclosed_quote`` or ``csv.cell``.
    """
    text = body.decode().replace("\r\n", "\n").removesuffix("\n").split("\n")
    reader = csv.reader((f"{line}\n" for line in chain(text, [_SENTINEL])), delimiter=separator)
    rows: list[list[str]] = []
    lines: list[int] = []
    spoiled: Spoiled = []
    last: list[str] = []
    start = 0
    for start, last in _rows(reader, source, first_line):
        if last == [_SENTINEL] or not any(cell.strip() for cell in last):
            continue
        swallowed = any("\n" in cell for cell in last)
        if swallowed and not _strict(text[start : reader.line_num], separator, len(header)):
            raise unclosed_quote(source, first_line + start)
        if len(last) == len(header):
            rows.append(last)
            lines.append(first_line + start)
        else:
            fault = width_fault(len(last), len(header))
            spoiled.append((first_line + start, *fault))
    if last != [_SENTINEL]:
        raise unclosed_quote(source, first_line + start)
    columns = {
        name: pa.array([row[position] for row in rows], pa.string())
        for position, name in enumerate(header)
    }
    return columns, np.asarray(lines, dtype=np.int64), spoiled


def _rows(reader: Any, source: Source, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Return each row with the number of lines before it."""
    before = 0
    try:
        for row in reader:
            yield before, row
            before = reader.line_num
    except csv.Error as error:
        raise InputError(
            "a cell is longer than any that is expected",
            hint="Look for an unclosed quote.",
            code="csv.cell",
            file=source.name,
            line=first_line + before,
        ) from error


def _strict(text: list[str], separator: str, width: int) -> bool:
    """Say whether lines are one row by the rules, with as many cells as the header."""
    try:
        rows = list(csv.reader([f"{line}\n" for line in text], delimiter=separator, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and len(rows[0]) == width
