"""Why each area is in the set or out of it, in one sentence each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

import analysis
from views import target_table, widgets
from views.target_words import PHRASES

if TYPE_CHECKING:
    import pandas as pd

    from views.candidates import Candidates
    from views.target_disclosure import Hidden
    from views.targets import Answer


def show(found: Answer, among: Candidates, *, hidden: Hidden) -> None:
    """Draw one sentence for each chosen area and each near miss."""
    st.subheader("Why these?")
    open_, safe = (found.inside, found.outside), for_public(found, among)
    tabs = st.tabs(
        ["Why each is in", "Near misses: why each is out"],
        key="why_part",
        bind="query-params",
        on_change="rerun",
    )
    for at, key in enumerate(("why_in", "why_out")):
        with tabs[at]:
            shown = _rows((safe if hidden.on_page else open_)[at], among)
            if shown.empty:
                st.caption("None.")
                continue
            st.table(shown[["area", "why"]].map(widgets.as_text).set_index("area"))
            widgets.download(
                _rows((safe if hidden.in_files else open_)[at], among),
                label="As CSV",
                file_name=f"{key}.csv",
                key=key,
            )
    if hidden.on_page:
        st.caption("Counts are rounded to five, and those below ten are left out of the sentences.")
    _compared(found, among)


def for_public(found: Answer, among: Candidates) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sentences with small counts left out and others rounded to five."""
    return analysis.explain_choice(
        found.choice,
        criteria=replace(
            found.criteria, table=target_table.figures(found.criteria, disclosed=True)
        ),
        ranking=found.ranking,
        phrases=PHRASES,
        names=among.now.area_names,
    )


def _rows(table: pd.DataFrame, among: Candidates) -> pd.DataFrame:
    rows = table.reset_index(names="code")
    rows.insert(0, "area", rows["code"].map(among.now.area_names))
    return rows


def _compared(found: Answer, among: Candidates) -> None:
    """Say what choosing one area after another would have given instead."""
    choice = found.choice
    names = among.now.area_names
    if set(choice.greedy) == set(choice.chosen):
        st.caption("Taking the best next area, one by one, gives the same set.")
        return
    gained = [names[code] for code in choice.chosen if code not in choice.greedy]
    lost = [names[code] for code in choice.greedy if code not in choice.chosen]
    share = choice.greedy_net / choice.net if choice.net else 1.0
    text = (
        f"Taking the best next area, one by one, would reach {share:.1%} of the worth of this "
        f"set. It takes {', '.join(lost) or 'no other area'} where this set has "
        f"{', '.join(gained) or 'none'}."
    )
    st.caption(widgets.as_text(text))
