"""Why each area is in a set, and why each near miss is not, in terms of what they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis._area_criteria import AreaCriteria
    from analysis._choose_targets import TargetChoice
    from analysis._rank_areas import AreaRanking, Criterion

__all__ = ["explain_choice"]

_MOST = 2
_SAME = 1e-9
_SHOWN = 0.0005


def explain_choice(
    choice: TargetChoice,
    *,
    criteria: AreaCriteria,
    ranking: AreaRanking,
    phrases: Mapping[str, str],
    names: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say in one sentence what each chosen area brings and what the set loses without it.

    Parameters
    ----------
    choice
        The set, chosen by the score of the ranking.
    criteria, ranking
        What the score was made of. A value that is missing here, such as one that must not be
        told, is left out of the sentence.
    phrases
        For each criterion, its value in words, with ``{value}`` where the value goes, such as
        ``"{value:,.0f} open markets"``. Criteria without a phrase are not told.
    names
        Names of the areas, where they are not those of the index.

    Returns
    -------
    tuple of DataFrame
        The chosen, most telling first, and the near misses, nearest first; both by area, with
        ``why``.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis import AreaCriteria, Criterion, choose_targets, rank_areas
    >>> table = pd.DataFrame({"markets": [40, 30, 2]}, index=["A", "B", "C"])
    >>> known = AreaCriteria(table=table, criteria=(
    ...     Criterion(name="markets", source="police", kind="count"),))
    >>> ranking = rank_areas(table, known.criteria, weights={"markets": 1}, top=1)
    >>> choice = choose_targets(ranking.table, objective="score", budget=1)
    >>> inside, outside = explain_choice(choice, criteria=known, ranking=ranking,
    ...                                  phrases={"markets": "{value} markets"})
    >>> inside.loc["A", "why"]
    '40 markets (most of 3). With B in its place the set would be worth 26.3% less.'
    >>> outside.loc["B", "why"]
    '30 markets (2nd of 3). In place of A it would make the set worth 26.3% less.'
    """
    known = {code: str(code) for code in criteria.table.index} | dict(names or {})
    told = _Told(criteria=criteria, ranking=ranking, phrases=phrases)
    inside = [
        f"{told.strengths(area)} {_without(row, choice, known)}"
        for area, row in choice.reasons.iterrows()
    ]
    outside = [
        f"{told.strengths(area)} {_in_place(row, choice, known)}"
        for area, row in choice.near_misses.iterrows()
    ]
    return (
        pd.DataFrame({"why": inside}, index=choice.reasons.index),
        pd.DataFrame({"why": outside}, index=choice.near_misses.index),
    )


class _Told:
    """What criteria say of an area, the ones that lift its score most first."""

    def __init__(
        self, *, criteria: AreaCriteria, ranking: AreaRanking, phrases: Mapping[str, str]
    ) -> None:
        self._table = criteria.table
        self._phrases = phrases
        self._parts = ranking.parts
        told: list[Criterion] = [
            c for c in criteria.criteria if c.name in phrases and c.name in ranking.parts.columns
        ]
        self._places = {
            c.name: self._table[c.name].rank(ascending=c.direction == "less", method="min")
            for c in told
        }
        self._known = {c.name: int(self._table[c.name].notna().sum()) for c in told}
        self._usual = ranking.parts.median()

    def strengths(self, area: Any) -> str:
        """Return the values that lift an area furthest above the middle one, as a clause."""
        if area not in self._parts.index:
            return "Nothing is known of it."
        told = [name for name in self._places if pd.notna(self._table.loc[area, name])]
        lift: Any = (self._parts.loc[area] - self._usual)[told].dropna()
        order = lift.sort_values(ascending=False).index
        best = [name for name in order if lift[name] > 0][:_MOST]
        best = best or [name for name in order if self._parts.loc[area, name] > 0][:1]
        if not best:
            return "It stands out in nothing."
        words = [self._value(str(name), area) for name in best]
        text = " and ".join(words) + "."
        return text[0].upper() + text[1:]

    def _value(self, name: str, area: Any) -> str:
        value = self._table.loc[area, name]
        place, of = int(self._places[name][area]), self._known[name]
        standing = "most" if place == 1 else _ordinal(place)
        return f"{self._phrases[name].format(value=value)} ({standing} of {of:,})"


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    is_teen = number % 100 in {11, 12, 13}
    return f"{number:,}{'th' if is_teen else ends.get(number % 10, 'th')}"


def _without(row: pd.Series, choice: TargetChoice, names: Mapping[str, str]) -> str:
    if row["why"].startswith("It was set"):
        return "It is in because it must be."
    share = row["loss"] / choice.net if choice.net else np.nan
    other = row["replacement"]
    if pd.isna(other):
        return f"Nothing can take its place: without it the set would be worth {share:.1%} less."
    name = names.get(other, str(other))
    if row["loss"] <= _SAME * max(1.0, abs(choice.net)) or share < _SHOWN:
        return f"{name} would do as well: between the two the choice is open."
    return f"With {name} in its place the set would be worth {share:.1%} less."


def _in_place(row: pd.Series, choice: TargetChoice, names: Mapping[str, str]) -> str:
    share = row["loss"] / choice.net if choice.net else np.nan
    other = row["instead_of"]
    if row["loss"] <= _SAME * max(1.0, abs(choice.net)) or share < _SHOWN:
        return "It would do as well: the choice is open."
    if pd.isna(other):
        return (
            f"Added to the set it would make it worth {share:.1%} less, for what it would push "
            "next door."
        )
    name = names.get(other, str(other))
    return f"In place of {name} it would make the set worth {share:.1%} less."
