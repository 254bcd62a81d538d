"""Premises that partners secured, by tenure, and whether dealing was back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

import analysis
from geo import style
from views import charts, operation_records, templates, widgets

if TYPE_CHECKING:
    from views.operations import Operation
    from views.workspace import Workspace

_BY = {"tenure": "Tenure", "measure": "Measure", "area_name": "Area"}
_STATES = {"held": "Held", "re_emerged": "Dealing was back", "not_known": "Nobody looked"}


def show(now: Workspace, chosen: Operation) -> None:
    """Draw what became of the premises that were secured."""
    st.subheader("Premises secured")
    premises = operation_records.premises_of(now, chosen)
    if premises.empty:
        templates.missing(
            "premises",
            "No premises of this operation are on record. With them, this shows how many were "
            "secured, whose they were, and on how many dealing was back.",
            key="premises",
        )
        return
    widgets.illustrative_notice(now, kinds=("premises",))
    by = st.segmented_control(
        "By",
        list(_BY),
        format_func=_BY.__getitem__,
        default="tenure",
        required=True,
        key="premises_by",
        bind="query-params",
    )
    found = analysis.premises_outcomes(premises, by=str(by))
    st.markdown(widgets.as_text(found.summary))
    groups = found.groups.drop(index="all")
    st.altair_chart(_chart(groups))
    st.dataframe(_shown(found.groups, _BY[str(by)].lower()), hide_index=True)
    st.caption(
        "Back: dealing was seen there again, of those looked at. The share has its "
        f"{found.confidence:.0%} interval (Wilson). Groups were not drawn by lot: they may differ "
        "in other ways."
    )
    widgets.download(
        premises, label="Premises as CSV", file_name="premises.csv", key="csv_premises"
    )


def _shown(groups: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the groups as a table to read."""
    figures = groups[["looked_at", "share", "low", "high"]].to_numpy()
    return pd.DataFrame(
        {
            by: [_named(str(name)) for name in groups.index],
            "secured": groups["secured"].to_numpy(),
            "back": [
                f"{back} of {looked_at}"
                for back, looked_at in groups[["re_emerged", "looked_at"]].to_numpy()
            ],
            "share back": [
                f"{share:.0%} ({low:.0%} to {high:.0%})" if looked_at else ""
                for looked_at, share, low, high in figures
            ],
        }
    )


def _named(group: str) -> str:
    return group.replace("_", " ").capitalize() if group.islower() else group


def _chart(groups: pd.DataFrame) -> Any:
    long = (
        groups[list(_STATES)]
        .rename(columns=_STATES)
        .rename_axis(index="group")
        .reset_index()
        .melt(id_vars="group", var_name="state", value_name="premises")
    )
    long["group"] = long["group"].map(_named)
    order = [_named(str(name)) for name in groups.index]
    states = list(_STATES.values())
    long["at"] = long["state"].map({name: at for at, name in enumerate(states)})
    colours = [style.PREMISES, style.RISE[-1], style.NO_DATA]
    return charts.calm(
        alt.Chart(long)
        .mark_bar(stroke=style.PAPER, strokeWidth=0.6)
        .encode(
            y=alt.Y("group:N", title=None, sort=order, axis=alt.Axis(labelLimit=190)),
            x=alt.X("premises:Q", title="Premises", axis=alt.Axis(format="d", tickMinStep=1)),
            color=alt.Color(
                "state:N",
                title=None,
                scale=alt.Scale(domain=states, range=colours),
                legend=charts.squares(),
            ),
            order=alt.Order("at:Q"),
            tooltip=[
                alt.Tooltip("group:N", title=" "),
                alt.Tooltip("state:N", title="what became of them"),
                alt.Tooltip("premises:Q", format="d"),
            ],
        )
        .properties(height=alt.Step(30))
    )
