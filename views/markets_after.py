"""What became of the markets: new ones near the raids, and how long raided ones stayed away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import analysis
import geo
from views import evaluation_charts, sentences, widgets

if TYPE_CHECKING:
    from views.workspace import Workspace

_WEEKS = (4, 8, 12, 26)
_USUAL_WEEKS = 8
_WHERE = {"outside": "Areas without a raid", "all": "Everywhere"}
_BY = {"premises": "Premises secured or not", "kind": "Open or closed"}
_DECAY: dict[str, Any] = {
    "inner_m": st.column_config.NumberColumn("from, m", format="localized"),
    "outer_m": st.column_config.NumberColumn("to, m", format="localized"),
    "observed": st.column_config.NumberColumn("new markets"),
    "expected": st.column_config.NumberColumn("by chance", format="%.1f"),
    "low": st.column_config.NumberColumn("at least", format="%.0f"),
    "high": st.column_config.NumberColumn("at most", format="%.0f"),
}


def is_ready(now: Workspace) -> bool:
    """Whether raids and markets are loaded."""
    return bool(len(now.points["raids"]) and len(now.points["markets"]))


def show(now: Workspace) -> None:
    """Draw relocation and re-emergence, each with its own choices."""
    widgets.illustrative_notice(now, kinds=("markets", "raids"))
    left, right = st.columns(2, gap="large")
    with left:
        try:
            _relocation(now)
        except geo.ParameterError as error:
            widgets.show_refusal(error)
    with right:
        try:
            _re_emergence(now)
        except geo.ParameterError as error:
            widgets.show_refusal(error)


@st.cache_data(max_entries=16, show_spinner="Dealing out dates by chance …")
def _relocated(
    version: str, weeks: int, where: str, *, _workspace: Workspace
) -> analysis.Relocation:
    del version
    return analysis.relocation(
        _workspace.points["raids"],
        _workspace.points["markets"],
        weeks=weeks,
        where=where,  # type: ignore[arg-type]
    )


def _relocation(now: Workspace) -> None:
    st.markdown("**Did new markets appear near the raids?**")
    weeks = st.segmented_control(
        "Weeks after a raid",
        _WEEKS,
        default=_USUAL_WEEKS,
        required=True,
        key="relocation_weeks",
        bind="query-params",
        help="How long after a raid a market that is first seen counts as new.",
    )
    where = st.segmented_control(
        "Which markets",
        list(_WHERE),
        format_func=_WHERE.__getitem__,
        default="outside",
        required=True,
        key="relocation_where",
        bind="query-params",
        help="In raided areas the police remain and new markets are held down.",
    )
    found = _relocated(now.version, weeks, where, _workspace=now)
    st.markdown(widgets.as_text(sentences.typeset(found.summary)))
    st.dataframe(found.decay, hide_index=True, column_config=_DECAY)
    st.caption(
        "New markets by their distance to the nearest raid in the weeks before, and what chance "
        f"gives, with its {found.confidence:.0%} range: the {found.candidates} places keep their "
        f"dates of first sight, dealt out anew {found.replicates:,} times."
    )
    simulated = all(widgets.simulated(now.points[kind]).all() for kind in ("markets", "raids"))
    table = found.raids.reset_index(names="raid").assign(illustrative=simulated)
    widgets.download(table, label="Raids as CSV", file_name="relocation.csv", key="csv_relocation")


@st.cache_data(max_entries=16, show_spinner="Following raided markets …")
def _returned(
    version: str, by: str, end: pd.Timestamp, *, _workspace: Workspace
) -> analysis.ReEmergence:
    del version
    return analysis.re_emergence(
        _workspace.points["raids"], _workspace.points["markets"], end=end, by=(by,)
    )


def _re_emergence(now: Workspace) -> None:
    st.markdown("**How long did raided markets stay away?**")
    by = st.segmented_control(
        "Compare",
        list(_BY),
        format_func=_BY.__getitem__,
        default="premises",
        required=True,
        key="re_emergence_by",
        bind="query-params",
    )
    end = _last_day(now)
    found = _returned(now.version, by, end, _workspace=now)
    if found.undated:
        st.warning(
            f"{found.undated} raided markets came back on a day that these records do not give. "
            "No curve can hold them, so the curves show more markets staying away than did.",
            icon=":material/event_busy:",
        )
    curves = found.curves[found.curves["group"] != "all"]
    if curves.empty:
        curves = found.curves
    drawn = curves.rename(columns={"day": "days", "share_away": "share"})
    figures = ["days", "share", "low", "high"]
    drawn[figures] = drawn[figures].astype(float)
    st.altair_chart(evaluation_charts.survival(drawn[["group", *figures]], axis="Share still away"))
    st.caption(
        f"Kaplan-Meier estimate with 95% bands, counted until {end.day} {end:%B %Y}, the last day "
        f"in these records. {widgets.as_text(sentences.typeset(found.summary))}"
    )
    with st.expander("Markets at risk, by days since the raid"):
        st.dataframe(found.at_risk.rename(columns=str).reset_index(), hide_index=True)
    widgets.download(
        found.curves, label="Curves as CSV", file_name="re_emergence.csv", key="csv_re_emergence"
    )


def _last_day(now: Workspace) -> pd.Timestamp:
    markets, raids = now.points["markets"], now.points["raids"]
    days = [markets["first_seen"].max(), raids["date"].max()]
    if "last_seen" in markets:
        days.append(markets["last_seen"].max())
    return max(pd.Timestamp(day) for day in days if pd.notna(day))
