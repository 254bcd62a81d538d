"""Periods as the columns of a table: whatever they are written as, their order and their names."""

from __future__ import annotations

import re
from numbers import Number
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Hashable

_MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])(?:-\d{2}(?:[ T]00:00:00)?)?")


def in_order(columns: pd.Index) -> bool:
    """Return whether columns that have an order in time, or as numbers, stand in it."""
    if columns.is_monotonic_increasing or len(columns) <= 1:
        return True
    kinds = {type(label) for label in columns}
    if kinds <= {int} or isinstance(columns, (pd.PeriodIndex, pd.DatetimeIndex)):
        return False
    if kinds <= {pd.Period} or kinds <= {pd.Timestamp}:
        return False
    # Text that is no month keeps the order it came in: nothing says what comes first.
    return not all(isinstance(k, str) and _MONTH.fullmatch(k) for k in columns)


def when(label: Any) -> Any:
    """Return what a column is sorted by."""
    return label.replace("-", "") if isinstance(label, str) else label


def same_label(columns: pd.Index, label: Any) -> Any:
    """Return the column that `label` means: itself, or the same month written otherwise.

    >>> same_label(pd.period_range("2000-11", periods=3, freq="M"), "2000-12")
    Period('2000-12', 'M')
    >>> same_label(pd.Index(["200011", "200012"]), pd.Period("2000-12", freq="M"))
    '200012'
    """
    if len(columns) == 0 or _holds(columns, label):
        return label
    wanted = _period(label, _frequency(columns))
    if wanted is None:
        return label
    found = [own for own in columns if _period(own, wanted.freqstr) == wanted]
    return found[0] if len(found) == 1 else label


def are_periods(labels: pd.Index) -> bool:
    """Return whether labels are periods, days or text that names months."""
    return all(_period(label, _frequency(labels)) is not None for label in labels)


def gaps(columns: pd.Index) -> list[str]:
    """Return the periods that columns in order skip; none where they are no periods.

    >>> gaps(pd.Index(["2000-11", "2001-01"]))
    ['2000-12']
    """
    frequency = _frequency(columns)
    own = [_period(label, frequency) for label in columns]
    if len(own) < 2 or any(period is None for period in own):  # noqa: PLR2004
        return []
    whole = pd.period_range(own[0], own[-1], freq=frequency)
    return [str(period) for period in whole if period not in set(own)]


def as_periods(panel: pd.DataFrame, *, parameter: str) -> pd.DataFrame:
    """Return a table whose columns are pandas periods; months where they are dates or text.

    Raises
    ------
    geo.errors.ParameterError
        If a column is no month, quarter or year, or two are the same.
    """
    columns: list[Any] = list(panel.columns)
    if columns and all(isinstance(label, pd.Period) for label in columns):
        return panel
    periods = [_period(label, "M") for label in columns]
    strange = [str(label) for label, own in zip(columns, periods, strict=True) if own is None]
    if strange or len(set(periods)) < len(periods):
        raise ParameterError(
            "a column is no month" if strange else "two columns are of the same month",
            hint="Name columns by pandas periods, or by months such as 2000-11.",
            parameter=parameter,
            value=strange[0] if strange else None,
        )
    return panel.set_axis(pd.PeriodIndex(periods, freq="M"), axis="columns")


def _holds(columns: pd.Index, label: Hashable) -> bool:
    # A period index also says that it holds the text of its periods, and days within them.
    if isinstance(columns, pd.PeriodIndex) and not isinstance(label, pd.Period):
        return False
    if isinstance(label, str) and isinstance(columns, pd.DatetimeIndex):
        return False
    try:
        return label in columns
    except (TypeError, ValueError):
        return False


def _frequency(columns: pd.Index) -> str:
    first = columns[0]
    return str(first.freqstr) if isinstance(first, pd.Period) else "M"


def _period(label: Any, frequency: str) -> pd.Period | None:
    """Return a label as a period; None where it is none (a bare number is a position, no date)."""
    if isinstance(label, pd.Period):
        return label if label.freqstr == frequency else label.start_time.to_period(frequency)
    if isinstance(label, str):
        found = _MONTH.fullmatch(label)
        if found is None:
            return None
        return pd.Period(f"{found[1]}-{found[2]}", freq="M").start_time.to_period(frequency)
    if isinstance(label, Number) or label is None:
        return None
    try:
        stamp = pd.Timestamp(label)
    except (TypeError, ValueError):
        return None
    return None if pd.isna(stamp) else stamp.to_period(frequency)
