"""What changed in a quarter beyond what areas do anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis._adjust_p import adjust_p
from analysis._arguments import check_confidence
from analysis._quarterly_spread import Spread, spread_of, usual_change
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["QuarterlyChange", "quarterly_change"]

_LAGS = {"quarter": 1, "year": 4}
_PAST = 20
_FEWEST_PAST = 8
_FEWEST_AREAS = 3


@dataclass(frozen=True, kw_only=True, repr=False)
class QuarterlyChange:
    """The result of :func:`quarterly_change`.

    Attributes
    ----------
    changes
        Indexed by area: ``before, after, percent`` (the plain change), ``expected`` (what there
        would be had the area moved as areas usually did), ``beyond, low, high`` (the change beyond
        that, in percent, with its interval), ``p_value, adjusted_p`` and ``real``: whether the
        change is beyond chance after the correction for having looked at every area.
    quarter, compared
        The quarter, and the one that it is compared with.
    whole_before, whole_after
        The counts of all areas compared together.
    past
        How many earlier comparisons of the same kind the intervals were learnt from.
    missing
        Areas without a count in either quarter: left out, not taken as zero.
    confidence, level
        Of the intervals, and the share of false ones accepted among the areas called real.
    summary
        What may be said.
    """

    changes: pd.DataFrame
    quarter: pd.Period
    compared: pd.Period
    whole_before: float
    whole_after: float
    past: int
    missing: tuple[str, ...]
    confidence: float
    level: float
    summary: str

    def __repr__(self) -> str:
        return f"<QuarterlyChange: {self.summary}>"

    @property
    def whole_percent(self) -> float:
        """The change of all areas together, in percent."""
        return 100 * (self.whole_after / self.whole_before - 1)


def quarterly_change(
    panel: pd.DataFrame,
    *,
    quarter: pd.Period | str,
    against: Literal["quarter", "year"] = "year",
    confidence: float = 0.95,
    level: float = 0.05,
) -> QuarterlyChange:
    """Compare a quarter with an earlier one in every area, against how the whole city moved.

    An area's change is the log ratio of its two counts, less the usual one of all areas: what the
    whole city did, its season and its recording rules among it, is taken out. The usual change is
    a mean that areas which changed by much hardly move (Huber 1964), so that one area's rise does
    not make the others seem to fall. How far such a
    change strays by itself is learnt from the same comparison in up to 20 quarters before, area by
    area, and drawn towards what is usual among the areas (Smyth 2004), as twenty numbers tell a
    spread poorly. Counts need not be Poisson; recorded offences never are. Comparisons that overlap
    tell less than separate ones would, which is allowed for.

    Parameters
    ----------
    panel
        Areas (rows) by months or quarters (columns, as periods); a missing count is missing.
    quarter
        Which quarter, such as ``"2024Q1"``. Months are added up to calendar quarters.
    against
        The quarter right before (``"quarter"``) or the same one of the year before (``"year"``).
    confidence, level
        Of each area's interval; and of the false discovery rate over the areas.

    Returns
    -------
    QuarterlyChange

    Raises
    ------
    geo.errors.ParameterError
        If the columns are no months or quarters, a quarter is incomplete or not there, fewer than
        three areas have counts, or fewer than eight earlier comparisons are at hand.

    References
    ----------
    Huber (1964), "Robust estimation of a location parameter", Annals of Mathematical Statistics
    35(1); Smyth (2004), "Linear models and empirical Bayes methods for assessing differential
    expression in microarray experiments", Statistical Applications in Genetics and Molecular
    Biology 3(1); Benjamini and Hochberg (1995), "Controlling the false discovery rate", Journal of
    the Royal Statistical Society B 57(1).

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> quarters = pd.period_range("2018Q1", "2023Q4", freq="Q")
    >>> counts = np.random.default_rng(3).poisson(400, (12, len(quarters)))
    >>> counts[0, -1] = 700
    >>> panel = pd.DataFrame(counts, index=[f"a{k}" for k in range(12)], columns=quarters)
    >>> found = quarterly_change(panel, quarter="2023Q4")
    >>> list(found.changes.index[found.changes["real"]])
    ['a0']
    """
    check_confidence(confidence)
    check_confidence(1 - level)
    if against not in _LAGS:
        raise ParameterError(
            f"a quarter cannot be compared with the last {against!r}",
            hint='Use "quarter" or "year".',
            parameter="against",
        )
    quarters = _by_quarter(panel)
    lag = _LAGS[against]
    now, then = _places(quarters, quarter, lag=lag)
    pair = quarters.iloc[:, [then, now]]
    whole = pair.notna().all(axis="columns")
    missing = tuple(str(code) for code in quarters.index[~whole])
    used = quarters[whole]
    if len(used) < _FEWEST_AREAS:
        raise ParameterError(
            f"only {len(used)} areas have counts in both quarters",
            hint=f"At least {_FEWEST_AREAS} are needed, as each is held against the others.",
            parameter="panel",
        )
    values = used.to_numpy(dtype=float)
    scores = _past_scores(values, now=now, lag=lag)
    if len(scores.T) < _FEWEST_PAST:
        raise ParameterError(
            f"only {len(scores.T)} earlier comparisons of this kind are at hand",
            hint=f"Load earlier counts: at least {_FEWEST_PAST} are needed to know what is usual.",
            parameter="panel",
        )
    before, after = values[:, then], values[:, now]
    table = _table(before, after, spread_of(scores), confidence=confidence)
    table.index = used.index
    table["adjusted_p"] = adjust_p(table["p_value"])
    table["real"] = table["adjusted_p"] <= level
    found: dict[str, Any] = {
        "quarter": quarters.columns[now],
        "compared": quarters.columns[then],
        "whole_before": float(before.sum()),
        "whole_after": float(after.sum()),
    }
    return QuarterlyChange(
        changes=table,
        **found,
        past=len(scores.T),
        missing=missing,
        confidence=confidence,
        level=level,
        summary=_summary(table, past=len(scores.T), **found),
    )


def _by_quarter(panel: pd.DataFrame) -> pd.DataFrame:
    columns: Any = panel.columns
    letter = columns.freqstr[0] if isinstance(columns, pd.PeriodIndex) else ""
    if letter not in {"M", "Q"} or panel.empty:
        raise ParameterError(
            "the columns of the panel are no months or quarters",
            hint="Yearly counts cannot tell quarters apart; load monthly ones.",
            parameter="panel",
        )
    if letter == "Q":
        return panel.sort_index(axis="columns")
    quarters = columns.asfreq("Q-DEC")
    whole = quarters.value_counts() == 3  # noqa: PLR2004  months
    added = panel.T.groupby(quarters).sum(min_count=3).T
    added = added.loc[:, added.columns.map(whole).to_numpy(dtype=bool)]
    added.columns = pd.PeriodIndex(added.columns, freq="Q-DEC")
    return added


def _places(quarters: pd.DataFrame, quarter: pd.Period | str, *, lag: int) -> tuple[int, int]:
    columns = pd.PeriodIndex(quarters.columns)
    wanted = pd.Period(quarter, freq=columns.freqstr)
    for period in (wanted, wanted - lag):
        if period not in columns:
            raise ParameterError(
                f"there are no complete counts for {period}",
                hint=f"Counts reach from {columns[0]} to {columns[-1]}." if len(columns) else "",
                parameter="quarter",
                value=str(wanted),
            )
    # Only an unbroken run of quarters tells how the one follows from the other.
    now = list(columns).index(wanted)
    if columns[max(0, now - lag)] != wanted - lag:
        raise ParameterError(
            f"quarters are missing between {wanted - lag} and {wanted}",
            hint="Load the counts in between.",
            parameter="quarter",
        )
    return now, now - lag


def _past_scores(values: NDArray[np.float64], *, now: int, lag: int) -> NDArray[np.float64]:
    """Return the standardised changes of earlier comparisons that end before the quarter."""
    found = []
    for at in range(now - 1, max(lag - 1, now - 1 - _PAST), -1):
        score, _, _, _ = _scored(values[:, at - lag], values[:, at])
        if np.isnan(score).all():
            break
        found.append(score)
    return np.array(found[::-1]).T.reshape(len(values), -1)


def _scored(
    before: NDArray[np.float64], after: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Return each area's change beyond the usual one, standardised and as a log, and its unit.

    Fourth comes the usual log change, which a few areas that changed by much cannot pull along.
    """
    first, last = before + 0.5, after + 0.5  # a count of zero has no logarithm
    change = np.log(last / first)
    unit = np.sqrt(1 / last + 1 / first)
    usual = usual_change(change, unit)
    return (change - usual) / unit, change - usual, unit, usual


