"""Would a hotspot still be there with other events of the same kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis._intervals import wilson
from analysis._redraw import Redraw
from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from analysis._redraw import Jitter

    Finder = Callable[[npt.NDArray[np.float64], npt.NDArray[np.float64]], npt.ArrayLike]


@dataclass(frozen=True, kw_only=True)
class Stability:
    """How often each place is a hotspot again.

    Attributes
    ----------
    found
        Which places are hotspots in the data.
    share
        Share of the resamples in which each place is one.
    low, high, confidence
        Wilson's interval of the share, for the limited number of resamples.
    resamples, jittered, seed
        Settings; ``jittered`` says whether places were moved.
    same_history
        Where hotspots are named by a history: the share of the resamples in which each has the
        same one again; else None.
    """

    found: npt.NDArray[np.bool_]
    share: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    confidence: float
    resamples: int
    jittered: bool
    seed: int
    same_history: npt.NDArray[np.float64] | None = None

    @property
    def summary(self) -> str:
        """The result in plain English."""
        if not self.found.any():
            return "There is no hotspot whose stability could be judged."
        kept = self.share[self.found]
        moved = " and moved places" if self.jittered else ""
        return (
            f"{int((kept >= 0.8).sum()):,} of {kept.size:,} hotspots are kept in at least 80 % "  # noqa: PLR2004
            f"of {self.resamples:,} resamples with redrawn events{moved}; "
            f"{int((kept < 0.5).sum()):,} in less than half. This is about chance in the "  # noqa: PLR2004
            "records, not about change in policing."
        )


def stability(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    find: Finder,
    *,
    jitter_m: Jitter = None,
    resamples: int = 99,
    confidence: float = 0.95,
    seed: int = 0,
) -> Stability:
    """Redraw the events many times, find the hotspots again, and count how often each comes back.

    Parameters
    ----------
    x, y
        Coordinates of each event in metres.
    find
        A function of x and y that returns, for each of always the same places (cells, areas),
        whether it is a hotspot.
    jitter_m
        For snap points: how far from its snap point an event may have been, one number, one for
        each event, or ``"catchment"``: half of the mean distance to the four nearest other
        places, and at most 500 m. Events are moved evenly within that radius in each resample.
    resamples
        How many times the events are drawn, with replacement and as many as there are.
    confidence
        Level of the interval of the share.
    seed
        Seed of the draws.

    Returns
    -------
    Stability
        ``share`` for each place, with its interval.

    Raises
    ------
    InputError
        Coordinates are missing or differ in length, there are no events, or ``find`` returns
        places of changing number.
    ParameterError
        ``jitter_m`` is negative, or another setting is out of range.

    Notes
    -----
    Drawing with replacement adds variation to that of the data, so the shares lean to the low
    side: a hotspot at the border of significance is kept about half of the time.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7,
    1-26.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = np.r_[rng.uniform(0, 10, 100), np.full(40, 3.5)]
    >>> def find(x, y):
    ...     return np.histogram(x, bins=10, range=(0, 10))[0] > 25
    >>> stability(x, x, find).share[:5].tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0]
    """
    across, up = checked_values(x, what="x"), checked_values(y, what="y")
    redraw = Redraw.of(across, up, jitter_m=jitter_m, resamples=resamples, confidence=confidence)
    found = np.array(find(across.copy(), up.copy()), dtype=bool)
    kept = np.zeros(found.shape, dtype=np.int64)
    rng = np.random.default_rng(seed)
    for _ in range(resamples):
        again = np.asarray(find(*redraw.once(rng)), dtype=bool)
        if again.shape != found.shape:
            raise InputError(
                f"the finder returned {found.shape} places first and {again.shape} later",
                hint="Let it answer for a fixed set of cells or areas.",
                code="stability.places",
            )
        kept += again
    low, high = wilson(kept, resamples, confidence=confidence)
    return Stability(
        found=found,
        share=kept / resamples,
        low=low,
        high=high,
        confidence=confidence,
        resamples=resamples,
        jittered=redraw.radius is not None,
        seed=seed,
    )
