"""Hotspots as dense clusters of points (DBSCAN, HDBSCAN, OPTICS)."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from analysis._arguments import check_positive
from analysis._dense_places import dense_places
from analysis._hotspot_table import hotspot_table
from analysis._places import as_places, checked_points, checked_weights
from analysis._varying_density import ordered_clusters, stable_clusters
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from analysis._places import Places

Method = Literal["dbscan", "hdbscan", "optics"]
_NOISE = -1


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
        ``area_code`` touched), ``crosses_border`` (more than one of them) and ``first_seen`` and
        ``last_seen``.
    method, radius_m, min_points
        As asked for.
    points, noise_points
        Rows in all, and rows in no hotspot.
    summary
        The result in plain words.
    """

    labels: pd.Series
    hotspots: gpd.GeoDataFrame
    method: Method
    radius_m: float | None
    min_points: float
    points: int
    noise_points: int
    summary: str


def density_clusters(
    points: Any,
    *,
    radius_m: float | None = None,
    min_points: float,
    method: Method = "dbscan",
    weights: ArrayLike | None = None,
) -> DensityClusters:
    """Return the dense clusters among points, on metres.

    ``"dbscan"``: a place is a core of a hotspot where the points within `radius_m` of it, itself
    included, weigh at least `min_points`. Cores within the radius of each other belong to one
    hotspot; other places within the radius of a core join its hotspot, and where two hotspots
    claim a place, the one that reaches farther west has it; the rest is noise.

    ``"hdbscan"`` finds the scale of each hotspot itself, so that dense and thin parts of a city
    can be told apart: the hotspots are the groups of at least `min_points` that stay together
    over the widest range of radii. All points in one group are no hotspot, nor is one place
    alone, whatever its weight. Merges at equal distance count as one, so points that two hotspots
    reach at the same time are in neither; libraries leave those to chance.

    ``"optics"`` orders the records by reachability and cuts at steep changes (xi 0.05). It
    compares every record with every other: 10,000 at most.

    Repeated coordinates (snap points) are one place with the sum of their weights. That gives the
    same hotspots as clustering every row, in a fraction of the time (with HDBSCAN as long as no
    place alone weighs `min_points`). The order of the rows plays no part.

    The hull is the convex hull of the hotspot's places. Where that has no area (one or two places,
    or places in a line) it is widened all round, by half the radius or by 25 metres where there is
    none, so that it can be drawn; its area is then that of what is drawn.

    Parameters
    ----------
    points
        GeoDataFrame or GeoSeries of points in a projected CRS in metres, such as EPSG:27700, or
        an array of x and y in EPSG:27700. The columns
        ``kind``, ``area_code``, ``first_seen``, ``last_seen``, ``date`` and ``period`` are used
        where present.
    radius_m
        Radius of the neighbourhood, in metres: needed for DBSCAN, the largest to look at for
        OPTICS (any if left out), and not for HDBSCAN. See :func:`analysis.suggest_radius`.
    min_points
        Weight needed within the radius, and the smallest hotspot of HDBSCAN and OPTICS: a whole
        number of points, unless `weights` are given.
    method
        ``"dbscan"``, ``"hdbscan"`` or ``"optics"``. HDBSCAN compiles for up to a minute the first
        time it is used on a machine, and DBSCAN for some seconds.
    weights
        One weight a row, zero or more; 1 each if left out.

    Returns
    -------
    DensityClusters

    Raises
    ------
    geo.errors.ParameterError
        If there are no points, a geometry is not a point, the CRS is not in metres, the method is
        unknown, the radius or `min_points` is out of range, the method cannot take so many points
        or such weights, or the weights are negative, missing or of another length.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996), "A density-based algorithm for
    discovering clusters in large spatial databases with noise", KDD-96.
    Campello, R., Moulavi, D. and Sander, J. (2013), "Density-based clustering based on
    hierarchical density estimates", PAKDD.
    Ankerst, M., Breunig, M., Kriegel, H.-P. and Sander, J. (1999), "OPTICS: ordering points to
    identify the clustering structure", SIGMOD.

    Examples
    --------
    >>> import geopandas as gpd
    >>> markets = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([0, 50, 0, 9000], [0, 0, 50, 0]), crs=27700)
    >>> found = density_clusters(markets, radius_m=100, min_points=3)
    >>> found.labels.to_list(), found.hotspots["area_ha"].to_list()
    ([0, 0, 0, -1], [0.125])
    """
    points = checked_points(points)
    weight = checked_weights(weights, len(points))
    _check_settings(method, radius_m, min_points, float(weight.sum()))
    if weights is None and min_points != int(min_points):
        raise ParameterError(
            "points are counted whole, and the least number of them is a fraction",
            hint="Ask for a whole number, such as 5, or give weights.",
            parameter="min_points",
            value=min_points,
        )
    places = as_places(points, weight)
    of_place = _labels(places, method, radius_m, min_points)
    labels = pd.Series(of_place[places.of_row], index=points.index, name="hotspot")
    hotspots = hotspot_table(points, places, of_place, weight, widen_m=(radius_m or 50) / 2)
    noise = int((labels == _NOISE).sum())
    how = f"at least {min_points:g} points"
    how = f"radius {radius_m:g} m, {how} within it" if radius_m else how
    how = how if method == "dbscan" else f"{method.upper()}, {how}"
    return DensityClusters(
        labels=labels,
        hotspots=hotspots,
        method=method,
        radius_m=radius_m,
        min_points=min_points,
        points=len(points),
        noise_points=noise,
        summary=_summary(hotspots, points=len(points), noise=noise, how=how),
    )


