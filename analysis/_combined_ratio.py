"""The main measure: the mean of two log ratios whose chance errors differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._design_pool import Estimate
from analysis._design_sums import DesignSums
from analysis._inversion import Inversion
from analysis._thinning import kept_share, thinned

if TYPE_CHECKING:
    from analysis._design_pool import DesignPool
    from analysis._inversion import Statistics

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

COMBINED = "combined ratio"
MIX = "ratio to a mix of controls"
LONG = "ratio to two years before"
STEADY = "mean change, steady areas first"
_PAST = 24
_FEWEST_PERIODS = 12
_PENALTY = 0.5
_MOST = 499
_FEWEST = 99
_MOST_AREAS = 120  # beyond, a mix for every placement is no longer quick
_HALF = 0.5  # added to counts whose log is taken, so that none is the log of zero


def combined_ratio(
    counts: Floats, history: Floats, pool: DesignPool, *, before: list[int], after: list[int],
    seed: int, confidence: float,
) -> dict[str, Estimate]:  # fmt: skip
    """Return the combined ratio and its two parts by name; nothing where the past is too short.

    The first part is the treated areas' total after, over their mean in the last 24 periods before
    the operation, against a mix of controls that followed it there: weights start out equal and
    move by ridge regression. (With more than 120 areas, against the controls' total instead.) The
    second is the mean of the areas' own log changes between the windows, against that of the
    controls, each area weighed by one over the variance that its counts and its own past changes
    give it. They miss for different reasons, a mix that ceases to fit and an odd window before, so
    that their mean strays less than either: of the calibrated measures tried on real counts it had
    the most power at the same level (tests/bench/power.py).

    Each is taken of other placements of the operation too, on which its interval is calibrated.
    Nothing is returned where the past is shorter than 12 periods, the operation cannot be placed
    elsewhere, or too few placements have counts.
    """
    past = history[:, -_PAST:]
    level = past.mean(axis=1)
    if past.shape[1] < _FEWEST_PERIODS or not len(pool.drawn) or not (level > 0).any():
        return {}
    now = counts[:, after].sum(axis=1) / len(after)
    columns = np.column_stack([now, now * pool.placed, now * pool.near])
    steady = _steady_columns(counts, past, pool.placed, before, after)
    first = _mix_sums if len(past) <= _MOST_AREAS else _long_sums
    real = first(past, level, columns, pool.placed, pool.control)
    mixed: list[Floats] = []
    means: list[Floats] = []
    members: list[Bools] = []
    for placed, _, control in pool.placements():
        for part, others in zip(placed, control, strict=True):
            if len(mixed) >= _MOST and not pool.listed:
                break
            one = first(past, level, columns, part, others)
            if one is not None:
                mixed.append(one)
                members.append(part & ~pool.placed)
                means.append(np.stack([steady[part].sum(axis=0), steady[others].sum(axis=0)]))
    if real is None or len(mixed) < _FEWEST:
        return {}
    own = np.stack([steady[part].sum(axis=0) for part in (pool.placed, pool.control)])
    thin = _Thinned(np.array(members), counts[:, after].sum(axis=1), steady[:, 0],
                    len(after), seed=seed)  # fmt: skip
    ratio, ratios = (
        DesignSums(sums, family="ratio", group="treated", lengths=(1, 1), thin=how)
        for sums, how in ((real, None), (np.concatenate(mixed, axis=1), thin))
    )
    mean, others_mean = _LogMeans(own[:, None]), _LogMeans(np.stack(means, axis=1), thin)
    named: dict[str, tuple[Statistics, Statistics]] = {
        COMBINED: (_Both(ratio, mean), _Both(ratios, others_mean)),
        MIX if first is _mix_sums else LONG: (ratio, ratios),
        STEADY: (mean, others_mean),
    }
    found = {
        name: _estimate(*pair, listed=pool.listed, seed=seed, confidence=confidence)
        for name, pair in named.items()
    }
    return {} if None in found.values() else {k: v for k, v in found.items() if v is not None}


def _estimate(
    real: Statistics, others: Statistics, *, listed: bool, seed: int, confidence: float
) -> Estimate | None:
    effect = float(real.statistics()[0])
    if not np.isfinite(effect):
        return None
    inversion = Inversion(real, others, listed=listed, clustered=True, measure="ratio", seed=seed)
    p_value = inversion.p_value(0.0)
    low, high = inversion.interval(effect, confidence=confidence, p_at_zero=p_value)
    return Estimate(
        log_effect=effect, value=effect, p_value=p_value,
        log_low=low, log_high=high, low=low, high=high,
    )  # fmt: skip


class _Thinned:
    """Counts of the comparison designs, thinned as a supposed fall thinned the real ones.

    Area by area, and the same in both measures, which are of the same counts.
    """

    def __init__(
        self, others: Bools, after: Floats, weight: Floats, periods: int, *, seed: int
    ) -> None:
        self._others, self._after = others.astype(float), after
        self._weight, self._periods = weight, periods
        self._chance = np.random.default_rng([seed, 1]).standard_normal(len(after))

    def added(self, others: Floats, effect: float | Floats, *, group: int) -> Floats:
        """Return what is added to the treated areas' mean count."""
        del others, group
        kept = thinned(self._after, effect, self._chance)
        found: Floats = self._others @ (kept / kept_share(effect) - self._after) / self._periods
        return found

    def strayed(self, effect: float | Floats) -> Floats:
        """Return what is added to the sum of the treated areas' weighted log changes."""
        kept = thinned(self._after, effect, self._chance)
        moved = np.log((kept + _HALF) / (self._after + _HALF)) - np.log(kept_share(effect))
        found: Floats = self._others @ (self._weight * moved)
        return found


class _LogMeans:
    """Weighted mean log changes of treated areas less those of controls, of many designs.

    `sums` holds, for both groups of every design, the weights, the weighted log changes, and the
    weights of the really treated areas among them.
    """

    def __init__(self, sums: Floats, thin: _Thinned | None = None) -> None:
        self._sums, self._thin = sums, thin

    def statistics(
        self, *, effect: float | Floats = 0.0, spill: float | Floats = 0.0, group: int | None = None
    ) -> Floats:
        """Return every design's measure with a supposed effect taken out."""
        del spill, group
        weight, change, hit = np.moveaxis(self._sums, 2, 0)
        change = change - effect * hit
        if self._thin is not None:
            change[0] += self._thin.strayed(effect)
        level = change / weight
        found: Floats = level[0] - level[1]
        return found


class _Both:
    """The mean of two measures of the same designs."""

    def __init__(self, one: Statistics, two: Statistics) -> None:
        self._parts = one, two

    def statistics(
        self, *, effect: float | Floats = 0.0, spill: float | Floats = 0.0, group: int | None = None
    ) -> Floats:
        """Return every design's measure with a supposed effect taken out."""
        one, two = (
            part.statistics(effect=effect, spill=spill, group=group) for part in self._parts
        )
        found: Floats = (one + two) / 2
        return found


def _steady_columns(
    counts: Floats, past: Floats, placed: Bools, before: list[int], after: list[int]
) -> Floats:
    """Return each area's weight, weighted log change, and weight where it was treated."""
    share = len(after) / len(before)
    first, second = counts[:, before].sum(axis=1) * share, counts[:, after].sum(axis=1)
    weight = 1 / _variance(past, first, len(after))
    change = np.log((second + _HALF) / (first + _HALF))
    return np.column_stack([weight, weight * change, weight * placed])


def _variance(past: Floats, first: Floats, length: int) -> Floats:
    """Return Poisson noise plus each area's own spread in its past, shrunk to the areas' mean.

    What the window after counted is not looked at, so that the weights do not depend on the effect.
    """
    noise: Floats = 2 / (first + _HALF)
    steps = past.shape[1] // length
    if steps <= 1:
        return noise
    blocks = past[:, -steps * length :].reshape(len(past), steps, length).sum(axis=2) + _HALF
    changes = np.diff(np.log(blocks), axis=1)
    changes -= changes.mean(axis=0)
    expected = (1 / blocks[:, 1:] + 1 / blocks[:, :-1]).mean(axis=1)
    own = np.maximum((changes**2).mean(axis=1) - expected, 0)
    found: Floats = noise + (own + own.mean()) / 2
    return found


def _mix_sums(
    past: Floats, level: Floats, columns: Floats, placed: Bools, control: Bools
) -> Floats | None:
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
    return _sums(total.mean(), 1.0, columns[placed].sum(axis=0),
                 (weight / level[inside]) @ columns[inside])  # fmt: skip


def _long_sums(
    past: Floats, level: Floats, columns: Floats, placed: Bools, control: Bools
) -> Floats | None:
    """Return the sums of one placement as a design's, with the whole past as the window before."""
    del past
    levels = level[placed].sum(), level[control].sum()
    if not all(levels):
        return None
    return _sums(*levels, columns[placed].sum(axis=0), columns[control].sum(axis=0))


def _sums(first: float, second: float, treated: Floats, control: Floats) -> Floats:
    sums = np.zeros((3, 1, 5))
    sums[:, 0, 0] = 1
    sums[0, 0, 1], sums[0, 0, 2:] = first, treated
    sums[1, 0, 1:3] = 1
    sums[2, 0, 1], sums[2, 0, 2:] = second, control
    return sums
