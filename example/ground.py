"""Where a simulated market may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

import boundaries

if TYPE_CHECKING:
    import random

__all__ = ["Ground"]

# the shipped boroughs are simplified: this far from the shore a point is on dry land for certain
_FROM_SHORE_M = 60.0
_TRIES = 10_000


class Ground:
    """The boroughs, their borders, and random spots on land in them."""

    def __init__(self) -> None:
        boroughs = boundaries.load_boroughs()
        self.names: dict[str, str] = dict(zip(boroughs["code"], boroughs["name"], strict=True))
        self._areas = dict(zip(boroughs["code"], boroughs.geometry, strict=True))
        self._shore = shapely.union_all(list(self._areas.values())).boundary
        shapely.prepare(list(self._areas.values()))
        self._land = boundaries.neighbours(boroughs)
        self._both = boundaries.neighbours(boroughs, across_river=True)
        self._taken: set[tuple[int, int]] = set()

    def bordering(self, code: str, *, across_river: bool) -> list[str]:
        """Return the boroughs next to one: by land, or those that only the river divides."""
        by_land = set(self._land[code].index)
        codes = set(self._both[code].index) - by_land if across_river else by_land
        return sorted(codes)

    def home(self, easting: float, northing: float) -> str | None:
        """Return the borough strictly around a point that is not at the shore."""
        point = shapely.Point(easting, northing)
        if self._shore.distance(point) < _FROM_SHORE_M:
            return None
        return next((c for c, area in self._areas.items() if area.contains(point)), None)

    def spot(
        self,
        rng: random.Random,
        around: tuple[float, float],
        *,
        spread_m: float,
        code: str | None = None,
    ) -> tuple[int, int, str]:
        """Return a free spot in whole metres and its borough, scattered around a place."""
        for _ in range(_TRIES):
            east = round(rng.gauss(around[0], spread_m))
            north = round(rng.gauss(around[1], spread_m))
            found = self.home(east, north)
            if found and code in (None, found) and (east, north) not in self._taken:
                self._taken.add((east, north))
                return east, north, found
        raise RuntimeError(f"no free spot around {around} in {code or 'any borough'}")

    def distance_m(self, place: tuple[float, float], code: str) -> float:
        """Return how far a borough is from a place."""
        return float(self._areas[code].distance(shapely.Point(place)))

    def nearest(self, place: tuple[float, float], code: str) -> tuple[float, float]:
        """Return the point of a borough that is nearest to a place."""
        _, point = shapely.shortest_line(shapely.Point(place), self._areas[code]).coords
        return float(point[0]), float(point[1])
