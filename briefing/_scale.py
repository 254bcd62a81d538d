"""Axes: round ticks, and numbers and dates as they read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing._chart_picture import ChartPicture

__all__ = [
    "Scale",
    "cell_text",
    "date_ticks",
    "number",
    "scale_over",
    "shown_number",
    "ticks",
]


def number(value: Any, *, digits: int = 0, unit: str = "", signed: bool = False) -> str:
    """Return a number as it reads; a dash where there is none.

    >>> number(-1234.56, digits=1, unit="%"), number(12, signed=True), number(None) == "\N{EN DASH}"
    ('\N{MINUS SIGN}1,234.6%', '+12', True)
    """
    if value is None or pd.isna(value) or not math.isfinite(float(value)):
        return "\N{EN DASH}"
    rounded = round(float(value), digits)
    text = f"{rounded:{'+' if signed and rounded else ''},.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") + unit


def shown_number(picture: ChartPicture, value: Any) -> str:
    """Return a value of a chart as it reads."""
    return number(value, digits=picture.digits, unit=picture.unit, signed=picture.signed)


def cell_text(value: Any) -> str:
    """Return a cell of any table as it reads.

    >>> import pandas as pd
    >>> cell_text(pd.Timestamp("2000-11-20")), cell_text(3.0), cell_text(pd.NA), cell_text(8.6)
    ('20 Nov 2000', '3', '', '8.6')
    """
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(map(cell_text, value))
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp) or hasattr(value, "strftime"):
        day: str = value.strftime("%b %Y")
        return f"{value.day} {day}" if hasattr(value, "day") else day
    if isinstance(value, (int, float)) or hasattr(value, "dtype"):
        return _plain_number(float(value))
    return str(value)


def _plain_number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    whole = value == round(value)
    digits = 0 if whole else 3 if abs(value) < 1 else 2 if abs(value) < 100 else 1  # noqa: PLR2004
    text = number(value, digits=digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def ticks(low: float, high: float, *, most: int = 6) -> list[float]:
    """Return round values that cover a range, at most so many between its ends.

    >>> ticks(0, 97), ticks(-12, 30)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [-20.0, -10.0, 0.0, 10.0, 20.0, 30.0])
    """
    span = max(high - low, 1e-9)
    rough = span / max(most - 1, 1)
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(size * unit for size in (1, 2, 2.5, 5, 10) if size * unit >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(at * step, 10) + 0.0 for at in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """A range of values laid over a range of a picture."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value lies."""
        share = (value - self.low) / (self.high - self.low or 1.0)
        return self.start + share * (self.end - self.start)


def scale_over(
    values: Iterable[Any], *, start: float, end: float, zero: bool, most: int = 6
) -> tuple[Scale, list[float]]:
    """Return a scale over values, and its ticks."""
    known = [float(value) for value in values if pd.notna(value) and math.isfinite(float(value))]
    known += [0.0] if zero or not known else []
    low, high = min(known), max(known)
    if low == high:
        low, high = min(low, 0.0), max(high, low + 1.0)
    marks = ticks(low, high, most=most)
    return Scale(low=marks[0], high=marks[-1], start=start, end=end), marks


def date_ticks(first: pd.Timestamp, last: pd.Timestamp, *, most: int) -> list[tuple[Any, str]]:
    """Return dates that part a span evenly, with what to write at each."""
    days = max((last - first).days, 1)
    for rule, form, length in (
        ("D", "%-d %b %Y", 1),
        ("7D", "%-d %b %Y", 7),
        ("MS", "%b %Y", 31),
        ("QS", "%b %Y", 92),
        ("YS", "%Y", 366),
        ("2YS", "%Y", 731),
        ("5YS", "%Y", 1827),
    ):
        if days / length <= most:
            found = pd.date_range(first.normalize(), last, freq=rule)
            return [(date, date.strftime(form)) for date in found][: most + 1]
    return [(first, first.strftime("%Y")), (last, last.strftime("%Y"))]
