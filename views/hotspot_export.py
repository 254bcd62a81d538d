"""Hotspots to hand over, with the recipe that makes them again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import pandas as pd
import streamlit as st

import analysis
from views import disclosure, hotspot_runs, marking, widgets
from workspace import ILLUSTRATIVE

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.workspace import Workspace

_FORMATS: dict[str, Literal["gpkg", "geojson", "csv"]] = {
    "GeoPackage": "gpkg",
    "GeoJSON": "geojson",
    "CSV": "csv",
}
# An area and a density, or what was expected and how much more there was, give a count.
_LEADING_BACK = ("per_km2", "expected", "weight")


def offer(now: Workspace, run: RecipeRun, *, caveats: list[str]) -> None:
    """Offer a run as a file of three formats, each in a zip with its sidecar."""
    is_public = marking.current().profile == "public"
    with st.popover("Export (public)" if is_public else "Export", icon=":material/folder_zip:"):
        st.caption(
            "A zip of the hotspots, the areas, and a sidecar with method, settings, versions and "
            "cautions. `python -m analysis rerun` makes them again and compares."
        )
        withheld = is_public and shows_places(now, run)
        if withheld:
            st.caption(
                "The outlines of dense clusters run through the places of single records, so they "
                "are not offered in files for the public. Settings says who files are for."
            )
        elif is_public:
            st.caption(f"For the public: {disclosure.SAID}. Settings changes this.")
        for label, form in _FORMATS.items():
            name = f"hotspots-{run.recipe.method}-{form}{'_public' if is_public else ''}.zip"
            st.download_button(
                label,
                data=partial(_packed, now, run, form, caveats, is_public=is_public),
                file_name=widgets.named(name),
                mime="application/zip",
                key=f"export_{form}",
                on_click="ignore",
                disabled=withheld,
                use_container_width=True,
            )


def shows_places(now: Workspace, run: RecipeRun) -> bool:
    """Whether the outlines give away where single records are that nobody has published."""
    points = now.points[run.recipe.kind]
    snapped = "snap_point" in points and bool(points["snap_point"].fillna(value=False).all())
    is_made_up = ILLUSTRATIVE in points and bool(points[ILLUSTRATIVE].all())
    return run.recipe.method == "dense_clusters" and not snapped and not is_made_up


def to_hand_over(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of hotspots as the profile of files lets it go out."""
    return for_public(table) if marking.current().profile == "public" else table


def for_public(frame: pd.DataFrame) -> pd.DataFrame:
    """Return hotspots with their counts suppressed, and without what would lead back to them."""
    kept = frame.drop(columns=[name for name in _LEADING_BACK if name in frame])
    if "relative_risk" in kept:
        kept = kept.assign(relative_risk=kept["relative_risk"].round(1))
    return disclosure.for_public(kept)


def _packed(
    now: Workspace,
    run: RecipeRun,
    form: Literal["gpkg", "geojson", "csv"],
    caveats: list[str],
    *,
    is_public: bool,
) -> bytes:
    kind = run.recipe.kind
    illustrative = widgets.illustrative_note(now, kind)
    sources = [
        {"kind": source.kind, "name": source.name, "sha256": source.digest, "rows": source.rows}
        for source in now.sources
        if source.kind in {kind, "areas"}
    ]
    shown = None
    if is_public:
        spots = run.hotspots
        plain = for_public(pd.DataFrame(spots.drop(columns="geometry")))
        shown = gpd.GeoDataFrame(plain, geometry=spots.geometry.to_numpy(), crs=spots.crs)
        # Sentences of a finding tell exact numbers.
        caveats = [widgets.POLICING_CAVEAT]
    return analysis.export_hotspots(
        run,
        points=now.points[kind],
        areas=hotspot_runs.areas_of(now, run.recipe),
        format=form,
        sources=sources,
        caveats=[*caveats, *([f"The {kind} are {illustrative}."] if illustrative else [])],
        shown=shown,
        disclosed=f"For the public: {disclosure.SAID}." if is_public else "",
    )
