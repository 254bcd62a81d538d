"""Where things of a map lie on its picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from briefing._drawing import Path, segment

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Box", "Ground", "gap_between", "hatching", "lay_ground", "rings"]

_FINEST: Final = 0.3  # units; finer detail than this no picture shows
_MARGIN: Final = 6.0
_RIVER_M: Final = 520.0  # half the widest water between two areas that face each other
_LEAST_GAP_M2: Final = 60_000.0
_BESIDE: Final = 3


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of a picture, in units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Areas on a picture.

    Attributes
    ----------
    box
        The part of the picture that the map has.
    scale
        Units to the metre.
    codes, names
        Of each area.
    shapes
        Each area in units, y down.
    inner
        A point well inside each area.
    """

    box: Box
    scale: float
    west: float
    north: float
    codes: list[str]
    names: list[str]
    shapes: NDArray[Any] = field(repr=False)
    inner: NDArray[np.float64] = field(repr=False)

    def place(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return metres as units of the picture."""
        placed = np.empty_like(coordinates, dtype=float)
        placed[:, 0] = (coordinates[:, 0] - self.west) * self.scale
        placed[:, 1] = (self.north - coordinates[:, 1]) * self.scale
        return placed

    def on_picture(self, shapes: Any) -> NDArray[Any]:
        """Return shapes in metres as shapes of the picture."""
        return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), self.place))

    def at(self, code: str) -> NDArray[np.float64]:
        """Return a point well inside an area."""
        found: NDArray[np.float64] = self.inner[self.codes.index(code)]
        return found


def lay_ground(areas: gpd.GeoDataFrame, *, box: Box) -> Ground:
    """Return areas fitted into a box, as large as it allows."""
    # In the order of their codes: a picture must not depend on the order of the rows.
    areas = areas.sort_values("code", kind="stable")
    metres = np.asarray(areas.geometry.to_numpy(), dtype=object)
    there = np.array([shape is not None and not shape.is_empty for shape in metres], dtype=bool)
    metres = metres[there]
    west, south, east, north = (
        shapely.total_bounds(metres).tolist() if len(metres) else (0, 0, 1, 1)
    )
    wide, tall = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((box.width - 2 * _MARGIN) / wide, (box.height - 2 * _MARGIN) / tall)
    ground = Ground(
        box=box,
        scale=scale,
        west=west - (box.x + (box.width - wide * scale) / 2) / scale,
        north=north + (box.y + (box.height - tall * scale) / 2) / scale,
        codes=areas["code"].astype(str).to_numpy()[there].tolist(),
        names=areas["name"].astype(str).to_numpy()[there].tolist(),
        shapes=np.empty(0, dtype=object),
        inner=np.empty((0, 2)),
    )
    if not len(metres):
        return ground
    shapes = ground.on_picture(shapely.coverage_simplify(metres, _FINEST / scale))
    centres = shapely.get_point(
        shapely.maximum_inscribed_circle(shapes, tolerance=max(wide, tall) * scale / 400), 0
    )
    object.__setattr__(ground, "shapes", shapes)
    object.__setattr__(ground, "inner", shapely.get_coordinates(centres))
    return ground


def rings(shape: Any) -> tuple[NDArray[np.float64], ...]:
    """Return the outer rings of a shape and its holes, turning opposite ways."""
    parts = shapely.get_parts(shapely.orient_polygons(shape))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return tuple(shapely.get_coordinates(ring) for ring in shapely.get_rings(parts))


def hatching(shape: Any, *, colour: str, gap: float = 9.0, width: float = 1.8) -> Path | None:
    """Return slanting lines inside a shape."""
    if shape.is_empty:
        return None
    west, north, east, south = shape.bounds
    tall = south - north
    starts = np.arange(np.floor((west - tall) / gap) * gap, east, gap)
    lines = shapely.linestrings([segment(x, south, x + tall, north) for x in starts.tolist()])
    pieces = shapely.get_parts(shapely.intersection(lines, shape))
    pieces = pieces[shapely.length(pieces) > 0]
    if not len(pieces):
        return None
    return Path(
        parts=tuple(shapely.get_coordinates(piece) for piece in pieces),
        closed=False,
        stroke=colour,
        width=width,
    )


def gap_between(areas: gpd.GeoDataFrame) -> Any:
    """Return the water between areas that face each other, in metres.

    Boundaries that stop at high water leave a river as the gap between them.
    """
    land = shapely.union_all(shapely.simplify(areas.geometry.to_numpy(), 15.0))
    closed = shapely.buffer(shapely.buffer(land, _RIVER_M, quad_segs=3), -_RIVER_M, quad_segs=3)
    pieces = shapely.get_parts(shapely.difference(closed, land))
    pieces = pieces[shapely.area(pieces) > _LEAST_GAP_M2]
    # A notch in the outer edge has one area or two about it; a river has more.
    tree = shapely.STRtree(areas.geometry.to_numpy())
    beside = tree.query(pieces, predicate="dwithin", distance=60.0)[0]
    many = np.bincount(beside, minlength=len(pieces)) >= _BESIDE
    water = shapely.union_all(pieces[many])
    # A little under the land on both sides, so that no hair of ground shows between.
    return shapely.buffer(water, 40.0, quad_segs=2)
