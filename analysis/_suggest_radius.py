"""A radius for dense clusters, read off the points themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._k_distances import check_k
from analysis._places import as_places, checked_points, checked_weights, core_distances
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_FEWEST_PLACES = 10
_OUTLYING = 0.02
_SHALLOWEST = 0.1


@dataclass(frozen=True, kw_only=True)
class SuggestedRadius:
    """The result of :func:`suggest_radius`.

    Attributes
    ----------
    radius_m
        The suggestion, in metres and above zero, rounded to two figures.
    low, high
        Quarter and three quarters of the distances of the curve: what lies between is worth
        trying.
    min_points
        As asked for.
    share
        Share of the places that would be cores at the suggestion.
    knee
        Whether the curve has a knee; if not, the suggestion is the median.
    summary
        The suggestion and its reason, in plain words.
    """

    radius_m: float
    low: float
    high: float
    min_points: float
    share: float
    knee: bool
    summary: str


def suggest_radius(
    points: Any, *, min_points: float, weights: ArrayLike | None = None
) -> SuggestedRadius:
    """Suggest a radius for :func:`analysis.density_clusters`, at the knee of the k-distances.

    The curve of :func:`analysis.k_distances` is drawn with one point for each place, because
    piles of records at snap points, whose distance is 0, say nothing about how far apart places
    are; the farthest 2% are left out, because one outlying place would bend it. The knee is where
    the curve lies farthest below the straight line between its ends (Kneedle). Where that is less
    than a tenth of its height there is no knee, and the median is suggested.

    Parameters
    ----------
    points
        GeoDataFrame or GeoSeries of points in a projected CRS in metres, or an array of x and y.
    min_points
        As in :func:`analysis.density_clusters`.
    weights
        One weight a row, zero or more; 1 each if left out.

    Returns
    -------
    SuggestedRadius

    Raises
    ------
    geo.errors.ParameterError
        If there are no points, all lie in one place, a geometry is not a point, the CRS is not in
        metres, or `min_points` is below 1 or more than all points weigh.

    References
    ----------
    Satopää, V., Albrecht, J., Irwin, D. and Raghavan, B. (2011), "Finding a 'kneedle' in a
    haystack: detecting knee points in system behavior", ICDCS Workshops, 166-171.

    Examples
    --------
    >>> import geopandas as gpd
    >>> rng = np.random.default_rng(0)
    >>> xy = np.concatenate([rng.normal(0, 30, (80, 2)), rng.uniform(-3000, 3000, (20, 2))])
    >>> points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=27700)
    >>> suggest_radius(points, min_points=5).radius_m
    45.0
    """
    points = checked_points(points)
    weight = checked_weights(weights, len(points))
    check_k(min_points, float(weight.sum()), parameter="min_points")
    places = as_places(points, weight)
    if len(places.xy) == 1:
        raise ParameterError(
            "all points lie in one place, so no distance can be read off them",
            hint="Load points at several places.",
            parameter="points",
        )
    every = core_distances(places, min_points)
    curve = np.sort(every[every > 0])
    if curve.size == 0:  # every place is a core by itself: how far apart are they?
        curve = np.sort(_to_nearest(places.xy))
    curve = curve[: max(int(np.ceil(curve.size * (1 - _OUTLYING))), 1)]
    at, depth = _knee(curve)
    knee = curve.size >= _FEWEST_PLACES and depth >= _SHALLOWEST
    radius = _two_figures(float(curve[at] if knee else np.median(curve)))
    share = float((every <= radius).mean())
    low, high = np.quantile(curve, [0.25, 0.75])
    why = (
        "the distances within which they have that many rise slowly up to it and fast beyond"
        if knee
        else "the distances within which they have that many have no knee, so this is their median"
    )
    return SuggestedRadius(
        radius_m=radius,
        low=float(low),
        high=float(high),
        min_points=min_points,
        share=share,
        knee=knee,
        summary=(
            f"Try a radius of {radius:g} m: {share:.0%} of {len(places.xy):,} places have at least "
            f"{min_points:g} points within it, and {why}. Radii from {low:,.0f} to {high:,.0f} m "
            "are worth comparing; no radius is the right one for every question."
        ),
    )


def _knee(curve: NDArray[np.float64]) -> tuple[int, float]:
    """Return where a rising curve lies farthest below its chord, and how far, from 0 to 1."""
    height = curve[-1] - curve[0]
    if height == 0:
        return 0, 0.0
    chord = np.arange(curve.size) / (curve.size - 1)
    below = chord - (curve - curve[0]) / height
    at = int(np.argmax(below))
    return at, float(below[at])


def _to_nearest(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.spatial import KDTree

    distance: NDArray[np.float64] = KDTree(xy).query(xy, k=[2])[0][:, 0]
    return distance


def _two_figures(radius: float) -> float:
    return float(f"{radius:.2g}")
