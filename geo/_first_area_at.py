"""Which of some polygons each point lies in."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo._distinct_places import distinct_places

__all__ = ["first_area_at"]

_MISSING = -1


def first_area_at(
    x: np.ndarray[Any, np.dtype[np.float64]],
    y: np.ndarray[Any, np.dtype[np.float64]],
    polygons: Any,
) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return for each point the position of the first polygon that it lies in or on, else -1.

    Each distinct coordinate is looked up once, so that repeated snap points cost nothing; a
    coordinate that is not finite lies nowhere.

    Examples
    --------
    >>> squares = shapely.box([0, 1], 0, [1, 2], 1)
    >>> first_area_at(np.array([0.5, 1.0, 9.0]), np.array([0.5, 0.5, 0.5]), squares).tolist()
    [0, 0, -1]
    """
    present = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    place_of, across, up = distinct_places(x[present], y[present])
    tree = shapely.STRtree(shapely.points(across, up))
    area, place = tree.query(polygons, predicate="intersects")
    first = np.full(len(across), len(polygons))
    np.minimum.at(first, place, area)
    rank = np.full(len(x), _MISSING)
    rank[present] = np.where(first < len(polygons), first, _MISSING)[place_of]
    return rank
