"""A scene as a page: marking, message, picture, and what must be said beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from briefing._draw_picture import draw_picture
from briefing._drawing import Drawing, Path, Words, moved, segment
from briefing._sizes import BODY, HEADLINE, NAME, READ, STAGE, TITLE

if TYPE_CHECKING:
    from briefing._briefing import Briefing
    from briefing._drawing import Item
    from briefing._metrics import Metrics
    from briefing._scene import Scene

__all__ = [
    "MARGIN",
    "Page",
    "annotation_lines",
    "cover_lines",
    "draw_scene",
    "head_lines",
    "marking_items",
    "page_drawing",
    "some_caveats",
    "title_line",
]

MARGIN: Final = 28.0
_BAND: Final = 27.0
_STEPS: Final = ((HEADLINE, 2), (23.0, 3), (READ, 6))
"""Sizes of a message, and in how many lines each may run."""
_BESIDE_LINES: Final = 2
_BESIDE_STEPS: Final = ((BODY, 3), (NAME, 9))
_TITLE_SIZES: Final = (READ, BODY, NAME)
_COVER: Final = ((TITLE, 3), (30.0, 4), (24.0, 6))
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


def cover_lines(
    briefing: Briefing, *, width: float, metrics: Metrics
) -> list[tuple[list[str], float]]:
    """Return title, subtitle and disclosure of the first page in lines, each with its size."""
    title = metrics.shown(briefing.title, bold=True)
    lines, size = [], 0.0
    for size, most in _COVER:
        lines = metrics.wrap(title, width=width, size=size, bold=True)
        if len(lines) <= most:
            break
    lines = metrics.wrap(title, width=width, size=size, bold=True, most=_COVER[-1][1])
    found = [(lines, size)]
    for text, usual, most in ((briefing.subtitle, 23.0, 2), (briefing.disclosure, READ, 5)):
        shown = metrics.shown(text)
        wrapped = metrics.wrap(shown, width=width, size=usual)
        size = usual if len(wrapped) <= most else BODY
        found.append((metrics.wrap(shown, width=width, size=size, most=12), size))
    return found


def title_line(text: str, *, width: float, metrics: Metrics) -> tuple[str, float]:
    """Return a scene's title on one line, and its size."""
    shown = metrics.shown(text)
    size = next(
        (one for one in _TITLE_SIZES if metrics.width(shown, size=one) <= width), _TITLE_SIZES[-1]
    )
    return metrics.fit(shown, width=width, size=size), size


def annotation_lines(text: str, *, width: float, metrics: Metrics) -> tuple[list[str], float, bool]:
    """Return an annotation in lines, their size, and whether it goes on elsewhere."""
    shown = metrics.shown(text)
    size, most = _BESIDE_STEPS[-1]
    for size, most in _BESIDE_STEPS:
        lines = metrics.wrap(shown, width=width, size=size)
        if len(lines) <= most:
            return lines, size, False
    return metrics.wrap(shown, width=width, size=size, most=most), size, True


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
    title, small = title_line(scene.title, width=wide, metrics=metrics)
    y = _BAND + READ * 1.1
    titles = (Words(x=MARGIN, y=y, text=title, size=small, colour="muted", need="name"),)
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
        is_shortened=is_cut or title != metrics.shown(scene.title) or is_less,
    )


def _beside(scene: Scene, *, metrics: Metrics) -> tuple[tuple[Words, ...], float, bool]:
    """Return annotation and caveats above the lower marking, where they begin, and if cut."""
    wide = STAGE[0] - 2 * MARGIN
    annotation, size, is_cut = annotation_lines(scene.annotation, width=wide, metrics=metrics)
    caveats, is_less = some_caveats(scene.caveats, width=wide, metrics=metrics)
    lines = [(line, size, "ink") for line in annotation]
    lines += [(line, BODY, "muted") for line in caveats]
    top = STAGE[1] - _BAND - 4 - sum(size * 1.28 for _, size, _ in lines)
    words, y = [], top
    for line, size, colour in lines:
        words.append(
            Words(x=MARGIN, y=y + 0.85 * size * 1.28, text=line, size=size, colour=colour,
                  need="name")
        )  # fmt: skip
        y += size * 1.28
    return tuple(words), top - 6, is_cut or is_less


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
