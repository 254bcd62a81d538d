"""Days of events as numbers, in whatever form a caller has them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt


def day_numbers(day: Any) -> npt.NDArray[np.float64]:
    """Return days as numbers from any day on: numbers as they are, dates and texts of dates."""
    days = np.asarray(day)
    if days.dtype.kind in "OUST":
        days = _dates(day)
    if days.dtype.kind == "M":
        known = ~np.isnat(days)
        since = np.full(days.shape, np.nan)
        since[known] = (days[known] - days[known].min()) / np.timedelta64(1, "D")
        days = since
    return checked_values(days, what="days")


def _dates(day: Any) -> npt.NDArray[Any]:
    """Read dates in whatever form, or numbers that are kept as objects."""
    import pandas as pd

    index = pd.Index(day)
    if isinstance(index, pd.PeriodIndex):
        return np.asarray(index.start_time)
    if not isinstance(index, pd.DatetimeIndex):
        with suppress(TypeError, ValueError):
            return np.asarray(index, dtype=np.float64)
    try:
        read: Any = pd.DatetimeIndex(pd.to_datetime(index, format="ISO8601"))
    except (TypeError, ValueError) as error:
        raise InputError(
            "a day is neither a number nor a date",
            hint="Write dates as 2020-03-31, or count days from any day.",
            code="knox.days",
        ) from error
    return np.asarray(read.tz_localize(None))
