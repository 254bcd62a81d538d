"""A large CSV, read and split block by block, on two processors."""

from __future__ import annotations

import codecs
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo._csv_layout import layout_of
from geo._csv_records import find_records, plain_lines, whole_records
from geo._csv_split import Rows, split, split_plain
from geo._encoding import is_utf8
from geo._repeated_cells import joined_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from concurrent.futures import Future

    from geo._csv_layout import Layout
    from geo._source import Source

__all__ = ["read_in_blocks"]

_AT_ONCE = 2


def read_in_blocks(
    source: Source, choose: Callable[[Sequence[str]], Collection[str]] | None
) -> tuple[Layout, Rows] | None:
    """Split a large text block by block, and never hold all of it.

    Returns
    -------
    None
        Where it is not plain UTF-8 whose quotes keep the rules.
    """
    layout = layout_of(source)
    if any(note.code == "file.encoding" for note in layout.notes):
        return None
    wanted = set(layout.header if choose is None else choose(layout.header))
    parts: list[Rows] = []
    line = layout.first_line
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for found in _split_blocks(pool, source, layout, wanted):
            if found is None:
                return None
            rows, taken = found
            spoiled = [(at + line, value, reason, code) for at, value, reason, code in rows.spoiled]
            parts.append(replace(rows, lines=rows.lines + line, spoiled=spoiled))
            line += taken
        names = list({name: None for rows in parts for name in rows.columns})
        arrays = [[rows.columns.pop(name) for rows in parts] for name in names]
        columns = dict(zip(names, pool.map(joined_cells, arrays), strict=True))
    return layout, Rows(
        columns=columns,
        lines=np.concatenate([rows.lines for rows in parts]),
        spoiled=[fault for rows in parts for fault in rows.spoiled],
    )


def _split_blocks(
    pool: ThreadPoolExecutor, source: Source, layout: Layout, wanted: set[str]
) -> Iterator[tuple[Rows, int] | None]:
    """Yield the rows of each block in turn and how many lines it has; None ends it."""
    # the layout counts from after the mark of UTF-8
    start = layout.start + len(codecs.BOM_UTF8) * source.piece(0, 3).startswith(codecs.BOM_UTF8)
    begun: deque[Future[tuple[Rows, int] | None]] = deque()
    for block in whole_records(source.blocks(start)):
        if block is None:
            yield None
            return
        begun.append(pool.submit(_rows_of, source, layout, wanted, block))
        if len(begun) > _AT_ONCE:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


def _rows_of(
    source: Source, layout: Layout, wanted: set[str], block: bytes
) -> tuple[Rows, int] | None:
    """Return the rows of a block, whose first line counts as 0, and how many lines it has."""
    if not _is_clean(source, block):
        return None
    body = memoryview(block)
    width = len(layout.header)
    count = plain_lines(block, width)
    rows = None if count is None else split_plain(body, layout, wanted, count)
    if rows is None:
        records = find_records(body, layout.separator, width)
        rows = None if records is None else split(body, layout, records, wanted, 0)
    if rows is None:
        return None
    return rows, block.count(b"\n") if count is None else count


def _is_clean(source: Source, block: bytes) -> bool:
    """Say whether a block is UTF-8 without a lone carriage return; refuse NUL bytes."""
    if b"\x00" in block:
        source.check_text()
        return False
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return False
    return block.isascii() or is_utf8(block)
