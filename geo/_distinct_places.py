"""Each distinct place once, however many rows stand on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["distinct_places", "points_at"]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no two numbers give the same product
_HALF_WORD = np.uint64(32)


def distinct_places(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return for each row the position of its place, and the places in the order they came.

    Two rows share a place where both coordinates are the same to the last bit.

    Examples
    --------
    >>> at, x, y = distinct_places(np.array([3.0, 1.0, 3.0]), np.array([4.0, 4.0, 4.0]))
    >>> at.tolist(), x.tolist(), y.tolist()
    ([0, 1, 0], [3.0, 1.0], [4.0, 4.0])
    """
    first, second = (
        np.ascontiguousarray(part, dtype=np.float64).view(np.uint64) for part in (x, y)
    )
    # one number a pair: two pairs that share it by chance are found out below
    turned = second * _SPREAD
    turned ^= turned >> _HALF_WORD
    at, found = pd.factorize(first * _SPREAD + turned)
    xs, ys = np.empty(len(found), dtype=np.uint64), np.empty(len(found), dtype=np.uint64)
    xs[at], ys[at] = first, second
    if not (np.array_equal(xs[at], first) and np.array_equal(ys[at], second)):
        at, pairs = pd.factorize(pd.MultiIndex.from_arrays([first, second]))
        xs, ys = (pairs.get_level_values(level).to_numpy(np.uint64) for level in (0, 1))
    return at, xs.view(np.float64), ys.view(np.float64)


def points_at(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[Any]:
    """Return points, where rows of one place share one object: points never change.

    Examples
    --------
    >>> first, second = points_at(np.array([3.0, 3.0]), np.array([4.0, 4.0]))
    >>> first, first is second
    (<POINT (3 4)>, True)
    """
    at, places_x, places_y = distinct_places(x, y)
    points: NDArray[Any] = shapely.points(places_x, places_y)
    return points[at]
