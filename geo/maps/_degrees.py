"""From metres to the degrees that Leaflet takes: the one conversion on the way to the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from geo._project import BRITISH_GRID, to_degrees
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["degrees", "drawable", "in_degrees", "inner_points", "to_json"]

_DECIMALS: Final = 6  # about 0.1 m


def drawable(
    frame: gpd.GeoDataFrame, *, parameter: str, columns: Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Check a frame of records and return its rows that have a place.

    Raises
    ------
    ParameterError
        Where it is no GeoDataFrame in EPSG:27700, or lacks one of ``columns``.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        raise ParameterError(
            "a GeoDataFrame with a geometry is needed",
            hint="Read the records with geo.read_….",
            parameter=parameter,
            value=type(frame).__name__,
        )
    if len(frame) and (frame.crs is None or frame.crs.to_epsg() != BRITISH_GRID):
        raise ParameterError(
            "the records must be in EPSG:27700 metres",
            hint="Set the CRS, or use to_crs(27700).",
            parameter=parameter,
            value=None if frame.crs is None else frame.crs.to_string(),
        )
    for column in columns:
        if column not in frame.columns:
            raise ParameterError(
                f"there is no column {column!r}",
                hint=f"The columns are: {', '.join(map(str, frame.columns))}.",
                parameter=parameter,
            )
    shapes = frame.geometry
    placed: gpd.GeoDataFrame = frame.loc[~(shapes.isna() | shapes.is_empty)]
    return placed


def degrees(
    east: NDArray[np.float64], north: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return positions in EPSG:27700 as longitudes and latitudes."""
    return to_degrees(east, north) if len(east) else (east, north)


def in_degrees(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return geometries in EPSG:27700 as geometries in EPSG:4326, longitude first."""
    metres = shapely.get_coordinates(shapes)
    if not len(metres):
        return shapes.copy()
    placed = np.column_stack(degrees(metres[:, 0], metres[:, 1])).round(_DECIMALS)
    return np.asarray(shapely.set_coordinates(shapely.force_2d(shapes.copy()), placed))


def to_json(shapes: NDArray[Any]) -> list[str]:
    """Return each geometry, given in metres, as the text of a GeoJSON geometry."""
    return [str(text) for text in shapely.to_geojson(in_degrees(shapes))]


def inner_points(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return for each polygon the point furthest from its edge: where a name fits best."""
    lines = shapely.maximum_inscribed_circle(shapes, tolerance=50.0)
    return np.asarray(shapely.get_point(lines, 0))
