"""The legend of a map as a drawing, in one column or in two."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from briefing._drawing import Words, moved
from briefing._legend import SWATCH, legend_entries
from briefing._sizes import READ

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing._drawing import Item
    from briefing._legend import Entry
    from briefing._map_picture import MapPicture
    from briefing._metrics import Metrics

__all__ = ["draw_legend"]

_LINE: Final = READ * 1.24
_BETWEEN: Final = 9.0
_BESIDE: Final = 10.0
_ONE: Final = 0.32
_TWO: Final = 0.52
_GUTTER: Final = 14.0
_UNSPOKEN: Final = frozenset({"Areas", "Places"})
Block = tuple[list["Item"], float]


def draw_legend(
    picture: MapPicture, *, width: float, height: float, metrics: Metrics
) -> tuple[list[Item], float]:
    """Return the legend with its corner at the origin, and how wide it is.

    One column where its height allows, two where it does not.
    """
    entries = legend_entries(picture)
    one = width * _ONE
    blocks = _blocks(picture.period, entries, width=one, metrics=metrics)
    if _tall(blocks) <= height:
        return _stacked(blocks, height=height), one
    two = width * _TWO
    column = (two - _GUTTER) / 2
    blocks = _blocks(picture.period, entries, width=column, metrics=metrics)
    # The cut that leaves the taller column as low as can be.
    cut = min(range(1, len(blocks) + 1), key=lambda at: max(_tall(blocks[:at]), _tall(blocks[at:])))
    left = _stacked(blocks[:cut], height=height)
    right = _stacked(blocks[cut:], height=height)
    return [*left, *(moved(item, column + _GUTTER, 0) for item in right)], two


def _tall(blocks: Iterable[Block]) -> float:
    return sum(tall + _BETWEEN for _, tall in blocks)


def _stacked(blocks: list[Block], *, height: float) -> list[Item]:
    y = max((height - _tall(blocks)) / 2, 0.0)
    items: list[Item] = []
    for block, tall in blocks:
        items += [moved(item, 0, y) for item in block]
        y += tall + _BETWEEN
    return items


def _blocks(period: str, entries: list[Entry], *, width: float, metrics: Metrics) -> list[Block]:
    blocks: list[Block] = []
    shown = metrics.shown(period, bold=True)
    lines = metrics.wrap(shown, width=width, size=READ, bold=True, most=3)
    if lines:
        blocks.append(
            (
                [
                    Words(x=0, y=READ + at * _LINE, text=line, size=READ, bold=True)
                    for at, line in enumerate(lines)
                ],
                len(lines) * _LINE,
            )
        )
    for heading, group in groupby(entries, key=lambda entry: entry.heading):
        blocks.append(_block(heading, list(group), width=width, metrics=metrics))
    return blocks


def _block(heading: str, group: list[Entry], *, width: float, metrics: Metrics) -> Block:
    items: list[Item] = []
    y = 0.0
    if heading not in _UNSPOKEN:
        for line in metrics.wrap(metrics.shown(heading), width=width, size=READ, most=3):
            items.append(Words(x=0, y=y + READ, text=line, size=READ, colour="muted"))
            y += _LINE
        y += 2
    room = width - SWATCH[0] - _BESIDE
    for entry in group:
        items += [moved(item, 0, y + 1.5) for item in entry.items]
        for line in metrics.wrap(metrics.shown(entry.label), width=room, size=READ, most=3):
            at = y + SWATCH[1] / 2 + READ * 0.36 + 1
            items.append(Words(x=SWATCH[0] + _BESIDE, y=at, text=line, size=READ))
            y += _LINE
        y += 1.5
    return items, y
