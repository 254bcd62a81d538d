"""How a span of time is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["period_label"]

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def period_label(period: pd.Period) -> str:
    """Return a period as people write it.

    Parameters
    ----------
    period
        A day, a month, a calendar quarter, a calendar year or a financial year (``Y-MAR``).

    Returns
    -------
    str
        ``14 Feb 2018``, ``2018-02``, ``Apr to Jun 2012``, ``2011`` or ``2000-01``.

    Raises
    ------
    ParameterError
        It has another length.

    Examples
    --------
    >>> import pandas as pd
    >>> [period_label(pd.Period("2018-02-14", freq=freq)) for freq in ("D", "M", "Q-DEC", "Y-DEC")]
    ['14 Feb 2018', '2018-02', 'Jan to Mar 2018', '2018']
    >>> period_label(pd.Period(year=2001, freq="Y-MAR"))
    '2000-01'
    """
    freq = period.freqstr
    if freq == "D":
        return f"{period.day} {_MONTHS[period.month - 1]} {period.year}"
    if freq == "M":
        return f"{period.year}-{period.month:02d}"
    if freq == "Q-DEC":
        first, last = _MONTHS[period.quarter * 3 - 3], _MONTHS[period.quarter * 3 - 1]
        return f"{first} to {last} {period.year}"
    if freq == "Y-DEC":
        return str(period.year)
    if freq == "Y-MAR":
        return f"{period.year - 1}-{period.year % 100:02d}"
    raise ParameterError(
        "there is no way to write a period of this length",
        hint="Use D, M, Q-DEC, Y-DEC or Y-MAR.",
        parameter="period",
        value=freq,
    )
