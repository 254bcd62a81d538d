"""Outlines of a planner's own: drawn on the map, typed, or taken from a file.

Whatever way they come, they are kept as lines of text, so that they can be typed and mended by
keyboard, travel in the page's address and are saved with a plan.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

import geo
from geo.errors import InputError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["from_drawing", "read", "written"]

FEWEST_CORNERS = 3
MOST_OUTLINES = 200
_MOST_CORNERS = 400
_LONGEST_NAME = 60
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SIMPLER_M = 1.0
_GRID = shapely.box(0, 0, 700_000, 1_300_000)


def read(text: str) -> gpd.GeoDataFrame:
    """Return outlines from lines such as ``Station: 530100 180400, 530900 180400, 530500 181200``.

    Eastings and northings stand in pairs, with commas between the corners; the name is optional.

    Returns
    -------
    GeoDataFrame
        ``code`` (``own 1``, ...), ``name`` and ``geometry``, in EPSG:27700.

    Raises
    ------
    InputError
        A line is no outline; it says which, and why.
    """
    rows: list[tuple[str, str, BaseGeometry]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            rows.append((f"own {len(rows) + 1}", *_read_line(line, number, len(rows) + 1)))
    if len(rows) > MOST_OUTLINES:
        raise _wrong(f"there are more than {MOST_OUTLINES} outlines", MOST_OUTLINES + 1)
    codes, names, shapes = zip(*rows, strict=True) if rows else ((), (), ())
    return gpd.GeoDataFrame(
        {"code": list(codes), "name": list(names)}, geometry=list(shapes), crs=27700
    )


def _read_line(line: str, number: int, count: int) -> tuple[str, BaseGeometry]:
    name, colon, rest = line.rpartition(":")
    corners = []
    for part in (rest if colon else line).split(","):
        values = _NUMBER.findall(part)
        if len(values) != 2 or _NUMBER.sub("", part).strip():  # noqa: PLR2004  a pair
            raise _wrong("a corner is not an easting and a northing", number)
        corners.append((float(values[0]), float(values[1])))
    if not FEWEST_CORNERS <= len(corners) <= _MOST_CORNERS:
        raise _wrong(f"it needs {FEWEST_CORNERS} to {_MOST_CORNERS} corners", number)
    shape = shapely.Polygon(corners)
    if not shape.is_valid or not shape.area:
        raise _wrong("its sides cross, or it has no area", number)
    if not _GRID.contains(shape):
        raise _wrong("it lies outside Great Britain's grid", number)
    told = " ".join("".join(c for c in name if c.isprintable()).split())[:_LONGEST_NAME]
    return told or f"Outline {count}", shape


def _wrong(problem: str, line: int) -> InputError:
    return InputError(
        problem,
        hint="Write one outline a line: eastings and northings in metres, such as "
        "'Station: 530100 180400, 530900 180400, 530500 181200'.",
        code="outline.unreadable",
        line=line,
    )


def written(areas: gpd.GeoDataFrame) -> str:
    """Return polygons as lines of text, to the metre; of one in several parts, the largest."""
    lines = []
    for name, shape in zip(areas["name"], areas.geometry, strict=True):
        whole = max(shapely.get_parts(shape), key=shapely.area)
        plain = shapely.simplify(shapely.Polygon(whole.exterior), _SIMPLER_M)
        corners = ", ".join(f"{x:.0f} {y:.0f}" for x, y in plain.exterior.coords[:-1])
        lines.append(f"{str(name).replace(':', ' ').strip()}: {corners}")
    return "\n".join(lines)


def from_drawing(corners: str, *, number: int) -> str:
    """Return the line of an outline that was drawn, from ``longitude latitude`` pairs."""
    pairs = [part.split() for part in corners.split(",")]
    east, north = geo.to_metres([float(x) for x, _ in pairs], [float(y) for _, y in pairs])
    shape = shapely.Polygon(list(zip(east.tolist(), north.tolist(), strict=True)))
    return written(gpd.GeoDataFrame({"name": [f"Outline {number}"]}, geometry=[shape], crs=27700))
