"""What can be wrong with coordinates, and what can be said about good ones."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo._intake import Note
from geo._project import BRITISH_GRID, WGS84, to_metres
from geo._region import GREATER_LONDON

__all__ = [
    "Faults",
    "check_degrees",
    "check_metres",
    "coarse_coordinates",
    "pile_notes",
    "precision_notes",
]

Faults = dict[str, tuple[NDArray[np.bool_], str]]

_ETRS89 = 4258
_PROJECTED_FROM = 1_000.0
_MERCATOR_FROM = 1_400_000.0
_DEGREES_BOX = (-9.5, 49.0, 2.6, 61.5)
_PILE_ROWS = 5
_HALF = 0.5
_NEARLY_ALL = 0.9
_CHUNK_ROWS = 100_000
_NEAR = 1e-6
_MOST_BY_CHANCE = 5.0
# how fine a coordinate must be, in words, and the share that is as coarse by chance
_STEPS: dict[int, tuple[float, str, float]] = {
    BRITISH_GRID: (100.0, "100 m", 1e-4),
    WGS84: (0.01, "two decimals, 1 km", 0.0),
    _ETRS89: (0.01, "two decimals, 1 km", 0.0),
}


def _inside(
    x: NDArray[np.float64], y: NDArray[np.float64], box: tuple[float, ...]
) -> NDArray[np.bool_]:
    return (x >= box[0]) & (y >= box[1]) & (x <= box[2]) & (y <= box[3])


def check_degrees(
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    epsg: int,
    *,
    counts: NDArray[np.int64],
) -> tuple[Faults, NDArray[np.float64], NDArray[np.float64]]:
    """Return what is wrong with coordinates in degrees, and all of them in metres.

    ``counts`` is how many rows stand on each coordinate.
    """
    geographic = epsg in {WGS84, _ETRS89}
    none = np.zeros(len(longitude), dtype=bool)
    swapped = projected = out = none
    if geographic:
        projected = (np.abs(longitude) > _PROJECTED_FROM) | (np.abs(latitude) > _PROJECTED_FROM)
        box = _DEGREES_BOX
        swapped = _inside(latitude, longitude, box) & ~_inside(longitude, latitude, box)
        out = ((np.abs(longitude) > 180) | (np.abs(latitude) > 90)) & ~projected & ~swapped  # noqa: PLR2004
    mercator = projected & (np.abs(latitude) > _MERCATOR_FROM)
    looks = (
        "EPSG:3857 (Web Mercator)"
        if counts[mercator].sum() * 2 > counts[projected].sum()
        else ("EPSG:27700 (British National Grid)")
    )
    zero = (longitude == 0) & (latitude == 0)
    bad = projected | swapped | out | zero
    x, y = np.full(len(longitude), np.nan), np.full(len(longitude), np.nan)
    x[~bad], y[~bad] = to_metres(longitude[~bad], latitude[~bad], crs=epsg)
    lost = ~bad & ~(np.isfinite(x) & np.isfinite(y))
    x[lost] = y[lost] = np.nan
    return (
        {
            "coord.zero": (zero, "the coordinate is 0, 0, which means unknown"),
            "coord.projected": (
                projected,
                f"these are metres, not degrees: they look like {looks}",
            ),
            "coord.swapped": (swapped, "longitude and latitude are swapped"),
            "coord.range": (
                out | lost,
                "latitude must be within 90 degrees of the equator and longitude within 180",
            ),
        },
        x,
        y,
    )


def check_metres(
    easting: NDArray[np.float64],
    northing: NDArray[np.float64],
    within: shapely.Geometry,
    *,
    counts: NDArray[np.int64],
) -> tuple[Faults, NDArray[np.float64], NDArray[np.float64]]:
    """Return what is wrong with coordinates in metres, and the coordinates.

    ``counts`` is how many rows stand on each coordinate.
    """
    zero = (easting == 0) & (northing == 0)
    degrees = (np.abs(easting) <= 180) & (np.abs(northing) <= 90) & ~zero  # noqa: PLR2004
    mercator = np.abs(northing) > 5_000_000  # noqa: PLR2004
    box = (0.0, 0.0, 700_000.0, 1_300_000.0)
    out = ~_inside(easting, northing, box) & ~degrees & ~mercator
    shapely.prepare(within)
    swapped = shapely.contains_xy(within, northing, easting) & ~shapely.contains_xy(
        within, easting, northing
    )
    in_london = shapely.contains_xy(GREATER_LONDON, northing, easting)
    if counts[in_london].sum() > _NEARLY_ALL * counts.sum() and within.contains(GREATER_LONDON):
        swapped |= in_london & ~shapely.contains_xy(GREATER_LONDON, easting, northing)
    return (
        {
            "coord.zero": (zero, "the coordinate is 0, 0, which means unknown"),
            "coord.degrees": (degrees, "these are degrees, not metres"),
            "coord.projected": (mercator, "these look like EPSG:3857 (Web Mercator)"),
            "coord.swapped": (swapped & ~degrees, "easting and northing are swapped"),
            "coord.range": (out, "the point is outside the British National Grid"),
        },
        easting.copy(),
        northing.copy(),
    )


def coarse_coordinates(
    first: NDArray[np.float64], second: NDArray[np.float64], epsg: int
) -> NDArray[np.bool_]:
    """Say which coordinates are written no finer than 100 m, or than two decimals of a degree.

    One in 10,000 coordinates in whole metres is so by chance.
    """
    coarse = np.zeros(len(first), dtype=bool)
    if epsg not in _STEPS:
        return coarse
    step, _, _ = _STEPS[epsg]
    for at in range(0, len(first), _CHUNK_ROWS):
        part = slice(at, at + _CHUNK_ROWS)
        coarse[part] = _is_multiple(first[part], step) & _is_multiple(second[part], step)
    return coarse


def _is_multiple(values: NDArray[np.float64], step: float) -> NDArray[np.bool_]:
    steps = values / step
    near: NDArray[np.bool_] = np.abs(steps - np.rint(steps)) < _NEAR
    return near


def precision_notes(coarse: NDArray[np.bool_], epsg: int) -> list[Note]:
    """Say how many coordinates are too coarse to tell one street from the next."""
    found = int(coarse.sum())
    if not found:
        return []
    _, told, chance = _STEPS[epsg]
    if found <= _MOST_BY_CHANCE * chance * len(coarse):
        return []
    if coarse.mean() >= _HALF:
        meaning = "hotspots made of them would be artefacts"
    else:
        meaning = "they are marked, and blur what lies around them"
    return [
        Note(
            f"{found:,} of {len(coarse):,} coordinates are no finer than {told}: {meaning}.",
            code="coord.low_precision",
            warning=True,
        )
    ]


def pile_notes(places: NDArray[np.intp]) -> list[Note]:
    """Say where one of the places holds too many of the rows."""
    if len(places) < _PILE_ROWS:
        return []
    share = np.bincount(places).max() / len(places)
    if share < _HALF:
        return []
    return [
        Note(
            f"{share:.0%} of the rows are on one coordinate, which may be a geocoder's default "
            "and not a place.",
            code="coord.pile",
            warning=True,
        )
    ]
