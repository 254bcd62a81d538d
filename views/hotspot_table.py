"""The table of hotspots, with a row for each number on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from analysis import RecipeRun, Stability
    from views.workspace import Workspace

_NUMBER_PX, _FIGURE_PX, _ROW_PX, _LEAST_ROWS = 40, 68, 37, 1
_LEAST_P = 0.001
_COMMA, _LISTED = ", ", 2
COLUMNS = {
    "hotspot": st.column_config.NumberColumn("no.", width=_NUMBER_PX),
    "points": st.column_config.NumberColumn("records", format="%,d", width=_FIGURE_PX),
    "weight": None,
    "open": st.column_config.NumberColumn(width=52),
    "closed": st.column_config.NumberColumn(width=56),
    "cells": st.column_config.NumberColumn(width=48),
    "crosses_border": st.column_config.CheckboxColumn(
        "border",
        width=56,
        help="Whether its records lie in more than one area: it crosses a border.",
    ),
    "highest_z": st.column_config.NumberColumn(
        "highest z",
        format="%.1f",
        width=_FIGURE_PX,
        help="Of its cells, the one farthest above what chance explains, in standard errors.",
    ),
    "lowest_p": st.column_config.TextColumn(
        "lowest p",
        width=_FIGURE_PX,
        help="Of its cells, after the correction for the many that were tested.",
    ),
    "area_ha": st.column_config.NumberColumn("hectares", format="%,.1f", width=_FIGURE_PX),
    "per_km2": st.column_config.NumberColumn("per km²", format="%,.0f", width=_FIGURE_PX),
    "expected": st.column_config.NumberColumn(format="%,.1f", width=_FIGURE_PX),
    "relative_risk": st.column_config.NumberColumn(
        "to rest",
        format="%.2f",
        width=56,
        help="How many times the rest: records over those expected inside, divided by the same "
        "outside.",
    ),
    "p_value": st.column_config.NumberColumn("p", format="%.3f", width=52),
    "kept": st.column_config.ProgressColumn(
        "kept",
        min_value=0.0,
        max_value=1.0,
        format="percent",
        width=80,
        help="Share of resamples of the records in which the hotspot is found again.",
    ),
    "same_history": st.column_config.NumberColumn(
        "same name",
        format="percent",
        width=_FIGURE_PX,
        help="Share of resamples in which its history has the same name again.",
    ),
    "boroughs": st.column_config.TextColumn(width=190),
    "wards": st.column_config.TextColumn(width=190),
    "LSOAs": st.column_config.TextColumn(width=190),
    "MSOAs": st.column_config.TextColumn(width=190),
    "areas": st.column_config.TextColumn(width=190),
    "history": st.column_config.TextColumn(width=92),
    "standing": st.column_config.TextColumn(width="medium"),
    "first_seen": st.column_config.DateColumn("first", format="D MMM YYYY"),
    "last_seen": st.column_config.DateColumn("last", format="D MMM YYYY"),
    "first_month": st.column_config.TextColumn("from", width=66),
    "last_month": st.column_config.TextColumn("to", width=66),
    "residents": st.column_config.NumberColumn(format="%,d", width=76),
    "before": st.column_config.NumberColumn(
        format="%,d", width=_FIGURE_PX, help="Records there in the earlier period."
    ),
}


def table_of(run: RecipeRun, now: Workspace, *, kept: Stability | None = None) -> pd.DataFrame:
    """Return a run's hotspots as a table, numbered from 1, areas by their names."""
    names = now.area_names
    spots = run.hotspots
    table = pd.DataFrame({"hotspot": spots["hotspot"] + 1, "points": spots["points"]})
    table = _with(table, spots, "history", "standing", "first_month", "last_month")
    if kept is not None:
        table["kept"] = kept.share
        if kept.same_history is not None:
            table["same_history"] = kept.same_history
    table = _with(table, spots, "relative_risk", "p_value")
    if "lowest_p" in spots:
        table["lowest_p"] = [_tiny(p) for p in spots["lowest_p"]]
    table = _with(table, spots, "area_ha", "crosses_border")
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


def _with(table: pd.DataFrame, spots: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return the table with those of the columns that the hotspots have."""
    return table.assign(**{name: spots[name] for name in names if name in spots})


def on_screen(table: pd.DataFrame, now: Workspace) -> pd.DataFrame:
    """Return the table with long lists of areas and long names cut to what a column can hold."""
    shown = table.assign(**{now.noun: table[now.noun].map(_few)})
    if "history" in shown:
        shown["history"] = shown["history"].str.removesuffix(" hot spot")
    return shown


def _few(areas: str) -> str:
    """Return a list of areas with the first two and the number of others.

    >>> _few("Brent, Camden, Ealing, Harrow"), _few("Brent, Camden")
    ('Brent, Camden +2', 'Brent, Camden')
    """
    listed = areas.split(_COMMA)
    more = len(listed) - _LISTED
    return _COMMA.join(listed[:_LISTED]) + (f" +{more}" if more > 0 else "")


def columns_of(table: pd.DataFrame) -> tuple[int, int]:
    """Return how wide the map stands beside the table: less where there is much to tell."""
    return (1, 1) if {"history", "first_month", "kept", "before"} & set(table) else (4, 3)


def _tiny(p: float) -> str:
    """Return a p-value with no more figures than it has meaning."""
    return f"{p:.3f}" if p >= _LEAST_P else f"< {_LEAST_P}"


def height_of(table: pd.DataFrame, *, most_px: int) -> int:
    """Return the height that shows the table's rows and no empty ones."""
    return min(most_px, _ROW_PX * (max(len(table), _LEAST_ROWS) + 1) + 3)
