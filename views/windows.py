"""The windows of an evaluation: equally long, of one season, and without the operation itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import analysis
import geo

if TYPE_CHECKING:
    import pandas as pd

_LENGTHS = (1, 3, 6, 12)
_WIDTH = {"M": 1, "Q": 3, "Y": 12}
_UNITS = {"M": "months", "Q": "quarters", "Y": "years"}
_USUAL = {"M": 6, "Q": 1, "Y": 1}
SEASON, BEFORE, CHOSEN = "Same season", "Just before", "Chosen"
_GAPS = (0, 1, 2, 3, 6)


@dataclass(frozen=True, kw_only=True)
class Span:
    """The periods compared, and the rule that they come from."""

    before: tuple[pd.Period, ...]
    after: tuple[pd.Period, ...]
    first: pd.Period
    last: pd.Period
    rule: str
    gap_months: int
    leaves_out_operation: bool
    outside: bool

    @property
    def months(self) -> int:
        """How many months each window holds."""
        return len(self.after) * width_of(self.after[0])

    @property
    def left_out(self) -> tuple[pd.Period, ...]:
        """The periods from the start of the operation to the window after."""
        count = (self.after[0] - self.first).n
        return tuple(self.first + k for k in range(count))


def width_of(period: pd.Period) -> int:
    """Return how many months a period holds."""
    return _WIDTH[period.freqstr[0]]


def unit_of(period: pd.Period) -> str:
    """Return what periods of this kind are called."""
    return _UNITS[period.freqstr[0]]


def choose(periods: list[pd.Period], operation: tuple[pd.Timestamp, pd.Timestamp] | None) -> Span:
    """Let the user place the windows before and after an operation.

    Raises
    ------
    geo.errors.ParameterError
        If no such windows lie within the counts.
    """
    unit = unit_of(periods[0])
    length = _length(periods, unit)
    first, last, outside = _operation(periods, operation, unit)
    rule = st.segmented_control(
        "Window before",
        [SEASON, BEFORE, CHOSEN],
        default=SEASON,
        required=True,
        key="window_rule",
        bind="query-params",
        help="Offending has seasons: the same months of an earlier year are compared unless you "
        "say otherwise.",
    )
    if rule == CHOSEN:
        before, after = _by_hand(periods, first, length, unit)
        return Span(
            before=before, after=after, first=min(first, after[0]) if first > before[-1]
            else after[0], last=last, rule=CHOSEN, gap_months=0, leaves_out_operation=False,
            outside=outside,
        )  # fmt: skip
    leave_out = st.checkbox(
        "Leave the operation's own time out",
        value=unit == "months",
        key=f"leave_out_{unit}",
        bind="query-params",
        help="While raids run, counts hold what the raids themselves found. A whole year is kept "
        "unless you say otherwise: two weeks are little of it.",
    )
    gap = _gap(periods[0])
    found = analysis.windows(
        periods,
        start=first,
        end=last,
        months=length * width_of(periods[0]),
        gap=gap,
        same_season=rule == SEASON,
        leave_out_operation=leave_out,
    )
    return Span(
        before=found.before,
        after=found.after,
        first=first,
        last=last,
        rule=str(rule),
        gap_months=gap,
        leaves_out_operation=leave_out,
        outside=outside,
    )


def _length(periods: list[pd.Period], unit: str) -> int:
    lengths = [n for n in _LENGTHS if 2 * n <= len(periods) and (n == 1 or unit != "years")]
    if len(lengths) == 1:
        return 1
    usual = _USUAL[periods[0].freqstr[0]]
    default = usual if usual in lengths and len(periods) >= 4 * usual else lengths[0]
    return int(
        st.segmented_control(
            f"Length of each window, in {unit}",
            lengths,
            default=default,
            required=True,
            key=f"length_{unit}",
            bind="query-params",
            help="Both windows are equally long, so that neither has more time to count.",
        )
    )


def _operation(
    periods: list[pd.Period],
    operation: tuple[pd.Timestamp, pd.Timestamp] | None,
    unit: str,
) -> tuple[pd.Period, pd.Period, bool]:
    """Return the first and last period of the operation; asked for where not in the counts."""
    kind = periods[0].freqstr
    if operation is not None:
        first, last = (day.to_period(kind) for day in operation)
        if periods[0] <= first and last <= periods[-1]:
            return first, last, False
    # A link leaves out what stands at its default, so that a default may hang on nothing but the
    # data, or its key has to name it: a kept choice would otherwise not be what the link opens.
    labels = [geo.period_label(period) for period in periods]
    longest = max((n for n in _LENGTHS if 4 * n <= len(labels)), default=1)
    began_at = labels.index(
        st.selectbox(
            "It began in",
            labels,
            index=max(0, len(labels) - longest - (unit == "months")),
            key=f"began_{unit}",
            bind="query-params",
            help="The time that the comparison turns on.",
        )
    )
    ended = st.selectbox(
        "and ended in",
        labels[began_at:],
        index=0,
        key=f"ended_{unit}_{began_at}",
        bind="query-params",
    )
    return periods[began_at], periods[labels.index(ended)], operation is not None


def _gap(period: pd.Period) -> int:
    width = width_of(period)
    options = [months for months in _GAPS if months % width == 0]
    if len(options) == 1:
        return 0
    return int(
        st.selectbox(
            "Settling-in time left out, in months",
            options,
            key=f"gap_{unit_of(period)}",
            bind="query-params",
            help="Time after the operation that counts as neither before nor after.",
        )
    )


def _by_hand(
    periods: list[pd.Period], first: pd.Period, length: int, unit: str
) -> tuple[tuple[pd.Period, ...], tuple[pd.Period, ...]]:
    labels = [geo.period_label(period) for period in periods]
    last = len(periods) - length
    at = periods.index(first) if first in periods else last
    default_after = min(max(at, length), last)
    after_label = st.selectbox(
        "After, from",
        labels[length : last + 1],
        index=default_after - length,
        key=f"after_{unit}_{default_after}",
        bind="query-params",
        help="The first period that is compared as after the operation.",
    )
    after_at = labels.index(after_label)
    season = 12 // width_of(periods[0]) * -(-length * width_of(periods[0]) // 12)
    before_options = labels[: after_at - length + 1]
    default_before = after_at - season
    if not 0 <= default_before < len(before_options):
        default_before = len(before_options) - 1
    before_label = st.selectbox(
        "Before, from",
        before_options,
        index=default_before,
        key=f"before_{unit}_{default_before}",
        bind="query-params",
        help="The first period that is compared as before the operation.",
    )
    before_at = labels.index(before_label)
    return (
        _unbroken(periods, before_at, length, "before"),
        _unbroken(periods, after_at, length, "after"),
    )


def _unbroken(periods: list[pd.Period], at: int, length: int, when: str) -> tuple[pd.Period, ...]:
    """Return a window's periods, all of which must have counts."""
    window = tuple(periods[at] + k for k in range(length))
    absent = sorted(set(window) - set(periods))
    if absent:
        raise geo.ParameterError(
            f"the window {when} holds periods without counts: "
            f"{', '.join(geo.period_label(period) for period in absent)}",
            hint="A missing period is not a zero: load its counts, or choose another window.",
            parameter=when,
        )
    return window
