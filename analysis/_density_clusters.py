"""Hotspots as dense clusters of points (DBSCAN)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis._arguments import check_positive
from analysis._hotspot_table import hotspot_table
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

_NOISE = -1
_MOST_PAIRS = 150_000_000  # about 1.5 GB of neighbour lists


@dataclass(frozen=True, kw_only=True)
class DensityClusters:
    """The result of :func:`density_clusters`.

    Attributes
    ----------
    labels
        The hotspot of every row, on the index of the points; -1 for noise. 0 is the heaviest.
    hotspots
        GeoDataFrame with one row a hotspot, heaviest first, in the CRS of the points:
        ``hotspot`` (its label), ``points`` (rows), ``weight``, ``area_ha`` (hectares, of the
        geometry) and ``geometry`` (convex hull). Where the points have the columns for it, also
        ``open`` and ``closed`` (rows of each ``kind``), ``areas`` (sorted tuple of the
        ``area_code`` touched) and ``first_seen`` and ``last_seen``.
    radius_m, min_points
        As asked for.
    points, noise_points
        Rows in all, and rows in no hotspot.
    summary
        The result in plain words.
    """

    labels: pd.Series
    hotspots: gpd.GeoDataFrame
    radius_m: float
    min_points: float
    points: int
    noise_points: int
    summary: str


class _Places(NamedTuple):
    xy: NDArray[np.float64]
    weight: NDArray[np.float64]
    of_row: NDArray[np.intp]


def density_clusters(
    points: gpd.GeoDataFrame,
    *,
    radius_m: float,
    min_points: float,
    weights: ArrayLike | None = None,
) -> DensityClusters:
    """Return the dense clusters among points, by DBSCAN on metres.

    A place is a core of a hotspot where the points within `radius_m` of it, itself included, weigh
    at least `min_points`. Cores within the radius of each other belong to one hotspot; other
    places within the radius of a core join its hotspot, and where two hotspots claim a place, the
    one that reaches farther west has it; the rest is noise. Repeated coordinates
    (snap points) are one place with the sum of their weights, which gives the same hotspots as
    clustering every row, in a fraction of the time. The order of the rows plays no part.

    The hull is the convex hull of the hotspot's places. Where that has no area (one or two places,
    or places in a line) it is widened by half the radius all round, so that it can be drawn; its
    area is then that of what is drawn.

    Parameters
    ----------
    points
        GeoDataFrame of points in a projected CRS in metres, such as EPSG:27700. The columns
        ``kind``, ``area_code``, ``first_seen``, ``last_seen``, ``date`` and ``period`` are used
        where present.
    radius_m
        Radius of the neighbourhood, in metres.
    min_points
        Weight needed within the radius: a number of points, unless `weights` are given.
    weights
        One weight a row, zero or more; 1 each if left out.

    Returns
    -------
    DensityClusters

    Raises
    ------
    geo.errors.ParameterError
        If there are no points, a geometry is not a point, the CRS is not in metres, the radius or
        `min_points` is out of range, the radius joins more than 150 million pairs of
        places, or the weights are negative, missing or of another length.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996), "A density-based algorithm for
    discovering clusters in large spatial databases with noise", KDD-96.

    Examples
    --------
    >>> import geopandas as gpd
    >>> markets = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([0, 50, 0, 9000], [0, 0, 50, 0]), crs=27700)
    >>> found = density_clusters(markets, radius_m=100, min_points=3)
    >>> found.labels.to_list(), found.hotspots["area_ha"].to_list()
    ([0, 0, 0, -1], [0.125])
    """
    check_positive(
        radius_m,
        parameter="radius_m",
        what="the radius",
        hint="Try 250 metres for markets in a town.",
    )
    _check_points(points)
    weight = _checked_weights(weights, len(points))
    if not (isfinite(min_points) and min_points >= 1):
        raise ParameterError(
            "at least one point is needed for a hotspot",
            hint="Try 5.",
            parameter="min_points",
            value=min_points,
        )
    if min_points > weight.sum():
        raise ParameterError(
            f"all points together weigh {weight.sum():g}, so no hotspot can reach this",
            hint="Ask for fewer points a hotspot, or load more points.",
            parameter="min_points",
            value=min_points,
        )
    places = _collapse(points, weight)
    label_of_place = _cluster(places, radius_m, min_points)
    labels = pd.Series(label_of_place[places.of_row], index=points.index, name="hotspot")
    hotspots = hotspot_table(points, labels.to_numpy(), weight, radius_m=radius_m)
    noise = int((labels == _NOISE).sum())
    return DensityClusters(
        labels=labels,
        hotspots=hotspots,
        radius_m=radius_m,
        min_points=min_points,
        points=len(points),
        noise_points=noise,
        summary=(
            f"{len(hotspots)} dense cluster(s) hold {len(points) - noise:,} of {len(points):,} "
            f"points; {noise:,} lie in none (radius {radius_m:g} m, at least {min_points:g} points "
            "within it). This describes where points lie close together; it is not a test of "
            "significance, and other settings give other clusters."
        ),
    )


def _check_points(points: gpd.GeoDataFrame) -> None:
    if len(points) == 0:
        raise ParameterError(
            "there are no points",
            hint="Load points, or widen the filter.",
            parameter="points",
        )
    crs = points.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ParameterError(
            "the coordinates are not in metres",
            hint="Project the points first, with points.to_crs(27700) for Great Britain.",
            parameter="points",
            value="no CRS" if crs is None else crs.to_string(),
        )
    geometry = points.geometry
    wrong = ~((geometry.geom_type == "Point") & ~geometry.is_empty).to_numpy(dtype=bool)
    if wrong.any():
        raise ParameterError(
            f"{int(wrong.sum())} row(s) hold something else than a point, the first at position "
            f"{int(wrong.argmax())}",
            hint="Remove rows without a place; take the centroids of polygons.",
            parameter="points",
        )


def _checked_weights(weights: ArrayLike | None, rows: int) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(rows)
    weight = np.asarray(weights, dtype=float)
    if weight.shape != (rows,):
        raise ParameterError(
            f"there are {rows} points, and the weights have the shape {weight.shape}",
            hint="Give one weight for each point.",
            parameter="weights",
        )
    if not (np.isfinite(weight).all() and (weight >= 0).all()):
        raise ParameterError(
            "a weight is negative or missing",
            hint="Weights are zero or more.",
            parameter="weights",
        )
    return weight


def _collapse(points: gpd.GeoDataFrame, weight: NDArray[np.float64]) -> _Places:
    import shapely

    xy = shapely.get_coordinates(points.geometry.to_numpy())
    unique, of_row = np.unique(xy, axis=0, return_inverse=True)
    of_row = of_row.reshape(-1)
    total = np.bincount(of_row, weights=weight, minlength=len(unique)).astype(np.float64)
    return _Places(unique, total, of_row)


def _cluster(places: _Places, radius_m: float, min_points: float) -> NDArray[np.intp]:
    """Return a label for each place, heaviest hotspot first, ties by the western-most place."""
    from scipy.spatial import KDTree
    from sklearn.cluster import DBSCAN

    tree = KDTree(places.xy)
    pairs = int(tree.count_neighbors(tree, radius_m))
    if pairs > _MOST_PAIRS:
        raise ParameterError(
            f"{pairs:,} pairs of places lie within this radius, too many to cluster",
            hint="Use a smaller radius, or filter the points.",
            parameter="radius_m",
            value=radius_m,
        )
    model = DBSCAN(eps=radius_m, min_samples=min_points, algorithm="kd_tree")
    model.fit(places.xy, sample_weight=places.weight)
    label = model.labels_
    found = label[label != _NOISE]
    if found.size == 0:
        return label
    weight = np.bincount(found, weights=places.weight[label != _NOISE])
    _, first_place = np.unique(found, return_index=True)
    order = np.lexsort((first_place, -weight))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return np.where(label == _NOISE, _NOISE, rank[np.where(label == _NOISE, 0, label)])
