"""Weighted displacement differences of several offences, added by their harm."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import critical_z, listed, percent, two_sided_p
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis._weighted_displacement_difference import WeightedDisplacementDifference


@dataclass(frozen=True, kw_only=True)
class HarmWeightedDisplacementDifference:
    """The result of :func:`harm_weighted_displacement_difference`, in units of harm.

    Attributes
    ----------
    estimate, standard_error, z, p_value, low, high, confidence
        The harm of all categories together; below zero is less harm. The p-value is two-sided.
    contributions
        One row a category (index ``category``): ``weight``, ``estimate`` and ``standard_error`` in
        offences, ``harm``, ``harm_low`` and ``harm_high`` in units of harm.
    summary
        The result in plain words.
    """

    estimate: float
    standard_error: float
    z: float
    p_value: float
    low: float
    high: float
    confidence: float
    contributions: pd.DataFrame
    summary: str


def harm_weighted_displacement_difference(
    differences: Mapping[str, WeightedDisplacementDifference],
    *,
    weights: Mapping[str, float],
    confidence: float = 0.95,
) -> HarmWeightedDisplacementDifference:
    """Return the change in harm: the differences by offence category, each times its weight.

    The variance is the sum of the categories' variances times their squared weights, which takes
    the categories to be independent; categories that rise and fall together make the true error
    larger.

    Parameters
    ----------
    differences
        One :func:`weighted_displacement_difference` for each offence category.
    weights
        The harm of one offence of each category (for example days of the Cambridge Crime Harm
        Index): zero or more, and exactly the categories of `differences`.
    confidence
        The level of the interval.

    Returns
    -------
    HarmWeightedDisplacementDifference

    Raises
    ------
    geo.errors.ParameterError
        If there is no category, the categories of the two mappings differ, a weight is negative or
        not a number, or all weights are zero.

    References
    ----------
    Wheeler, A. P. (2020), "Amending the WDD test to incorporate harm weights".

    Examples
    --------
    >>> from analysis import (Change, harm_weighted_displacement_difference,
    ...                       weighted_displacement_difference)
    >>> differences = {
    ...     "burglary": weighted_displacement_difference(
    ...         treated=Change(before=398, after=190), control=Change(before=148, after=97)),
    ...     "robbery": weighted_displacement_difference(
    ...         treated=Change(before=144, after=92), control=Change(before=86, after=64))}
    >>> harm_weighted_displacement_difference(
    ...     differences, weights={"burglary": 5, "robbery": 7}).estimate
    -995.0
    """
    critical = critical_z(confidence)
    if not differences:
        raise ParameterError(
            "no offence category was given",
            hint="Give one weighted displacement difference for each category.",
            parameter="differences",
        )
    apart = sorted(set(differences) ^ set(weights))
    if apart:
        raise ParameterError(
            "the categories of the weights are not those of the differences",
            hint="Give one weight for each category, and no other.",
            parameter="weights",
            value=listed(apart),
        )
    for category, weight in weights.items():
        if not (isfinite(weight) and weight >= 0):
            raise ParameterError(
                f"the weight of {category!r} must be zero or more",
                hint="Give the harm of one offence, such as days of imprisonment.",
                parameter="weights",
                value=weight,
            )
    estimate = sum(weights[name] * found.estimate for name, found in differences.items())
    standard_error = sqrt(
        sum((weights[name] * found.standard_error) ** 2 for name, found in differences.items())
    )
    if standard_error == 0:
        raise ParameterError(
            "all weights are zero",
            hint="Give at least one category a weight above zero.",
            parameter="weights",
        )
    z = estimate / standard_error
    low, high = estimate - critical * standard_error, estimate + critical * standard_error
    way = "less" if estimate < 0 else "more"
    verdict = "includes" if low <= 0 <= high else "leaves out"
    return HarmWeightedDisplacementDifference(
        estimate=estimate,
        standard_error=standard_error,
        z=z,
        p_value=two_sided_p(z),
        low=low,
        high=high,
        confidence=confidence,
        contributions=_contributions(differences, weights, critical),
        summary=(
            f"Weighted by harm, {abs(estimate):,.6g} {way} harm was recorded after than before, "
            f"against the control ({percent(confidence)} interval {low:,.4g} to {high:,.4g}, which "
            f"{verdict} no difference). The interval is the textbook one: independent Poisson "
            "counts in independent categories, without trends or over-dispersion."
        ),
    )


def _contributions(
    differences: Mapping[str, WeightedDisplacementDifference],
    weights: Mapping[str, float],
    critical: float,
) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "weight": [float(weights[name]) for name in differences],
            "estimate": [found.estimate for found in differences.values()],
            "standard_error": [found.standard_error for found in differences.values()],
        },
        index=pd.Index(list(differences), name="category"),
    )
    rows["harm"] = rows["weight"] * rows["estimate"]
    half_width = critical * rows["weight"] * rows["standard_error"]
    rows["harm_low"] = rows["harm"] - half_width
    rows["harm_high"] = rows["harm"] + half_width
    return rows
