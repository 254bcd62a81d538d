"""How many of the premises secured stayed so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import check_confidence, percent
from analysis._intervals import wilson
from geo.errors import ParameterError

if TYPE_CHECKING:
    from typing import Any

__all__ = ["PremisesOutcomes", "premises_outcomes"]

_BACK, _HELD = "re-emerged", "held"
_ALL = "all"


@dataclass(frozen=True, kw_only=True)
class PremisesOutcomes:
    """The result of :func:`premises_outcomes`.

    Attributes
    ----------
    groups
        One row a group (index ``group``, the first being ``all``): ``secured``, ``looked_at``,
        ``re_emerged``, ``held``, ``not_known``, and of those looked at the ``share`` on which
        dealing was back with ``low`` and ``high`` (missing where none was looked at).
    median_days
        The median of the days until dealing was back, of those whose day is known; None without.
    share, low, high
        The same share for all premises; None where none was looked at.
    confidence
        The level of the intervals (Wilson, 1927).
    summary
        The result in plain words.
    """

    groups: pd.DataFrame
    median_days: float | None
    share: float | None
    low: float | None
    high: float | None
    confidence: float
    summary: str


def premises_outcomes(
    premises: pd.DataFrame, *, by: str = "tenure", confidence: float = 0.95
) -> PremisesOutcomes:
    """Return the share of premises on which dealing was back, of those that were looked at.

    Premises that nobody looked at again are neither a success nor a failure: they are counted
    apart. Had all of them re-emerged, or none, the share would differ; the summary says by how
    much.

    Parameters
    ----------
    premises
        With ``date``, ``re_emerged`` (a day, or missing), ``outcome`` (``re-emerged``, ``held``
        or missing) and the column `by`, as :func:`geo.read_premises` gives them.
    by
        The column to group by, such as ``tenure``, ``measure`` or ``area_name``.
    confidence
        The level of the intervals.

    Returns
    -------
    PremisesOutcomes

    Raises
    ------
    geo.errors.ParameterError
        If a column is missing or there is no row.

    References
    ----------
    Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22.

    Examples
    --------
    >>> import pandas as pd
    >>> premises = pd.DataFrame({
    ...     "date": pd.Timestamp("2000-11-22"), "tenure": ["council", "council", "private"],
    ...     "re_emerged": pd.to_datetime(["2001-01-21", None, None]),
    ...     "outcome": ["re-emerged", "held", None]})
    >>> found = premises_outcomes(premises).groups
    >>> found[["secured", "re_emerged", "held", "not_known"]]
             secured  re_emerged  held  not_known
    group
    all            3           1     1          1
    council        2           1     1          0
    private        1           0     0          1
    """
    check_confidence(confidence)
    missing = [name for name in ("date", "re_emerged", "outcome", by) if name not in premises]
    if missing or not len(premises):
        raise ParameterError(
            f"there is no column {missing[0]!r}" if missing else "there are no premises",
            hint="Give premises as geo.read_premises returns them.",
            parameter="premises",
        )
    known = premises[by].astype("str").where(premises[by].notna(), "not known")
    groups = {_ALL: premises} | {
        str(name): premises[known == name] for name in sorted(known.unique())
    }
    rows = {name: _row(part, confidence) for name, part in groups.items()}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis(index="group")
    table = table.astype(dict.fromkeys(("share", "low", "high"), "Float64"))
    days = (premises["re_emerged"] - premises["date"]).dt.days.dropna()
    whole = rows[_ALL]
    median = float(days.median()) if len(days) else None
    looked_at = bool(whole["looked_at"])
    return PremisesOutcomes(
        groups=table,
        median_days=median,
        share=whole["share"] if looked_at else None,
        low=whole["low"] if looked_at else None,
        high=whole["high"] if looked_at else None,
        confidence=confidence,
        summary=_summary(whole, median, len(days), confidence),
    )


def _row(part: pd.DataFrame, confidence: float) -> dict[str, Any]:
    back, held = (int((part["outcome"] == word).sum()) for word in (_BACK, _HELD))
    looked_at = back + held
    low, high = wilson(back, looked_at, confidence=confidence) if looked_at else (None, None)
    return {
        "secured": len(part),
        "looked_at": looked_at,
        "re_emerged": back,
        "held": held,
        "not_known": len(part) - looked_at,
        "share": back / looked_at if looked_at else None,
        "low": None if low is None else min(float(low), back / looked_at),  # but for rounding
        "high": None if high is None else max(float(high), back / looked_at),
    }


def _summary(whole: dict[str, Any], median: float | None, dated: int, confidence: float) -> str:
    number = whole["secured"]
    secured = f"{number:,} premises were secured" if number > 1 else "1 premises was secured"
    if not whole["looked_at"]:
        return f"{secured}; whether dealing came back is not known for any of them."
    text = (
        f"{secured}. Of the {whole['looked_at']:,} looked at again, dealing was back on "
        f"{whole['re_emerged']:,} ({whole['share']:.0%}; {percent(confidence)} interval "
        f"{whole['low']:.0%} to {whole['high']:.0%})."
    )
    if median is not None:
        of = "the one whose day is known" if dated == 1 else f"the {dated:,} whose day is known"
        text += f" It took {median:.0f} days at the median of {of}."
    if whole["not_known"]:
        least = whole["re_emerged"] / number
        most = (whole["re_emerged"] + whole["not_known"]) / number
        text += (
            f" Nobody looked at {whole['not_known']:,}: whatever became of them, the share of all "
            f"lies between {least:.0%} and {most:.0%}."
        )
    return text
