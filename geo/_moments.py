"""Dates as columns of a record, with how precise they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from geo._dates import Dates
    from geo._table import Checks

__all__ = ["check_order", "moments"]


def moments(dates: Dates | None, name: str, *, size: int = 0) -> dict[str, Any]:
    """Return the two columns that hold a date: the first day, and how precise it is."""
    if dates is None:
        return {
            name: pd.Series(np.full(size, "NaT", dtype="datetime64[s]")),
            f"{name}_precision": pd.array([pd.NA] * size, dtype="str"),
        }
    precision = np.where(dates.month_only, "month", "day").astype(object)
    precision[np.isnat(dates.days)] = None
    return {
        name: pd.Series(dates.days.astype("datetime64[s]")),
        f"{name}_precision": pd.array(precision, dtype="str"),
    }


def check_order(checks: Checks, first: Dates, last: Dates | None, *, column: str) -> None:
    """Reject rows that end before they begin, as far as their precision tells."""
    if last is None:
        return
    months = last.days.astype("datetime64[M]")
    end = np.where(
        last.month_only, (months + 1).astype("datetime64[D]") - np.timedelta64(1, "D"), last.days
    )
    checks.fail(
        end < first.days,
        column=column,
        values=np.datetime_as_string(last.days),
        reason="the end is before the beginning",
        code="date.order",
    )
