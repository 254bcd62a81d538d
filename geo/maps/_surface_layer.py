"""A surface of numbers as one picture, in classes."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import style
from geo._project import to_metres
from geo.errors import ParameterError
from geo.maps._degrees import degrees
from geo.maps._layer import Layer
from geo.maps._legend_entry import LegendEntry, area_symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["surface_layer"]

_OPACITY: Final = 0.75
_KNOTS: Final = 25
_MOST_PIXELS: Final = 1_000
_BORDER: Final = {"color": style.OUTLINE, "weight": 1}


def surface_layer(
    values: NDArray[np.float64],
    *,
    transform: tuple[float, float, float, float, float, float],
    levels: Sequence[float],
    label: str,
    unit: str = "",
) -> Layer:
    """Return a layer that shows a raster in classes, from light to dark; nothing below the first.

    Parameters
    ----------
    values
        Numbers on square cells in EPSG:27700, the first row in the north.
    transform
        Affine transform of the raster: cell, 0, west, 0, -cell, north.
    levels
        Up to five rising lower ends of the classes.
    label, unit
        What the numbers are and their unit, for the legend; a blank belongs to the unit.

    Returns
    -------
    Layer
        For ``feature_group_to_add``. The picture lies under every outline and mark.

    Raises
    ------
    ParameterError
        Where the levels do not rise, are too many, or the values are not finite.

    Examples
    --------
    >>> import numpy as np
    >>> layer = surface_layer(
    ...     np.array([[1.0, 9.0]]), transform=(1000, 0, 530000, 0, -1000, 181000),
    ...     levels=[1, 5], label="Offences")
    >>> [entry.label for entry in layer.legend]
    ['5 or more', '1 to 5']
    """
    steps = [float(level) for level in levels]
    if not 1 <= len(steps) <= len(style.DENSITY) or any(np.diff(steps) <= 0):
        raise ParameterError(
            f"one to {len(style.DENSITY)} rising levels are needed",
            hint="Try (10, 50, 100).",
            parameter="levels",
            value=tuple(steps),
        )
    if not np.isfinite(values).all():
        raise ParameterError(
            "a value of the surface is missing", hint="Put 0 outside.", parameter="values"
        )
    colours = _shades(len(steps))
    classes, bounds = _on_the_map(np.searchsorted(steps, values, side="right"), transform)
    entries = [
        LegendEntry(
            label=f"{low:,g} or more{unit}" if high is None else f"{low:,g} to {high:,g}{unit}",
            heading=label,
            symbol=area_symbol(fill={"fillColor": colour, "fillOpacity": _OPACITY}, border=_BORDER),
        )
        for low, high, colour in zip(steps, [*steps[1:], None], colours, strict=True)
    ]
    return Layer(
        title="Surface",
        kind="picture",
        spec={"bounds": bounds, "opacity": _OPACITY},
        packed={
            "png": base64.b64encode(_png(classes, colours)).decode(),
            # Takes the place of the picture's own palette, chunk for chunk, on a dark page.
            "dark": base64.b64encode(_palette([style.in_dark(one) for one in colours])).decode(),
        },
        legend=entries[::-1],
    )


def _shades(number: int) -> list[str]:
    at = np.linspace(0, len(style.DENSITY) - 1, number).round().astype(int)
    return [style.DENSITY[i] for i in at] if number > 1 else [style.DENSITY[2]]


def _on_the_map(
    classes: NDArray[Any], transform: tuple[float, ...]
) -> tuple[NDArray[Any], list[list[float]]]:
    """Return the classes on pixels of the web map's projection, and the corners of the picture.

    The two grids are turned against each other by degrees at most, and the turn is smooth: it is
    worked out at a few knots and filled in between.
    """
    cell, _, west, _, _, north = transform
    rows, columns = classes.shape
    x = np.linspace(west, west + columns * cell, _KNOTS)
    y = np.linspace(north - rows * cell, north, _KNOTS)
    edge = np.array([[a, b] for a in x for b in (y[0], y[-1])] + [
        [a, b] for a in (x[0], x[-1]) for b in y
    ])  # fmt: skip
    longitude, latitude = degrees(edge[:, 0], edge[:, 1])
    left, right = float(longitude.min()), float(longitude.max())
    bottom, top = float(latitude.min()), float(latitude.max())
    size = int(min(_MOST_PIXELS, 1.5 * max(rows, columns)))
    height = np.degrees(_mercator(top) - _mercator(bottom))
    wide = max(1, round(size * min(1.0, (right - left) / height)))
    high = max(1, round(size * min(1.0, height / (right - left))))
    u = (np.arange(wide) + 0.5) / wide
    v = (np.arange(high) + 0.5) / high
    knots = np.linspace(0, 1, _KNOTS)
    across = left + knots * (right - left)
    down = _latitude(_mercator(top) + knots * (_mercator(bottom) - _mercator(top)))
    longitudes, latitudes = np.meshgrid(across, down)
    east, up = to_metres(longitudes.ravel(), latitudes.ravel())
    column = np.floor((_filled(east, u, v) - west) / cell).astype(int)
    row = np.floor((north - _filled(up, u, v)) / cell).astype(int)
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    picture = np.zeros((high, wide), dtype=np.uint8)
    picture[inside] = classes[row[inside], column[inside]]
    return picture, [[bottom, left], [top, right]]


def _filled(
    values: NDArray[np.float64], u: NDArray[np.float64], v: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return values at knots, filled in between by straight lines both ways."""
    table = np.asarray(values).reshape(_KNOTS, _KNOTS)
    knots = np.linspace(0, 1, _KNOTS)
    across = np.stack([np.interp(u, knots, line) for line in table])
    at = np.clip((v * (_KNOTS - 1)).astype(int), 0, _KNOTS - 2)
    share = (v * (_KNOTS - 1) - at)[:, None]
    filled: NDArray[np.float64] = across[at] * (1 - share) + across[at + 1] * share
    return filled


def _mercator(latitude: Any) -> Any:
    return np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2))


def _latitude(mercator: Any) -> Any:
    return np.degrees(2 * np.arctan(np.exp(mercator)) - np.pi / 2)


def _chunk(name: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + check


def _palette(colours: Sequence[str]) -> bytes:
    """Return the part of a picture that holds its colours."""
    return _chunk(b"PLTE", b"\0\0\0" + b"".join(bytes.fromhex(c[1:]) for c in colours))


def _png(classes: NDArray[Any], colours: Sequence[str]) -> bytes:
    """Return a picture of one byte a pixel; class 0 is transparent."""
    lines = np.zeros((classes.shape[0], classes.shape[1] + 1), dtype=np.uint8)
    lines[:, 1:] = classes
    header = struct.pack(">IIBBBBB", classes.shape[1], classes.shape[0], 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _palette(colours)
        + _chunk(b"tRNS", b"\0")
        + _chunk(b"IDAT", zlib.compress(lines.tobytes(), 4))
        + _chunk(b"IEND", b"")
    )
