"""One state of a map."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from briefing._drawing import Path, Symbol, Words, rectangle
from briefing._map_ground import gap_between, hatching, rings
from briefing._map_labels import Taken, place_names
from briefing._sizes import NAME
from briefing._theme import meant_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing._drawing import Item
    from briefing._map_ground import Ground
    from briefing._map_picture import Arrow, MapFrame, MapPicture, Outlines
    from briefing._metrics import Metrics

__all__ = [
    "BORDERS",
    "SIGNS",
    "bar_km",
    "draw_arrow",
    "draw_frame",
    "draw_furniture",
    "draw_ground",
]

BORDERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "control": {"stroke": "outline", "width": 1.0},
    "excluded": {"stroke": "excluded", "width": 1.4, "dash": (1.5, 3.5)},
    "neighbour": {"stroke": "neighbour", "width": 2.4, "dash": (7.0, 4.0)},
    "treated": {"stroke": "treated", "width": 3.2},
}
"""Drawn in this order: the borders that matter most come last and lie on top."""
SIGNS: Final = {"+": "▲", "++": "▲▲", "+++": "▲▲▲", "-": "▼", "--": "▼▼", "---": "▼▼▼"}
_NICE_KM: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
_THINNEST, _WIDEST = 2.5, 11.0


def draw_ground(picture: MapPicture, ground: Ground, *, at: int) -> list[Item]:
    """Return water, areas with their fills, hatching and borders, for one frame."""
    items: list[Item] = []
    if picture.water and len(ground.shapes):
        (water,) = ground.on_picture([gap_between(picture.areas)])
        items.append(Path(parts=rings(water), fill="water", title=picture.water))
    fills: Mapping[str, int] = {}
    if picture.shading is not None:
        fills = picture.shading.fills[min(at, len(picture.shading.fills) - 1)]
    for code, name, shape in zip(ground.codes, ground.names, ground.shapes, strict=True):
        told, fill = _fill(picture, code, fills)
        items.append(
            Path(
                parts=rings(shape),
                fill=fill,
                stroke="outline",
                width=1.0,
                key=code,
                title=f"{name}{': ' if told else ''}{told}",
            )
        )
    if picture.shading is None:
        near = [s for c, s in zip(ground.codes, ground.shapes, strict=True) if _is_near(picture, c)]
        lines = hatching(shapely.union_all(near), colour="neighbour-hatch") if near else None
    else:
        bare = [s for c, s in zip(ground.codes, ground.shapes, strict=True) if c not in fills]
        lines = hatching(shapely.union_all(bare), colour="nodata-hatch", gap=6.0) if bare else None
    items += [lines] if lines is not None else []
    for role, border in BORDERS.items():
        items += [
            Path(parts=rings(shape), **border)
            for code, shape in zip(ground.codes, ground.shapes, strict=True)
            if picture.roles.get(code) == role
        ]
    return items


def _is_near(picture: MapPicture, code: str) -> bool:
    return picture.roles.get(code) == "neighbour"


def _fill(picture: MapPicture, code: str, fills: Mapping[str, int]) -> tuple[str, str]:
    role = picture.roles.get(code, "")
    told = picture.role_labels.get(role, "")
    if picture.shading is None:
        return told, {"treated": "treated-tint", "excluded": "nodata"}.get(role, "land")
    if code not in fills:
        return "no data", "nodata"
    found = picture.shading.classes[fills[code]]
    return ", ".join(part for part in (told, found.label) if part), meant_by(found.colour)


def draw_frame(
    picture: MapPicture,
    ground: Ground,
    frame: MapFrame,
    *,
    at: int,
    metrics: Metrics,
) -> tuple[list[Item], list[str]]:
    """Return what lies on the areas, with their names, and the codes left without a name."""
    items: list[Item] = []
    taken = Taken()
    badges: list[Item] = []
    for outlines in frame.outlines:
        below, above = _outlines(outlines, ground, taken)
        items += below
        badges += above
    largest = max((arrow.size for arrow in frame.arrows), default=1.0)
    arrows: list[Item] = []
    for arrow in sorted(frame.arrows, key=lambda one: (-one.size, one.origin, one.destination)):
        arrows += _arrow(arrow, ground, largest=largest)
    _reserve_lines(arrows, taken)
    for markers in frame.markers:
        points = markers.points[markers.points.notna() & ~markers.points.is_empty]
        placed = ground.place(shapely.get_coordinates(points.to_numpy()))
        items += [Symbol(x=x, y=y, kind=markers.kind) for x, y in placed.tolist()]
    items += [*arrows, *badges]
    _reserve_furniture(ground, taken)
    names, without = place_names(
        ground,
        metrics=metrics,
        taken=taken,
        roles=picture.roles,
        focus=picture.focus,
        signs=_signs(picture, at),
        bounds=ground.box,
    )
    items += names
    if picture.water:
        items += _water_name(picture, ground, metrics=metrics, taken=taken)
    return items, without


def _signs(picture: MapPicture, at: int) -> dict[str, str]:
    if picture.shading is None:
        return {}
    fills = picture.shading.fills[min(at, len(picture.shading.fills) - 1)]
    classes = picture.shading.classes
    return {code: SIGNS.get(classes[place].sign, "") for code, place in fills.items()}


def _outlines(outlines: Outlines, ground: Ground, taken: Taken) -> tuple[list[Item], list[Item]]:
    shapes = ground.on_picture(outlines.shapes.to_numpy())
    below: list[Item] = []
    above: list[Item] = []
    for at, shape in enumerate(shapes.tolist()):
        if shape is None or shape.is_empty:
            continue
        parts = rings(shape)
        if outlines.kind == "cell":
            level = outlines.levels[at] if outlines.levels else 2
            below.append(Path(parts=parts, fill=f"density{level}", stroke="paper", width=0.5))
            continue
        firm = outlines.firm[at] if outlines.firm else True
        colour = "hotspot" if outlines.kind == "hotspot" else "ink"
        below.append(Path(parts=parts, stroke="paper", width=5.0))
        below.append(Path(parts=parts, stroke=colour, width=2.6, dash=() if firm else (6.0, 4.0)))
        if outlines.kind == "hotspot":
            x, y = shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()
            name = outlines.names[at] if outlines.names else str(at + 1)
            box = (x - 10, y - 10, x + 10, y + 10)
            if taken.is_free(box):
                taken.take(box)
                above += _badge(x, y, name)
    return below, above


def _badge(x: float, y: float, name: str) -> list[Item]:
    turn = np.arange(24) * np.pi / 12
    disc = np.column_stack([x + 9.5 * np.cos(turn), y + 9.5 * np.sin(turn)])
    return [
        Path(parts=(disc,), fill="hotspot", stroke="paper", width=1.2, pin=(x, y)),
        Words(
            x=x,
            y=y + NAME * 0.36,
            text=name[:3],
            size=NAME,
            colour="paper",
            anchor="middle",
            bold=True,
            need="name",
            pin=(x, y),
        ),
    ]


def _arrow(arrow: Arrow, ground: Ground, *, largest: float) -> list[Item]:
    start, end = ground.at(arrow.origin), ground.at(arrow.destination)
    width = max(_THINNEST, _WIDEST * arrow.size / largest)
    return draw_arrow(start, end, width=width, firm=arrow.firm)


def draw_arrow(start: Any, end: Any, *, width: float, firm: bool, bend: float = 0.12) -> list[Item]:
    """Return an arrow between two points: a cased line with a head, dashed where not firm."""
    start, end = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    along = end - start
    length = float(np.hypot(*along))
    if length < 1:
        return []
    side = np.array([-along[1], along[0]]) * bend
    t = np.linspace(0, 1, 17)[:, None]
    curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * ((start + end) / 2 + side) + t**2 * end
    head = min(6.0 + 1.5 * width, length * 0.5)
    keep = np.hypot(*(curve - end).T) > head * 0.8
    line = curve[keep]
    way = end - line[-1]
    way = way / np.hypot(*way)
    across = np.array([-way[1], way[0]]) * (3.0 + width * 0.75)
    tip = np.array([end, end - way * head + across, end - way * head - across])
    dash = () if firm else (max(5.0, 1.2 * width), max(3.5, 0.8 * width))
    return [
        Path(parts=(line,), closed=False, stroke="paper", width=width + 3),
        Path(parts=(tip,), fill="ink", stroke="paper", width=1.5),
        Path(parts=(line,), closed=False, stroke="ink", width=width, dash=dash),
    ]


def _reserve_lines(items: list[Item], taken: Taken) -> None:
    for item in items:
        if isinstance(item, Path) and not item.closed:
            reach = item.width / 2
            for x, y in item.parts[0].tolist():
                taken.take((x - reach, y - reach, x + reach, y + reach))


def bar_km(ground: Ground) -> float:
    most = ground.box.width * 0.2 / ground.scale / 1000
    """Return how many kilometres the scale bar has."""
    return max((km for km in _NICE_KM if km <= most), default=_NICE_KM[0])


def _reserve_furniture(ground: Ground, taken: Taken) -> None:
    box = ground.box
    taken.take((box.x, box.y + box.height - 30, box.x + box.width * 0.2 + 12, box.y + box.height))
    taken.take((box.x + box.width - 26, box.y, box.x + box.width, box.y + 46))


def draw_furniture(ground: Ground) -> list[Item]:
    """Return the scale bar and the north arrow."""
    box, km = ground.box, bar_km(ground)
    x, y = box.x + 4, box.y + box.height - 6
    long = km * 1000 * ground.scale
    east, top = box.x + box.width - 13, box.y + 4
    needle = np.array([[east, top], [east + 7, top + 20], [east, top + 15], [east - 7, top + 20]])
    return [
        Path(parts=(rectangle(x, y - 4, long / 2, 4),), fill="ink"),
        Path(parts=(rectangle(x, y - 4, long, 4),), stroke="ink", width=1.0),
        Words(x=x, y=y - 9, text=f"{km:g} km", size=NAME, need="name", halo="paper"),
        Path(parts=(needle,), fill="ink"),
        Words(
            x=east,
            y=top + 34,
            text="N",
            size=NAME,
            anchor="middle",
            bold=True,
            need="name",
            halo="paper",
        ),
    ]


def _water_name(
    picture: MapPicture, ground: Ground, *, metrics: Metrics, taken: Taken
) -> list[Item]:
    """Name the water where there is room beside it, as near to the open end as can be."""
    (water,) = ground.on_picture([gap_between(picture.areas)])
    if water.is_empty:
        return []
    text = metrics.shown(picture.water)
    half = metrics.width(text, size=NAME) / 2 + 2
    spots = shapely.get_coordinates(shapely.segmentize(water, 6.0))
    spots = spots[np.argsort(-spots[:, 0], kind="stable")]
    for (x, y), down in itertools.product(spots.tolist(), (4.5, -4.0, 13.0, -12.0)):
        box = (x - half, y + down - 12, x + half, y + down + 4)
        if box[2] <= ground.box.x + ground.box.width and taken.is_free(box):
            taken.take(box)
            return [
                Words(
                    x=x,
                    y=y + down,
                    text=text,
                    size=NAME,
                    colour="water-ink",
                    anchor="middle",
                    halo="paper",
                    need="name",
                    pin=(x, y + down),
                )
            ]
    return []
