"""What recorded offences say of an area: their number, their trend and their harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._arguments import listed
from analysis._rank_areas import Criterion
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Protocol

    import pandas as pd

    class Add(Protocol):
        """Takes a column, and what it means if it is to be ranked by."""

        def __call__(
            self, name: str, values: pd.Series, criterion: Criterion | None = None, /
        ) -> None: ...


__all__ = ["add_counts", "add_harm"]

_SOURCE = "recorded offences"


def add_counts(counts: pd.DataFrame, at: pd.Timestamp, *, add: Add) -> None:
    """Add the last complete year's count and its change on the year before."""
    periods = _before(counts, at)
    if not len(periods):
        return
    a_year = _periods_in_a_year(counts.columns)
    last = counts[periods[-a_year:]].sum(axis=1, min_count=a_year)
    add("offences", last, Criterion(name="offences", source=_SOURCE, kind="count"))
    if len(periods) < 2 * a_year:
        return
    before = counts[periods[-2 * a_year : -a_year]].sum(axis=1, min_count=a_year)
    known = (last > 0) & (before > 0)
    trend = np.log(last.where(known)) - np.log(before.where(known))
    variance = 1 / last.where(known) + 1 / before.where(known)
    add("trend_error", variance**0.5)
    add("trend", trend, Criterion(name="trend", source=_SOURCE, error="trend_error"))


def add_harm(
    counts: Mapping[str, pd.DataFrame],
    weights: Mapping[str, float],
    *,
    at: pd.Timestamp,
    add: Add,
) -> None:
    """Add the last complete year's offences, each with its weight, and their standard error.

    Raises
    ------
    ParameterError
        A weight is negative or not finite, or belongs to no category.
    """
    wrong = [name for name, one in weights.items() if not (np.isfinite(one) and one >= 0)]
    unknown = sorted(set(weights) - set(counts))
    if wrong or unknown:
        raise ParameterError(
            "a weight of harm is negative, not finite, or of a category that is not counted",
            hint="Give a weight of zero or more for categories of the counts; 0 leaves one out.",
            parameter="harm",
            value=listed([*wrong, *unknown]),
        )
    total: pd.Series | None = None
    variance: pd.Series | None = None
    for name, weight in weights.items():
        periods = _before(counts[name], at)
        if not weight or not len(periods):
            continue
        a_year = _periods_in_a_year(counts[name].columns)
        last = counts[name][periods[-a_year:]].sum(axis=1, min_count=a_year)
        if last.isna().all():
            continue  # nobody counted it that year
        # Plain addition: where the count of one category is missing, so is the harm.
        total = weight * last if total is None else total + weight * last
        squared = weight**2 * last
        variance = squared if variance is None else variance + squared
    if total is None or variance is None:
        return
    add("harm_error", variance**0.5)
    add("harm", total, Criterion(name="harm", source=_SOURCE, error="harm_error"))


def _before(counts: pd.DataFrame, at: pd.Timestamp) -> pd.Index:
    periods: Any = counts.columns
    kept: pd.Index = periods[[period.end_time < at for period in periods]]
    return kept


def _periods_in_a_year(periods: pd.Index) -> int:
    first = periods[0]
    days = (first.end_time - first.start_time).days + 1
    return max(1, round(float(365.25 / days)))
