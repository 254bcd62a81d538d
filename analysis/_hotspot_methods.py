"""Methods that score cells by what happened in them before."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._density_clusters import density_clusters
from analysis._getis_ord import getis_ord
from analysis._kernel_density import kernel_density
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from analysis._accuracy import Method

    Floats = npt.NDArray[np.float64]

NAMES = ("count of the past", "last period", "kernel density", "Gi* cells", "DBSCAN clusters")
_RASTER_SHARE = 2.0
_CROWDED = 3.0


def standard_methods(
    cells: gpd.GeoDataFrame, area: Floats, *, names: Sequence[str], bandwidth_m: float | None
) -> dict[str, Method]:
    """Return the named methods; each scores cells by density from an array of past counts."""
    unknown = [name for name in names if name not in NAMES]
    if unknown or not len(names):
        raise ParameterError(
            f"unknown method {unknown[0]!r}" if unknown else "there is no method to judge",
            hint=f"Choose among {', '.join(NAMES)}.",
            parameter="methods",
            value=names,
        )
    side = float(np.sqrt(np.median(area)))
    radius = 2 * side if bandwidth_m is None else float(bandwidth_m)
    if not 0 < radius < np.inf:
        raise ParameterError(
            "the bandwidth must be above 0",
            hint="Try 500, or leave it out.",
            parameter="bandwidth_m",
            value=bandwidth_m,
        )
    centres = cells.geometry.representative_point()
    x, y = centres.x.to_numpy(), centres.y.to_numpy()

    def count(past: Floats) -> Floats:
        score: Floats = past.sum(axis=1) / area
        return score

    def last(past: Floats) -> Floats:
        return _first_by(past[:, -1] / area, count(past))

    def density(past: Floats) -> Floats:
        total = past.sum(axis=1)
        used = total > 0
        if used.sum() < 2:  # noqa: PLR2004
            return count(past)
        surface = kernel_density(
            np.c_[x, y][used],
            weights=total[used],
            cell_m=side / _RASTER_SHARE,
            bandwidth_m=radius,
        )
        step, _, west, _, _, north = surface.transform
        row = ((north - y) / step).astype(np.int64)
        column = ((x - west) / step).astype(np.int64)
        rows, columns = surface.density.shape
        known = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        score = np.zeros(x.size)
        score[known] = surface.density[row[known], column[known]]
        return _first_by(score, count(past))

    def local(past: Floats) -> Floats:
        from scipy import sparse
        from scipy.spatial import KDTree

        near = KDTree(np.c_[x, y]).query_pairs(1.5 * side, output_type="ndarray")
        pairs = np.r_[near, near[:, ::-1]].T
        matrix = sparse.csr_array((np.ones(pairs.shape[1]), pairs), shape=(x.size, x.size))
        return _first_by(getis_ord(past.sum(axis=1), matrix).z, count(past))

    def clusters(past: Floats) -> Floats:
        import geopandas as gpd

        total = past.sum(axis=1)
        used = np.flatnonzero(total > 0)
        if not used.size:
            return count(past)
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x[used], y[used]), crs=cells.crs)
        # A core has around it three times what the mean cell density would put there.
        usual = total.sum() / area.sum() * np.pi * radius**2
        found = density_clusters(
            points,
            radius_m=radius,
            min_points=min(ceil(max(_CROWDED * usual, 1.0)), int(total.sum())),
            weights=total[used],
        )
        member = np.zeros(x.size)
        member[used] = found.labels.to_numpy() >= 0
        return _first_by(member, count(past))

    ready: dict[str, Any] = dict(zip(NAMES, (count, last, density, local, clusters), strict=True))
    return {name: ready[name] for name in names}


def _first_by(score: Floats, then: Floats) -> Floats:
    """Return ranks by a score, and among equals by another, so that none is cut at random."""
    order = np.lexsort((then, score))
    change = np.r_[False, (np.diff(score[order]) > 0) | (np.diff(then[order]) > 0)]
    rank = np.empty(score.size)
    rank[order] = np.cumsum(change)
    return rank
