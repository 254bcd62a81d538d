"""The periods before and after an operation that an evaluation compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import listed, number_of
from analysis._moments import as_moment
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = {"M": 1, "Q": 3, "Y": 12, "A": 12}


@dataclass(frozen=True, kw_only=True)
class Windows:
    """The result of :func:`windows`.

    Attributes
    ----------
    before, after
        The periods to compare, in order, equally many.
    left_out
        The periods of the operation itself and of the gap after it.
    same_season
        Whether the window before is the same season of an earlier year.
    years_apart
        How many years lie between the windows; 0 where the seasons differ.
    summary
        The windows in plain words.
    """

    before: tuple[pd.Period, ...]
    after: tuple[pd.Period, ...]
    left_out: tuple[pd.Period, ...]
    same_season: bool
    years_apart: int
    summary: str


def windows(
    periods: Iterable[pd.Period],
    *,
    start: object,
    end: object = None,
    months: int,
    gap: int = 0,
    same_season: bool = True,
    leave_out_operation: bool = True,
) -> Windows:
    """Return the periods before and after an operation, with the operation itself left out.

    The window after begins with the first period that holds no day of the operation, nor of the
    gap. The window before is the same season of the latest year that ends before the operation, so
    that summer is not compared with winter; or, on request, the periods right before it.

    Parameters
    ----------
    periods
        The periods that have counts: months, quarters or years, of one kind.
    start, end
        The first and the last day (or period) of the operation; the same if `end` is left out.
    months
        The length of each window, in months: a multiple of what a period holds.
    gap
        Months to leave out after the operation, for things to settle: likewise a multiple.
    same_season
        Whether to compare with the same months of an earlier year. Years have no season: for them
        it makes no difference.
    leave_out_operation
        False takes the period in which the operation began as the first one after: for yearly
        counts, where leaving a year out for two weeks would be too much.

    Returns
    -------
    Windows

    Raises
    ------
    geo.errors.ParameterError
        If a window is empty, is no whole number of periods, runs beyond the counts or into periods
        that are missing from them, or the operation ends before it starts.

    Examples
    --------
    >>> import pandas as pd
    >>> months = pd.period_range("1999-01", "2002-12", freq="M")
    >>> found = windows(months, start="2000-11-20", end="2000-12-03", months=3)
    >>> [str(period) for period in (*found.before, *found.after)]
    ['2000-01', '2000-02', '2000-03', '2001-01', '2001-02', '2001-03']
    >>> [str(period) for period in found.left_out]
    ['2000-11', '2000-12']
    """
    known = _checked(periods)
    frequency = known[0].freqstr
    width = _MONTHS[frequency[0]]
    length = _in_periods(months, width, parameter="months", least=1)
    settle = _in_periods(gap, width, parameter="gap", least=0)
    opened = as_moment(start, parameter="start", last=False).to_period(frequency)
    closed = (
        opened if end is None else as_moment(end, parameter="end", last=True).to_period(frequency)
    )
    if closed < opened:
        raise ParameterError(
            "the operation ends before it starts",
            hint="Give its first and its last day.",
            parameter="end",
            value=str(end),
        )
    first = closed + 1 + settle if leave_out_operation else opened + settle
    after = [first + k for k in range(length)]
    season = 12 // width
    years = -(-(int((after[-1] - opened).n) + 1) // season)
    begin = first - years * season if same_season else opened - length
    before = [begin + k for k in range(length)]
    _check_inside(before, known, parameter="months", when="before")
    _check_inside(after, known, parameter="months", when="after")
    left_out = tuple(opened + k for k in range(int((first - opened).n)))
    return Windows(
        before=tuple(before),
        after=tuple(after),
        left_out=left_out,
        same_season=same_season,
        years_apart=years if same_season else 0,
        summary=_summary(before, after, left_out, same_season),
    )


def _checked(periods: Iterable[pd.Period]) -> list[pd.Period]:
    known = list(dict.fromkeys(periods))
    if not known:
        raise ParameterError(
            "no period has counts",
            hint="Load counts by month, quarter or year.",
            parameter="periods",
        )
    kinds = {period.freqstr if isinstance(period, pd.Period) else "" for period in known}
    if len(kinds) > 1 or not {kind[:1] for kind in kinds} <= set(_MONTHS):
        raise ParameterError(
            "the periods are not months, quarters or years of one kind",
            hint="Give pandas periods of one frequency, such as those of a table of area counts.",
            parameter="periods",
            value=listed(sorted(kinds)),
        )
    return sorted(known)


def _in_periods(months: int, width: int, *, parameter: str, least: int) -> int:
    if months < least or months % width:
        what = "an empty window compares nothing" if months < least else "it is no whole number"
        raise ParameterError(
            f"the number of months must be {'' if width == 1 else f'a multiple of {width}, '}"
            f"at least {max(least, width * least)}: {what}",
            hint=f"A period of these counts holds {number_of('month', width)}.",
            parameter=parameter,
            value=months,
        )
    return months // width


def _check_inside(
    wanted: list[pd.Period], known: list[pd.Period], *, parameter: str, when: str
) -> None:
    have = set(known)
    absent = [str(period) for period in wanted if period not in have]
    if not absent:
        return
    outside = wanted[0] < known[0] or wanted[-1] > known[-1]
    problem = (
        f"the window {when} runs from {wanted[0]} to {wanted[-1]}, beyond the counts, which run "
        f"from {known[0]} to {known[-1]}"
        if outside
        else f"the window {when} holds periods without counts: {listed(absent)}"
    )
    raise ParameterError(
        problem,
        hint="Use a shorter window or gap, same_season=False, or load more periods."
        if outside
        else "A missing period is not a zero: load its counts, or choose another window.",
        parameter=parameter,
        value=listed(absent),
    )


def _summary(
    before: list[pd.Period],
    after: list[pd.Period],
    left_out: tuple[pd.Period, ...],
    same_season: bool,  # noqa: FBT001
) -> str:
    def span(periods: list[pd.Period] | tuple[pd.Period, ...]) -> str:
        first, last = str(periods[0]), str(periods[-1])
        return first if first == last else f"{first} to {last}"

    season = " of the same season" if same_season else ""
    text = f"Before: {span(before)}. After: {span(after)}, equally long{season}."
    if left_out:
        text += f" Left out, for the operation itself and for things to settle: {span(left_out)}."
    if not same_season and before[0].freqstr[0] in "MQ":
        text += " The seasons differ: part of a difference may be the time of year."
    return text
