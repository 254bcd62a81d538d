"""Where the lines of a table's cells break: no cell is cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing._metrics import Metrics

__all__ = ["broken", "lines_in", "share_widths", "split_tall"]

Row = list[list[str]]


def share_widths(wanted: Sequence[float], room: float, *, least: float = 24.0) -> list[float]:
    """Return widths that fit: wide columns give way before narrow ones.

    >>> share_widths([50.0, 400.0], 300.0)
    [50.0, 250.0]
    """
    if sum(wanted) <= room:
        return list(wanted)
    level = room / max(len(wanted), 1)
    for _ in wanted:
        narrow = [width for width in wanted if width <= level]
        wide = len(wanted) - len(narrow)
        level = (room - sum(narrow)) / max(wide, 1)
    return [min(width, max(level, least)) for width in wanted]


def broken(
    row: Sequence[str],
    widths: Sequence[float],
    *,
    size: float,
    metrics: Metrics,
    bold: bool = False,
) -> Row:
    """Return the lines of each cell of a row."""
    return [
        [text]
        if metrics.width(text, size=size, bold=bold) <= width
        else metrics.wrap(text, width=width, size=size, bold=bold)
        for text, width in zip(row, widths, strict=True)
    ]


def lines_in(row: Row) -> int:
    """Return how many lines a row needs."""
    return max((len(cell) for cell in row), default=1) or 1


def split_tall(row: Row, *, most: int) -> list[Row]:
    """Return a row as several, none with more lines than a page holds.

    >>> split_tall([["a"], ["1", "2", "3"]], most=2)
    [[['a'], ['1', '2']], [[], ['3']]]
    """
    return [[cell[at : at + most] for cell in row] for at in range(0, lines_in(row), max(most, 1))]
