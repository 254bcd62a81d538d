"""Whether calls rose with a campaign, beyond what they did elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, isfinite
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_confidence, check_known
from analysis._campaign_phases import PHASES, WEEK_DAYS, campaign_sentence, last_day, phases_of
from analysis._profile_ratio import profile_ratio
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis._profile_ratio import ProfileRatio

__all__ = ["CampaignResponse", "campaign_response"]

Length = Literal["day", "week", "month"]


@dataclass(frozen=True, kw_only=True)
class CampaignResponse:
    """The result of :func:`campaign_response`.

    Attributes
    ----------
    effects
        One row for ``during`` and, where there is time after it, ``after`` (index ``phase``), each
        against before: ``treated_ratio`` and ``control_ratio``, by which the calls a day changed;
        ``ratio``, the one over the other, with ``low``, ``high`` (missing where there is no bound)
        and ``p_value``; ``dispersion``, how many times more the areas' changes vary than counts by
        chance would (missing where there are too few areas to see).
    phases
        One row a phase: ``first``, ``last`` (days), ``days``, ``treated`` and ``control`` (calls),
        ``treated_per_week`` and ``control_per_week`` (calls an area and week).
    areas
        One row an area (index ``area_code``): ``role``, and calls a week ``before``, ``during``
        and ``after``.
    ratio, low, high, p_value
        Those of ``during``; None where there is no bound or nothing can be said.
    spans_left_out
        How many spans straddle the campaign's first or last day, or lie too far from it.
    left_out
        Areas that are missing a count in the spans used.
    confidence
        The level of the intervals.
    summary
        The result in plain words.
    """

    effects: pd.DataFrame
    phases: pd.DataFrame
    areas: pd.DataFrame
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    spans_left_out: int
    left_out: tuple[str, ...]
    confidence: float
    summary: str


def campaign_response(
    calls: pd.DataFrame,
    *,
    start: object,
    end: object,
    treated: Iterable[str],
    control: Iterable[str] | None = None,
    length: Length = "week",
    before_days: int = 84,
    after_days: int = 84,
    confidence: float = 0.95,
) -> CampaignResponse:
    """Return how calls changed in a campaign's areas, against areas where it did not run.

    Calls rise and fall with seasons and news, so the change alone says nothing: the ratio is that
    of the campaign's areas over that of the others in the same days. Areas differ by more than
    counting noise, and the interval allows for it: it is that of the profile likelihood, widened
    by the spread that the areas' own changes show, with the degrees of freedom that they leave.
    With few calls it is wide, and where a group has none it has no bound, as it should.

    Parameters
    ----------
    calls
        Counts of areas (rows, by code) by spans (columns: their first days, in order).
    start, end
        The first and the last day of the campaign.
    treated
        Codes of the areas where it ran.
    control
        Codes of the areas to compare with; all others of the table if left out.
    length
        How long a span is. Those that straddle the first or last day of the campaign are left out.
    before_days, after_days
        How far back and forward to look.
    confidence
        The level of the intervals.

    Returns
    -------
    CampaignResponse
        What is compared is calls, and not how much there was to call about. Areas where posters
        hung may have differed from the others in other ways too.

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown, no area is left on one side, no span lies before or during the
        campaign, or a count is below zero.

    References
    ----------
    Venzon, D. J. and Moolgavkar, S. H. (1988), "A method for computing profile-likelihood-based
    confidence intervals", Applied Statistics 37. McCullagh, P. and Nelder, J. A. (1989),
    Generalized linear models, for the spread.

    Examples
    --------
    >>> import pandas as pd
    >>> weeks = pd.date_range("2001-01-01", periods=4, freq="7D")
    >>> calls = pd.DataFrame([[20, 20, 41, 39], [31, 29, 60, 60], [20, 20, 20, 20],
    ...                       [30, 30, 31, 29], [25, 25, 26, 24], [18, 22, 20, 20]],
    ...                      index=list("abcdef"), columns=weeks)
    >>> found = campaign_response(calls, start="2001-01-15", end="2001-01-28", treated=["a", "b"])
    >>> round(found.ratio, 2), found.low > 1
    (2.0, True)
    """
    check_confidence(confidence)
    table, own, others = _checked(calls, treated, control)
    phase, days, unused = phases_of(
        table.columns, start, end, length=length, reach=(before_days, after_days)
    )
    used = table.loc[[*own, *others], phase != ""]
    phase = phase[phase != ""]
    left_out = tuple(str(code) for code in used.index[used.isna().any(axis="columns")])
    used = used.drop(index=list(left_out))
    own, others = ([code for code in part if code not in left_out] for part in (own, others))
    if not own or not others:
        side = "the campaign ran" if not own else "it did not run"
        raise ParameterError(
            f"no area where {side} has complete counts",
            hint="Compare with other areas, or load counts that include some.",
            parameter="control" if own else "treated",
        )
    sums = {name: used.loc[:, phase == name].sum(axis="columns") for name in PHASES}
    is_own = used.index.isin(own)
    found = {
        name: profile_ratio(
            sums["before"].to_numpy("float64"),
            sums[name].to_numpy("float64"),
            is_own,
            confidence=confidence,
        )
        for name in ("during", "after")
        if days[name]
    }
    totals = {name: (one[is_own].sum(), one[~is_own].sum()) for name, one in sums.items()}
    effects = pd.DataFrame.from_dict(
        {name: _effect(one, totals, days, name) for name, one in found.items()}, orient="index"
    ).rename_axis(index="phase")
    main: Any = effects.loc["during"]
    firsts = {name: used.columns[phase == name] for name in PHASES}
    return CampaignResponse(
        effects=effects.astype("Float64"),
        phases=pd.DataFrame.from_dict(
            {
                name: {
                    "first": firsts[name].min() if days[name] else pd.NaT,
                    "last": last_day(firsts[name].max(), length) if days[name] else pd.NaT,
                    "days": days[name],
                    "treated": int(totals[name][0]),
                    "control": int(totals[name][1]),
                    "treated_per_week": _weekly(totals[name][0], days[name], len(own)),
                    "control_per_week": _weekly(totals[name][1], days[name], len(others)),
                }
                for name in PHASES
            },
            orient="index",
        ).rename_axis(index="phase"),
        areas=pd.DataFrame(
            {"role": np.where(is_own, "campaign", "control")}
            | {name: [_weekly(one, days[name], 1) for one in sums[name]] for name in PHASES},
            index=used.index,
        ).rename_axis(index="area_code"),
        ratio=_finite(main["ratio"]),
        low=_finite(main["low"]),
        high=_finite(main["high"]),
        p_value=_finite(main["p_value"]),
        spans_left_out=unused,
        left_out=left_out,
        confidence=confidence,
        summary=campaign_sentence(effects, totals, len(own), len(others), confidence),
    )


def _checked(
    calls: pd.DataFrame, treated: Iterable[str], control: Iterable[str] | None
) -> tuple[pd.DataFrame, list[str], list[str]]:
    known = dict.fromkeys(map(str, calls.index))
    own = as_codes(treated, parameter="treated")
    check_known(own, known, parameter="treated")
    others = (
        [code for code in known if code not in own]
        if control is None
        else as_codes(control, parameter="control")
    )
    check_known(others, known, parameter="control")
    both = sorted(set(own) & set(others))
    if both:
        raise ParameterError(
            f"{both[0]} is both an area of the campaign and one to compare with",
            hint="Leave it out of one of the two.",
            parameter="control",
        )
    if (calls < 0).any(axis=None):
        raise ParameterError(
            "a count is below zero", hint="Counts are whole numbers.", parameter="calls"
        )
    table = calls.set_axis(pd.DatetimeIndex(calls.columns), axis="columns")
    return table.sort_index(axis="columns"), own, others


def _weekly(count: float, days: int, areas: int) -> float:
    return float(count) / days * WEEK_DAYS / areas if days else float("nan")


def _finite(value: float) -> float | None:
    return float(value) if not pd.isna(value) and isfinite(value) else None


def _effect(
    found: ProfileRatio, totals: dict[str, tuple[float, float]], days: dict[str, int], phase: str
) -> dict[str, float]:
    rates = [
        (totals[phase][k] / days[phase]) / (totals["before"][k] / days["before"])
        if totals["before"][k]
        else float("nan")
        for k in (0, 1)
    ]
    low, high = found.log_low, found.log_high
    return {
        "treated_ratio": rates[0],
        "control_ratio": rates[1],
        "ratio": _exponent(found.log_ratio),
        "low": _exponent(None if low == -inf else low),
        "high": _exponent(None if high == inf else high),
        "p_value": float("nan") if found.p_value is None else found.p_value,
        "dispersion": float("nan") if found.dispersion is None else found.dispersion,
    }


def _exponent(value: float | None) -> float:
    if value is None or value == inf:
        return float("nan")
    return exp(value)
