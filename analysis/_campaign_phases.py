"""The time before, during and after a campaign, and what the comparison says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._arguments import percent
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PHASES", "WEEK_DAYS", "campaign_sentence", "last_day", "phases_of"]

PHASES = ("before", "during", "after")
WEEK_DAYS = 7
_LENGTHS = ("day", "week", "month")


def phases_of(
    firsts: pd.Index, start: object, end: object, *, length: str, reach: tuple[int, int]
) -> tuple[NDArray[np.object_], dict[str, int], int]:
    """Return the phase of every span, the days of each phase, and the spans in none."""
    if length not in _LENGTHS:
        raise ParameterError(
            "the length of a span is not known",
            hint=f"Use one of {', '.join(_LENGTHS)}.",
            parameter="length",
            value=length,
        )
    opens, closes = pd.Timestamp(start), pd.Timestamp(end)  # type: ignore[arg-type]
    one = pd.Timedelta(days=1)
    begin = pd.DatetimeIndex(firsts)
    finish = pd.DatetimeIndex([last_day(day, length) for day in begin])
    earliest, latest = opens - reach[0] * one, closes + reach[1] * one
    phase = np.full(len(begin), "", dtype=object)
    phase[(finish < opens) & (begin >= earliest)] = "before"
    phase[(begin >= opens) & (finish <= closes)] = "during"
    phase[(begin > closes) & (finish <= latest)] = "after"
    days = {
        name: int(((finish - begin).days.to_numpy() + 1)[phase == name].sum()) for name in PHASES
    }
    for name, hint in (
        ("before", "Load earlier counts, or look further back."),
        ("during", "Load counts of its time, of spans no longer than the campaign."),
    ):
        if not days[name]:
            raise ParameterError(
                f"no span lies wholly {name} the campaign", hint=hint, parameter="calls"
            )
    return phase, days, int((phase == "").sum())


def last_day(first: pd.Timestamp, length: str) -> pd.Timestamp:
    if length == "month":
        return (first + pd.offsets.MonthEnd(0)).normalize()
    return first + pd.Timedelta(days=WEEK_DAYS - 1 if length == "week" else 0)


def campaign_sentence(
    effects: pd.DataFrame,
    totals: dict[str, tuple[float, float]],
    own: int,
    others: int,
    confidence: float,
) -> str:
    main: Any = effects.loc["during"]
    shown = f"{int(totals['before'][0]):,} calls before and {int(totals['during'][0]):,} during it"
    if pd.isna(main["ratio"]):
        return (
            f"Too few calls to compare: {shown} in the {own} areas of the campaign, "
            f"{int(totals['before'][1]):,} and {int(totals['during'][1]):,} in the {others} others."
        )
    bounds = [
        "no bound" if pd.isna(main[name]) else f"{main[name]:.2f}" for name in ("low", "high")
    ]
    sure = not pd.isna(main["p_value"]) and main["p_value"] <= 1 - confidence
    verdict = "No evidence that calls in the campaign's areas changed otherwise than elsewhere"
    if sure:
        way = "up" if main["ratio"] >= 1 else "down"
        verdict = (
            f"Against the other areas, calls in the campaign's areas went {way} by more than "
            "chance explains"
        )
    text = (
        f"{verdict}: calls a day changed {main['treated_ratio']:.2f}-fold there and "
        f"{main['control_ratio']:.2f}-fold in the {others} others, a ratio of {main['ratio']:.2f} "
        f"({percent(confidence)} interval {bounds[0]} to {bounds[1]})."
    )
    if pd.isna(main["dispersion"]):
        text += (
            " There are too few areas to see how much they differ by themselves, so the interval "
            "is too narrow."
        )
    return text
