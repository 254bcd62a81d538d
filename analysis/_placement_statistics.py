"""The statistic of every placement, under effects supposed for the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from analysis._placements import beside
from analysis._thinning import ByTotal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

Measure = Literal["ratio", "spill", "mean_log_change"]
_GROUPS = 3  # placed, beside, control


class Outcome(NamedTuple):
    """Per area: a base to divide by, what is divided, whether it is log already, and its noise."""

    base: Floats
    value: Floats
    is_log: bool
    noise: Floats  # the Poisson variance of a log count; nothing where sums are taken

    @classmethod
    def of(cls, before: Floats, after: Floats, measure: Measure) -> Outcome:
        """Return the columns that the measure adds up over areas."""
        if measure == "mean_log_change":
            return cls(np.ones_like(before), np.log(after / before), is_log=True,
                       noise=1 / after)  # fmt: skip
        return cls(before, after, is_log=False, noise=np.zeros_like(after))


class PlacementStatistics:
    """Sums over every placement, kept apart by the part that each area really played.

    With them the statistic of every placement is had for any supposed effect in an instant: an
    effect changes what the really treated (or near) areas add, wherever they fall in a placement.
    """

    def __init__(self, outcome: Outcome, *, placed: Bools, near: Bools, measure: Measure) -> None:
        self._is_log = outcome.is_log
        self._group = 1 if measure == "spill" else 0
        weight = np.ones_like(outcome.value) if outcome.is_log else outcome.value
        self._columns = np.column_stack(
            [outcome.base, outcome.value, weight * placed, weight * near, outcome.noise * ~placed]
        )
        self._thin: ByTotal | None = None
        self._sums = np.empty((_GROUPS, 0, self._columns.shape[1]))

    def add(self, placements: Iterable[Bools], adjacent: Bools) -> None:
        """Add placements, given in chunks of rows."""
        for chunk in placements:
            around = beside(chunk, adjacent)
            sums = [
                part.astype(float) @ self._columns for part in (chunk, around, ~(chunk | around))
            ]
            self._sums = np.concatenate([self._sums, np.stack(sums)], axis=1)

    def thin(self, *, seed: int) -> None:
        """From here on, thin the placements' counts as a supposed fall thinned the real ones."""
        self._thin = ByTotal(self._sums.shape[1], seed=seed)

    def statistics(
        self, *, effect: float | Floats = 0.0, spill: float | Floats = 0.0, group: int | None = None
    ) -> Floats:
        """Return every placement's statistic with supposed effects taken out; NaN if undefined."""
        base, value, treated, near, noise = np.moveaxis(self._sums, 2, 0)
        chosen = self._group if group is None else group
        supposed, own = ((effect, treated), (spill, near))[chosen]
        others = value[chosen] - own[chosen]
        if self._is_log:
            value = value - effect * treated - spill * near
        else:
            value = value + np.expm1(-effect) * treated + np.expm1(-spill) * near
        if self._thin is not None and self._is_log:
            value[chosen] += self._thin.strayed(noise[chosen], supposed, group=chosen)
        elif self._thin is not None:
            value[chosen] += self._thin.added(others, supposed, group=chosen)
        with np.errstate(divide="ignore", invalid="ignore"):
            level = value / base if self._is_log else np.log(value / base)
            found: Floats = level[chosen] - level[2]
        found[~np.isfinite(found)] = np.nan
        return found
