"""Which polygons have a stretch of border in common.

Positions stand for areas here, and a pair is (lower, higher).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["bridged_pairs", "exact_pairs"]


_LEAST_SHARED_M = 1.0
_LEAST_EXACT_M = 1e-3
_SAMPLES = 32


def exact_pairs(polygons: NDArray[Any]) -> set[tuple[int, int]]:
    """Return the pairs that have an edge, from corner to corner, in common."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    point = xy[:, 0] + 1j * xy[:, 1]
    edge = (ring[1:] == ring[:-1]) & (point[1:] != point[:-1])
    start, end, area = point[:-1][edge], point[1:][edge], owner[part[ring[1:][edge]]]
    flip = (end.real < start.real) | ((end.real == start.real) & (end.imag < start.imag))
    low, high = np.where(flip, end, start), np.where(flip, start, end)
    order = np.lexsort((area, high.imag, high.real, low.imag, low.real))
    low, high, area = low[order], high[order], area[order]
    pairs: set[tuple[int, int]] = set()
    # the edges of many areas that lie on top of each other stand next to each other
    for step in range(1, len(area)):
        same = (low[step:] == low[:-step]) & (high[step:] == high[:-step])
        if not same.any():
            break
        a, b = area[:-step][same], area[step:][same]
        long = (np.abs(high - low)[step:][same] >= _LEAST_EXACT_M) & (a != b)
        pairs.update(zip(a[long].tolist(), b[long].tolist(), strict=True))
    return pairs


def bridged_pairs(
    polygons: NDArray[Any], *, known: set[tuple[int, int]], reach_m: float
) -> set[tuple[int, int]]:
    """Return the further pairs whose borders run along each other within ``reach_m``."""
    tree = shapely.STRtree(polygons)
    a, b = tree.query(polygons, predicate="dwithin", distance=reach_m)
    size = len(polygons)
    new = (a < b) & ~np.isin(a * size + b, [i * size + j for i, j in known])
    a, b = a[new], b[new]
    if not len(a):
        return set()
    border = shapely.boundary(polygons)
    kept = shapely.length(shapely.intersection(border[a], border[b])) >= _LEAST_EXACT_M
    least_m = max(_LEAST_SHARED_M, reach_m)
    for of, to in ((a, b), (b, a)):
        open_ = np.flatnonzero(~kept)
        kept[open_] = (
            _facing_m(polygons, tree, of=of[open_], to=to[open_], reach_m=reach_m, least_m=least_m)
            >= least_m
        )
    return set(zip(a[kept].tolist(), b[kept].tolist(), strict=True))


def _facing_m(
    polygons: NDArray[Any],
    tree: shapely.STRtree,
    *,
    of: NDArray[np.intp],
    to: NDArray[np.intp],
    reach_m: float,
    least_m: float,
) -> NDArray[np.float64]:
    """Return how many metres of the border of each ``of`` face ``to`` and nothing nearer."""
    near = shapely.intersection(
        shapely.boundary(polygons[of]), shapely.buffer(polygons[to], reach_m, quad_segs=4)
    )
    near = shapely.line_merge(near)
    length = shapely.length(near)
    facing = np.zeros(len(of))
    long = np.flatnonzero(length >= least_m)
    if not len(long):
        return facing
    share = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    samples = _along(near[long], share)
    pair = np.repeat(long, _SAMPLES)
    own_m = shapely.distance(samples, polygons[to[pair]])
    which, third = tree.query(samples, predicate="dwithin", distance=reach_m)
    other = (third != of[pair[which]]) & (third != to[pair[which]])
    which, third = which[other], third[other]
    nearer = shapely.distance(samples[which], polygons[third]) < own_m[which]
    faces = np.ones(len(samples), dtype=bool)
    faces[which[nearer]] = False
    facing[long] = length[long] * faces.reshape(-1, _SAMPLES).mean(axis=1)
    return facing


def _along(lines: NDArray[Any], share: NDArray[np.float64]) -> Any:
    """Return points at each share of the length of each line or bundle of lines, line by line."""
    parts, line = shapely.get_parts(lines, return_index=True)
    lengths = shapely.length(parts)
    ends = np.cumsum(lengths)
    starts = ends - lengths
    first = np.searchsorted(line, np.arange(len(lines)), side="left")
    last = np.searchsorted(line, np.arange(len(lines)), side="right") - 1
    at = starts[first][:, None] + (ends[last] - starts[first])[:, None] * share
    part = np.clip(np.searchsorted(ends, at), first[:, None], last[:, None])
    return shapely.line_interpolate_point(parts[part], at - starts[part]).ravel()
