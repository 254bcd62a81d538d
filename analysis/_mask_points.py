"""Points moved so far that a place cannot be told, and no farther."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_bytes
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MaskedPoints", "mask_points"]

_TRIES = 64
_SCALE = 2.0**64


@dataclass(frozen=True, kw_only=True, repr=False)
class MaskedPoints:
    """The result of :func:`mask_points`.

    Attributes
    ----------
    points
        The points given, with their geometry moved; EPSG:27700 metres.
    least_m, most_m
        The nearest and the farthest that a point was moved.
    left_area
        How many points could not be kept in their area and lie outside it.
    summary
        What was done, to be printed under the map.
    """

    points: gpd.GeoDataFrame
    least_m: float
    most_m: float
    left_area: int
    summary: str

    def __repr__(self) -> str:
        return f"<MaskedPoints: {self.summary}>"


def mask_points(
    points: gpd.GeoDataFrame,
    *,
    least_m: float = 50.0,
    most_m: float = 200.0,
    areas: gpd.GeoDataFrame | None = None,
    key: bytes | None = None,
) -> MaskedPoints:
    """Move points at random within a ring round each, so that the true place cannot be told.

    Every place in the ring between `least_m` and `most_m` is equally likely (donut masking). All
    points on one coordinate move together, and with the same `key` the same coordinate always
    moves to the same place: several exports cannot be averaged. Whoever has the key can undo the
    masking, so it is a secret; without one, a key is drawn and thrown away.

    Parameters
    ----------
    points
        Points in EPSG:27700 metres.
    least_m, most_m
        The radii of the ring.
    areas
        Polygons in EPSG:27700: a point is moved within the one that it lies in, where the ring
        allows it.
    key
        Up to 64 bytes, kept secret.

    Returns
    -------
    MaskedPoints

    Raises
    ------
    geo.errors.ParameterError
        If the radii are not 0 <= least < most, the key is empty or too long, or the points are not
        points in EPSG:27700.

    Notes
    -----
    Hampton KH and others (2010), Mapping health data: improved privacy protection with donut
    method geomasking, *American Journal of Epidemiology* 172.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> site = gpd.GeoDataFrame(geometry=[Point(530_000, 180_000)], crs=27700)
    >>> moved = mask_points(site, least_m=50, most_m=200).points
    >>> bool(50 <= moved.distance(site)[0] <= 200)
    True
    """
    _check(points, least_m, most_m, key)
    secret = token_bytes(32) if key is None else key
    place = np.column_stack([points.geometry.x, points.geometry.y])
    unique, which = np.unique(place, axis=0, return_inverse=True)
    home = None if areas is None else _homes(unique, areas)
    moved = np.empty_like(unique)
    waiting = np.arange(len(unique))
    for attempt in range(_TRIES):
        if not len(waiting):
            break
        moved[waiting] = unique[waiting] + _steps(unique[waiting], least_m, most_m, secret, attempt)
        if home is None:
            waiting = waiting[:0]
        else:
            held = home[waiting]
            inside = shapely.contains_xy(held, moved[waiting, 0], moved[waiting, 1])
            waiting = waiting[~(inside | shapely.is_missing(held))]
    outside = int(np.isin(which.ravel(), waiting).sum())
    places = gpd.GeoSeries(shapely.points(moved[which.ravel()]), index=points.index, crs=points.crs)
    result: gpd.GeoDataFrame = points.assign(**{points.geometry.name: places})
    return MaskedPoints(
        points=result,
        least_m=least_m,
        most_m=most_m,
        left_area=outside,
        summary=_summary(least_m, most_m, outside, kept=areas is not None),
    )


def _check(points: gpd.GeoDataFrame, least_m: float, most_m: float, key: bytes | None) -> None:
    if not 0 <= least_m < most_m < np.inf:
        raise ParameterError(
            "the ring must have 0 <= least_m < most_m",
            hint="Use 50 and 200 metres in towns.",
            parameter="least_m",
            value=f"{least_m:g} to {most_m:g}",
        )
    if key is not None and not 1 <= len(key) <= 64:  # noqa: PLR2004  blake2b's longest key
        raise ParameterError(
            "the key must be of 1 to 64 bytes",
            hint="Use secrets.token_bytes(32).",
            parameter="key",
        )
    if points.crs is None or points.crs.to_epsg() != 27700:  # noqa: PLR2004
        raise ParameterError(
            "the points are not in British National Grid metres",
            hint="Use .to_crs(27700).",
            parameter="points",
        )
    if not (points.geom_type == "Point").all() or points.geometry.is_empty.any():
        raise ParameterError(
            "something other than a point is among the points",
            hint="Leave it out.",
            parameter="points",
        )


def _homes(places: NDArray[np.float64], areas: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return for each place the area that it lies in, None where it lies in none."""
    shapes = areas.geometry.to_numpy()
    point, area = shapely.STRtree(shapes).query(shapely.points(places), predicate="intersects")
    home = np.full(len(places), None, dtype=object)
    home[point[::-1]] = shapes[area[::-1]]
    shapely.prepare(shapes)
    return home


def _steps(
    places: NDArray[np.float64], least_m: float, most_m: float, key: bytes, attempt: int
) -> NDArray[np.float64]:
    """Return a step for each place, uniform over the ring, from the key and the place alone."""
    salt = attempt.to_bytes(16, "little")
    numbers = np.array(
        [
            np.frombuffer(
                blake2b(row.tobytes(), key=key, salt=salt, digest_size=16).digest(), "<u8"
            )
            for row in places.astype("<f8")
        ]
    )
    share, turn = (numbers / _SCALE).T
    radius = np.sqrt(least_m**2 + share * (most_m**2 - least_m**2))
    angle = 2 * np.pi * turn
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _summary(least_m: float, most_m: float, outside: int, *, kept: bool) -> str:
    text = f"Points are moved at random by {least_m:g} to {most_m:g} m"
    text += ", within the area that they lie in" if kept else ""
    return text + (f" ({outside} could not be kept in it)." if outside else ".")
