"""A mix of controls for every placement of an operation, by ridge regression on the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._design_pool import Estimate
from analysis._design_sums import DesignSums
from analysis._inversion import Inversion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._design_pool import DesignPool

    Floats = NDArray[np.float64]

MIX = "ratio to a mix of controls"
_PAST = 24
_FEWEST_PERIODS = 12
_PENALTY = 0.5
_MOST = 499
_FEWEST = 99
_MOST_AREAS = 120  # beyond, a fit for every placement is no longer quick


def mixed_control(
    counts: Floats, history: Floats, pool: DesignPool, *, after: list[int], seed: int,
    confidence: float,
) -> Estimate | None:  # fmt: skip
    """Return the treated areas' count after, against a mix of controls that moved like them.

    Every area is divided by its own mean over the last 24 periods before the operation; the
    weights of the controls start out equal and move, by ridge regression, towards the mix that
    followed the treated total. Each placement has its own mix, so that the interval is calibrated
    like that of the ratio. On real counts it had more power than the ratio at the same level
    (tests/bench/power.py). None where the past is shorter than 12 periods, the areas are too many
    for it to be quick, or too few placements have counts.
    """
    past = history[:, -_PAST:]
    level = past.mean(axis=1)
    if past.shape[1] < _FEWEST_PERIODS or len(past) > _MOST_AREAS or not len(pool.drawn):
        return None
    now = counts[:, after].sum(axis=1) / len(after)
    columns = np.column_stack([now, now * pool.placed, now * pool.near])
    real = _sums(past, level, columns, pool.placed, pool.control)
    found: list[Floats] = []
    for placed, _, control in pool.placements():
        for part, others in zip(placed, control, strict=True):
            if len(found) < _MOST or pool.listed:
                one = _sums(past, level, columns, part, others)
                found += [] if one is None else [one]
    if real is None or len(found) < _FEWEST:
        return None
    measures = [
        DesignSums(sums, family="ratio", group="treated", lengths=(1, 1))
        for sums in (real, np.concatenate(found, axis=1))
    ]
    effect = measures[0].log_effect()
    if not np.isfinite(effect):
        return None
    inversion = Inversion(measures[0], measures[1], listed=pool.listed, measure="ratio", seed=seed)
    p_value = inversion.p_value(0.0)
    low, high = inversion.interval(effect, confidence=confidence, p_at_zero=p_value)
    return Estimate(
        log_effect=effect, value=effect, p_value=p_value,
        log_low=low, log_high=high, low=low, high=high,
    )  # fmt: skip


def _sums(
    past: Floats, level: Floats, columns: Floats, placed: NDArray[np.bool_],
    control: NDArray[np.bool_],
) -> Floats | None:  # fmt: skip
    """Return the sums of one placement as a design's, with the mix in place of the control."""
    inside = np.flatnonzero(control & (level > 0))
    total = past[placed].sum(axis=0)
    if not (len(inside) and total.any()):
        return None
    scaled = past[inside] / level[inside, None]
    even = np.full(len(inside), 1 / len(inside))
    miss = total / total.mean() - even @ scaled
    gram = scaled @ scaled.T / past.shape[1] + _PENALTY * np.eye(len(inside))
    moved = np.linalg.solve(gram, scaled @ miss / past.shape[1])
    weight = even + moved - moved.mean()
    sums = np.zeros((3, 1, 5))
    sums[:, 0, 0] = 1
    sums[0, 0, 1], sums[0, 0, 2:] = total.mean(), columns[placed].sum(axis=0)
    sums[1, 0, 1:3] = 1
    sums[2, 0, 1], sums[2, 0, 2:] = 1, (weight / level[inside]) @ columns[inside]
    return sums
