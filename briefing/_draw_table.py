"""A short table as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from briefing._drawing import Path, Words, segment
from briefing._lay_table import broken, lines_in, share_widths
from briefing._scale import cell_text
from briefing._sizes import BODY, NAME, READ

if TYPE_CHECKING:
    from briefing._drawing import Item
    from briefing._lay_table import Row
    from briefing._map_ground import Box
    from briefing._metrics import Metrics

__all__ = ["draw_table", "fit_table"]

_ROW: Final = 1.6
_LINE: Final = 1.25
_GAP: Final = 18.0
_SIZES: Final = (READ, BODY, 13.0, NAME)
GOES_ON: Final = "\N{HORIZONTAL ELLIPSIS} (goes on in the numbers)"


def fit_table(
    cells: list[list[str]],
    heads: list[str],
    *,
    width: float,
    height: float,
    metrics: Metrics,
    row: float = _ROW,
    aside: float = 0.0,
) -> tuple[float, list[float], list[Row]]:
    """Return the size of a table's text, its columns' widths, and the rows that have room.

    Long cells run over several lines, in smaller letters where they must. What has no room even so
    is left out from the end; a single cell that is taller than the picture says that it goes on.
    ``aside`` is the room that a column keeps free beside its text, in place of gaps.
    """
    size: float = READ
    widths: list[float] = []
    rows: list[Row] = []
    for size in _SIZES:
        wanted = [
            max(
                metrics.width(heads[at], size=size, bold=True),
                *(metrics.width(line[at], size=size) for line in cells),
                24.0,
            )
            + aside
            for at in range(len(heads))
        ]
        gaps = 0.0 if aside else _GAP * max(len(heads) - 1, 0)
        widths = share_widths(wanted, width - gaps)
        inner = [one - aside for one in widths]
        rows = [broken(line, inner, size=size, metrics=metrics) for line in cells]
        is_long = any(lines_in(one) > 1 for one in rows)
        if not is_long or _tall(rows, size, row) + size * row <= height:
            break
    room = height - size * row
    if _tall(rows, size, row) <= room:
        return size, widths, rows
    kept: list[Row] = []
    for one in rows:
        if _tall([*kept, one], size, row) > room - size * row:
            break
        kept.append(one)
    if not kept:
        most = max(int((room - size * row * 2) / (size * _LINE)), 1)
        kept = [
            [
                cell
                if len(cell) <= most
                else [
                    *cell[: most - 1],
                    metrics.fit(cell[most - 1], width=max(wide - 160, 40), size=size).removesuffix(
                        "\N{HORIZONTAL ELLIPSIS}"
                    )
                    + GOES_ON,
                ]
                for cell, wide in zip(rows[0], widths, strict=True)
            ]
        ]
    return size, widths, kept


def _tall(rows: list[Row], size: float, row: float) -> float:
    return sum(size * (row + (lines_in(one) - 1) * _LINE) for one in rows)


def draw_table(data: pd.DataFrame, *, box: Box, metrics: Metrics) -> list[Item]:
    """Return the first rows that there is room for, and how many more there are."""
    is_number = [pd.api.types.is_numeric_dtype(kind) for kind in data.dtypes]
    cells = [
        [metrics.shown(cell_text(value)) for value in row]
        for row in data.itertuples(index=False, name=None)
    ]
    heads = [metrics.shown(name, bold=True) for name in data.columns]
    size, widths, rows = fit_table(
        cells, heads, width=box.width, height=box.height, metrics=metrics
    )
    need: Literal["read", "name"] = "read" if size >= READ else "name"
    items: list[Item] = []
    y = box.y
    top = [
        [metrics.fit(head, width=w, size=size, bold=True)]
        for head, w in zip(heads, widths, strict=True)
    ]
    for at, row in enumerate([top, *rows]):
        x = box.x
        for lines, width, right in zip(row, widths, is_number, strict=True):
            items += [
                Words(
                    x=x + width if right else x,
                    y=y + size * (1.15 + line * _LINE),
                    text=text,
                    size=size,
                    bold=at == 0,
                    anchor="end" if right else "start",
                    need=need,
                )
                for line, text in enumerate(lines)
            ]
            x += width + _GAP
        y += size * (_ROW + (lines_in(row) - 1) * _LINE)
        ends = segment(box.x, y - 1, box.x + box.width, y - 1)
        items.append(
            Path(parts=(ends,), closed=False, stroke="ink" if at == 0 else "grid", width=1.2)
        )
    if len(rows) < len(data):
        text = f"and {len(data) - len(rows):,} more rows in the table"
        items.append(
            Words(x=box.x, y=y + size * 1.15, text=text, size=size, colour="muted", need=need)
        )
    return items
