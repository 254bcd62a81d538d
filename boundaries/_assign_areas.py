"""Which area each point lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._checked import checked_areas
from geo._first_area_at import first_area_at
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["assign_areas"]

_POINT = 0


def assign_areas(
    points: gpd.GeoDataFrame | gpd.GeoSeries, areas: gpd.GeoDataFrame
) -> pd.Series[str]:
    """Return the code of the area that each point lies in.

    Every point belongs to one area at most: a point on a border that areas share, and a point
    where areas overlap, goes to the area whose code sorts first. Each distinct coordinate is
    looked up once, so that repeated snap points cost nothing.

    Parameters
    ----------
    points
        Points in EPSG:27700.
    areas
        Polygons in EPSG:27700 with a unique ``code``, such as :func:`load_boroughs` gives.

    Returns
    -------
    Series
        ``area_code`` on the index of ``points``, as pandas' nullable ``string``: missing for a
        point outside all areas and for one without coordinates.

    Raises
    ------
    ParameterError
        If the coordinates of either are not in EPSG:27700, if ``points`` holds anything but
        points, or if ``areas`` has no unique codes.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from boundaries import assign_areas, load_boroughs
    >>> points = gpd.GeoSeries.from_xy([530_000, 0], [180_400, 0], index=["a", "b"], crs=27700)
    >>> assign_areas(points, load_boroughs())
    a    E09000033
    b         <NA>
    Name: area_code, dtype: string
    """
    codes, polygons = checked_areas(areas)
    x, y = _coordinates(points)
    rank = first_area_at(x, y, polygons)
    # position -1 is the missing value at the end
    found = np.array([*codes, pd.NA], dtype=object)[rank]
    return pd.Series(found, index=points.index, dtype="string", name="area_code")


def _coordinates(
    points: gpd.GeoDataFrame | gpd.GeoSeries,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not isinstance(points, gpd.GeoDataFrame | gpd.GeoSeries):
        raise ParameterError(
            "points must be a GeoDataFrame or a GeoSeries",
            hint="Make one with geopandas.GeoSeries.from_xy(easting, northing, crs=27700).",
            parameter="points",
            value=type(points).__name__,
        )
    if points.crs is None or points.crs != "EPSG:27700":
        raise ParameterError(
            "points must be in EPSG:27700 metres",
            hint="Call points.to_crs(27700), after points.set_crs(...) if they have no CRS.",
            parameter="points",
            value=None if points.crs is None else points.crs.to_string(),
        )
    geometry = points.geometry.to_numpy()
    if (~shapely.is_missing(geometry) & (shapely.get_type_id(geometry) != _POINT)).any():
        raise ParameterError(
            "points holds a geometry that is not a single point",
            hint="Pass points.centroid or points.explode() instead.",
            parameter="points",
        )
    xy = np.full((len(geometry), 2), np.nan)
    given, row = shapely.get_coordinates(geometry, return_index=True)
    xy[row] = given
    return xy[:, 0], xy[:, 1]
