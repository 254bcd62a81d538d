"""Any picture as a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing._chart_picture import ChartPicture
from briefing._draw_map import draw_map, draw_notes
from briefing._draw_rows import draw_bars, draw_forest
from briefing._draw_table import draw_table
from briefing._draw_time import draw_line, draw_timeline
from briefing._drawing import Drawing, Words
from briefing._map_ground import Box
from briefing._sizes import READ

if TYPE_CHECKING:
    from briefing._drawing import Item
    from briefing._metrics import Metrics
    from briefing._picture import Picture

__all__ = ["draw_picture"]


def draw_picture(
    picture: Picture, *, width: float, height: float, metrics: Metrics, has_notes: bool = True
) -> Drawing:
    """Return a map or a chart in a size, with everything that must stand on it.

    The notes of a chart can be left to whoever shows it.
    """
    if not isinstance(picture, ChartPicture):
        return draw_map(picture, width=width, height=height, metrics=metrics)
    notes, used = draw_notes(picture, width=width, bottom=height, metrics=metrics)
    if not has_notes:
        notes, used = [], 0.0
    items: list[Item] = []
    y = 0.0
    parts = [part for part in (picture.value_label, picture.period) if part]
    if parts:
        shown = metrics.shown(", ".join(parts), bold=True)
        for line in metrics.wrap(shown, width=width, size=READ, bold=True, most=2):
            items.append(Words(x=0, y=y + READ, text=line, size=READ, bold=True))
            y += READ * 1.25
        y += READ * 0.45
    box = Box(x=0, y=y, width=width, height=max(height - used - y, 60.0))
    if picture.data.empty:
        said = "There are no rows to show."
        items.append(Words(x=0, y=y + READ, text=said, size=READ, colour="muted"))
    else:
        items += _DRAW[picture.kind](picture, box=box, metrics=metrics)
    return Drawing(width=width, height=height, items=(*items, *notes))


def _table(picture: ChartPicture, *, box: Box, metrics: Metrics) -> list[Item]:
    return draw_table(picture.data, box=box, metrics=metrics)


_DRAW = {
    "bars": draw_bars,
    "forest": draw_forest,
    "line": draw_line,
    "timeline": draw_timeline,
    "table": _table,
}
