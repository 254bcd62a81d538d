"""Calls before, during and after a campaign, area by area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from views import operation_records, widgets

if TYPE_CHECKING:
    import pandas as pd

    import analysis
    from views.workspace import Workspace

_WEEK_DAYS = 7
_COLUMNS: dict[str, Any] = {
    "before": st.column_config.NumberColumn("before, a week", format="%.1f"),
    "during": st.column_config.NumberColumn("during", format="%.1f"),
    "after": st.column_config.NumberColumn("after", format="%.1f"),
    "change": st.column_config.NumberColumn("during / before", format="%.2f"),
}


def show(now: Workspace, found: analysis.CampaignResponse, *, groups: dict[str, str]) -> None:
    """Draw the calls a week of each area, and offer them as counts."""
    table = found.areas.reset_index()
    table.insert(0, "area", operation_records.named_areas(now, table["area_code"]))
    table["role"] = table["role"].map(groups)
    before = table["before"].where(table["before"] > 0)
    table["change"] = table["during"] / before
    with st.expander("Calls a week by area"):
        st.dataframe(
            table.drop(columns="area_code"),
            hide_index=True,
            column_config=_COLUMNS,
            height=360,
        )
        st.caption("Single areas have few calls, and their changes swing by chance.")
    left, right = st.columns(2)
    with left:
        widgets.download(
            _handed(table, found),
            label="Calls by area as CSV",
            file_name="calls_by_area.csv",
            key="csv_calls",
        )
    with right:
        widgets.download(
            found.effects.reset_index(),
            label="Estimates as CSV",
            file_name="campaign_response.csv",
            key="csv_campaign",
        )


def _handed(table: pd.DataFrame, found: analysis.CampaignResponse) -> pd.DataFrame:
    """Return the calls as counts: a rate would lead back to one that must not leave."""
    weeks = found.phases["days"] / _WEEK_DAYS
    counts = {
        f"calls {phase}": (table[phase] * weeks[phase]).round().astype("Int64")
        for phase in ("before", "during", "after")
        if phase in weeks.index
    }
    return table[["area", "area_code", "role"]].assign(**counts, change=table["change"])
