"""Easting and northing of a column of points, in either form that readers give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["coordinates_of"]


def coordinates_of(points: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return easting and northing of points, given as geometries or as complex numbers.

    Examples
    --------
    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> coordinates_of(pd.Series([3 + 4j]))
    (array([3.]), array([4.]))
    >>> coordinates_of(gpd.GeoSeries.from_xy([3], [4]))
    (array([3.]), array([4.]))
    """
    held = np.asarray(points.array)
    if held.dtype.kind == "c":
        return held.real, held.imag
    return shapely.get_x(held), shapely.get_y(held)
