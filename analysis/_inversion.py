"""The effects that a randomisation test would not reject."""

from __future__ import annotations

from math import copysign
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._placement_statistics import Measure

    Floats = NDArray[np.float64]

_TIE = 1e-10
_FIRST_STEP = 0.02
_FARTHEST = 12.0  # a factor of 160,000 either way
_HALVINGS = 30
_HAIR = 1e-9
_PUT_BACK = 0.5


class Statistics(Protocol):
    """Statistics of many placements, under effects supposed for the real one."""

    def statistics(
        self, *, effect: float | Floats = 0.0, spill: float | Floats = 0.0, group: int | None = None
    ) -> Floats:
        """Return every placement's statistic with supposed effects taken out; NaN if undefined."""


class Inversion:
    """p-values of supposed effects, over a pool of placements.

    `listed` says that the pool is every placement, the real one among them; otherwise the real one
    is counted on top of the pool. `drawn` counts all of them, `undefined` those without a value.

    For a spill the treated areas' own effect is taken out first, with its chance put back: whole
    where the pool is `clustered`, as placements that hang together share it, and by half where it
    is not. There the whole would be too much, and the test reject in 3.8% where 5% was promised
    (tests/bench/calibration.py).
    """

    def __init__(
        self,
        real: Statistics,
        pool: Statistics,
        *,
        listed: bool,
        clustered: bool,
        measure: Measure,
        seed: int,
    ) -> None:
        self._real, self._pool, self._listed = real, pool, listed
        self._spill = measure == "spill"
        self._nuisance: float | NDArray[np.float64] = 0.0
        if self._spill:
            effect = float(real.statistics(group=0)[0])
            noise = np.nan_to_num(pool.statistics(effect=effect, group=0))
            put_back = 1.0 if clustered else _PUT_BACK
            self._nuisance = effect + put_back * np.random.default_rng(seed).permutation(noise)
        defined = np.isfinite(pool.statistics())
        self.drawn = len(defined) + (not listed)
        self.undefined = int((~defined).sum())

    def p_value(self, supposed: float) -> float:
        """Return the p-value of a supposed effect."""
        if self._spill:
            values = self._pool.statistics(effect=self._nuisance, spill=supposed)
            own = self._real.statistics(spill=supposed)[0]
        else:
            values = self._pool.statistics(effect=supposed)
            own = self._real.statistics(effect=supposed)[0]
        values = values[np.isfinite(values)]
        extreme = int((np.abs(values) >= abs(own) - _TIE).sum())
        if self._listed:
            return extreme / len(values)
        return (1 + extreme) / (1 + len(values))

    def interval(
        self, observed: float, *, confidence: float, p_at_zero: float
    ) -> tuple[float | None, float | None]:
        """Return the smallest and largest effect with a p-value above 1 - `confidence`.

        Whether zero is inside is known from the test itself, so the interval agrees with
        it even where the sample behind the interval would differ by chance.
        """
        level = 1 - confidence
        low, high = (self._bound(observed, way, level) for way in (-1.0, 1.0))
        if p_at_zero > level:
            return (
                None if low is None else min(low, 0.0),
                None if high is None else max(high, 0.0),
            )
        if observed < 0:
            return low, None if high is None else min(high, copysign(_HAIR, observed))
        return None if low is None else max(low, copysign(_HAIR, observed)), high

    def _bound(self, observed: float, way: float, level: float) -> float | None:
        inside, step = 0.0, _FIRST_STEP
        while self.p_value(observed + way * step) > level:
            inside, step = step, 2 * step
            if step > _FARTHEST:
                return None
        outside = step
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            if self.p_value(observed + way * middle) > level:
                inside = middle
            else:
                outside = middle
        return observed + way * inside