def _labels(
    places: Places, method: Method, radius_m: float | None, min_points: float
) -> NDArray[np.int64]:
    """Return a label for each place, heaviest hotspot first, ties by the western-most place."""
    if method == "hdbscan":
        found = stable_clusters(places, min_points=min_points)
    elif method == "optics":
        found = ordered_clusters(places, min_points=min_points, radius_m=radius_m)
    else:
        found = dense_places(
            places.xy, places.weight, radius_m=radius_m or 0, min_points=min_points
        )
    held = found != _NOISE
    if not held.any():
        return found
    _, first_place, hotspot = np.unique(found[held], return_index=True, return_inverse=True)
    weight = np.bincount(hotspot, weights=places.weight[held])
    order = np.lexsort((first_place, -weight))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    found[held] = rank[hotspot]
    return found


def _check_settings(
    method: Method, radius_m: float | None, min_points: float, total: float
) -> None:
    if method not in get_args(Method):
        raise ParameterError(
            "unknown method",
            hint="Choose 'dbscan', 'hdbscan' or 'optics'.",
            parameter="method",
            value=method,
        )
    if method == "hdbscan" and radius_m is not None:
        raise ParameterError(
            "HDBSCAN takes no radius: it finds the scale of each cluster itself",
            hint="Leave the radius out, or choose method='dbscan'.",
            parameter="radius_m",
            value=radius_m,
        )
    if method == "dbscan" or radius_m is not None:
        check_positive(
            float("nan") if radius_m is None else radius_m,
            parameter="radius_m",
            what="the radius",
            hint="Try 250 metres for markets in a town, or ask analysis.suggest_radius.",
        )
    least, words = (1, "one point is") if method == "dbscan" else (2, "two points are")
    if not (isfinite(min_points) and min_points >= least):
        raise ParameterError(
            f"at least {words} needed for a hotspot",
            hint="Try 5.",
            parameter="min_points",
            value=min_points,
        )
    if min_points > total:
        raise ParameterError(
            f"all points together weigh {total:g}, so no hotspot can reach this",
            hint="Ask for fewer points a hotspot, or load more points.",
            parameter="min_points",
            value=min_points,
        )


def _summary(hotspots: gpd.GeoDataFrame, *, points: int, noise: int, how: str) -> str:
    told = (
        f"{len(hotspots)} dense cluster(s) hold {points - noise:,} of {points:,} "
        f"points; {noise:,} lie in none ({how}). "
    )
    crossing = int(hotspots["crosses_border"].sum()) if "crosses_border" in hotspots else 0
    if crossing:
        told += f"{crossing} of them cross a border between areas. "
    return told + (
        "This describes where points lie close together; it is not a test of "
        "significance, and other settings give other clusters."
    )
