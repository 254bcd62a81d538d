"""Points as they are given, checked: coordinates in metres, weights, and the CRS of the areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt


def coordinates_of(
    points: Any,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], str]:
    """Return x, y and the CRS of points in metres."""
    if not hasattr(points, "geometry"):
        table = np.array(points, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != 2:  # noqa: PLR2004
            raise InputError(
                "points must be a table of x and y",
                hint="Pass a GeoDataFrame of points, or an array with two columns.",
                code="density.points",
            )
        x, y, crs = table[:, 0].copy(), table[:, 1].copy(), "EPSG:27700"
    else:
        import shapely

        if points.crs is None or not points.crs.is_projected:
            raise InputError(
                "the points are not in metres",
                hint="Convert them with to_crs('EPSG:27700') first.",
                code="density.crs",
            )
        shapes = points.geometry.to_numpy()
        x, y, crs = shapely.get_x(shapes), shapely.get_y(shapes), points.crs.to_string()
    checked_values(x, what="points")
    checked_values(y, what="points")
    return x, y, crs


def check_same_crs(areas: Any, crs: str) -> None:
    """Refuse areas in another CRS than the points."""
    if areas.crs is None or areas.crs != crs:
        raise InputError(
            f"the points are in {crs} and the areas in {areas.crs}",
            hint="Convert one with to_crs; EPSG:27700 is usual here.",
            code="density.crs",
        )


def checked_amounts(weights: npt.ArrayLike | None, n: int) -> npt.NDArray[np.float64] | None:
    """Return one weight of 0 or more for each point, or None."""
    if weights is None:
        return None
    if isinstance(weights, str):
        raise InputError(
            f"the weights are the text {weights!r}, not numbers",
            hint="Give one number for each point, such as a column of the points.",
            code="density.weights",
        )
    amount = checked_values(weights, what="weights")
    if amount.size != n or (amount < 0).any():
        raise InputError(
            f"{amount.size} weights for {n} points, or one is negative",
            hint="Give each point a weight of 0 or more.",
            code="density.weights",
        )
    return amount
