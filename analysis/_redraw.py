"""Events drawn anew, and moved within the catchment of their snap point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from analysis._arguments import check_confidence
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Jitter = npt.ArrayLike | Literal["catchment"] | None

_AROUND = 4
_FARTHEST_M = 500.0


class Redraw(NamedTuple):
    """Where the events were recorded, and how far from there each may have been."""

    x: Floats
    y: Floats
    radius: Floats | None

    @classmethod
    def of(
        cls, x: Floats, y: Floats, *, jitter_m: Jitter, resamples: int, confidence: float
    ) -> Redraw:
        """Check the events and the settings."""
        if x.size != y.size or not x.size:
            raise InputError(
                f"there are {x.size} values of x and {y.size} of y",
                hint="Give both for each event, and at least one event.",
                code="stability.lengths",
            )
        check_confidence(confidence)
        if resamples < 1:
            raise ParameterError(
                "there must be at least one resample",
                hint="Try resamples=99.",
                parameter="resamples",
                value=resamples,
            )
        if jitter_m is None:
            return cls(x, y, None)
        if isinstance(jitter_m, str):
            if jitter_m != "catchment":
                raise ParameterError(
                    "unknown way to move places",
                    hint="Give metres, or 'catchment'.",
                    parameter="jitter_m",
                    value=jitter_m,
                )
            return cls(x, y, catchments(x, y))
        radius = np.broadcast_to(np.asarray(jitter_m, dtype=np.float64), x.shape)
        if not (radius >= 0).all():
            raise ParameterError(
                "a distance is negative or missing",
                hint="Give the radius of the snap point's catchment in metres.",
                parameter="jitter_m",
                value=jitter_m,
            )
        return cls(x, y, radius)

    def once(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw as many events as there are, with replacement, and move them."""
        drawn = rng.integers(0, self.x.size, self.x.size)
        x, y = self.x[drawn], self.y[drawn]
        if self.radius is not None:
            turn = rng.uniform(0, 2 * np.pi, x.size)
            reach = self.radius[drawn] * np.sqrt(rng.random(x.size))
            x, y = x + reach * np.cos(turn), y + reach * np.sin(turn)
        return x, y


def catchments(x: Floats, y: Floats) -> Floats:
    """Return how far from its snap point each event may have been, in metres."""
    from scipy.spatial import KDTree

    places, place = np.unique(np.c_[x, y], axis=0, return_inverse=True)
    if len(places) == 1:
        return np.zeros(x.size)
    near = min(_AROUND, len(places) - 1)
    apart, _ = KDTree(places).query(places, k=np.arange(2, near + 2))
    radius: Floats = np.minimum(apart.mean(axis=1) / 2, _FARTHEST_M)[place.ravel()]
    return radius
