"""The questions that the hotspots page answers, and the settings of the methods behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import hotspot_parameters as parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from views.filters import Filters

QUESTIONS = {
    "dense": "Where is it dense?",
    "chance": "Is it more than chance?",
    "growing": "Is it growing?",
    "repeat": "Does it repeat?",
    "moving": "Does its centre move?",
}


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to answer a question: the recipe's method, and what the user may set."""

    label: str
    recipe: str
    explained: str
    choose: Callable[[str, str], dict[str, Any]]
    shows_records: bool = False
    needs_past: bool = False


METHODS: dict[str, dict[str, Method]] = {
    "dense": {
        "dense": Method(
            label="Dense clusters",
            recipe="dense_clusters",
            explained="Places with many records within a radius (DBSCAN).",
            choose=parameters.dense,
            shows_records=True,
        ),
        "varying": Method(
            label="Any density",
            recipe="dense_clusters",
            explained="Clusters whose own density is found from the records (HDBSCAN).",
            choose=parameters.varying,
            shows_records=True,
        ),
        "ordered": Method(
            label="Steps of density",
            recipe="dense_clusters",
            explained="Clusters cut out where the distance to the next record changes steeply "
            "(OPTICS), of 10,000 records at most.",
            choose=parameters.ordered,
            shows_records=True,
        ),
        "density": Method(
            label="Density",
            recipe="density",
            explained="A smooth surface: how many records lie around each place.",
            choose=parameters.density,
        ),
    },
    "chance": {
        "tested": Method(
            label="Tested cells",
            recipe="getis_ord",
            explained="Cells or areas, each tested with those that touch it (Getis-Ord Gi*).",
            choose=parameters.tested,
        ),
        "moran": Method(
            label="Like with like",
            recipe="local_moran",
            explained="Busy cells among busy ones, and busy ones that stand alone (Local Moran).",
            choose=parameters.tested,
        ),
        "scan": Method(
            label="Circles",
            recipe="spatial_scan",
            explained="Circles of any size with more records than their area, or their residents, "
            "explain (scan).",
            choose=parameters.circles,
        ),
        "residents": Method(
            label="Against residents",
            recipe="relative_risk",
            explained="Where records are denser, or thinner, than residents, each as a share of "
            "all (relative risk).",
            choose=parameters.against_residents,
        ),
    },
    "growing": {
        "history": Method(
            label="History of cells",
            recipe="emerging_hotspots",
            explained="Hot cells named by their history: new, lasting, fading (emerging hotspots).",
            choose=parameters.emerging,
        ),
        "growth": Method(
            label="Growth",
            recipe="spatial_scan",
            explained="Circles with more records than the same number of months before explains.",
            choose=parameters.scan,
            needs_past=True,
        ),
        "change": Method(
            label="Change of density",
            recipe="relative_risk",
            explained="Where records are denser, or thinner, than in the same number of months "
            "before, as a share of all (relative risk).",
            choose=parameters.change,
            needs_past=True,
        ),
        "bursts": Method(
            label="Bursts",
            recipe="space_time_scan",
            explained="Places that had more for a while than their own level explains "
            "(space-time scan).",
            choose=parameters.scan,
        ),
    },
}


def choose_question() -> str:
    """Let the user choose what to ask."""
    return st.radio(
        "Question",
        list(QUESTIONS),
        format_func=QUESTIONS.__getitem__,
        key="question",
        bind="query-params",
        label_visibility="collapsed",
    )


def choose_method(question: str) -> Method:
    """Let the user choose among the methods that answer a question."""
    ways = METHODS[question]
    name = st.selectbox(
        "Method",
        list(ways),
        format_func=lambda way: ways[way].label,
        key=f"method_{question}",
        bind="query-params",
    )
    st.caption(ways[name].explained)
    return ways[name]


def with_past(
    shown: Filters | None, *, first_month: pd.Period | None
) -> tuple[Filters | None, dict[str, str]]:
    """Return the span to judge and the one before it, of equal length, as a recipe has it.

    Where no record is as old as that, the first half of the span shown stands for the past.
    """
    if shown is None or first_month is None:
        return shown, {}
    first, last = shown.start.to_period("M"), shown.end.to_period("M")
    months = (last - first).n + 1
    if first - months < first_month:
        months //= 2
        first = last - months + 1
    start, end = first - months, first - 1
    return replace(shown, start=first.start_time), {
        "past_start": str(start.start_time.date()),
        "past_end": str(pd.Timestamp(end.end_time).date()),
    }
