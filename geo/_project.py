"""The one conversion between degrees and metres, in both directions."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer

from geo._distinct_places import distinct_places

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["ACCURACY_M", "BRITISH_GRID", "WGS84", "to_degrees", "to_metres"]

BRITISH_GRID = 27700
WGS84 = 4326
ACCURACY_M = 2.0


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _convert(
    x: ArrayLike, y: ArrayLike, source: int, target: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    place, given_x, given_y = distinct_places(first, second)
    new_x, new_y = _transformer(source, target).transform(given_x, given_y)
    return np.asarray(new_x)[place], np.asarray(new_y)[place]


def to_metres(
    longitude: ArrayLike, latitude: ArrayLike, *, crs: int = WGS84
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert degrees to British National Grid metres.

    Without the OSTN15 grid, which the pyproj wheel does not carry, the conversion is good to
    about 2 m (`ACCURACY_M`). Each distinct coordinate is converted once.

    Parameters
    ----------
    longitude, latitude
        One-dimensional, of the same length, in degrees.
    crs
        EPSG number of what is given, if it is not WGS84.

    Returns
    -------
    easting, northing
        EPSG:27700 metres, in the order given; infinite where there is no answer.

    Examples
    --------
    >>> easting, northing = to_metres([-0.0754], [51.5465])
    >>> round(easting[0]), round(northing[0])
    (533551, 184822)
    """
    return _convert(longitude, latitude, crs, BRITISH_GRID)


def to_degrees(
    easting: ArrayLike, northing: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert British National Grid metres to WGS84 degrees, the way back of `to_metres`.

    Parameters
    ----------
    easting, northing
        One-dimensional, of the same length, in EPSG:27700 metres.

    Returns
    -------
    longitude, latitude
        Degrees, in the order given; infinite where there is no answer.

    Examples
    --------
    >>> longitude, latitude = to_degrees([533500.0], [184700.0])
    >>> [round(float(degrees[0]), 3) for degrees in (longitude, latitude)]
    [-0.076, 51.545]
    """
    return _convert(easting, northing, BRITISH_GRID, WGS84)
