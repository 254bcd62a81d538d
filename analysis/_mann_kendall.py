"""Trend of a series: rising, falling or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis._trend import kendall_trends
from analysis._weights import checked_values
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

_FEWEST_STEPS = 3


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A monotonic trend and how sure of it we are.

    Attributes
    ----------
    s
        Rising pairs less falling pairs.
    variance
        Variance of ``s`` without a trend, corrected for ties.
    z, p
        Standard score with the continuity correction, and its two-sided normal p-value.
    slope
        Sen's slope: the median change from one step to the next.
    low, high
        Confidence interval of the slope (Sen 1968).
    confidence
        Level of that interval.
    steps
        Length of the series.
    """

    s: int
    variance: float
    z: float
    p: float
    slope: float
    low: float
    high: float
    confidence: float
    steps: int

    @property
    def summary(self) -> str:
        """The result in plain English."""
        way = "rising" if self.z > 0 else "falling"
        if self.p > 1 - self.confidence:
            way = "no clear trend"
        return (
            f"{way} over {self.steps} steps: {self.slope:+.3g} a step ({self.confidence:.0%} "
            f"interval {self.low:+.3g} to {self.high:+.3g}, Mann-Kendall p {self.p:.3g})."
        )


def mann_kendall(series: npt.ArrayLike, *, confidence: float = 0.95) -> Trend:
    """Test a series for a trend that need not be a straight line.

    Parameters
    ----------
    series
        Values at equal steps, in order of time. At least 3; fewer than 8 can hardly be
        significant.
    confidence
        Level of the interval of the slope.

    Returns
    -------
    Trend
        ``s``, ``z``, ``p`` and ``slope``, with an interval. A series without any change has
        z 0 and p 1.

    Raises
    ------
    InputError
        A value is missing, or there are fewer than 3.
    ParameterError
        ``confidence`` is not between 0 and 1.

    Notes
    -----
    The p-value is normal and takes the steps as independent: a seasonal or self-repeating series
    looks more certain than it is.

    References
    ----------
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13, 245-259.
    Kendall, M. G. (1975). Rank correlation methods. Griffin.
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. JASA 63,
    1379-1389.

    Examples
    --------
    >>> result = mann_kendall([1, 2, 2, 3, 5, 4, 6, 8])
    >>> result.s, round(result.z, 3), round(result.p, 4), result.slope
    (25, 2.992, 0.0028, 1.0)
    """
    from scipy.special import ndtr, ndtri

    if not 0 < confidence < 1:
        raise ParameterError(
            "the confidence must lie between 0 and 1",
            hint="Try 0.95.",
            parameter="confidence",
            value=confidence,
        )
    x = checked_values(series, what="steps of the series")
    if x.size < _FEWEST_STEPS:
        raise InputError(
            f"{x.size} steps are too few for a trend",
            hint="Use at least 3; 8 or more can show one.",
            code="series.short",
        )
    s, variance, z = (float(value[0]) for value in kendall_trends(x[None, :]))
    early, late = np.triu_indices(x.size, 1)
    slopes = np.sort((x[late] - x[early]) / (late - early))
    reach = float(ndtri((1 + confidence) / 2)) * variance**0.5
    lowest = max(round((slopes.size - reach) / 2) - 1, 0)
    highest = min(round((slopes.size + reach) / 2), slopes.size - 1)
    return Trend(
        s=int(s),
        variance=variance,
        z=z,
        p=float(2 * ndtr(-abs(z))),
        slope=float(np.median(slopes)),
        low=float(slopes[lowest]),
        high=float(slopes[highest]),
        confidence=confidence,
        steps=x.size,
    )