def _table(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    spread: Spread,
    *,
    confidence: float,
) -> pd.DataFrame:
    from scipy.special import stdtr, stdtrit

    score, change, unit, usual = _scored(before, after)
    wide = stdtrit(spread.freedom, (1 + confidence) / 2) * spread.scale * unit
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.where(before > 0, 100 * (after / before - 1), np.nan)
    return pd.DataFrame(
        {
            "before": before,
            "after": after,
            "percent": plain,
            "expected": before * np.exp(usual),
            "beyond": 100 * np.expm1(change),
            "low": 100 * np.expm1(change - wide),
            "high": 100 * np.expm1(change + wide),
            "p_value": 2 * stdtr(spread.freedom, -np.abs(score / spread.scale)),
        }
    )


def _summary(
    table: pd.DataFrame,
    *,
    past: int,
    quarter: pd.Period,
    compared: pd.Period,
    whole_before: float,
    whole_after: float,
) -> str:
    rose = int((table["real"] & (table["beyond"] > 0)).sum())
    fell = int((table["real"] & (table["beyond"] < 0)).sum())
    percent = 100 * (whole_after / whole_before - 1) if whole_before else float("nan")
    city = (
        f"All {len(table)} areas together changed by {percent:+.1f}% from {compared} to {quarter}"
    )
    told = (
        "no area moved away from the others by more than it has before"
        if not rose + fell
        else f"{rose} rose and {fell} fell beyond that by more than chance explains"
    )
    return f"{city}; {told} (learnt from {past} earlier comparisons)."
