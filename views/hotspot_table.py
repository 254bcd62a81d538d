"""The table of hotspots, with a row for each number on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.workspace import Workspace

COLUMNS = {
    "hotspot": st.column_config.NumberColumn("no.", width="small"),
    "points": st.column_config.NumberColumn("records", format="%,d", width="small"),
    "weight": None,
    "open": st.column_config.NumberColumn(width="small"),
    "closed": st.column_config.NumberColumn(width="small"),
    "cells": st.column_config.NumberColumn(width="small"),
    "crosses_border": st.column_config.CheckboxColumn(
        "crosses a border", width="small", help="Its records lie in more than one area."
    ),
    "highest_z": st.column_config.NumberColumn("highest z", format="%.1f", width="small"),
    "area_ha": st.column_config.NumberColumn("hectares", format="%,.1f", width="small"),
    "per_km2": st.column_config.NumberColumn("per km²", format="%,.0f", width="small"),
    "expected": st.column_config.NumberColumn(format="%,.1f", width="small"),
    "relative_risk": st.column_config.NumberColumn(
        "times the rest",
        format="%.2f",
        width="small",
        help="Records over those expected inside, divided by the same outside.",
    ),
    "p_value": st.column_config.NumberColumn("p", format="%.3f", width="small"),
    "kept": st.column_config.ProgressColumn(
        "kept",
        min_value=0.0,
        max_value=1.0,
        format="percent",
        width="small",
        help="Share of resamples of the records in which the hotspot is found again.",
    ),
    "boroughs": st.column_config.TextColumn(width="medium"),
    "areas": st.column_config.TextColumn(width="medium"),
    "history": st.column_config.TextColumn(width="medium"),
    "standing": st.column_config.TextColumn(width="medium"),
    "first_seen": st.column_config.DateColumn("first", format="D MMM YYYY"),
    "last_seen": st.column_config.DateColumn("last", format="D MMM YYYY"),
    "first_month": st.column_config.TextColumn("from", width="small"),
    "last_month": st.column_config.TextColumn("to", width="small"),
}


def table_of(run: RecipeRun, now: Workspace, *, kept: pd.Series | None = None) -> pd.DataFrame:
    """Return a run's hotspots as a table, numbered from 1, areas by their names."""
    names = now.area_names
    spots = run.hotspots
    table = pd.DataFrame({"hotspot": spots["hotspot"] + 1, "points": spots["points"]})
    if kept is not None:
        table["kept"] = kept.to_numpy()
    table["area_ha"] = spots["area_ha"]
    if "crosses_border" in spots:
        table["crosses_border"] = spots["crosses_border"]
    table[now.noun] = [
        ", ".join(names.get(code, code) for code in codes) for codes in spots["areas"]
    ]
    rest = spots.drop(columns=[*table.columns.intersection(spots.columns), "areas", "geometry"])
    table = pd.concat([table, pd.DataFrame(rest)], axis=1)
    if "cells" in table:
        table["cells"] = table["cells"].map(len)
    if now.is_illustrative(run.recipe.kind):
        table["illustrative"] = True
    return table
