"""The two windows of an evaluation: equally long, and of the same season unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import geo

if TYPE_CHECKING:
    import pandas as pd

_LENGTHS = (1, 3, 6, 12)
_PER_YEAR = {"M": 12, "Q": 4, "Y": 1}
_UNITS = {"M": "months", "Q": "quarters", "Y": "years"}


def choose(
    periods: list[pd.Period], start: pd.Timestamp | None
) -> tuple[tuple[pd.Period, ...], tuple[pd.Period, ...]]:
    """Let the user place the window before and the window after an operation."""
    labels = [geo.period_label(period) for period in periods]
    kind = periods[0].freqstr[0]
    per_year, unit = _PER_YEAR[kind], _UNITS[kind]
    lengths = [n for n in _LENGTHS if 2 * n <= len(periods) and (n == 1 or per_year > 1)]
    length = (
        st.segmented_control(
            f"Length of each window, in {unit}",
            lengths,
            default=lengths[0],
            required=True,
            key=f"length_{unit}",
            bind="query-params",
            help="Both windows are equally long, so that neither has more time to count.",
        )
        if len(lengths) > 1
        else 1
    )
    last = len(periods) - length
    inside = [i for i, p in enumerate(periods) if start and p.start_time <= start <= p.end_time]
    default_after = min(max(inside[0] if inside else last, length), last)
    after_label = st.selectbox(
        "After, from",
        labels[length : last + 1],
        index=default_after - length,
        key=f"after_{unit}",
        bind="query-params",
        help="The first period that is compared as after the operation.",
    )
    after_at = labels.index(after_label)
    season = per_year * -(-length // per_year)
    before_options = labels[: after_at - length + 1]
    default_before = after_at - season
    if not 0 <= default_before < len(before_options):
        default_before = len(before_options) - 1
    before_label = st.selectbox(
        "Before, from",
        before_options,
        index=default_before,
        key=f"before_{unit}",
        bind="query-params",
        help="The same season a year earlier unless you choose otherwise: offending has seasons.",
    )
    before_at = labels.index(before_label)
    return (
        tuple(periods[before_at : before_at + length]),
        tuple(periods[after_at : after_at + length]),
    )
