"""How far each point's k-th neighbour lies."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._places import as_places, checked_points, checked_weights, core_distances
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def k_distances(points: Any, *, k: float, weights: ArrayLike | None = None) -> NDArray[np.float64]:
    """Return the distance within which each point has `k` points, itself included, rising.

    Plotted, it shows how radii would cut the points: where the curve turns steep, the points
    beyond lie apart. With `k` the ``min_points`` of DBSCAN, the points left of a radius are its
    cores. Points at repeated coordinates (snap points) each have their own entry, 0 where `k` of
    them share a place.

    Parameters
    ----------
    points
        GeoDataFrame or GeoSeries of points in a projected CRS in metres, or an array of x and y.
    k
        Number of points, or weight, to reach.
    weights
        One weight a row, zero or more; 1 each if left out.

    Returns
    -------
    numpy.ndarray
        One distance in metres a row of `points`, in rising order.

    Raises
    ------
    geo.errors.ParameterError
        If there are no points, a geometry is not a point, the CRS is not in metres, or `k` is
        below 1 or more than all points weigh.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996), "A density-based algorithm for
    discovering clusters in large spatial databases with noise", KDD-96, section 4.2.

    Examples
    --------
    >>> import geopandas as gpd
    >>> markets = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([0, 30, 0, 900], [0, 0, 40, 0]), crs=27700)
    >>> k_distances(markets, k=2).tolist()
    [30.0, 30.0, 40.0, 870.0]
    """
    points = checked_points(points)
    weight = checked_weights(weights, len(points))
    check_k(k, float(weight.sum()), parameter="k")
    places = as_places(points, weight)
    found: NDArray[np.float64] = np.sort(core_distances(places, k)[places.of_row])
    return found


def check_k(k: float, total: float, *, parameter: str) -> None:
    """Refuse a number of points that cannot be reached."""
    if not (isfinite(k) and 1 <= k <= total):
        raise ParameterError(
            f"the number of points must lie between 1 and {total:g}, what all weigh together",
            hint="Try 5, or load more points.",
            parameter=parameter,
            value=k,
        )
