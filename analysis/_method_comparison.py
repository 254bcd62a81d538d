"""What a comparison of methods returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis._arguments import percent

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class MethodComparison:
    """How several methods foretold the periods held out.

    Attributes
    ----------
    table
        One row a method, best hit rate first: ``method``, ``hit_rate``, ``low``, ``high``,
        ``pai``, ``pai_low``, ``pai_high``, ``pei``, ``rri``, and against the best method
        ``behind`` (hit rate lost), ``behind_low`` and ``behind_high``.
    periods
        One row a method and period held out: ``method``, ``period``, ``hit_rate``, ``events``.
    scores
        The score that each method gave each cell (columns are the methods).
    area_share, confidence, resamples, seed
        Settings; the intervals are from cells drawn anew.
    past_periods, held_out
        How many periods the methods saw, and the names of those that they did not.
    events
        Events in the periods held out.
    notes
        What the reader must know about the data, as sentences.
    """

    table: pd.DataFrame
    periods: pd.DataFrame
    scores: pd.DataFrame
    area_share: float
    confidence: float
    resamples: int
    seed: int
    past_periods: int
    held_out: tuple[str, ...]
    events: float
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        best = self.table.iloc[0]
        close = self.table.loc[self.table["behind_low"] <= 0, "method"].to_list()[1:]
        first = (
            f"In {self.area_share:.1%} of the area, {best['method']} held {best['hit_rate']:.0%} "
            f"({best['low']:.0%} to {best['high']:.0%}, {percent(self.confidence)}) of the "
            f"{self.events:,.0f} records of the {len(self.held_out)} periods held out, "
            f"{best['pai']:.1f} times chance."
        )
        rest = (
            f"The data do not tell it apart from {', '.join(close)}."
            if close
            else "Every other method held fewer, by more than chance explains."
        )
        caution = "It predicts records, and so also where police will look."
        return " ".join([first, rest, *self.notes, caution])
