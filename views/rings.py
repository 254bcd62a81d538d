"""Rings round the raided places: whether a change fades with the distance from the raids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import analysis
import geo
from views import charts, evidence, sentences, widgets

if TYPE_CHECKING:
    import geopandas as gpd

    from views.workspace import Workspace

_EDGES = {
    "250, 500, 1,000 m": (0, 250, 500, 1000),
    "500, 1,000, 2,000 m": (0, 500, 1000, 2000),
    "100, 250, 500 m": (0, 100, 250, 500),
}
_MONTHS = (1, 3, 6, 12)


@dataclass(frozen=True, kw_only=True)
class Rings:
    """Counts by ring and month, and the rings themselves."""

    counts: pd.DataFrame
    rings: gpd.GeoDataFrame
    outside: int


def is_ready(now: Workspace) -> bool:
    """Whether raids and offences as points are loaded."""
    return bool(len(now.points["raids"]) and len(now.points.get("offences", ())))


def show(now: Workspace) -> None:
    """Draw the change in every ring against what lies beyond the last."""
    widgets.illustrative_notice(now, kinds=("raids",))
    offences, raids = now.points["offences"], now.points["raids"]
    first, second, third = st.columns(3, vertical_alignment="bottom")
    with first:
        categories = sorted(offences["category"].dropna().unique())
        category = st.selectbox("Offences", categories, key="ring_category", bind="query-params")
    with second:
        edges = st.selectbox("Rings out to", list(_EDGES), key="ring_edges", bind="query-params")
    with third:
        months = st.segmented_control(
            "Months in each window",
            _MONTHS,
            default=3,
            required=True,
            key="ring_months",
            bind="query-params",
        )
    found = _counted(now.version, category, _EDGES[edges], _workspace=now)
    periods: Any = found.counts.columns
    span = analysis.windows(
        periods,
        start=raids["date"].min(),
        end=raids["date"].max(),
        months=months,
    )
    table, calibrated, failed = _estimates(found, span)
    if len(table):
        st.altair_chart(
            charts.forest(table, axis="% against what lies beyond the last ring", row_px=46)
        )
    st.caption(
        f"{widgets.as_text(span.summary)} Every place belongs to the ring of its distance to the "
        "nearest raid, so that no offence counts twice; the control is what lies beyond the last "
        "ring. Thick bar: the 95% interval"
        + (", calibrated on the rings' own past. " if calibrated else ". ")
        + "Thin grey bar: the textbook one. An arrowhead at the edge: no bound there, "
        "or one beyond the chart."
    )
    if not calibrated and len(table):
        st.warning(
            "These intervals are textbook ones and too narrow: the months before the raids are "
            "too few to calibrate them. Nothing can be concluded from them.",
            icon=":material/history:",
        )
    for ring, why in failed.items():
        st.warning(f"{widgets.as_text(ring)}: {widgets.as_text(why)}", icon=":material/error:")
    shown = found.counts.rename(columns=geo.period_label)
    shown.insert(0, "area_km2", found.rings["area_m2"] / 1e6)
    st.caption(
        f"{found.outside:,} offences of this kind lie outside the areas and are not counted."
        if found.outside
        else "Every offence of this kind lies in a ring or beyond the last."
    )
    widgets.download(
        shown.reset_index(), label="Rings by month as CSV", file_name="rings.csv", key="csv_rings"
    )


@st.cache_data(max_entries=16, show_spinner="Laying rings round the raids …")
def _counted(
    version: str, category: str, edges_m: tuple[float, ...], *, _workspace: Workspace
) -> Rings:
    del version
    offences = _workspace.points["offences"]
    chosen = offences[offences["category"] == category]
    chosen = chosen.assign(month=chosen["period"].dt.asfreq("M"))
    laid = analysis.rings(
        _workspace.points["raids"],
        edges_m=edges_m,
        areas=_workspace.areas.set_index("code"),
    )
    counts = geo.count_in_cells(
        chosen, laid, period="month", weights="weight" if "weight" in chosen else None
    )
    return Rings(
        counts=pd.DataFrame(counts), rings=laid, outside=int(counts.attrs.get("outside", 0))
    )


def _estimates(found: Rings, span: analysis.Windows) -> tuple[pd.DataFrame, bool, dict[str, str]]:
    """Return one row a ring, whether the intervals are calibrated, and why rings are missing."""
    roles = found.rings["role"]
    rows, failed, calibrated = [], {}, True
    for ring in roles.index[roles != "control"]:
        alone = roles.where(roles == "control", "excluded")
        alone[ring] = "treated"
        try:
            result = analysis.evaluate_design(
                found.counts,
                roles=alone,
                before=span.before,
                after=span.after,
                start=span.left_out[0] if span.left_out else None,
                size=found.rings["area_m2"],
                studies=False,
            )
        except geo.ParameterError as error:
            failed[str(ring)] = f"{error.problem}. {error.hint}"
            continue
        rows.append({**evidence.plotted(result.methods[_is_ratio(result.methods)].iloc[0]),
                     "label": str(ring)})  # fmt: skip
        calibrated = calibrated and result.calibration != "none"
    return pd.DataFrame(rows), calibrated, failed


def _is_ratio(methods: pd.DataFrame) -> pd.Series:
    found: pd.Series = (methods["method"] == sentences.RATIO) & (methods["group"] == "treated")
    return found
