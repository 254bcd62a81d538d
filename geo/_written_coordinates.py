"""Coordinates written for people: grid references, and degrees, minutes and seconds."""

from __future__ import annotations

import re

__all__ = ["degrees_of", "grid_square"]

_GRID = re.compile(r"([A-HJ-Z])([A-HJ-Z])\s*(?:(\d{2,5})\s+(\d{2,5})|(\d{4,10}))")
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE_M = 100_000
_MOST_DIGITS = 5
_EAST_SQUARES, _NORTH_SQUARES = range(7), range(13)
_DEGREES = re.compile(
    r"""([NSEW])?\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[°º]?\s*
        (?:(\d{1,2}(?:\.\d+)?)\s*['\u2032\u2019]\s*
        (?:(\d{1,2}(?:\.\d+)?)\s*(?:["\u2033\u201d]|''))?)?\s*([NSEW])?""",
    re.VERBOSE,
)
_SIXTY = 60


def grid_square(text: str) -> tuple[float, float, float] | None:
    """Return the middle and the width in metres of the square that a grid reference names.

    Returns
    -------
    easting, northing, width
        EPSG:27700 metres; None where the text is no Ordnance Survey grid reference.

    Examples
    --------
    >>> grid_square("TQ 335 847"), grid_square("tq3351284733")
    ((533550.0, 184750.0, 100.0), (533512.5, 184733.5, 1.0))
    >>> grid_square("533512") is None
    True
    """
    match = _GRID.fullmatch(text.strip().upper())
    if not match:
        return None
    first, second = _LETTERS.index(match[1]), _LETTERS.index(match[2])
    digits = match[5] or f"{match[3]}{match[4]}"
    half = len(digits) // 2
    if len(digits) % 2 or half > _MOST_DIGITS or len(match[3] or "") != len(match[4] or ""):
        return None
    east = (first - 2) % 5 * 5 + second % 5
    north = 19 - first // 5 * 5 - second // 5
    if east not in _EAST_SQUARES or north not in _NORTH_SQUARES:
        return None
    width = 10.0 ** (_MOST_DIGITS - half)
    return (
        east * _SQUARE_M + int(digits[:half]) * width + width / 2,
        north * _SQUARE_M + int(digits[half:]) * width + width / 2,
        width,
    )


def degrees_of(text: str) -> float | None:
    r"""Return the degrees that a text with minutes, seconds or a direction says.

    Returns
    -------
    float
        Negative to the west and to the south; None where the text is none of this.

    Examples
    --------
    >>> round(degrees_of("51°32'47.4\"N"), 4), degrees_of("0.0754 W"), degrees_of("51,5")
    (51.5465, -0.0754, None)
    """
    match = _DEGREES.fullmatch(text.strip().upper())
    if not match or bool(match[1]) == bool(match[5]):
        return None
    degrees, minutes, seconds = float(match[2]), float(match[3] or 0), float(match[4] or 0)
    if degrees < 0 or minutes >= _SIXTY or seconds >= _SIXTY:
        return None
    size = degrees + minutes / _SIXTY + seconds / _SIXTY**2
    return -size if (match[1] or match[5]) in "SW" else size
