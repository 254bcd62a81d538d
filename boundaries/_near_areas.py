"""Who lies near whom, for areas that do not share borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from boundaries._checked import checked_areas
from boundaries._neighbours import graph_of_pairs
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

__all__ = ["near_areas"]


def near_areas(areas: gpd.GeoDataFrame, *, gap_m: float) -> Graph:
    """Return which areas lie at most a distance apart, from edge to edge.

    For areas that do not cover the ground without gaps, such as hotspots or outlines drawn by
    hand: they hardly ever share a border.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700 with a unique ``code``.
    gap_m
        The widest gap between neighbours, in metres. Areas that overlap are neighbours.

    Returns
    -------
    libpysal.graph.Graph
        Keyed by code in sorted order, symmetric, with weight 1 for each neighbour. An area
        without neighbours is kept as an isolate.

    Raises
    ------
    ParameterError
        If ``areas`` has no unique codes or is not in EPSG:27700, or ``gap_m`` is negative or not
        finite.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame({"code": ["A", "B", "C"]}, crs=27700, geometry=[
    ...     box(0, 0, 10, 10), box(15, 0, 20, 10), box(90, 0, 99, 10)])
    >>> near_areas(areas, gap_m=5)["A"].index.tolist()
    ['B']
    """
    if not (np.isfinite(gap_m) and gap_m >= 0):
        raise ParameterError(
            "the gap must be zero metres or more",
            hint="Try 500.",
            parameter="gap_m",
            value=gap_m,
        )
    codes, polygons = checked_areas(areas)
    tree = shapely.STRtree(polygons)
    one, other = tree.query(polygons, predicate="dwithin", distance=gap_m)
    apart = one < other
    return graph_of_pairs(codes, zip(one[apart].tolist(), other[apart].tolist(), strict=True))
