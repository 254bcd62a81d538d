"""A ratio of two ratios of counts, with the interval of its profile likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["ProfileRatio", "profile_ratio"]

_FARTHEST = 40.0
_HALVINGS = 80


@dataclass(frozen=True, kw_only=True)
class ProfileRatio:
    """The change of one group over that of another: log ratio, log bounds, p-value and spread.

    ``log_ratio`` is infinite where a group counted nothing in one of the phases and None where
    nothing can be said; ``dispersion`` is None where there are too few areas to see it.
    """

    log_ratio: float | None
    log_low: float
    log_high: float
    p_value: float | None
    dispersion: float | None
    freedom: int


def profile_ratio(
    first: Floats, second: Floats, is_treated: NDArray[np.bool_], *, confidence: float
) -> ProfileRatio:
    """Return how much more the treated areas changed from one phase to the next than the others.

    Every area has its own level, and the areas of a group change alike but for noise: given its
    total, an area's later count is binomial, and the two groups' log odds differ by the log ratio.
    The interval holds the log ratios whose profile log likelihood, over the spread, lies within
    the quantile of F with 1 and ``areas - 2`` degrees of freedom (of chi-squared where the spread
    cannot be seen). It is one-sided where a count is zero. The spread is Pearson's chi-squared
    over its degrees of freedom, and never below one.
    """
    from scipy.special import chdtrc, chdtri, fdtrc, fdtri

    total = first + second
    held = total > 0
    first, second, total = first[held], second[held], total[held]
    is_treated = is_treated[held]
    later = np.array([second[is_treated].sum(), second[~is_treated].sum()])
    whole = np.array([total[is_treated].sum(), total[~is_treated].sum()])
    freedom = len(total) - 2
    if not whole.all():
        return ProfileRatio(
            log_ratio=None, log_low=-inf, log_high=inf, p_value=None, dispersion=None,
            freedom=max(freedom, 0),
        )  # fmt: skip
    spread = _spread(second, total, is_treated, later / whole, freedom)
    scale = 1.0 if spread is None else max(spread, 1.0)

    def drop(effect: float) -> float:
        return 2 * (_likelihood(later, whole) - _profiled(later, whole, effect)) / scale

    limit = float(chdtri(1, 1 - confidence) if spread is None else fdtri(1, freedom, confidence))
    best = _log_odds(later[0], whole[0]) - _log_odds(later[1], whole[1])
    if np.isnan(best):
        return ProfileRatio(
            log_ratio=None, log_low=-inf, log_high=inf, p_value=None, dispersion=spread,
            freedom=max(freedom, 0),
        )  # fmt: skip
    low, high = (_bound(drop, best, way, limit) for way in (-1, 1))
    none = max(drop(0.0), 0.0)
    p_value = float(chdtrc(1, none) if spread is None else fdtrc(1, freedom, none))
    return ProfileRatio(
        log_ratio=best, log_low=low, log_high=high, p_value=p_value, dispersion=spread,
        freedom=max(freedom, 0),
    )  # fmt: skip


def _spread(
    second: Floats, total: Floats, is_treated: NDArray[np.bool_], shares: Floats, freedom: int
) -> float | None:
    """Return Pearson's chi-squared over its degrees of freedom; None where there are none."""
    if freedom < 1:
        return None
    share = np.where(is_treated, shares[0], shares[1])
    variance = total * share * (1 - share)
    seen = variance > 0
    return float((((second - total * share)[seen]) ** 2 / variance[seen]).sum() / freedom)


def _log_odds(later: float, whole: float) -> float:
    if later in (0, whole):
        return -inf if later == 0 else inf
    return log(later / (whole - later))


def _likelihood(later: Floats, whole: Floats) -> float:
    """Return the binomial log likelihood where each group has its own share."""
    return float(
        sum(
            count * log(count / group)
            for part, group in zip(later, whole, strict=True)
            for count in (part, group - part)
            if count > 0
        )
    )


def _profiled(later: Floats, whole: Floats, effect: float) -> float:
    """Return the log likelihood where the groups' log odds differ by an effect."""
    low, high = -_FARTHEST - abs(effect), _FARTHEST + abs(effect)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        expected = whole[0] * _share(middle + effect) + whole[1] * _share(middle)
        low, high = (middle, high) if expected < later.sum() else (low, middle)
    level = (low + high) / 2
    odds = (level + effect, level)
    return float(
        sum(
            part * _log_share(one) + (group - part) * _log_share(-one)
            for part, group, one in zip(later, whole, odds, strict=True)
        )
    )


def _share(odds: float) -> float:
    return 1 / (1 + exp(-odds)) if odds > 0 else exp(odds) / (1 + exp(odds))


def _log_share(odds: float) -> float:
    return -float(np.logaddexp(0, -odds))


def _bound(drop: Callable[[float], float], best: float, way: int, limit: float) -> float:
    """Return where the log likelihood has dropped by the limit; infinite where it never does."""
    if best == way * inf:
        return best
    inside = best if np.isfinite(best) else -way * _FARTHEST / 2
    outside = inside
    step = 0.5
    while drop(outside) <= limit:
        outside += way * step
        step *= 1.5
        if abs(outside) > _FARTHEST:
            return way * inf
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if drop(middle) <= limit else (inside, middle)
    return (inside + outside) / 2
