"""What the signs of a map mean: only those that are on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from briefing._draw_frame import BORDERS, SIGNS, draw_arrow
from briefing._drawing import Path, Symbol, Words, rectangle
from briefing._map_ground import hatching
from briefing._sizes import NAME
from briefing._theme import meant_by

if TYPE_CHECKING:
    from briefing._drawing import Item
    from briefing._map_picture import MapPicture

__all__ = ["SWATCH", "Entry", "legend_entries"]

SWATCH = (38.0, 20.0)
"""Width and height of a sign in a legend."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A sign, drawn in a box of the size of SWATCH with its corner at the origin."""

    heading: str
    label: str
    items: tuple[Item, ...] = field(repr=False)


def _patch(*, fill: str, sign: str = "", hatch: str = "") -> list[Item]:
    wide, tall = SWATCH
    items: list[Item] = [
        Path(parts=(rectangle(1, 1, wide - 2, tall - 2),), fill=fill, stroke="outline")
    ]
    if hatch:
        lines = hatching(shapely.box(1, 1, wide - 1, tall - 1), colour=hatch, gap=7.0)
        items += [lines] if lines is not None else []
    if sign:
        items.append(
            Words(
                x=wide / 2,
                y=tall / 2 + 4.4,
                text=sign,
                size=NAME,
                anchor="middle",
                need="name",
                halo="paper",
            )
        )
    return items


def _areas(picture: MapPicture) -> list[Entry]:
    found: list[Entry] = []
    there = set(picture.areas["code"].astype(str))
    shading = picture.shading
    if shading is not None:
        used = {at for fill in shading.fills for code, at in fill.items() if code in there}
        # The largest on top, as on a thermometer.
        for at in sorted(used, reverse=True):
            one = shading.classes[at]
            patch = _patch(fill=meant_by(one.colour), sign=SIGNS.get(one.sign, ""))
            heading = one.heading or shading.heading
            found.append(Entry(heading=heading, label=one.label, items=tuple(patch)))
        if any(there - set(fill) for fill in shading.fills):
            patch = _patch(fill="nodata", hatch="nodata-hatch")
            heading = found[-1].heading if found else shading.heading
            found.append(Entry(heading=heading, label="no data", items=tuple(patch)))
    for role in ("treated", "neighbour", "control", "excluded"):
        if role in picture.roles.values():
            plain = shading is not None
            fill = {"treated": "treated-tint", "excluded": "nodata"}.get(role, "land")
            hatch = "neighbour-hatch" if role == "neighbour" and not plain else ""
            edge = rectangle(2, 2, SWATCH[0] - 4, SWATCH[1] - 4)
            items = (
                *_patch(fill="land" if plain else fill, hatch=hatch),
                Path(parts=(edge,), **BORDERS[role]),
            )
            label = picture.role_labels.get(role, role)
            found.append(Entry(heading="Areas", label=label, items=items))
    return found


def _on_top(picture: MapPicture) -> list[Entry]:
    found: dict[tuple[str, str], Entry] = {}
    middle = (SWATCH[0] / 2, SWATCH[1] / 2)
    for frame in picture.frames:
        for markers in frame.markers:
            if len(markers.points):
                items = (Symbol(x=middle[0], y=middle[1], kind=markers.kind),)
                found["mark", markers.label] = Entry(
                    heading="Places", label=markers.label, items=items
                )
        for outlines in frame.outlines:
            if outlines.kind == "cell" and len(outlines.shapes):
                steps = tuple(
                    Path(parts=(rectangle(1 + at * 7.2, 2, 7.2, 16),), fill=f"density{at}")
                    for at in range(5)
                )
                found["cell", outlines.label] = Entry(
                    heading="Places", label=f"{outlines.label}: darker, more", items=steps
                )
                continue
            firm = outlines.firm or (True,) * len(outlines.shapes)
            for sure in sorted(set(firm), reverse=True):
                line = Path(
                    parts=(rectangle(4, 3, SWATCH[0] - 8, SWATCH[1] - 6),),
                    stroke="hotspot" if outlines.kind == "hotspot" else "ink",
                    width=2.6,
                    dash=() if sure else (6.0, 4.0),
                )
                label = outlines.label + ("" if sure else f", {outlines.loose_label}")
                found["outline", label] = Entry(heading="Places", label=label, items=(line,))
    return list(found.values())


def legend_entries(picture: MapPicture) -> list[Entry]:
    """Return the entries of a map's legend, in the order to show them."""
    found = _areas(picture) + _on_top(picture)
    firm = {arrow.firm for frame in picture.frames for arrow in frame.arrows}
    for sure in sorted(firm, reverse=True):
        arrow = draw_arrow(
            (2, SWATCH[1] / 2), (SWATCH[0] - 1, SWATCH[1] / 2), width=4.0, firm=sure, bend=0.0
        )
        label = picture.firm_label if sure else picture.loose_label
        found.append(Entry(heading=picture.arrow_label, label=label, items=tuple(arrow)))
    return found
