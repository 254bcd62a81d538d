"""Points as distinct places with weights, checked."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray


_FIRST_NEIGHBOURS = 16
_MOST_AT_ONCE = 4_000_000
_NEAR = 1e-12


class Places(NamedTuple):
    """Distinct coordinates from west to east, their weights, and the place of each row."""

    xy: NDArray[np.float64]
    weight: NDArray[np.float64]
    of_row: NDArray[np.intp]


def as_places(points: gpd.GeoDataFrame, weight: NDArray[np.float64]) -> Places:
    """Collapse repeated coordinates of checked points, adding up their weights."""
    import shapely

    xy = shapely.get_coordinates(points.geometry.to_numpy())
    # complex numbers sort by x and then by y
    code, unique = pd.factorize(xy.view(np.complex128).ravel() + 0)
    order = np.argsort(unique)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    of_row = rank[code]
    total = np.bincount(of_row, weights=weight, minlength=order.size).astype(np.float64)
    sorted_places = unique[order]
    return Places(np.column_stack([sorted_places.real, sorted_places.imag]), total, of_row)


def checked_points(points: Any, *, parameter: str = "points") -> gpd.GeoDataFrame:
    """Return points as a frame; refuse none, other geometries, or a CRS not in metres.

    An array of x and y is taken to be in EPSG:27700.
    """
    import geopandas as gpd
    import shapely

    if isinstance(points, gpd.GeoSeries):
        points = gpd.GeoDataFrame(geometry=points)
    elif not hasattr(points, "geometry"):
        points = _frame_of(points, parameter)
    if len(points) == 0:
        raise ParameterError(
            "there are no points",
            hint="Load points, or widen the filter.",
            parameter=parameter,
        )
    crs = points.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ParameterError(
            "the coordinates are not in metres",
            hint="Project the points first, with points.to_crs(27700) for Great Britain.",
            parameter=parameter,
            value="no CRS" if crs is None else crs.to_string(),
        )
    geometry = points.geometry.to_numpy()
    wrong = (shapely.get_type_id(geometry) != 0) | shapely.is_empty(geometry)
    if wrong.any():
        raise ParameterError(
            f"{int(wrong.sum())} row(s) hold something else than a point, the first at position "
            f"{int(wrong.argmax())}",
            hint="Remove rows without a place; take the centroids of polygons.",
            parameter=parameter,
        )
    frame: gpd.GeoDataFrame = points
    return frame


def _frame_of(points: Any, parameter: str) -> gpd.GeoDataFrame:
    import geopandas as gpd

    try:
        table = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError):
        table = np.empty(1)
    if table.ndim and not len(table):
        table = table.reshape(0, 2)
    if table.ndim != 2 or table.shape[1] != 2 or not np.isfinite(table).all():  # noqa: PLR2004
        raise ParameterError(
            "points must be a table of x and y without gaps",
            hint="Pass a GeoDataFrame of points, or an array with two columns.",
            parameter=parameter,
        )
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*table.T), crs="EPSG:27700")


def checked_weights(weights: ArrayLike | None, rows: int) -> NDArray[np.float64]:
    """Return one weight of zero or more for each row, 1 where none are given."""
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


def core_distances(places: Places, min_points: float) -> NDArray[np.float64]:
    """Return the distance from each place within which the points weigh `min_points`.

    The place itself counts. All points together must weigh enough.
    """
    from scipy.spatial import KDTree

    tree = KDTree(places.xy)
    if (places.weight == 1).all():
        last: NDArray[np.float64] = tree.query(places.xy, k=[ceil(min_points)], workers=-1)[0]
        return last[:, 0]
    found = np.full(len(places.xy), np.inf)
    open_rows = np.arange(len(places.xy))
    number = min(_FIRST_NEIGHBOURS, len(places.xy))
    while open_rows.size:
        step = max(_MOST_AT_ONCE // number, 1)
        for start in range(0, open_rows.size, step):
            rows = open_rows[start : start + step]
            distance, near = tree.query(places.xy[rows], k=np.arange(1, number + 1), workers=-1)
            enough = np.cumsum(places.weight[near], axis=1) >= min_points * (1 - _NEAR)
            which = enough.argmax(axis=1)
            reached = enough[np.arange(rows.size), which]
            found[rows[reached]] = distance[np.arange(rows.size), which][reached]
        if number == len(places.xy):
            break
        open_rows = open_rows[np.isinf(found[open_rows])]
        number = min(4 * number, len(places.xy))
    return found
