"""A short table as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from briefing._drawing import Path, Words, segment
from briefing._scale import cell_text
from briefing._sizes import READ

if TYPE_CHECKING:
    from briefing._drawing import Item
    from briefing._map_ground import Box
    from briefing._metrics import Metrics

__all__ = ["draw_table"]

_ROW: Final = READ * 1.6
_GAP: Final = 18.0


def draw_table(data: pd.DataFrame, *, box: Box, metrics: Metrics) -> list[Item]:
    """Return the first rows and columns that there is room for, and how many more there are."""
    most = max(int(box.height / _ROW) - 1, 1)
    shown = data if len(data) <= most else data.iloc[: max(most - 1, 1)]
    is_number = [pd.api.types.is_numeric_dtype(kind) for kind in data.dtypes]
    cells = [
        [metrics.shown(cell_text(value)) for value in row]
        for row in shown.itertuples(index=False, name=None)
    ]
    heads = [metrics.shown(name, bold=True) for name in data.columns]
    wanted = [
        max(
            metrics.width(heads[at], size=READ, bold=True),
            *(metrics.width(row[at], size=READ) for row in cells),
            24.0,
        )
        for at in range(len(heads))
    ]
    widths = _shared(wanted, box.width - _GAP * max(len(heads) - 1, 0))
    items: list[Item] = []
    y = box.y
    for at, row in enumerate([heads, *cells]):
        x = box.x
        for column, (text, width) in enumerate(zip(row, widths, strict=False)):
            told = metrics.fit(text, width=width, size=READ, bold=at == 0)
            right = is_number[column]
            items.append(
                Words(
                    x=x + width if right else x,
                    y=y + READ * 1.15,
                    text=told,
                    size=READ,
                    bold=at == 0,
                    anchor="end" if right else "start",
                )
            )
            x += width + _GAP
        y += _ROW
        ends = segment(box.x, y - 1, box.x + box.width, y - 1)
        items.append(
            Path(parts=(ends,), closed=False, stroke="ink" if at == 0 else "grid", width=1.2)
        )
    if len(shown) < len(data):
        text = f"and {len(data) - len(shown):,} more rows in the table"
        items.append(Words(x=box.x, y=y + READ * 1.15, text=text, size=READ, colour="muted"))
    return items


def _shared(wanted: list[float], room: float) -> list[float]:
    """Return widths that fit: wide columns give way before narrow ones."""
    if sum(wanted) <= room:
        return wanted
    level = room / max(len(wanted), 1)
    for _ in range(len(wanted)):
        narrow = [width for width in wanted if width <= level]
        wide = len(wanted) - len(narrow)
        level = (room - sum(narrow)) / max(wide, 1)
    return [min(width, max(level, 24.0)) for width in wanted]
