"""Points from well-known binary, each with its fault if it has one."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo._table import Points

__all__ = ["points_of_wkb"]

_POINT, _MULTIPOINT = 0, 4


def points_of_wkb(bodies: list[bytes | None], epsg: int) -> Points:
    """Read points; None stands for no geometry, and empty bytes for one that is broken."""
    shapes = shapely.from_wkb([body or None for body in bodies], on_invalid="ignore")
    many = shapely.get_type_id(shapes) == _MULTIPOINT
    single = many & (shapely.get_num_geometries(shapes) == 1)
    shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    x, y = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    usable = (shapely.get_type_id(shapes) == _POINT) & ~shapely.is_empty(shapes)
    x[usable], y[usable] = shapely.get_x(shapes[usable]), shapely.get_y(shapes[usable])
    lost = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y))).tolist()
    return Points(
        x=x, y=y, epsg=epsg, faults={row: _fault(bodies[row], shapes[row]) for row in lost}
    )


def _fault(body: bytes | None, shape: Any) -> tuple[str, str]:
    if body is None:
        return "geom.missing", "the row has no geometry"
    if shape is None:
        return "geom.invalid", "the geometry is broken"
    if shape.is_empty:
        return "geom.missing", "the geometry is empty"
    if shape.geom_type != "Point":
        return "geom.type", f"a point is needed and this is a {shape.geom_type}"
    return "coord.nan", "a coordinate is no finite number"
