"""What the user may set of each method: plain words, good defaults, and keys for the address.

Each function draws its widgets and returns parameters of a recipe; ``also`` tells the widgets of a
second method from those of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

_CELLS_M = (250, 500, 1_000, 2_000)
_REPLICATES = (99, 199, 999)
_PERMUTATIONS = (0, 99, 999, 9_999)
_SHAPES = {"square": "Squares", "hexagon": "Hexagons", "areas": "The areas"}
_EXPECTED = {"area": "Area", "population": "Residents"}
_MEASURES = {"count": "Count", "rate": "Rate per km²"}


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


def dense(kind: str, also: str) -> dict[str, Any]:
    """Let the user set radius and least number of dense clusters."""
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


def varying(kind: str, also: str) -> dict[str, Any]:
    """Let the user set the smallest cluster."""
    least = _least(
        kind,
        also,
        label="Smallest cluster, in records",
        help_text="Clusters of fewer records are not shown. The distance within a cluster is "
        "found from the records, and may differ from place to place.",
    )
    return {"radius_m": None, "min_points": least, "method": "hdbscan"}


def ordered(kind: str, also: str) -> dict[str, Any]:
    """Let the user set the smallest cluster of OPTICS."""
    return varying(kind, also) | {"method": "optics"}


def density(kind: str, also: str) -> dict[str, Any]:
    """Let the user set the bandwidth of a density, and what counts as its peaks."""
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


def tested(kind: str, also: str) -> dict[str, Any]:
    """Let the user set the cells to be tested, what of them, and against what."""
    shape = st.segmented_control(
        "Cells",
        list(_SHAPES),
        default="square",
        required=True,
        format_func=_SHAPES.__getitem__,
        key=f"shape{also}",
        bind="query-params",
        help="Equal squares or hexagons, or the loaded areas as they are, such as wards. Borders "
        "that were drawn for other ends can cut a concentration in two, or hide it in a large "
        "area.",
    )
    cell_m = SCALES[kind].cell_m
    if shape != "areas":
        cell_m = _cell(kind, also, default=cell_m, key="cell")
    measure = st.segmented_control(
        "Tested of each cell",
        list(_MEASURES),
        default="rate" if shape == "areas" else "count",
        required=True,
        format_func=_MEASURES.__getitem__,
        key=f"measure{also}" if shape != "areas" else f"measure_areas{also}",
        bind="query-params",
        help="The count, or records per square kilometre: cells that the edge of the area cuts "
        "have less ground, and areas differ. Rates of small ones are drawn towards the mean "
        "(empirical Bayes).",
    )
    permutations = st.select_slider(
        "Random maps to compare with",
        _PERMUTATIONS,
        value=0,
        key=f"permutations{also}",
        bind="query-params",
        format_func=lambda number: f"{number:,}" if number else "none",
        help="None: chances come from the normal curve. Otherwise all other cells are dealt "
        "around each cell so many times, which suits small and skewed counts. Few cells can "
        "pass the correction with 99; take 999 or more.",
    )
    return {"cell_m": cell_m, "shape": shape, "measure": measure, "permutations": permutations}


def scan(kind: str, also: str) -> dict[str, Any]:
    """Let the user set cells, circles and replicates of a scan."""
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


def circles(kind: str, also: str) -> dict[str, Any]:
    """Let the user set a scan, and what the records are expected by."""
    expected = st.segmented_control(
        "Expected by",
        list(_EXPECTED),
        default="area",
        required=True,
        format_func=_EXPECTED.__getitem__,
        key=f"expected{also}",
        bind="query-params",
        help="An even spread over the ground, or over the residents. Boroughs come with their "
        "residents; for other areas load counts by area with the category Population.",
    )
    return {**scan(kind, also), "expected": expected}


def against_residents(kind: str, also: str) -> dict[str, Any]:
    """Let the user set the bandwidth of records against residents."""
    return {**change(kind, also), "expected": "population"}


def change(kind: str, also: str) -> dict[str, Any]:
    """Let the user set the bandwidth of a change."""
    bandwidth_m = st.slider(
        "Bandwidth, in metres",
        min_value=500,
        max_value=5_000,
        value=2_000,
        step=250,
        key=f"change_{kind}{also}",
        bind="query-params",
        help="Each place is judged by its surroundings this far around. A wide one finds change "
        "of districts, a narrow one needs many records.",
    )
    return {"bandwidth_m": bandwidth_m}


def emerging(kind: str, also: str) -> dict[str, Any]:
    """Let the user set cells and steps of a history."""
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
