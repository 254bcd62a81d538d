"""What hangs on a setting: the k-distances behind a radius, and half or twice a bandwidth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

import analysis
import geo
from analysis import Recipe
from geo import style
from views import asked, charts, widgets

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.workspace import Workspace

_SHOWN_POINTS = 250
_BANDWIDTHS = "bandwidths"


@st.cache_data(max_entries=16, show_spinner="Measuring distances …")
def _distances(
    version: str, recipe_text: str, *, _now: Workspace
) -> tuple[pd.DataFrame, analysis.SuggestedRadius]:
    del version
    recipe = Recipe.from_json(recipe_text)
    points = analysis.recipe_points(recipe, _now.points[recipe.kind])
    weights = points.get("weight", None)
    least = recipe.parameters["min_points"]
    rising = analysis.k_distances(points, k=least, weights=weights)
    share = np.linspace(0, 1, _SHOWN_POINTS)
    at = np.minimum((share * len(rising)).astype(int), len(rising) - 1)
    curve = pd.DataFrame({"share": share, "distance": rising[at]})
    return curve, analysis.suggest_radius(points, min_points=least, weights=weights)


def show(now: Workspace, run: RecipeRun) -> None:
    """Show what hangs on the run's main setting, where it has one."""
    if run.recipe.method == "density":
        is_open = asked.is_asked(_BANDWIDTHS, run.recipe.to_json())
        with st.expander("What hangs on the bandwidth?", icon=":material/tune:", expanded=is_open):
            _show_bandwidths(now, run)
    elif run.recipe.method == "dense_clusters" and run.recipe.parameters["method"] == "dbscan":
        with st.expander("Which radius suits these records?", icon=":material/tune:"):
            _show_radius(now, run)


def _show_radius(now: Workspace, run: RecipeRun) -> None:
    # Filters and the least number matter here and the radius does not: one curve for all radii.
    recipe = Recipe.from_json(run.recipe.to_json())
    any_radius = Recipe.from_plain(
        {**recipe.to_plain(), "parameters": {**recipe.parameters, "radius_m": 1}}
    )
    try:
        curve, suggested = _distances(now.version, any_radius.to_json(), _now=now)
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    st.markdown(widgets.as_text(suggested.summary))
    radius_m = float(run.recipe.parameters["radius_m"])
    words = (
        f"For each record the distance that reaches {run.recipe.parameters['min_points']:,} "
        "records. Where the curve turns steep, the records beyond lie apart."
    )
    st.altair_chart(
        radius_chart(curve, radius_m=radius_m, suggested_m=suggested.radius_m, words=words)
    )
    st.caption(words)


def radius_chart(
    curve: pd.DataFrame, *, radius_m: float, suggested_m: float, words: str = ""
) -> alt.LayerChart:
    """Return the k-distances with the radius in use and the one suggested."""
    top = max(float(curve["distance"].quantile(0.95)), 1.5 * radius_m, 1.5 * suggested_m)
    line = (
        alt.Chart(curve)
        .mark_line(color=style.INK, strokeWidth=2.5, clip=True)
        .encode(
            x=alt.X("share:Q", title="share of the records", axis=alt.Axis(format="%")),
            y=alt.Y("distance:Q", title="metres", scale=alt.Scale(domain=[0, top])),
        )
    )
    marks = pd.DataFrame(
        {
            "metres": [radius_m, suggested_m],
            "what": [f"in use: {radius_m:,.0f} m", f"suggested: {suggested_m:,.0f} m"],
        }
    )
    base = alt.Chart(marks).encode(y="metres:Q", color=alt.Color(
        "what:N", sort=None, title=None,
        scale=alt.Scale(range=[style.HOTSPOT, style.RISE[2]]),
        legend=alt.Legend(orient="top", symbolType="stroke"),
    ), strokeDash=alt.StrokeDash("what:N", sort=None, legend=None))  # fmt: skip
    chart: alt.LayerChart = charts.calm(
        (line + base.mark_rule(strokeWidth=2)).properties(height=260),
        words=f"{words} In use: {radius_m:,.0f} metres; suggested: {suggested_m:,.0f} metres.",
    )
    return chart


@st.cache_data(max_entries=8, show_spinner="Trying other bandwidths …")
def _sensitivity(version: str, recipe_text: str, *, _now: Workspace) -> pd.DataFrame:
    del version
    recipe = Recipe.from_json(recipe_text)
    points = analysis.recipe_points(recipe, _now.points[recipe.kind])
    return analysis.bandwidth_sensitivity(
        points,
        cell_m=recipe.parameters["cell_m"],
        bandwidth_m=recipe.parameters["bandwidth_m"],
        areas=_now.areas,
        weights=points.get("weight", None),
    )


def _show_bandwidths(now: Workspace, run: RecipeRun) -> None:
    what = run.recipe.to_json()
    if not asked.is_asked(_BANDWIDTHS, what):
        asked.button("Try half, twice and the named rules", name=_BANDWIDTHS, what=what)
        return
    table = _sensitivity(now.version, run.recipe.to_json(), _now=now)
    st.dataframe(
        table.drop(columns=["peak_x", "peak_y"]).assign(hot_kept=100 * table["hot_kept"]),
        hide_index=True,
        column_config={
            "choice": "bandwidth",
            "bandwidth_m": st.column_config.NumberColumn("metres", format="%,.0f"),
            "peak_per_km2": st.column_config.NumberColumn("highest, per km²", format="%,.1f"),
            "peak_moved_m": st.column_config.NumberColumn("peak moved by, metres", format="%,.0f"),
            "half_of_records_ha": st.column_config.NumberColumn(
                "hectares that hold half", format="%,.0f"
            ),
            "hot_kept": st.column_config.NumberColumn(
                "densest 1% kept",
                format="%.0f%%",
                help="Share of the densest cells at the chosen bandwidth that are so here too.",
            ),
        },
    )
    st.caption(
        "Silverman's and Scott's rules suit one broad concentration and smooth a city of many too "
        "much; the likelihood rule takes the width that best foretells each record from the rest."
    )
