"""Coordinates of areas as EPSG:27700 metres, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from geo import GREATER_LONDON, Note
from geo.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["in_metres"]

_BRITISH_GRID = CRS.from_epsg(27700)
_DEGREES = CRS.from_epsg(4326)
# west, south, east, north, each with the sea around
_GRID_EXTENT = (-100_000.0, -100_000.0, 800_000.0, 1_350_000.0)
_GRID_LAND = (0.0, 0.0, 700_000.0, 1_300_000.0)
_DEGREES_EXTENT = (-9.5, 49.0, 3.0, 61.5)
_LEAST_GRID_M = 1_000.0


def in_metres(
    geometry: NDArray[Any], crs: CRS | None, *, degrees_by_default: bool, file: str | None
) -> tuple[gpd.GeoSeries, list[Note]]:
    """Return the geometry in EPSG:27700 and what had to be assumed about its coordinates."""
    extent = shapely.total_bounds(geometry)
    notes: list[Note] = []
    if crs is None:
        crs, what = _assumed(extent, file=file)
        if not (degrees_by_default and crs.is_geographic):
            notes.append(
                Note(
                    f"The file does not say what its coordinates are; they were taken as {what}.",
                    code="crs.assumed",
                    warning=True,
                )
            )
    elif crs.is_geographic:
        _check_degrees(extent, file=file)
    else:
        _check_metres(extent, file=file)
    series = gpd.GeoSeries(geometry, crs=crs)
    if crs.to_2d() != _BRITISH_GRID and crs.to_epsg() != _BRITISH_GRID.to_epsg():
        series = _converted(series, file=file)
        notes.append(
            Note(
                f"Coordinates were converted from {crs.name} to British National Grid metres.",
                code="crs.converted",
            )
        )
    else:
        series = series.set_crs(_BRITISH_GRID, allow_override=True)
    found = series.total_bounds
    if not (np.isfinite(found).all() and _within(found, _GRID_EXTENT)):
        raise InputError(
            "the areas lie outside Great Britain",
            hint=f"The file says its coordinates are {crs.name}: check that this is right.",
            code="coord.outside",
            file=file,
            value=_rounded(extent),
        )
    if GREATER_LONDON.contains(shapely.box(*found[[1, 0, 3, 2]])):
        raise InputError(
            "easting and northing are swapped: turned round, the areas lie in London",
            hint="The easting comes first: in London it is about 530000.",
            code="coord.swapped",
            file=file,
            value=_rounded(extent),
        )
    return series, notes


def _converted(series: gpd.GeoSeries, *, file: str | None) -> gpd.GeoSeries:
    try:
        return series.to_crs(_BRITISH_GRID)
    except (ProjError, CRSError) as error:
        raise InputError(
            "the coordinates cannot be converted to British National Grid",
            hint="Export the file in EPSG:27700, or in longitude and latitude.",
            code="crs.unknown",
            file=file,
        ) from error


def _assumed(extent: NDArray[np.float64], *, file: str | None) -> tuple[CRS, str]:
    if _within(extent, _DEGREES_EXTENT):
        return _DEGREES, "longitude and latitude (WGS84)"
    if _swapped(extent):
        raise _swap_error(extent, file=file)
    if _within(extent, _GRID_LAND) and extent[2:].max() > _LEAST_GRID_M:
        return _BRITISH_GRID, "British National Grid metres (EPSG:27700)"
    raise InputError(
        "the file does not say what its coordinates are, and they are neither degrees in Great "
        "Britain nor British National Grid metres",
        hint="Export it again with its coordinate system, best as EPSG:27700.",
        code="crs.missing",
        file=file,
        value=_rounded(extent),
    )


def _check_degrees(extent: NDArray[np.float64], *, file: str | None) -> None:
    if _swapped(extent):
        raise _swap_error(extent, file=file)
    if np.abs(extent[[0, 2]]).max() > 180 or np.abs(extent[[1, 3]]).max() > 90:  # noqa: PLR2004
        raise InputError(
            "the file says its coordinates are degrees, but they are not",
            hint="Export it again as EPSG:27700, or correct the coordinate system it names.",
            code="coord.not_degrees",
            file=file,
            value=_rounded(extent),
        )


def _check_metres(extent: NDArray[np.float64], *, file: str | None) -> None:
    if np.abs(extent).max() <= 180:  # noqa: PLR2004
        raise InputError(
            "the file says its coordinates are metres on a map, but they are degrees",
            hint="Name the coordinate system EPSG:4326, or export it again as EPSG:27700.",
            code="coord.not_metres",
            file=file,
            value=_rounded(extent),
        )


def _swapped(extent: NDArray[np.float64]) -> bool:
    return _within(extent[[1, 0, 3, 2]], _DEGREES_EXTENT)


def _swap_error(extent: NDArray[np.float64], *, file: str | None) -> InputError:
    return InputError(
        "longitude and latitude are swapped",
        hint="In GeoJSON the longitude comes first.",
        code="coord.swapped",
        file=file,
        value=_rounded(extent),
    )


def _within(extent: NDArray[np.float64], outer: tuple[float, float, float, float]) -> bool:
    west, south, east, north = outer
    return bool(
        west <= extent[0] and south <= extent[1] and extent[2] <= east and extent[3] <= north
    )


def _rounded(extent: NDArray[np.float64]) -> list[float]:
    return [round(float(value), 3) for value in extent]
