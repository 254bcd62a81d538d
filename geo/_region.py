"""Where points may lie: Greater London, Great Britain, or what the caller says."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo.errors import ParameterError

__all__ = ["GREATER_LONDON", "GREAT_BRITAIN", "region_of"]

_OUTLINE = (
    (530900, 155850),
    (516620, 159910),
    (503570, 175330),
    (503900, 193300),
    (504120, 193610),
    (527050, 200410),
    (531090, 200940),
    (537600, 199880),
    (554020, 194890),
    (556410, 193010),
    (560410, 187750),
    (561490, 186130),
    (561970, 184980),
    (545890, 157380),
    (545520, 156950),
    (543640, 156480),
)
_MARGIN_M = 5_000.0

GREATER_LONDON: shapely.Polygon = shapely.Polygon(_OUTLINE).buffer(_MARGIN_M, quad_segs=4)
"""The convex outline of the 33 boroughs and 5 km around it, EPSG:27700."""

GREAT_BRITAIN: shapely.Polygon = shapely.box(0, 0, 700_000, 1_300_000)
"""The extent of the British National Grid, EPSG:27700."""


def region_of(within: Any) -> shapely.Geometry:
    """Return the area that a caller means: a geometry, or a frame or series of them.

    Raises
    ------
    ParameterError
        It is none of them, is empty, or is not in EPSG:27700.
    """
    crs = getattr(within, "crs", None)
    if crs is not None and crs.to_epsg() != 27700:  # noqa: PLR2004
        raise ParameterError(
            "the area is not in British National Grid metres",
            hint="Use .to_crs(27700).",
            parameter="within",
            value=str(crs),
        )
    area = within.union_all() if hasattr(within, "union_all") else within
    if not isinstance(area, shapely.Geometry) or area.is_empty:
        raise ParameterError(
            "this is not an area",
            hint="Give a polygon or a GeoDataFrame of polygons in EPSG:27700.",
            parameter="within",
            value=type(within).__name__,
        )
    if not np.isfinite(area.bounds).all():
        raise ParameterError(
            "the area has no end", hint="Give finite polygons.", parameter="within"
        )
    return area
