"""Centre, spread and direction of one cloud of points."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_STEPS = 1000
_CLOSE_M = 1e-6
_CORNERS = 72
_HALF_TURN = 180.0


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Centres in the coordinates given, distances in metres, the long axis from north."""

    mean_x: float
    mean_y: float
    median_x: float
    median_y: float
    standard_distance_m: float
    major_m: float
    minor_m: float
    bearing_deg: float

    def row(self) -> dict[str, Any]:
        """Return the figures by name."""
        return asdict(self)

    def polygon(self) -> Any:
        """Return the ellipse; a line or a point where it has no width."""
        import shapely

        turn = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
        along, across = self.major_m * np.cos(turn), self.minor_m * np.sin(turn)
        angle = np.radians(self.bearing_deg)
        x = self.mean_x + along * np.sin(angle) + across * np.cos(angle)
        y = self.mean_y + along * np.cos(angle) - across * np.sin(angle)
        if self.major_m == 0:
            return shapely.Point(self.mean_x, self.mean_y)
        if self.minor_m == 0:
            half = _CORNERS // 2
            return shapely.LineString([(x[0], y[0]), (x[half], y[half])])
        return shapely.Polygon(np.c_[x, y])


def spread_of(x: Floats, y: Floats, weights: Floats) -> Spread:
    """Measure one cloud; all points in one place give distances of 0."""
    mean_x, mean_y = np.average(x, weights=weights), np.average(y, weights=weights)
    dx, dy = x - mean_x, y - mean_y
    share = weights / weights.sum()
    xx, yy, xy = share @ dx**2, share @ dy**2, share @ (dx * dy)
    roots, axes = np.linalg.eigh(np.array([[xx, xy], [xy, yy]]))
    small, large = np.where(roots > 1e-12 * max(roots[1], 0.0), roots, 0.0)
    bearing = np.degrees(np.arctan2(axes[0, 1], axes[1, 1])) % _HALF_TURN
    median_x, median_y = _median_centre(x, y, weights, start=(mean_x, mean_y))
    return Spread(
        mean_x=float(mean_x),
        mean_y=float(mean_y),
        median_x=median_x,
        median_y=median_y,
        standard_distance_m=float(np.sqrt(xx + yy)),
        major_m=float(np.sqrt(2 * large)),
        minor_m=float(np.sqrt(2 * small)),
        bearing_deg=float(bearing) if large > small else 0.0,
    )


def _median_centre(
    x: Floats, y: Floats, weights: Floats, *, start: tuple[float, float]
) -> tuple[float, float]:
    """Weiszfeld's steps, which also leave a point that they hit (Vardi and Zhang 2000)."""
    places, place = np.unique(np.c_[x, y], axis=0, return_inverse=True)
    amount = np.bincount(place.ravel(), weights=weights)
    here = np.array(start)
    for _ in range(_STEPS):
        apart = np.hypot(*(places - here).T)
        away = apart > _CLOSE_M
        if not away.any():
            break
        pull = amount[away] / apart[away]
        target = (pull[:, None] * places[away]).sum(axis=0) / pull.sum()
        held = float(amount[~away].sum())
        force = float(np.hypot(*(pull[:, None] * (places[away] - here)).sum(axis=0)))
        keep = min(1.0, held / force) if force > 0 else 1.0
        after = (1 - keep) * target + keep * here
        if np.hypot(*(after - here)) < _CLOSE_M:
            break
        here = after
    return float(here[0]), float(here[1])
