"""Whether hotspots would still be there, and which method would have foretold the last months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
import geo
from analysis import Recipe
from views import asked, hotspot_runs, widgets
from views.hotspot_parameters import SCALES

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.filters import Filters
    from views.workspace import Workspace

_USUAL = 50
_HELD_OUT = 3
_KEPT, _METHODS = "kept", "methods"
_AREA_SHARE = 0.05
_HOW = (
    "Each time as many records are drawn from those there are, the hotspots are found again, and "
    "each keeps its mark if at least half of its records lie in one. Snap points are moved within "
    "their catchment."
)


@st.cache_resource(max_entries=16, show_spinner=False)
def _kept(version: str, recipe_text: str) -> list[analysis.Stability]:
    """Return where the shares of a run are kept: empty until they are worked out."""
    del version, recipe_text
    return []


def _stability(now: Workspace, run: RecipeRun) -> analysis.Stability:
    kept = _kept(now.version, run.recipe.to_json())
    if not kept:
        bar = st.progress(0.0, text="Drawing the records again …")
        kept.append(
            analysis.recipe_stability(
                run,
                now.points[run.recipe.kind],
                areas=hotspot_runs.areas_of(now, run.recipe),
                ground=hotspot_runs.ground_of(now, run.recipe),
                progress=lambda done, times: bar.progress(
                    done / times, text=f"Drawing the records again, {done} of {times} times …"
                ),
            )
        )
        bar.empty()
    return kept[0]


def kept_of(now: Workspace, run: RecipeRun) -> analysis.Stability | None:
    """Return how often each hotspot comes back, once the user has asked for it."""
    if not len(run.hotspots) or not asked.is_asked(_KEPT, run.recipe.to_json()):
        return None
    return _stability(now, run)


def _how_of(recipe: Recipe, times: int) -> list[str]:
    """Return what else must be said of how a method's hotspots are judged."""
    said = []
    if recipe.method in {"spatial_scan", "space_time_scan"}:
        said.append(
            "Resamples are not tested again: a circle must be as unusual as one with a chance of "
            "5% in the records as they are."
        )
    if recipe.method == "space_time_scan":
        said.append("Those of the same months count.")
    if recipe.method == "emerging_hotspots":
        said.append("Beside it stands how often the history has the same name again.")
    if recipe.parameters.get("past_start"):
        said.append("The earlier period is drawn again too.")
    if times < _USUAL:
        said.append(f"This method takes long, so {times} times must do: shares are rough.")
    return said


def offer_stability(now: Workspace, run: RecipeRun, kept: analysis.Stability | None) -> None:
    """Offer the resampling, or say what came of it."""
    if not len(run.hotspots):
        st.caption("There is no hotspot to judge.")
        return
    if kept is None:
        times = analysis.usual_resamples(run.recipe, hotspot_runs.ground_of(now, run.recipe))
        asked.button(
            f"Draw the records again {times} times",
            icon=":material/casino:",
            name=_KEPT,
            what=run.recipe.to_json(),
        )
        st.caption(" ".join([_HOW, *_how_of(run.recipe, times)]))
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


def is_contest_asked(kind: str, shown: Filters | None) -> bool:
    """Whether the methods are to be compared: by the button, or by the link that was opened."""
    return asked.is_asked(_METHODS, repr((kind, shown)))


def show_methods(now: Workspace, kind: str, shown: Filters | None) -> None:
    """Offer the table of methods, judged on the last three months of the period shown."""
    if not is_contest_asked(kind, shown):
        asked.button(
            f"Hold out the last {_HELD_OUT} months and compare",
            icon=":material/leaderboard:",
            name=_METHODS,
            what=repr((kind, shown)),
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
