"""Whether hotspots would still be there, and which method would have foretold the last months."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

import analysis
import geo
from analysis import Recipe
from views import hotspot_runs, widgets
from views.hotspot_parameters import SCALES

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.filters import Filters
    from views.workspace import Workspace

_RESAMPLES = 50
_HELD_OUT = 3
_KEPT, _SHORT = "kept", 10
_AREA_SHARE = 0.05
# What is redrawn is where records lie; methods that need their time too cannot be judged by it.
_JUDGED = ("dense_clusters", "density", "getis_ord", "local_moran")


def _is_snapped(points: gpd.GeoDataFrame) -> bool:
    return "snap_point" in points and bool(points["snap_point"].fillna(value=False).any())


@st.cache_data(max_entries=16, show_spinner="Drawing the records again, 50 times …")
def _stability(version: str, recipe_text: str, *, _now: Workspace) -> analysis.Stability:
    del version
    recipe = Recipe.from_json(recipe_text)
    points = analysis.recipe_points(recipe, _now.points[recipe.kind])
    shapes = points.geometry.to_numpy()
    if "weight" in points:
        shapes = np.repeat(shapes, points["weight"].round().astype(int))
    everything = replace(
        recipe, start=None, end=None, kinds=None, drugs=(), categories=(), data_version=""
    )
    ground = hotspot_runs.ground_of(_now, recipe)

    def find(x: np.ndarray, y: np.ndarray) -> gpd.GeoDataFrame:
        drawn = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
        return analysis.run_recipe(everything, drawn, areas=_now.areas, ground=ground).hotspots

    return analysis.hotspot_stability(
        shapely.get_x(shapes),
        shapely.get_y(shapes),
        find,
        jitter_m="catchment" if _is_snapped(points) else None,
        resamples=_RESAMPLES,
    )


def _asked(recipe: Recipe) -> str:
    """Return a short name of the recipe, for the address: a link brings the shares back."""
    return hashlib.sha256(recipe.to_json().encode()).hexdigest()[:_SHORT]


def _ask(recipe: Recipe) -> None:
    st.query_params[_KEPT] = _asked(recipe)


def kept_of(now: Workspace, run: RecipeRun) -> analysis.Stability | None:
    """Return how often each hotspot comes back, once the user has asked for it."""
    if st.query_params.get(_KEPT) != _asked(run.recipe) or not len(run.hotspots):
        return None
    return _stability(now.version, run.recipe.to_json(), _now=now)


def offer_stability(run: RecipeRun, kept: analysis.Stability | None) -> None:
    """Offer the resampling, or say what came of it."""
    if run.recipe.method not in _JUDGED:
        st.caption(
            "Resampling redraws where records lie. This method also looks at when they were "
            "recorded, or draws random maps of its own, so it is not judged this way."
        )
        return
    if not len(run.hotspots):
        st.caption("There is no hotspot to judge.")
        return
    if kept is None:
        st.button(
            f"Draw the records again {_RESAMPLES} times",
            icon=":material/casino:",
            key="ask_stability",
            on_click=_ask,
            args=(run.recipe,),
        )
        st.caption(
            "Each time as many records are drawn from those there are, the hotspots are found "
            "again, and each keeps its mark if at least half of its records lie in one. Snap "
            "points are moved within their catchment."
        )
        return
    st.markdown(widgets.as_text(kept.summary))


@st.cache_data(max_entries=8, show_spinner="Comparing methods on the last months …")
def _comparison(
    version: str, kind: str, shown: Filters | None, cell_m: int, *, _now: Workspace
) -> analysis.MethodComparison:
    del version
    recipe = hotspot_runs.recipe_of("getis_ord", {"cell_m": cell_m}, kind=kind, shown=shown)
    ground = hotspot_runs.ground_of(_now, recipe)
    points = analysis.recipe_points(recipe, _now.points[kind])
    if ground is None:
        message = "a comparison of methods needs cells"
        raise TypeError(message)
    cube = analysis.cube_of(points, ground)
    return analysis.compare_methods(cube, ground.cells, hold_out=_HELD_OUT, area_share=_AREA_SHARE)


def show_methods(now: Workspace, kind: str, shown: Filters | None) -> None:
    """Offer the table of methods, judged on the last three months of the period shown."""
    asked = f"methods-{now.version}-{kind}-{shown}"
    if not st.session_state.get(asked):
        st.button(
            f"Hold out the last {_HELD_OUT} months and compare",
            icon=":material/leaderboard:",
            key="ask_methods",
            on_click=st.session_state.update,
            args=({asked: True},),
        )
        st.caption(
            "Five methods are given everything but the last three months, and may each choose 5% "
            "of the area. Which of them would have held the most of what was then recorded?"
        )
        return
    try:
        found = _comparison(now.version, kind, shown, SCALES[kind].cell_m, _now=now)
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    st.markdown(widgets.as_text(found.summary))
    table = methods_table(found)
    st.dataframe(table, hide_index=True, column_config=_METHOD_COLUMNS, key="methods_table")
    widgets.download(table, label="Methods as CSV", file_name="methods.csv", key="methods_csv")


def methods_table(found: analysis.MethodComparison) -> pd.DataFrame:
    """Return the methods, best first, with the intervals as text beside the figures."""
    table = found.table
    return pd.DataFrame(
        {
            "method": table["method"],
            "hit_rate": 100 * table["hit_rate"],
            "interval": [
                f"{low:.0%} to {high:.0%}"
                for low, high in zip(table["low"], table["high"], strict=True)
            ],
            "pai": table["pai"],
            "pei": table["pei"],
            "rri": table["rri"],
        }
    )


_METHOD_COLUMNS = {
    "hit_rate": st.column_config.NumberColumn(
        "hit rate", format="%.0f%%", help="Share of the later records in the chosen 5% of area."
    ),
    "interval": st.column_config.TextColumn(
        "95% interval", help="From resampled cells: records of one place come together."
    ),
    "pai": st.column_config.NumberColumn(
        "PAI", format="%.1f", help="Hit rate over the share of area: 1 is chance."
    ),
    "pei": st.column_config.NumberColumn(
        "PEI", format="%.2f", help="Share of what the best possible choice would have held."
    ),
    "rri": st.column_config.NumberColumn(
        "RRI", format="%.2f", help="Later share over past share: near 1 the cells kept their part."
    ),
}
