"""Dates as people write them, with the precision they have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow.compute as pc

from geo._intake import Note

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._table import Checks, Table

__all__ = ["MONTHS", "Dates", "read_dates", "today"]

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ] *(\d{1,2}:\d{2}.*))?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[t ,]+(\d{1,2}:\d{2}.*))?", re.ASCII
)
_NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})", re.ASCII
)
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
_COMPACT_MONTH = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_NAMED_MONTH = re.compile(r"([a-z]{3,9})\.?[ -](\d{4})", re.ASCII)
_TWO_DIGITS = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[ -][a-z]{3,9}[ -]'?\d{2}|[a-z]{3,9}[ -]'?\d{2}",
    re.ASCII,
)
_CLOCK = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)? ?(am|pm)? ?"
    r"(z|utc|gmt|bst|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_SERIAL_DAYS = range(20_000, 80_000)
_EXCEL_EPOCH = date(1899, 12, 30)
_OLDEST_YEAR = 1900
_MONTHS_IN_YEAR = 12
_HALF_DAY = 12
_LEAP_SECOND = 60
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "bst": 1}


@dataclass(frozen=True, kw_only=True)
class Dates:
    """First days as datetime64[D] (NaT where there is none) and where only the month is known."""

    days: NDArray[np.datetime64]
    month_only: NDArray[np.bool_]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Read:
    day: date | None = None
    month_only: bool = False
    day_first: bool = False
    month_first: bool = False
    moved: bool = False
    code: str = ""
    reason: str = ""


def today() -> date:
    """Return the present day, in Greenwich."""
    return datetime.now(tz=UTC).date()


def read_dates(table: Table, checks: Checks, column: str, *, needed: bool) -> Dates:
    """Read a column of dates and reject the rows whose date cannot be read.

    ISO is taken as it is, other orders day first as the United Kingdom writes them, months stay
    months. Two-digit years, Excel's serial numbers and days after tomorrow are rejected
    (``date.two_digit_year``, ``date.excel_serial``, ``date.future``), as is all else
    (``date.unreadable``, ``date.missing``, ``date.range``).
    """
    text, _ = table.text(column)
    coded = text.dictionary_encode()
    latest = today() + timedelta(days=1)
    reads = [_read(value.lower(), latest) for value in coded.dictionary.to_pylist()]
    reads.append(_Read(code="date.missing", reason="the date is missing"))
    codes = coded.indices.fill_null(len(reads) - 1).to_numpy(zero_copy_only=False)
    days = np.array([read.day or "NaT" for read in reads], dtype="datetime64[D]")[codes]
    faulty = np.array([bool(read.code) for read in reads])
    faulty[-1] = needed
    bad = faulty[codes]
    if bad.any():
        rows = np.flatnonzero(bad)
        wrong = {int(row): reads[codes[row]] for row in rows}
        checks.fail(
            bad,
            column=column,
            values=pc.cast(text, "string"),
            reason={row: read.reason for row, read in wrong.items()},
            code={row: read.code for row, read in wrong.items()},
        )
    used = np.zeros(len(reads), dtype=bool)
    used[codes] = True
    kept = [read for read, is_used in zip(reads, used, strict=True) if is_used]
    return Dates(
        days=days,
        month_only=np.array([read.month_only for read in reads])[codes],
        notes=(*_order_notes(column, kept), *_zone_notes(column, kept)),
    )


def _order_notes(column: str, reads: list[_Read]) -> tuple[Note, ...]:
    first = [read.day for read in reads if read.day_first and read.day]
    reverse = any(read.month_first for read in reads)
    if reverse:
        return (
            Note(
                f"Some dates in '{column}' make sense month first only and were rejected; those "
                "that were read day first may therefore be wrong.",
                code="date.month_first",
                warning=True,
            ),
        )
    if not first:
        return ()
    if all(day.day <= _MONTHS_IN_YEAR for day in first):
        return (
            Note(
                f"Dates in '{column}' were read day first, as in the United Kingdom; none of them "
                "has a day above 12, so they could as well be month first.",
                code="date.ambiguous",
                warning=True,
            ),
        )
    return (Note(f"Dates in '{column}' were read day first.", code="date.day_first"),)


def _zone_notes(column: str, reads: list[_Read]) -> tuple[Note, ...]:
    if not any(read.moved for read in reads):
        return ()
    return (
        Note(
            f"Times in '{column}' that name another zone were taken as the day in the United "
            "Kingdom.",
            code="date.time_zone",
        ),
    )


def _read(text: str, latest: date) -> _Read:
    found = _parse(text)
    if found is None:
        return _unreadable(text)
    if found.day is None:
        return found
    if found.day.year < _OLDEST_YEAR:
        return _Read(code="date.range", reason=f"the date is before {_OLDEST_YEAR}")
    if found.day > latest:
        return _Read(code="date.future", reason="the date is in the future")
    return found


def _parse(text: str) -> _Read | None:
    for pattern, order in (
        (_ISO, "ymdt"),
        (_DAY_FIRST, "dmyt"),
        (_NAMED, "dby"),
        (_COMPACT, "ymd"),
        (_MONTH, "ym"),
        (_COMPACT_MONTH, "ym"),
        (_MONTH_FIRST, "my"),
        (_NAMED_MONTH, "by"),
    ):
        match = pattern.fullmatch(text)
        if not match:
            continue
        parts = dict(zip(order, match.groups(), strict=True))
        if "b" in parts:
            short = parts["b"][:3]
            if short not in MONTHS:
                return None
            parts["m"] = str(MONTHS.index(short) + 1)
        year, month, of_month = int(parts["y"]), int(parts["m"]), int(parts.get("d", 1))
        day = _day(year, month, of_month)
        day_first = order == "dmyt"
        if day is None:
            return _Read(
                code="date.unreadable",
                month_first=day_first and _day(year, of_month, month) is not None,
                reason="there is no such day in the calendar (days are read before months)"
                if day_first
                else "there is no such day in the calendar",
            )
        if parts.get("t"):
            local = _local_day(day, parts["t"])
            if local is None:
                return _Read(code="date.unreadable", reason="there is no such time of day")
            return _Read(local, day_first=day_first, moved=local != day)
        return _Read(day, month_only="d" not in parts, day_first=day_first)
    return None


def _local_day(day: date, clock: str) -> date | None:
    """Return the day in the United Kingdom at a time of day; None where there is no such time."""
    match = _CLOCK.fullmatch(clock.strip())
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4] and not 1 <= hour <= _HALF_DAY:
        return None
    if match[4]:
        hour = hour % _HALF_DAY + (_HALF_DAY if match[4] == "pm" else 0)
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, min(second, 59))  # noqa: DTZ001
        if not match[5] or second > _LEAP_SECOND:
            return None if second > _LEAP_SECOND else day
        return moment.replace(tzinfo=_zone(match[5])).astimezone(ZoneInfo("Europe/London")).date()
    except (ValueError, OverflowError):
        return None


def _zone(text: str) -> timezone:
    """Return the zone that a time names, such as ``z``, ``bst`` or ``+01:00``."""
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unreadable(text: str) -> _Read:
    if _TWO_DIGITS.fullmatch(text):
        return _Read(
            code="date.two_digit_year",
            reason="the year has two digits: write four, as in 2024-02-01",
        )
    if _SERIAL.fullmatch(text) and int(float(text)) in _SERIAL_DAYS:
        likely = _EXCEL_EPOCH + timedelta(days=int(float(text)))
        return _Read(
            code="date.excel_serial",
            reason=f"this is a serial number of Excel, probably {likely.isoformat()}: "
            "format the column as a date and export it again",
        )
    return _Read(
        code="date.unreadable",
        reason="the date cannot be read: write it as 2024-02-01 or, for a month, 2024-02",
    )
