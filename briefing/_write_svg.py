"""A drawing as SVG: text stays text."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import numpy as np

from briefing._drawing import SYMBOLS, Drawing, Path, Symbol, Words
from briefing._metrics import plain
from briefing._theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from briefing._drawing import Item

__all__ = ["FONTS", "svg_commands", "svg_file", "svg_items", "svg_symbols", "svg_title"]

FONTS: Final = "'DejaVu Sans', Verdana, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def svg_commands(path: Path) -> str:
    """Return the outline of a path."""
    parts = []
    for part in path.parts:
        rounded = np.round(part, 1)
        keep = np.ones(len(rounded), dtype=bool)
        keep[1:] = (np.diff(rounded, axis=0) != 0).any(axis=1)
        points = " ".join(f"{x:g},{y:g}" for x, y in (rounded[keep] + 0.0).tolist())
        parts.append(f"M{points}{'Z' if path.closed else ''}")
    return "".join(parts)


def _painted(path: Path, *, colour: Callable[[str], str]) -> str:
    style = f' fill="{colour(path.fill)}"' if path.fill else ' fill="none"'
    if path.stroke:
        style += f' stroke="{colour(path.stroke)}" stroke-width="{path.width:g}"'
        style += ' stroke-linejoin="round"'
    if path.dash:
        style += f' stroke-dasharray="{" ".join(f"{length:g}" for length in path.dash)}"'
    return style


def svg_title(text: str) -> str:
    """Return text for an element or an attribute: nothing in it is markup."""
    return html.escape(plain(text), quote=True)


def svg_items(items: Iterable[Item], *, colour: Callable[[str], str], ids: str = "") -> str:
    """Return the elements of a drawing; symbols refer to :func:`svg_symbols` of the same ids."""
    found = []
    for item in items:
        if isinstance(item, Path):
            inner = f"<title>{svg_title(item.title)}</title></path>" if item.title else ""
            key = f' data-key="{svg_title(item.key)}"' if item.key else ""
            start = f'<path d="{svg_commands(item)}"{_painted(item, colour=colour)}{key}'
            found.append(f"{start}>{inner}" if inner else f"{start}/>")
        elif isinstance(item, Symbol):
            found.append(
                f'<use href="#{ids}{item.kind}" x="{item.x:.1f}" y="{item.y:.1f}" class="mark"/>'
            )
        else:
            found.append(_words(item, colour=colour))
    return "".join(found)


def _words(item: Words, *, colour: Callable[[str], str]) -> str:
    extra = ' font-weight="bold"' if item.bold else ""
    if item.anchor != "start":
        extra += f' text-anchor="{item.anchor}"'
    if item.halo:
        extra += f' stroke="{colour(item.halo)}" stroke-width="3" paint-order="stroke"'
        extra += ' stroke-linejoin="round"'
    if item.key:
        extra += f' data-key="{svg_title(item.key)}"'
    return (
        f'<text x="{item.x:.1f}" y="{item.y:.1f}" font-size="{item.size:g}"'
        f' fill="{colour(item.colour)}"{extra}>{svg_title(item.text)}</text>'
    )


def svg_symbols(*, colour: Callable[[str], str], ids: str = "") -> str:
    """Return the definitions that symbols refer to."""
    found = [
        f'<g id="{ids}{kind}">{svg_items(paths, colour=colour)}</g>'
        for kind, paths in SYMBOLS.items()
    ]
    return f"<defs>{''.join(found)}</defs>"


def svg_file(drawing: Drawing, *, theme: Mapping[str, str] = LIGHT, alt: str = "") -> bytes:
    """Return a drawing as an SVG file of its own, with its text alternative."""

    def colour(name: str) -> str:
        return theme.get(name, name)

    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"'
        f' viewBox="0 0 {drawing.width:g} {drawing.height:g}" font-family="{FONTS}">'
        f"<title>{svg_title(alt)}</title>{svg_symbols(colour=colour)}"
        f'<rect width="100%" height="100%" fill="{colour("paper")}"/>'
        f"{svg_items(drawing.items, colour=colour)}</svg>\n"
    ).encode()
