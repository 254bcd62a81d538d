"""Hotspots to hand over, with the recipe that makes them again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import streamlit as st

import analysis
from views import widgets

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.workspace import Workspace

_FORMATS: dict[str, Literal["gpkg", "geojson", "csv"]] = {
    "GeoPackage": "gpkg",
    "GeoJSON": "geojson",
    "CSV": "csv",
}


def offer(now: Workspace, run: RecipeRun, *, caveats: list[str]) -> None:
    """Offer a run as a file of three formats, each in a zip with its sidecar."""
    with st.popover("Export", icon=":material/folder_zip:"):
        st.caption(
            "A zip of the hotspots, the areas, and a sidecar with method, settings, versions and "
            "cautions. `python -m analysis rerun` makes them again and compares."
        )
        for label, form in _FORMATS.items():
            st.download_button(
                label,
                data=partial(_packed, now, run, form, caveats),
                file_name=widgets.named(f"hotspots-{run.recipe.method}-{form}.zip"),
                mime="application/zip",
                key=f"export_{form}",
                on_click="ignore",
                use_container_width=True,
            )


def _packed(
    now: Workspace,
    run: RecipeRun,
    form: Literal["gpkg", "geojson", "csv"],
    caveats: list[str],
) -> bytes:
    kind = run.recipe.kind
    illustrative = widgets.illustrative_note(now, kind)
    sources = [
        {"kind": source.kind, "name": source.name, "sha256": source.digest, "rows": source.rows}
        for source in now.sources
        if source.kind in {kind, "areas"}
    ]
    return analysis.export_hotspots(
        run,
        points=now.points[kind],
        areas=now.areas,
        format=form,
        sources=sources,
        caveats=[*caveats, *([f"The {kind} are {illustrative}."] if illustrative else [])],
    )
