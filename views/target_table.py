"""The ranking as a table and as a chart: areas that cannot be told apart share a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
from views import targets

if TYPE_CHECKING:
    from views.candidates import Candidates
    from views.targets import Answer

COLUMNS = {
    "area": st.column_config.TextColumn(width=132),
    "place": st.column_config.TextColumn(
        width=62, help="Areas that cannot be told from the first of their band share its places."
    ),
    "range": st.column_config.TextColumn(
        "could be", width=68, help="Where its rank lies in 95% of 1,000 draws."
    ),
    "chosen": st.column_config.CheckboxColumn("in", width=40),
    "chance_in_top": st.column_config.NumberColumn(
        "sure", format="%d%%", width=52,
        help="In how many of 1,000 draws it is among the first that the budget pays for.",
    ),
    "known": st.column_config.NumberColumn(
        format="%d%%", width=58,
        help="The share of the weights for which anything is known of it. What is missing is left "
        "out of its score, never taken as zero: the less is known, the less the place says.",
    ),
    "marked": st.column_config.TextColumn(
        "past policing", width=100,
        help="Its place without what the police themselves recorded, where that differs by more "
        "than chance.",
    ),
    "score": st.column_config.NumberColumn(format="%.2f", width=54),
}  # fmt: skip
_SMALL, _WHOLE = 10, 0.995


def places(bands: pd.Series) -> pd.Series:
    """Return each row's place in words: a number, or the span of its band.

    >>> places(pd.Series([1, 1, 2, 3, 3])).tolist()
    ['1 to 2', '1 to 2', '3', '4 to 5', '4 to 5']
    """
    number = pd.Series(range(1, len(bands) + 1), index=bands.index)
    first, last = number.groupby(bands).transform("min"), number.groupby(bands).transform("max")
    return _span(first, last)


def _span(first: pd.Series, last: pd.Series) -> pd.Series:
    low, high = first.astype(int).astype(str), last.astype(int).astype(str)
    return low.where(first == last, low + " to " + high)


def rows_of(found: Answer, among: Candidates) -> pd.DataFrame:
    """Return one row an area, best first, with the columns of the page's table."""
    table = found.ranking.table
    rows = pd.DataFrame(
        {
            "area": table.index.map(among.now.area_names),
            "place": places(table["band"]),
            "range": _span(table["low"], table["high"]),
            "chosen": table.index.isin(found.choice.chosen),
            "chance_in_top": (100 * table["chance_in_top"]).round().astype(int),
        },
        index=table.index,
    )
    if found.without_police is not None:
        other = found.without_police.table.reindex(table.index)
        apart = (other["low"] > table["high"]) | (other["high"] < table["low"])
        told = other["rank"].map(lambda rank: "" if pd.isna(rank) else f"else {rank:.0f}")
        rows["marked"] = told.where(apart, "")
    if (table["known"] < _WHOLE).any():
        rows["known"] = (100 * table["known"]).round().astype(int)
    return rows.assign(score=table["score"])


def depends_on_policing(found: Answer) -> list[str]:
    """Return the areas whose place differs without police records by more than chance."""
    if found.without_police is None:
        return []
    table = found.ranking.table
    other = found.without_police.table.reindex(table.index)
    apart = (other["low"] > table["high"]) | (other["high"] < table["low"])
    return [str(code) for code in table.index[apart]]


def export(found: Answer, rows: pd.DataFrame, *, disclosed: bool) -> pd.DataFrame:
    """Return the ranking to hand over, with the figures behind it.

    A score, or a cost that follows from the number of markets, would lead back to a hidden count.
    """
    table = found.ranking.table
    wide = rows.drop(columns=["place", "range"]).assign(
        chance_in_top=table["chance_in_top"],
        **{name: table[name] for name in ("rank", "low", "high", "band", "known")},
    )
    if disclosed:
        wide = wide.drop(columns="score")
    else:
        wide["cost"] = found.costs[rows.index]
    return wide.join(figures(found.criteria, disclosed=disclosed)).reset_index(names="code")


def figures(criteria: analysis.AreaCriteria, *, disclosed: bool) -> pd.DataFrame:
    """Return the raw values of the criteria; small counts hidden and others rounded, if asked.

    A share of fewer than ten records is hidden with them, and so are the trend and the harm of an
    area whose offences are: they would give them away.
    """
    table = criteria.table
    shown = table[[c.name for c in criteria.criteria]].copy()
    if not disclosed:
        return shown
    counts = [c.name for c in criteria.criteria if c.kind == "count"]
    for name in counts:
        known = table[[name]].dropna().round().astype("int64")
        safe = analysis.suppress_counts(known, threshold=_SMALL, base=5)
        shown[name] = safe.counts[name].reindex(table.index)
    for criterion in criteria.criteria:
        if criterion.out_of is not None and criterion.name != "persistence":
            few = table[criterion.out_of].fillna(0) < _SMALL
            shown[criterion.name] = shown[criterion.name].mask(few)
    for name in {"trend", "harm"} & set(shown.columns):
        few = table.get("offences", pd.Series(float(_SMALL), table.index)).fillna(0) < _SMALL
        shown[name] = shown[name].mask(few)
    return shown


def sure(found: Answer) -> set[str]:
    """Return the areas whose place among the first is sure."""
    table = found.ranking.table
    return {str(code) for code in table.index[table["chance_in_top"] >= targets.CONFIDENCE]}
