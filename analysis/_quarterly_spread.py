"""How far changes stray by themselves, learnt from the past of every area and of all together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FAR = 4
_NEWTON = 50
_MANY = 1e6
_ROUNDS = 100
_HUBER = 1.345  # 95% as sharp as the mean where changes are normal
_NORMAL_MEDIAN = 0.6745


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The standard deviation of each area's standardised change, and its degrees of freedom."""

    scale: NDArray[np.float64]
    freedom: float


def usual_change(change: NDArray[np.float64], unit: NDArray[np.float64]) -> float:
    """Return the weighted mean of log changes, those far from it counting less (Huber 1964)."""
    known = np.isfinite(change) & np.isfinite(unit)
    values, precision = change[known], unit[known] ** -2
    if not len(values):
        return float("nan")
    order = np.argsort(values)
    reached = np.searchsorted(np.cumsum(precision[order]), precision.sum() / 2)
    centre = float(values[order][min(int(reached), len(values) - 1)])
    for _ in range(_ROUNDS):
        far = np.abs(values - centre) * np.sqrt(precision)
        scale = max(float(np.median(far)) / _NORMAL_MEDIAN, 1.0)
        weight = precision * np.minimum(1.0, _HUBER * scale / np.maximum(far, 1e-12))
        moved = float((weight * values).sum() / weight.sum())
        if abs(moved - centre) < 1e-12:  # noqa: PLR2004
            break
        centre = moved
    return centre


def spread_of(scores: NDArray[np.float64]) -> Spread:
    """Return how far each area's standardised changes stray, drawn towards what is usual.

    Scores are areas by past comparisons, about zero. The spread of one area is never taken to be
    below that of pure counting (1). Comparisons that overlap are alike, so that they count for
    fewer: the variance of a sum of squares grows by 1 + 2 (sum of squared autocorrelations).
    """
    squares = np.nanmean(scores**2, axis=1)
    number = float(np.isfinite(scores).sum(axis=1).mean())
    freedom = max(number / (1 + 2 * _squared_autocorrelation(scores)), 2.0)
    prior, usual = _prior(np.maximum(squares, np.finfo(float).tiny), freedom)
    if prior >= _MANY:
        mixed = np.full(len(squares), usual)
    else:
        mixed = (prior * usual + freedom * squares) / (prior + freedom)
    return Spread(scale=np.sqrt(np.maximum(mixed, 1.0)), freedom=min(prior, _MANY) + freedom)


def _squared_autocorrelation(scores: NDArray[np.float64]) -> float:
    """Return the sum of squared autocorrelations, from all areas together."""
    whole = np.nanmean(scores**2)
    if not whole:
        return 0.0
    total = 0.0
    for step in range(1, min(_FAR, scores.shape[1] - 1) + 1):
        total += float((np.nanmean(scores[:, step:] * scores[:, :-step]) / whole) ** 2)
    return total


def _prior(squares: NDArray[np.float64], freedom: float) -> tuple[float, float]:
    """Return the degrees of freedom and the size of the usual variance (Smyth 2004, 6.2)."""
    from scipy.special import digamma, polygamma

    logs = np.log(squares) - digamma(freedom / 2) + np.log(freedom / 2)
    left = float(logs.var(ddof=1) - polygamma(1, freedom / 2)) if len(logs) > 1 else 0.0
    centre = float(logs.mean())
    if left <= 0:
        return _MANY, float(np.exp(centre))
    prior = 2 * _inverse_trigamma(left)
    return prior, float(np.exp(centre + digamma(prior / 2) - np.log(prior / 2)))


def _inverse_trigamma(value: float) -> float:
    """Return where the trigamma function has this value."""
    from scipy.special import polygamma

    at = 0.5 + 1 / value
    for _ in range(_NEWTON):
        here = float(polygamma(1, at))
        step = here * (1 - here / value) / float(polygamma(2, at))
        at += step
        if -step / at < 1e-8:  # noqa: PLR2004
            break
    return at
