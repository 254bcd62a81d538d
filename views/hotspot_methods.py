"""The questions that the hotspots page answers, and the settings of the methods behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from views.filters import Filters

QUESTIONS = {
    "dense": "Where is it dense?",
    "chance": "Is it more than chance?",
    "growing": "Is it growing?",
    "repeat": "Does it repeat?",
}
_CELLS_M = (250, 500, 1_000, 2_000)
_REPLICATES = (99, 199, 999)


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to answer a question: the recipe's method, and what the user may set."""

    label: str
    recipe: str
    explained: str
    choose: Callable[[str, str], dict[str, Any]]
    shows_records: bool = False
    needs_past: bool = False


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Usual settings for one kind of record."""

    radius_m: int
    min_points: int
    most_points: int
    cell_m: int
    scan_cell_m: int
    bandwidth_m: int


SCALES = {
    "markets": Scale(
        radius_m=400,
        min_points=6,
        most_points=40,
        cell_m=1_000,
        scan_cell_m=1_000,
        bandwidth_m=2_000,
    ),
    "raids": Scale(
        radius_m=400,
        min_points=5,
        most_points=40,
        cell_m=1_000,
        scan_cell_m=1_000,
        bandwidth_m=2_000,
    ),
    "offences": Scale(
        radius_m=150,
        min_points=200,
        most_points=1_000,
        cell_m=500,
        scan_cell_m=2_000,
        bandwidth_m=1_000,
    ),
}


def _least(kind: str, also: str, *, label: str, help_text: str) -> int:
    scale = SCALES[kind]
    return st.slider(
        label,
        min_value=2,
        max_value=scale.most_points,
        value=scale.min_points,
        key=f"least_{kind}{also}",
        bind="query-params",
        help=help_text,
    )


def _dense(kind: str, also: str) -> dict[str, Any]:
    radius_m = st.slider(
        "Radius, in metres",
        min_value=50,
        max_value=2_000,
        value=SCALES[kind].radius_m,
        step=50,
        key=f"radius_{kind}{also}",
        bind="query-params",
        help="Points this close to each other count as one concentration. A larger radius "
        "joins neighbouring concentrations into one.",
    )
    least = _least(
        kind,
        also,
        label="Least points within the radius",
        help_text="How many records must lie within the radius of a place before it is dense. "
        "A higher number leaves only the densest.",
    )
    return {"radius_m": radius_m, "min_points": least}


def _varying(kind: str, also: str) -> dict[str, Any]:
    least = _least(
        kind,
        also,
        label="Smallest cluster, in records",
        help_text="Clusters of fewer records are not shown. The distance within a cluster is "
        "found from the records, and may differ from place to place.",
    )
    return {"radius_m": None, "min_points": least, "method": "hdbscan"}


def _density(kind: str, also: str) -> dict[str, Any]:
    bandwidth_m = st.slider(
        "Bandwidth, in metres",
        min_value=200,
        max_value=5_000,
        value=SCALES[kind].bandwidth_m,
        step=100,
        key=f"bandwidth_{kind}{also}",
        bind="query-params",
        help="How far each record is spread out. A narrow bandwidth shows streets and noise, a "
        "wide one districts. Try half and twice of it before you believe a peak.",
    )
    share = st.select_slider(
        "Share of the records in the hotspots",
        (0.1, 0.25, 0.5),
        value=0.25,
        key=f"share{also}",
        bind="query-params",
        format_func=lambda share: f"{share:.0%}",
        help="The outlines are the smallest area that holds this share of the density.",
    )
    adaptive = st.toggle(
        "Let the bandwidth follow the density",
        key=f"adaptive{also}",
        bind="query-params",
        help="Narrower where records are many, wider where they are few (Abramson).",
    )
    return {"bandwidth_m": bandwidth_m, "share": share, "adaptive": adaptive}


def _cell(kind: str, also: str, *, default: int, key: str) -> int:
    return int(
        st.select_slider(
            "Side of a cell, in metres",
            _CELLS_M,
            value=default,
            key=f"{key}_{kind}{also}",
            bind="query-params",
            help="Smaller cells show finer detail and hold fewer records each, so that less can "
            "be told from chance.",
        )
    )


def _tested(kind: str, also: str) -> dict[str, Any]:
    return {"cell_m": _cell(kind, also, default=SCALES[kind].cell_m, key="cell")}


def _scan(kind: str, also: str) -> dict[str, Any]:
    cell_m = _cell(kind, also, default=SCALES[kind].scan_cell_m, key="scan_cell")
    share = st.select_slider(
        "Largest circle, as a share of all that is expected",
        (0.05, 0.1, 0.25, 0.5),
        value=0.1,
        key=f"largest{also}",
        bind="query-params",
        format_func=lambda share: f"{share:.0%}",
        help="Small circles can be acted on; large ones say only that one half of town has more.",
    )
    replicates = st.select_slider(
        "Random maps to compare with",
        _REPLICATES,
        value=199,
        key=f"replicates{also}",
        bind="query-params",
        help="More of them tell finer chances apart and take longer.",
    )
    return {"cell_m": cell_m, "max_share": share, "replicates": replicates}


def _emerging(kind: str, also: str) -> dict[str, Any]:
    months = st.segmented_control(
        "Length of a step, in months",
        (1, 3),
        default=1,
        required=True,
        key=f"step{also}",
        bind="query-params",
        help="Longer steps are calmer; ten steps or more are needed for a trend.",
    )
    return {"cell_m": _cell(kind, also, default=1_000, key="cell_history"), "step_months": months}


METHODS: dict[str, dict[str, Method]] = {
    "dense": {
        "dense": Method(
            label="Dense clusters",
            recipe="dense_clusters",
            explained="Places with many records within a radius (DBSCAN).",
            choose=_dense,
            shows_records=True,
        ),
        "varying": Method(
            label="Any density",
            recipe="dense_clusters",
            explained="Clusters whose own density is found from the records (HDBSCAN).",
            choose=_varying,
            shows_records=True,
        ),
        "density": Method(
            label="Density",
            recipe="density",
            explained="A smooth surface: how many records lie around each place.",
            choose=_density,
        ),
    },
    "chance": {
        "tested": Method(
            label="Tested cells",
            recipe="getis_ord",
            explained="Equal cells, each tested with those that touch it (Getis-Ord Gi*).",
            choose=_tested,
        ),
        "moran": Method(
            label="Like with like",
            recipe="local_moran",
            explained="Busy cells among busy ones, and busy ones that stand alone (Local Moran).",
            choose=_tested,
        ),
        "scan": Method(
            label="Circles",
            recipe="spatial_scan",
            explained="Circles of any size with more records than their area explains (scan).",
            choose=_scan,
        ),
    },
    "growing": {
        "history": Method(
            label="History of cells",
            recipe="emerging_hotspots",
            explained="Hot cells named by their history: new, lasting, fading (emerging hotspots).",
            choose=_emerging,
        ),
        "growth": Method(
            label="Growth",
            recipe="spatial_scan",
            explained="Circles with more records than the same number of months before explains.",
            choose=_scan,
            needs_past=True,
        ),
        "bursts": Method(
            label="Bursts",
            recipe="space_time_scan",
            explained="Places that had more for a while than their own level explains "
            "(space-time scan).",
            choose=_scan,
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


def past_of(shown: Filters | None) -> dict[str, str]:
    """Return the span just before the one shown, of the same length, as a recipe has it."""
    if shown is None:
        return {}
    first, last = shown.start.to_period("M"), shown.end.to_period("M")
    months = (last - first).n + 1
    start, end = first - months, first - 1
    return {
        "past_start": str(start.start_time.date()),
        "past_end": str(pd.Timestamp(end.end_time).date()),
    }
