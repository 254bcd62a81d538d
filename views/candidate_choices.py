"""What the planner wants to choose among."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import geo
from views import operations, outlines, widgets

if TYPE_CHECKING:
    from views.workspace import Workspace

OUTLINES = "outlines"
OWN = "drawn"
HOW_TO_DRAW = (
    "Press the pentagon at the left of the map to draw an outline. By keyboard: with the map in "
    "focus the arrow keys move it, Space sets a corner at its middle, Enter ends the outline."
)
RECIPE = "recipe"
_CELLS_M = (500, 1_000, 2_000)
_GAPS_M = (100, 250, 500, 1_000, 2_000)
_FILES = ["geojson", "json", "gpkg", "zip", "parquet"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What can be chosen: ``areas``, ``boroughs``, ``cells``, ``hotspots`` or ``drawn``."""

    kind: str = "areas"
    across_river: bool = False
    cell_m: int = 1_000
    gap_m: int = 500
    recipe: str = ""
    outlines: str = ""


def _kinds(now: Workspace) -> dict[str, str]:
    noun = now.noun if now.noun.isupper() or now.noun.endswith("OAs") else now.noun.capitalize()
    kinds = {"areas": noun}
    if not now.has_boroughs:
        kinds["boroughs"] = "Boroughs"
    if now.loaded("markets") or now.loaded("offences"):
        kinds |= {"cells": "Grid cells", "hotspots": "Hotspots", "drawn": "My outlines"}
    return kinds


def choose(now: Workspace) -> Wanted:
    """Draw the choice and return it."""
    kinds = _kinds(now)
    kind = st.pills(
        "Choose among",
        list(kinds),
        format_func=kinds.__getitem__,
        default="areas",
        required=True,
        key="candidates",
        bind="query-params",
        help="Hotspots are those of the Hotspots page, which can hand its own over. Outlines can "
        "be drawn on the map, typed, or taken from a file.",
    )
    if kind == "areas":
        return Wanted(across_river=_river(now))
    if kind == "boroughs":
        return Wanted(kind=kind, across_river=_river(now))
    if kind == "cells":
        cell_m = st.segmented_control(
            "Side of a cell, metres",
            _CELLS_M,
            format_func="{:,}".format,
            default=1_000,
            required=True,
            key="target_cell",
            bind="query-params",
        )
        return Wanted(kind=kind, cell_m=int(cell_m))
    gap_m = st.select_slider(
        "Neighbours lie within, metres",
        _GAPS_M,
        value=500,
        format_func="{:,}".format,
        key="gap",
        bind="query-params",
        help="These areas do not share borders, so distance from edge to edge decides who is next "
        "to whom.",
    )
    if kind == "hotspots":
        return Wanted(kind=kind, gap_m=int(gap_m), recipe=_recipe())
    return Wanted(kind=str(kind), gap_m=int(gap_m), outlines=_outlines())


def _river(now: Workspace) -> bool:
    return operations.choose_rule(
        now, help_text="Does the Thames count as a border that markets cross?"
    )


def _recipe() -> str:
    text = str(st.query_params.get(RECIPE, st.session_state.get(RECIPE, "")))
    st.session_state[RECIPE] = text
    if not text:
        st.caption(
            "Dense clusters with the usual settings. To plan with others, open the Hotspots page "
            "and press *Plan with these*."
        )
        return ""
    st.query_params[RECIPE] = text
    st.caption("Those that the Hotspots page handed over.")
    if st.button("Take the usual ones instead", key="usual_hotspots"):
        del st.query_params[RECIPE]
        st.session_state[RECIPE] = ""
        st.rerun()
    return text


def _outlines() -> str:
    with st.popover("From a file", icon=":material/upload_file:", use_container_width=True):
        file = st.file_uploader(
            "Polygons: GeoJSON, GeoPackage, GeoParquet or zipped shapefile",
            type=_FILES,
            key="outline_file",
        )
        if file is not None and file.file_id != st.session_state.get("outline_file_read"):
            _take(file.getvalue(), file.file_id)
    return str(
        st.text_area(
            "Outlines, one a line",
            key=OUTLINES,
            bind="query-params",
            height=140,
            placeholder="Station: 530100 180400, 530900 180400, 530500 181200",
            help="A name, a colon, then eastings and northings in metres. Drawing on the map and "
            "files fill this in.",
        )
    )


def _take(data: bytes, file_id: str) -> None:
    """Turn a file of polygons into lines of text, which travel in the address."""
    st.session_state["outline_file_read"] = file_id
    try:
        areas: Any = geo.read_safely("areas", data).records
        if len(areas) > outlines.MOST_OUTLINES:
            raise geo.InputError(
                f"the file holds {len(areas):,} polygons, more than the "
                f"{outlines.MOST_OUTLINES} that can be taken as outlines",
                hint="Load it as boundaries on the Data page instead.",
                code="outline.many",
            )
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    st.session_state[OUTLINES] = outlines.written(areas)


def add_drawn(corners: str) -> None:
    """Add an outline that was drawn on the map."""
    before = str(st.session_state.get(OUTLINES, "")).strip()
    line = outlines.from_drawing(corners, number=len(before.splitlines()) + 1)
    st.session_state[f"{OUTLINES}_drawn"] = f"{before}\n{line}".strip()


def has_no_outline() -> bool:
    """Say whether outlines are wanted and there is none yet."""
    wanted = st.session_state.get("candidates") == OWN
    return wanted and not str(st.session_state.get(OUTLINES, "")).strip()


def take_drawn() -> None:
    """Put what was drawn in the last run where the text box will find it."""
    drawn = st.session_state.pop(f"{OUTLINES}_drawn", None)
    if drawn is not None:
        st.session_state[OUTLINES] = drawn
