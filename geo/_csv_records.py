"""Where the records of a CSV body begin and end, found without splitting it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

__all__ = ["Records", "find_records", "plain_lines", "whole_records"]

_CHUNK = 8 * 1024**2
_LONGEST_RECORD = 32 * 1024**2
_MOST_QUOTED_NEWLINES = 50
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34


def whole_records(blocks: Iterable[bytes | memoryview]) -> Iterator[bytes | None]:
    """Return pieces of a CSV that end where a record ends, and None where no end is found."""
    held = b""
    for block in blocks:
        held = bytes(block) if not held else held + block
        end = _end_of_record(held)
        if end:
            yield held[:end]
            held = held[end:]
        elif len(held) > _LONGEST_RECORD:
            yield None
            return
    if held:
        yield held if held.endswith(b"\n") else held + b"\n"


def plain_lines(block: bytes, width: int) -> int | None:
    """Return how many lines a block has, where none can hold a quoted line end.

    Returns
    -------
    None
        Where there are quotes, or rows of one cell: those need `find_records`.
    """
    if width == 1 or b'"' in block:
        return None
    return _count(np.frombuffer(block, dtype=np.uint8), _NEWLINE)


def _end_of_record(data: bytes) -> int:
    """Return the offset after the last newline that stands between no quotes, or 0."""
    if b'"' not in data:
        return data.rfind(b"\n") + 1
    at = len(data)
    for _ in range(_MOST_QUOTED_NEWLINES):
        at = data.rfind(b"\n", 0, at)
        if at < 0:
            return 0
        if data.count(b'"', 0, at) % 2 == 0:
            return at + 1
    return 0


@dataclass(frozen=True, kw_only=True)
class Records:
    """One entry a record that is not an empty line.

    ``lines`` counts physical lines from 0 within the body, at which the record starts; ``widths``
    is its number of cells; ``spoiled`` marks another width than the header's, ``blank`` a record
    whose cells are all empty.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    lines: NDArray[np.int64]
    widths: NDArray[np.int64]
    spoiled: NDArray[np.bool_]
    blank: NDArray[np.bool_]
    has_quotes: bool


def find_records(body: memoryview, separator: str, width: int) -> Records | None:
    """Find the records of a body that ends with a newline.

    Returns
    -------
    None
        Where quotes stand in the middle of cells, or one is left open: such a body needs a
        parser that works cell by cell.
    """
    data = np.frombuffer(body, dtype=np.uint8)
    mark = np.uint8(ord(separator)) if ord(separator) < 128 else None  # noqa: PLR2004
    if mark is None:
        return None
    quotes = _count(data, _QUOTE)
    if quotes % 2 or (quotes and not _quotes_behave(data, mark)):
        return None
    ends, widths, skipped = _ends_and_widths(data, mark, has_quotes=bool(quotes))
    starts = np.concatenate([[0], ends + 1])[:-1]
    lines = np.arange(len(ends)) + np.concatenate([[0], np.cumsum(skipped)])[:-1]
    ends = ends - ((ends > starts) & (data[np.maximum(ends - 1, 0)] == _RETURN))
    lengths = ends - starts
    held = lengths > 0
    starts, ends, lines, widths, lengths = (
        array[held] for array in (starts, ends, lines, widths, lengths)
    )
    blank = (lengths == widths - 1) & (widths == width)
    if quotes:
        blank |= _quoted_blanks(data, mark, starts, ends) & (widths == width)
    return Records(
        starts=starts,
        ends=ends,
        lines=lines,
        widths=widths,
        spoiled=widths != width,
        blank=blank,
        has_quotes=bool(quotes),
    )


def _quoted_blanks(
    data: NDArray[np.uint8],
    mark: np.uint8,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Find the records whose cells are all empty, some of them between quotes."""
    edge = np.array([mark, _QUOTE], dtype=np.uint8)
    first, second, last = data[starts], data[np.minimum(starts + 1, ends)], data[ends - 1]
    maybe = np.isin(first, edge) & np.isin(last, edge) & ((first == mark) | (second == _QUOTE))
    separator = re.escape(bytes([mark]))
    empty = re.compile(b'(?:"")?(?:' + separator + b'(?:"")?)*')
    blank = np.zeros(len(starts), dtype=bool)
    for row in np.flatnonzero(maybe):
        blank[row] = empty.fullmatch(data[starts[row] : ends[row]].tobytes()) is not None
    return blank


def _count(data: NDArray[np.uint8], byte: int) -> int:
    return sum(
        int(np.count_nonzero(data[at : at + _CHUNK] == byte)) for at in range(0, len(data), _CHUNK)
    )


def _positions(data: NDArray[np.uint8], byte: int) -> NDArray[np.int64]:
    found = [
        np.flatnonzero(data[at : at + _CHUNK] == byte) + at for at in range(0, len(data), _CHUNK)
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _quotes_behave(data: NDArray[np.uint8], mark: np.uint8) -> bool:
    """Say whether every quote opens or closes a whole cell, or stands doubled inside one."""
    at = _positions(data, _QUOTE)
    opening, closing = at[0::2], at[1::2]
    before = np.where(opening == 0, _NEWLINE, data[np.maximum(opening - 1, 0)])
    after = data[np.minimum(closing + 1, len(data) - 1)]
    allowed = np.array([mark, _NEWLINE, _QUOTE], dtype=np.uint8)
    ending = np.append(allowed, np.uint8(_RETURN))
    return bool(np.isin(before, allowed).all() and np.isin(after, ending).all())


def _ends_and_widths(
    data: NDArray[np.uint8], mark: np.uint8, *, has_quotes: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return where records end, their number of cells, and the newlines that they hold quoted."""
    ends, separators, quoted = [], [], []
    inside = np.uint8(0)
    marks_before = newlines_before = 0
    for at in range(0, len(data), _CHUNK):
        chunk = data[at : at + _CHUNK]
        is_end, is_mark = chunk == _NEWLINE, chunk == mark
        is_quoted = None
        if has_quotes:
            within = (np.cumsum(chunk == _QUOTE, dtype=np.uint8) + inside) & 1
            inside = within[-1]
            free = within == 0
            is_quoted = is_end & ~free
            is_end &= free
            is_mark &= free
        where = np.flatnonzero(is_end)
        marks = np.flatnonzero(is_mark)
        ends.append(where + at)
        separators.append(np.searchsorted(marks, where) + marks_before)
        marks_before += len(marks)
        if is_quoted is not None:
            newlines = np.flatnonzero(is_quoted)
            quoted.append(np.searchsorted(newlines, where) + newlines_before)
            newlines_before += len(newlines)
    if not ends:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, nothing
    at_end = np.concatenate(separators)
    widths = np.diff(at_end, prepend=0) + 1
    held = np.diff(np.concatenate(quoted), prepend=0) if quoted else widths * 0
    return (
        np.concatenate(ends).astype(np.int64),
        widths.astype(np.int64),
        held.astype(np.int64),
    )
