"""Counts as a supposed fall would have left them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def thinned(counts: Floats, effect: float | Floats, chance: Floats) -> Floats:
    """Return what a fall of `effect` on the log scale would leave of counts.

    What is left of few offences strays more, for its size, than what there was. A comparison that
    takes a supposed fall out of the real areas' counts by scaling them up must therefore be made
    with counts that were thinned and scaled up too, or the interval comes out too narrow where
    counts are small. This is a binomial draw, each offence kept with the chance ``exp(effect)``,
    on the scale of roots where its spread is even: `chance` holds its standard normal draws, kept
    for all effects, so that a little more effect never leaves more. A rise leaves counts alone.
    """
    share = kept_share(effect)
    root = np.sqrt(counts * share) + chance * np.sqrt(1 - share) / 2
    found: Floats = np.maximum(np.maximum(root, 0) ** 2 - (1 - share) / 4, 0)
    return found


def kept_share(effect: float | Floats) -> Floats:
    """Return which share of the offences a fall leaves; all of them where there is none."""
    found: Floats = np.exp(np.minimum(effect, 0.0))
    return found


class ByTotal:
    """What thinning adds to the totals of comparison designs, once it is scaled up again."""

    def __init__(self, designs: int, *, seed: int) -> None:
        self._chance = np.random.default_rng([seed, 1]).standard_normal((2, designs))

    def added(self, others: Floats, effect: float | Floats, *, group: int) -> Floats:
        """Return what is added to the treated (0) or near (1) areas of each design.

        `others` is what those of them counted that had no effect.
        """
        kept = thinned(others, effect, self._chance[group])
        found: Floats = kept / kept_share(effect) - others
        return found

    def strayed(self, noise: Floats, effect: float | Floats, *, group: int) -> Floats:
        """Return what is added to the sums of log counts whose variances add up to `noise`."""
        found: Floats = self._chance[group] * np.sqrt(noise * (1 / kept_share(effect) - 1))
        return found
