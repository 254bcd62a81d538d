"""Spans of time with the length they really have: days, months, quarters and years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._dates import MONTHS
from geo._intake import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo._dates import Dates

__all__ = ["gap_notes", "length_note", "point_periods", "read_periods", "spans"]

_MONTH = re.compile(r"((?:19|20)\d{2})[-/_ ]?(0[1-9]|1[0-2])")
_FINANCIAL = re.compile(r"(?:fy[ _]?)?((?:19|20)\d{2})[-/_ ](\d{2}|\d{4})")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:\.0)?")
_FINANCIAL_QUARTER = re.compile(r"((?:19|20)\d{2})[-/](\d{2}|\d{4}) q([1-4])(?:\.0)?")
_QUARTER = re.compile(r"((?:19|20)\d{2})[-/_ ]?q([1-4])")
_NAMED_MONTH = re.compile(r"([a-z]{3,9})[-_ ]((?:19|20)\d{2})")
_FIRST_DAY = re.compile(r"((?:19|20)\d{2})-(0[1-9]|1[0-2])-01(?:[T ]00:00:00.*)?")
_UK_FIRST_DAY = re.compile(r"01/(0[1-9]|1[0-2])/((?:19|20)\d{2})")
_CENTURY = 100
_SHOWN_GAPS = 6
_NAMES = {
    "M": "months",
    "Q-DEC": "quarters",
    "Y-MAR": "financial years (April to March)",
    "Y-DEC": "calendar years",
}


def _readings(text: str) -> dict[str, pd.Period]:
    text = text.strip().lower()
    found: dict[str, pd.Period] = {}
    financial = _FINANCIAL.fullmatch(text)
    if financial and (int(financial[1]) + 1) % _CENTURY == int(financial[2]) % _CENTURY:
        found["Y-MAR"] = pd.Period(year=int(financial[1]) + 1, freq="Y-MAR")
    month = _MONTH.fullmatch(text) or _FIRST_DAY.fullmatch(text)
    named, written = _NAMED_MONTH.fullmatch(text), _UK_FIRST_DAY.fullmatch(text)
    if month:
        found["M"] = pd.Period(year=int(month[1]), month=int(month[2]), freq="M")
    elif named and named[1][:3] in MONTHS:
        found["M"] = pd.Period(year=int(named[2]), month=MONTHS.index(named[1][:3]) + 1, freq="M")
    elif written:
        found["M"] = pd.Period(year=int(written[2]), month=int(written[1]), freq="M")
    quarter, year = _QUARTER.fullmatch(text), _YEAR.fullmatch(text)
    if quarter:
        found["Q-DEC"] = pd.Period(year=int(quarter[1]), quarter=int(quarter[2]), freq="Q-DEC")
    of_year = _FINANCIAL_QUARTER.fullmatch(text)
    if of_year:
        first = pd.Period(year=int(of_year[1]), quarter=2, freq="Q-DEC")
        found["Q-DEC"] = first + (int(of_year[3]) - 1)
    if year:
        found["Y-DEC"] = pd.Period(year=int(year[1]), freq="Y-DEC")
    return found


def read_periods(texts: Sequence[str], *, name: str = "") -> tuple[str, list[pd.Period | None]]:
    """Read the names of spans of time, all of the one length that fits most of them.

    ``2000-01`` is both a month and a financial year. It is a financial year where that fits as
    many of the names as the month does, unless the column is called ``month``.

    Returns
    -------
    freq
        ``M``, ``Q-DEC``, ``Y-MAR`` or ``Y-DEC``; empty where none of them can be read.
    periods
        One for each text; None where it cannot be read as such.

    Examples
    --------
    >>> read_periods(["1999-00", "2000-01"])
    ('Y-MAR', [Period('2000', 'Y-MAR'), Period('2001', 'Y-MAR')])
    >>> read_periods(["2000-01", "2000-02", "soon"])
    ('M', [Period('2000-01', 'M'), Period('2000-02', 'M'), None])
    """
    readings = [_readings(text) for text in texts]
    order = ["M", "Y-MAR"] if "month" in name.lower() else ["Y-MAR", "M"]
    order += ["Q-DEC", "Y-DEC"]
    counts = {freq: sum(freq in found for found in readings) for freq in order}
    best = max(order, key=lambda freq: counts[freq])
    if not counts[best]:
        return "", [None] * len(texts)
    return best, [found.get(best) for found in readings]


def spans(ordinals: NDArray[np.int64], freq: str) -> pd.PeriodIndex:
    """Return periods of one length by their number in pandas' counting."""
    made: Any = pd.PeriodIndex
    index: pd.PeriodIndex = made.from_ordinals(ordinals, freq=freq)
    return index


def length_note(freq: str) -> Note:
    """Say what the periods were taken for."""
    return Note(f"The periods were read as {_NAMES[freq]}.", code="period.length")


def point_periods(dates: Dates, rows: Any) -> tuple[pd.PeriodIndex, tuple[Note, ...]]:
    """Return the days of some rows as periods: days, or months where only months are known."""
    days, month_only = dates.days[rows], dates.month_only[rows]
    monthly = bool(month_only.any())
    index = pd.DatetimeIndex(days.astype("datetime64[s]")).to_period("M" if monthly else "D")
    if not monthly:
        return index, ()
    known = int((~month_only).sum())
    if known:
        return index, (
            Note(
                f"{len(days) - known:,} rows give only the month, so all {len(days):,} are kept by "
                "month.",
                code="date.mixed_precision",
                warning=True,
            ),
        )
    return index, (
        Note(
            "Dates are known by month only: no analysis may treat them as days.",
            code="date.month_only",
            warning=True,
        ),
    )


def gap_notes(periods: pd.PeriodIndex) -> tuple[Note, ...]:
    """Name the months (or other spans) between the first and the last that have no rows."""
    if not len(periods) or periods.freqstr == "D":
        return ()
    held = np.unique(periods.asi8)
    missing = np.setdiff1d(np.arange(held[0], held[-1] + 1), held)
    if not len(missing):
        return ()
    from geo._period_label import period_label

    shown = [
        period_label(pd.Period(ordinal=int(ordinal), freq=periods.freqstr))
        for ordinal in missing[:_SHOWN_GAPS]
    ]
    more = f" and {len(missing) - _SHOWN_GAPS} more" if len(missing) > _SHOWN_GAPS else ""
    return (
        Note(
            f"There are no rows for {', '.join(shown)}{more}: a comparison of before and after "
            "across the gap would be wrong.",
            code="series.gap",
            warning=True,
        ),
    )
