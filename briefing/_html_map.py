"""A map in a page: it pans and zooms, and its names and marks keep their size."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from briefing._draw_frame import bar_km, draw_frame, draw_furniture, draw_ground
from briefing._drawing import Symbol, Words, moved
from briefing._legend import SWATCH, legend_entries
from briefing._map_ground import Box, lay_ground
from briefing._sizes import NAME
from briefing._write_svg import svg_commands, svg_items, svg_symbols, svg_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing._drawing import Item
    from briefing._map_ground import Ground
    from briefing._map_picture import MapPicture
    from briefing._metrics import Metrics

__all__ = ["html_legend", "html_map", "html_symbols", "variable"]

_LINES: Final = 11
_BOX: Final = Box(x=0, y=0, width=500, height=350)


def variable(name: str) -> str:
    """Return a colour as the page's style knows it, so that it changes with the ground."""
    return name if name.startswith("#") else f"var(--{name})"


def _pinned(x: float, y: float, inner: str, *, extra: str = "") -> str:
    place = f"translate({x:.1f}px,{y:.1f}px) scale(calc(1/var(--k,1)))"
    return f'<g{extra} style="transform:{place}">{inner}</g>'


def _item(item: Item) -> str:
    if isinstance(item, Symbol):
        return _pinned(item.x, item.y, f'<use href="#m-{item.kind}"/>')
    if isinstance(item, Words):
        return svg_items([item], colour=variable)
    style = f"fill:{variable(item.fill)}" if item.fill else "fill:none"
    if item.stroke:
        width = f"calc({item.width:g}px/var(--k,1))"
        style += f";stroke:{variable(item.stroke)};stroke-width:{width};stroke-linejoin:round"
    if item.dash:
        dash = " ".join(f"calc({length:g}px/var(--k,1))" for length in item.dash)
        style += f";stroke-dasharray:{dash}"
    title = f"<title>{svg_title(item.title)}</title>" if item.title else ""
    return f'<path d="{svg_commands(item)}" style="{style}">{title}</path>'


def _items(items: Iterable[Item]) -> str:
    found = []
    for pin, group in groupby(items, key=lambda item: getattr(item, "pin", None)):
        if pin is None:
            found += [_item(item) for item in group]
        else:
            inner = [moved(item, -pin[0], -pin[1]) for item in group]
            is_name = all(isinstance(item, Words) for item in inner)
            text = svg_items(inner, colour=variable)
            found.append(_pinned(pin[0], pin[1], text, extra=' class="name"' if is_name else ""))
    return "".join(found)


def _more(ground: Ground, codes: Iterable[str], metrics: Metrics) -> str:
    """Return the names that have room only where the map is enlarged."""
    found = []
    for code in codes:
        x, y = ground.at(code).tolist()
        name = metrics.shown(ground.names[ground.codes.index(code)])
        word = Words(
            x=0, y=NAME * 0.3, text=name, size=NAME, anchor="middle", halo="paper", need="name"
        )
        found.append(_pinned(x, y, svg_items([word], colour=variable), extra=' class="more"'))
    return "".join(found)


def html_map(picture: MapPicture, *, key: str, alt: str, metrics: Metrics) -> str:
    """Return a map's frames, one above the other, with the buttons that move them."""
    ground = lay_ground(picture.areas, box=_BOX)
    if not len(ground.shapes):
        return '<p class="missing">There is no area to show.</p>'
    frames = []
    for at, frame in enumerate(picture.frames):
        above, without = draw_frame(picture, ground, frame, at=at, metrics=metrics)
        told = f"{alt} {frame.label}".strip()
        label = f'<p class="frame-label">{svg_title(frame.label)}</p>' if frame.label else ""
        frames.append(
            f'<div class="frame" data-label="{svg_title(frame.label)}">{label}'
            f'<svg class="map" viewBox="0 0 {_BOX.width:g} {_BOX.height:g}" role="img"'
            f' aria-label="{svg_title(told)}"><g class="view">'
            f"{_items([*draw_ground(picture, ground, at=at), *above])}"
            f"{_more(ground, without, metrics)}</g>"
            f'<g class="furniture" data-km="{bar_km(ground):g}">'
            f"{svg_items(draw_furniture(ground), colour=variable)}</g></svg></div>"
        )
    count = len(frames)
    steps = (
        f'<button type="button" data-do="play" aria-pressed="false">Play</button>'
        f'<button type="button" data-do="step">{svg_title(picture.frames[-1].label) or "Next"}'
        "</button>"
        if count > 1
        else ""
    )
    return (
        f'<div class="mapping" data-frames="{count}"><div class="frames" tabindex="0" role="group"'
        f' aria-label="Map of {svg_title(key)}: plus and minus enlarge it, 0 shows all of it, and'
        f' arrows move it once it is enlarged">{"".join(frames)}</div>'
        f'<div class="tools">{steps}<button type="button" data-do="in"'
        ' aria-label="Enlarge the map">+</button><button type="button" data-do="out"'
        ' aria-label="Show more of the map">&minus;</button><button type="button" data-do="all"'
        ' aria-label="Show all of the map">All</button></div></div>'
    )


def html_legend(picture: MapPicture) -> str:
    """Return what the signs of a map mean."""
    wide, tall = SWATCH
    groups = [
        (heading, list(group))
        for heading, group in groupby(legend_entries(picture), key=lambda entry: entry.heading)
    ]
    lines = sum(1 + len(group) for _, group in groups)
    columns: list[list[str]] = [[], []]
    above = 0
    for heading, group in groups:
        rows = "".join(
            f'<li><svg viewBox="0 0 {wide:g} {tall:g}" aria-hidden="true">'
            f"{_items(entry.items)}</svg><span>{svg_title(entry.label)}</span></li>"
            for entry in group
        )
        # A long legend stands in two columns: beside the map there is room for about ten lines.
        second = lines > _LINES and above > 0 and above + len(group) / 2 > lines / 2
        columns[second].append(f"<p>{svg_title(heading)}</p><ul>{rows}</ul>")
        above += 1 + len(group)
    period = f'<p class="period">{svg_title(picture.period)}</p>' if picture.period else ""
    first, rest = ("".join(column) for column in columns)
    other = f"<div>{rest}</div>" if rest else ""
    long = " long" if lines > _LINES else ""
    return f'<div class="legend{long}"><div>{period}{first}</div>{other}</div>'


def html_symbols() -> str:
    """Return the marks that all maps of a page refer to."""
    inner = svg_symbols(colour=variable, ids="m-")
    return f'<svg width="0" height="0" aria-hidden="true" class="symbols">{inner}</svg>'
