"""Points that keep their size on the screen: single features, or one packed canvas of them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.maps._degrees import degrees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["CLICKABLE_LIMIT", "pack", "packed_marks", "world"]

CLICKABLE_LIMIT: Final = 2_000
"""Above this number, features are drawn as one canvas: thousands of elements stall a browser."""
_TURN: Final = 2.0**32


def pack(values: NDArray[Any], *, kind: str) -> str:
    """Return an array as the base64 text of its little-endian bytes."""
    return base64.b64encode(np.ascontiguousarray(values, dtype=kind).tobytes()).decode("ascii")


def world(
    east: NDArray[np.float64], north: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return positions in EPSG:27700 as fractions of the Web Mercator world, in units of 2^-32."""
    longitude, latitude = degrees(east, north)
    x = (longitude + 180) / 360
    y = (1 - np.arcsinh(np.tan(np.radians(latitude))) / np.pi) / 2
    return np.floor(x * _TURN), np.floor(y * _TURN)


def packed_marks(
    points: NDArray[Any], *, keys: list[str], styles: Mapping[str, Any]
) -> dict[str, str]:
    """Return the arrays of a canvas of marks that can be clicked one by one."""
    east, north = shapely.get_coordinates(points).T
    x, y = world(east, north)
    number = {name: at for at, name in enumerate(styles)}
    return {
        "x": pack(x, kind="<u4"),
        "y": pack(y, kind="<u4"),
        "count": pack(np.ones(len(x)), kind="<u4"),
        "style": pack(np.array([number[key] for key in keys]), kind="u1"),
    }
