"""A map with its legend and all that must stand beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing._draw_frame import draw_frame, draw_furniture, draw_ground
from briefing._draw_legend import draw_legend
from briefing._drawing import Drawing, Words, moved
from briefing._map_ground import Box, lay_ground
from briefing._sizes import NAME, NOTE, READ

if TYPE_CHECKING:
    from briefing._drawing import Item
    from briefing._map_picture import MapPicture
    from briefing._metrics import Metrics

__all__ = ["draw_map", "draw_notes", "map_frame"]

_GAP: Final = 20.0
_LABEL: Final = READ + 5


def map_frame(
    picture: MapPicture, *, at: int, box: Box, metrics: Metrics
) -> tuple[list[Item], list[str]]:
    """Return one frame of a map in a box, and the codes of the areas without a name."""
    ground = lay_ground(picture.areas, box=box)
    if not len(ground.shapes):
        said = "There is no area to show."
        return [Words(x=box.x, y=box.y + 2 * READ, text=said, size=READ, colour="muted")], []
    items = draw_ground(picture, ground, at=at)
    above, without = draw_frame(picture, ground, picture.frames[at], at=at, metrics=metrics)
    return [*items, *above, *draw_furniture(ground)], without


def draw_map(picture: MapPicture, *, width: float, height: float, metrics: Metrics) -> Drawing:
    """Return a map in a size: frames side by side, the legend on the right, notes below."""
    notes, used = draw_notes(picture, width=width, bottom=height, metrics=metrics)
    inner = height - used
    side, across_side = draw_legend(picture, width=width, height=inner, metrics=metrics)
    frames = len(picture.frames)
    across = (width - across_side - _GAP * frames) / frames
    labelled = any(frame.label for frame in picture.frames)
    top = _LABEL if labelled else 0.0
    items: list[Item] = []
    for at, frame in enumerate(picture.frames):
        x = at * (across + _GAP)
        box = Box(x=x, y=top, width=across, height=max(inner - top, 40.0))
        items += map_frame(picture, at=at, box=box, metrics=metrics)[0]
        if frame.label:
            items.append(_label(frame.label, x=x + 2, width=across - 2, metrics=metrics))
    items += [moved(item, width - across_side, 0) for item in side]
    return Drawing(width=width, height=height, items=(*items, *notes))


def _label(text: str, *, x: float, width: float, metrics: Metrics) -> Words:
    """Return what a frame shows, in smaller letters where it would not fit."""
    shown = metrics.shown(text, bold=True)
    wide = metrics.width(shown, size=1.0, bold=True)
    size = max(min(float(READ), 0.99 * width / max(wide, 1.0)), NAME)
    told = metrics.fit(shown, width=width, size=size, bold=True)
    return Words(
        x=x, y=READ, text=told, size=size, bold=True, need="read" if size >= READ else "name"
    )


def draw_notes(
    picture: object, *, width: float, bottom: float, metrics: Metrics
) -> tuple[list[Item], float]:
    """Return what is simulated, source and attribution, and how much height they take."""
    told = metrics.shown(getattr(picture, "illustrative", ""), bold=True)
    source = metrics.shown(getattr(picture, "source", ""))
    owner = metrics.shown(getattr(picture, "attribution", ""))
    lines = [
        (line, NAME, True) for line in metrics.wrap(told, width=width, size=NAME, bold=True, most=2)
    ]
    credit = ". ".join(
        part.rstrip(".") for part in (f"Source: {source}" if source else "", owner) if part
    )
    lines += [(line, NOTE, False) for line in metrics.wrap(credit, width=width, size=NOTE, most=3)]
    tall = sum(size * 1.3 for _, size, _ in lines)
    items: list[Item] = []
    y = bottom - tall - 2
    for text, size, bold in lines:
        y += size * 1.3
        items.append(
            Words(
                x=0,
                y=y,
                text=text,
                size=size,
                bold=bold,
                colour="ink" if bold else "muted",
                need="name" if bold else "note",
            )
        )
    return items, tall + (10 if lines else 0)
