"""Reading a day or a period."""

from __future__ import annotations

from typing import cast

import pandas as pd

from geo.errors import ParameterError


def as_moment(value: object, *, parameter: str, last: bool) -> pd.Timestamp:
    """Return the first (or last) moment of a period, or a date as a moment.

    Raises
    ------
    geo.errors.ParameterError
        If the date is missing or cannot be read.
    """
    if isinstance(value, pd.Period):
        return value.end_time if last else value.start_time
    try:
        stamp = pd.Timestamp(cast("str", value))
    except (TypeError, ValueError) as error:
        raise ParameterError(
            "this is no date",
            hint="Write a date as 2000-11-20.",
            parameter=parameter,
            value=str(value),
        ) from error
    if pd.isna(stamp):
        raise ParameterError(
            "the date is missing",
            hint="Give the first and the last day.",
            parameter=parameter,
        )
    return stamp
