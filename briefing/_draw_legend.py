"""The legend of a map as a drawing, in one column or in two."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from briefing._drawing import Words, moved
from briefing._legend import SWATCH, legend_entries
from briefing._sizes import BODY, NAME, READ

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing._drawing import Item
    from briefing._legend import Entry
    from briefing._map_picture import MapPicture
    from briefing._metrics import Metrics

__all__ = ["draw_legend"]

_PITCH: Final = 1.24
_BETWEEN: Final = 9.0
_BESIDE: Final = 10.0
_GUTTER: Final = 14.0
# Size, columns and share of the width, the best first; two maps leave less room than one. Only a
# legend that would crowd out its map goes below what is read from six metres.
_WAYS_ONE: Final = ((READ, 1, 0.32), (READ, 2, 0.52), (BODY, 2, 0.46), (NAME, 2, 0.4))
_WAYS_TWO: Final = ((READ, 1, 0.3), (BODY, 1, 0.27), (BODY, 2, 0.44), (NAME, 2, 0.38))
_UNSPOKEN: Final = frozenset({"Areas", "Places"})
Block = tuple[list["Item"], float]


def draw_legend(
    picture: MapPicture, *, width: float, height: float, metrics: Metrics
) -> tuple[list[Item], float]:
    """Return the legend with its corner at the origin, and how wide it is.

    One column where its height allows, two where it does not, smaller where even they do not.
    """
    entries = legend_entries(picture)
    found: tuple[list[Item], float] = ([], 0.0)
    for size, columns, share in _WAYS_TWO if len(picture.frames) > 1 else _WAYS_ONE:
        whole = width * share
        column = (whole - _GUTTER * (columns - 1)) / columns
        writer = _Writer(size=size, width=column, metrics=metrics)
        blocks = writer.blocks(picture.period, entries)
        # The cut that leaves the taller column as low as can be.
        cut = min(
            range(1, len(blocks) + 1),
            key=lambda at: max(_tall(blocks[:at]), _tall(blocks[at:])),
            default=0,
        )
        parts = [blocks] if columns == 1 else [blocks[:cut], blocks[cut:]]
        found = (
            [
                moved(item, at * (column + _GUTTER), 0)
                for at, part in enumerate(parts)
                for item in _stacked(part, height=height)
            ],
            whole,
        )
        if max(map(_tall, parts)) <= height + _BETWEEN:
            break
    return found


def _tall(blocks: Iterable[Block]) -> float:
    return sum(tall + _BETWEEN for _, tall in blocks)


def _stacked(blocks: list[Block], *, height: float) -> list[Item]:
    y = max((height - _tall(blocks)) / 2, 0.0)
    items: list[Item] = []
    for block, tall in blocks:
        items += [moved(item, 0, y) for item in block]
        y += tall + _BETWEEN
    return items


class _Writer:
    """Writes a legend's blocks in one size and width."""

    def __init__(self, *, size: float, width: float, metrics: Metrics) -> None:
        self._size, self._width, self._metrics = size, width, metrics
        self._line = size * _PITCH
        self._need: Literal["read", "name"] = "read" if size >= READ else "name"

    def _words(self, x: float, y: float, text: str, *, colour: str, bold: bool = False) -> Words:
        return Words(
            x=x, y=y, text=text, size=self._size, colour=colour, bold=bold, need=self._need
        )

    def blocks(self, period: str, entries: list[Entry]) -> list[Block]:
        """Return the period, and each heading with its entries."""
        found: list[Block] = []
        size, metrics = self._size, self._metrics
        shown = metrics.shown(period, bold=True)
        lines = metrics.wrap(shown, width=self._width, size=size, bold=True, most=3)
        if lines:
            words: list[Item] = [
                self._words(0, size + at * self._line, line, colour="ink", bold=True)
                for at, line in enumerate(lines)
            ]
            found.append((words, len(lines) * self._line))
        for heading, group in groupby(entries, key=lambda entry: entry.heading):
            found.append(self._block(heading, list(group)))
        return found

    def _block(self, heading: str, group: list[Entry]) -> Block:
        items: list[Item] = []
        size, metrics, y = self._size, self._metrics, 0.0
        if heading not in _UNSPOKEN:
            for line in metrics.wrap(metrics.shown(heading), width=self._width, size=size, most=3):
                items.append(self._words(0, y + size, line, colour="muted"))
                y += self._line
            y += 2
        room = self._width - SWATCH[0] - _BESIDE
        for entry in group:
            lines = metrics.wrap(metrics.shown(entry.label), width=room, size=size, most=3)
            items += [moved(item, 0, y + 0.5) for item in entry.items]
            middle = y + SWATCH[1] / 2 + size * 0.36 + 0.5
            items += [
                self._words(SWATCH[0] + _BESIDE, middle + at * self._line, line, colour="ink")
                for at, line in enumerate(lines)
            ]
            y += max((len(lines) - 1) * self._line + SWATCH[1], SWATCH[1]) + 2.5
        return items, y
