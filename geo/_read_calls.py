"""Read counts of calls to a hotline, by area and day, week or month."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo._columns import require
from geo._counted import AREA_CODE, AREA_NAME, ILLUSTRATIVE, counted_intake, needed_counts
from geo._counts import read_areas, taken_rows
from geo._dates import read_dates
from geo._fields import Fields
from geo._intake import Note
from geo._load import load
from geo._table import Checks
from geo._text import header_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo._intake import Intake

__all__ = ["read_calls"]

KNOWN: dict[str, tuple[str, ...]] = {
    "area_code": AREA_CODE,
    "area_name": AREA_NAME,
    "start": (
        "start", "week_beginning", "week_commencing", "week_starting", "week", "date", "day",
        "month", "period",
    ),
    "length": ("length", "start_precision", "period_length", "precision"),
    "hotline": ("hotline", "line", "campaign"),
    "count": ("calls", "call_count", "number_of_calls", "count", "number", "n", "total", "value"),
    "illustrative": ILLUSTRATIVE,
}  # fmt: skip
_LENGTHS = {
    "day": "day", "days": "day", "daily": "day", "d": "day",
    "week": "week", "weeks": "week", "weekly": "week", "w": "week",
    "month": "month", "months": "month", "monthly": "month", "m": "month",
}  # fmt: skip
_ISO_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})", re.IGNORECASE)
_FEWEST_WEEKS, _WEEK = 4, 7


def read_calls(source: Any, *, columns: Mapping[str, str] | None = None) -> Intake:
    r"""Read counts of calls to a hotline from CSV or Excel.

    Only counts by area are read: who called, and what was said, has no place here. Weeks are
    told by the column's name (week beginning), by ISO weeks such as 2001-W03, or by the column
    ``length`` (day, week, month).

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``area_code`` (GSS), ``area_name``, ``start`` (the first
        day) and ``start_precision`` (day, week, month: how long the count runs), ``hotline`` (which
        line, missing where not given), ``count`` and ``illustrative``.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, or is about persons.

    Examples
    --------
    >>> intake = read_calls(b"borough,week_beginning,calls\nHackney,2001-01-15,31\n")
    >>> intake.records[["area_code", "start", "start_precision", "count"]]
       area_code      start start_precision  count
    0  E09000012 2001-01-15            week     31
    """
    table, found = load(source, KNOWN, given=columns)
    area = "area_code" if "area_code" in found else "area_name"
    require(table, found, (area, "start", "count"), known=KNOWN, what="calls")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    areas = read_areas(fields)
    days, lengths, notes = _starts(fields)
    hotline = fields.text("hotline", free=True)
    simulated = fields.flag("illustrative")
    counts, more = needed_counts(fields)
    rows = checks.good
    texts = {"area_code": areas.code, "area_name": areas.name}
    frame = pd.DataFrame(taken_rows(texts, rows))
    frame["start"] = pd.Series(days[rows].astype("datetime64[s]"))
    frame["start_precision"] = pd.array(lengths[rows], dtype="str")
    frame["hotline"] = taken_rows({"hotline": hotline}, rows)["hotline"]
    frame["count"] = counts[rows].astype("int64")
    frame["illustrative"] = simulated[rows]
    return counted_intake(
        frame,
        rows,
        fields,
        notes=(
            *fields.absent("hotline"),
            *notes,
            *more,
            *_mixed(frame["start_precision"]),
            *_overlapping(frame),
        ),
    )


def _starts(fields: Fields) -> tuple[NDArray[Any], NDArray[Any], tuple[Note, ...]]:
    """Return the first day and the length of every row's span."""
    table, checks, columns = fields.table, fields.checks, fields.columns
    column = columns["start"]
    text = fields.text("start")
    weeks = [_monday(value) for value in text.to_pylist()]
    plain = pa.array(
        [week or value for week, value in zip(weeks, text.to_pylist(), strict=True)], pa.string()
    )
    readable = replace(table, columns={**table.columns, column: plain})
    dates = read_dates(readable, checks, column, needed=True)
    days = dates.days
    lengths = np.where(dates.month_only, "month", "day").astype(object)
    weekly = np.array([week is not None for week in weeks], dtype=bool)
    notes = dates.notes
    if "week" in header_key(column).split("_"):
        weekly |= ~dates.month_only
    elif "length" not in columns and not weekly.any() and _are_weeks(days, lengths):
        weekly[:] = True
        notes += (
            Note(
                f"All days in '{column}' are the same day of the week, so the counts were taken "
                "to be of weeks.",
                code="period.weekly",
                warning=True,
            ),
        )
    lengths[weekly & ~np.isnat(days)] = "week"
    if "length" in columns:
        stated = fields.word("length", _LENGTHS).to_pylist()
        held = np.array([one is not None for one in stated], dtype=bool)
        lengths[held] = np.array(stated, dtype=object)[held]
        days = np.where(
            lengths == "month", days.astype("datetime64[M]").astype("datetime64[D]"), days
        )
    return days, lengths, notes


def _monday(value: str | None) -> str | None:
    """Return the first day of an ISO week; None where the text is none."""
    match = _ISO_WEEK.fullmatch(value or "")
    if not match:
        return None
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1).isoformat()
    except ValueError:
        return None


def _are_weeks(days: NDArray[Any], lengths: NDArray[Any]) -> bool:
    held = np.unique(days[~np.isnat(days)].astype(np.int64))
    same = len(held) >= _FEWEST_WEEKS and len(np.unique(held % _WEEK)) == 1
    return bool(same and (lengths == "day").all())


def _overlapping(frame: pd.DataFrame) -> tuple[Note, ...]:
    """Say where weeks of one area and line begin less than a week apart."""
    weeks = frame[frame["start_precision"] == "week"].drop_duplicates(
        ["area_code", "hotline", "start"]
    )
    ordered = weeks.sort_values("start")
    apart = ordered.groupby(["area_code", "hotline"], dropna=False)["start"].diff()
    found = int((apart < pd.Timedelta(days=_WEEK)).sum())
    if not found:
        return ()
    return (
        Note(
            f"{found:,} week{'s begin' if found > 1 else ' begins'} before the one before it is "
            "over: their calls may be counted twice.",
            code="period.overlap",
            warning=True,
        ),
    )


def _mixed(lengths: pd.Series[Any]) -> tuple[Note, ...]:
    found = sorted(lengths.dropna().unique())
    if len(found) <= 1:
        return ()
    return (
        Note(
            f"The counts are of several lengths ({', '.join(found)}): what is counted by day and "
            "again by month must not be added up.",
            code="date.mixed_precision",
            warning=True,
        ),
    )
