"""A scene as a page: marking, message, picture, and what must be said beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from briefing._draw_picture import draw_picture
from briefing._drawing import Drawing, Path, Words, moved, segment
from briefing._sizes import BODY, HEADLINE, NAME, READ, STAGE

if TYPE_CHECKING:
    from briefing._briefing import Briefing
    from briefing._drawing import Item
    from briefing._metrics import Metrics
    from briefing._scene import Scene

__all__ = [
    "MARGIN",
    "Page",
    "draw_scene",
    "head_lines",
    "marking_items",
    "page_drawing",
    "some_caveats",
]

MARGIN: Final = 28.0
_BAND: Final = 27.0
_STEPS: Final = ((HEADLINE, 2), (23.0, 3), (READ, 4))
"""Sizes of a message, and in how many lines each may run."""
_BESIDE_LINES: Final = 2
_MORE: Final = "More under method and caveats."
_ALL_THERE: Final = "What limits this stands under method and caveats."


@dataclass(frozen=True, kw_only=True)
class Page:
    """The parts of a page, apart, so that each can be tagged for what it is."""

    marking: tuple[Item, ...] = field(repr=False)
    title: tuple[Words, ...]
    message: tuple[Words, ...]
    picture: tuple[Item, ...] = field(repr=False)
    beside: tuple[Words, ...]
    is_shortened: bool


def marking_items(
    banner: str, *, metrics: Metrics, number: int | None = None, of: int | None = None
) -> list[Item]:
    """Return the marking above and below, and the number of the page."""
    wide, tall = STAGE
    text = metrics.fit(metrics.shown(banner, bold=True), width=wide - 200, size=BODY, bold=True)
    items: list[Item] = [
        Words(x=wide / 2, y=y, text=text, size=BODY, bold=True, anchor="middle", need="name")
        for y in (19.0, tall - 9.0)
        if text
    ]
    if number is not None:
        told = f"{number} of {of}"
        items.append(
            Words(
                x=wide - MARGIN,
                y=tall - 9.0,
                text=told,
                size=NAME,
                colour="muted",
                anchor="end",
                need="name",
            )
        )
    return items


def head_lines(text: str, *, width: float, metrics: Metrics) -> tuple[list[str], float, bool]:
    """Return a message in lines, their size, and whether it had to be shortened."""
    shown = metrics.shown(text, bold=True)
    for size, most in _STEPS:
        lines = metrics.wrap(shown, width=width, size=size, bold=True)
        if len(lines) <= most:
            return lines, size, False
    size, most = _STEPS[-1]
    return metrics.wrap(shown, width=width, size=size, bold=True, most=most), size, True


def draw_scene(
    scene: Scene,
    briefing: Briefing,
    *,
    metrics: Metrics,
    number: int | None = None,
    of: int | None = None,
) -> Page:
    """Return a scene as a page of the size of the stage."""
    wide = STAGE[0] - 2 * MARGIN
    shown = metrics.shown(scene.title)
    title = metrics.fit(shown, width=wide, size=READ)
    y = _BAND + READ * 1.1
    titles = (Words(x=MARGIN, y=y, text=title, size=READ, colour="muted"),)
    lines, size, is_cut = head_lines(scene.message, width=wide, metrics=metrics)
    messages = []
    for line in lines:
        y += size * 1.24
        messages.append(Words(x=MARGIN, y=y, text=line, size=size, bold=True))
    beside, top, is_less = _beside(scene, metrics=metrics)
    y += 14
    inner = _picture(scene, width=wide, height=top - y, metrics=metrics)
    return Page(
        marking=tuple(marking_items(briefing.banner, metrics=metrics, number=number, of=of)),
        title=titles,
        message=tuple(messages),
        picture=tuple(moved(item, MARGIN, y) for item in inner),
        beside=beside,
        is_shortened=is_cut or title != shown or is_less,
    )


def _beside(scene: Scene, *, metrics: Metrics) -> tuple[tuple[Words, ...], float, bool]:
    """Return annotation and caveats above the lower marking, where they begin, and if cut."""
    wide = STAGE[0] - 2 * MARGIN
    lines: list[tuple[str, str]] = []
    shown = metrics.shown(scene.annotation)
    annotation = metrics.wrap(shown, width=wide, size=BODY)
    is_cut = len(annotation) > _BESIDE_LINES
    if is_cut:
        annotation = metrics.wrap(shown, width=wide, size=BODY, most=_BESIDE_LINES)
    lines += [(line, "ink") for line in annotation]
    caveats, is_less = some_caveats(scene.caveats, width=wide, metrics=metrics)
    lines += [(line, "muted") for line in caveats]
    is_cut = is_cut or is_less
    top = STAGE[1] - _BAND - 4 - len(lines) * BODY * 1.28
    words = tuple(
        Words(
            x=MARGIN,
            y=top + (at + 0.85) * BODY * 1.28,
            text=line,
            size=BODY,
            colour=colour,
            need="name",
        )
        for at, (line, colour) in enumerate(lines)
    )
    return words, top - 6, is_cut


def some_caveats(
    caveats: tuple[str, ...], *, width: float, metrics: Metrics
) -> tuple[list[str], bool]:
    """Return as many whole caveats as have room, in lines, and whether some stand elsewhere."""
    for most in range(len(caveats), -1, -1):
        is_less = most < len(caveats)
        said = [*caveats[:most], *([_MORE if most else _ALL_THERE] if is_less else [])]
        text = metrics.shown(" ".join(said))
        lines = metrics.wrap(text, width=width, size=BODY)
        if len(lines) <= _BESIDE_LINES:
            return lines, is_less
    return [], bool(caveats)


def _picture(scene: Scene, *, width: float, height: float, metrics: Metrics) -> tuple[Item, ...]:
    if scene.picture is not None:
        drawn = draw_picture(scene.picture, width=width, height=height, metrics=metrics)
        return drawn.items
    lines = metrics.wrap(metrics.shown(scene.missing), width=width * 0.8, size=READ, most=8)
    items: list[Item] = [
        Path(
            parts=(segment(0, 0, 0, len(lines) * READ * 1.3 + 10),),
            closed=False,
            stroke="outline",
            width=3.0,
        )
    ]
    items += [
        Words(x=16, y=(at + 1) * READ * 1.3, text=line, size=READ, colour="muted")
        for at, line in enumerate(lines)
    ]
    down = max(height * 0.3, 0.0)
    return tuple(moved(item, 0, down) for item in items)


def page_drawing(page: Page) -> Drawing:
    """Return a page as one drawing."""
    items = (*page.marking, *page.title, *page.message, *page.picture, *page.beside)
    return Drawing(width=STAGE[0], height=STAGE[1], items=items)
