"""The areas that a plan can choose among, and the records counted in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import streamlit as st

import analysis
import boundaries
import geo
from analysis import Recipe
from views import candidate_choices, count_panels, evaluation, hotspot_runs, outlines
from views.grid_references import grid_reference
from views.target_words import some

if TYPE_CHECKING:
    from collections.abc import Sequence

    from libpysal.graph import Graph

    from views.candidate_choices import Wanted
    from views.workspace import Workspace

MOST = 12_000
_TOLD = 2


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """What can be chosen.

    Attributes
    ----------
    wanted
        What the planner asked for.
    now
        The records, each with the code of the candidate that it lies in; its areas are the
        candidates.
    ground
        The records as every other page has them; its areas lie below.
    counted
        How offences are known for the candidates: ``areas`` (counts by area as loaded), ``points``
        (counted from records with a place) or empty.
    graph
        Who is next to whom; with the river, where that is a choice.
    """

    wanted: Wanted
    now: Workspace
    ground: Workspace
    counted: str
    graph: Graph
    hotspots: analysis.RecipeRun | None = None

    @property
    def noun(self) -> str:
        """What the candidates are called in a sentence."""
        own = {"cells": "cells", "hotspots": "hotspots", "drawn": "outlines"}
        return own.get(self.wanted.kind) or self.now.noun

    @property
    def borders(self) -> str:
        """Say in a sentence who counts as a neighbour."""
        if self.wanted.kind == "cells":
            return "Cells that share a side are neighbours."
        if self.wanted.kind in {"hotspots", "drawn"}:
            return (
                f"These {self.noun} do not touch: those at most {self.wanted.gap_m:,} m apart, "
                "from edge to edge, count as neighbours. What moves into the ground between them "
                "is not seen."
            )
        return ""

    def panel(self, category: str | None) -> pd.DataFrame | None:
        """Return candidates by periods for a category; nothing where offences are not known."""
        if category is None or not self.counted or not self.now.loaded("area_counts"):
            return None
        table = self.now.tables["area_counts"]
        if not (table["category"] == category).any():
            return None
        panel = evaluation.counts_by_period(self.now.version, category, _counts=table)
        return self._of_these(panel)

    def panels(self, categories: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Return the same for several categories, as far as they are known."""
        if not self.counted or not self.now.loaded("area_counts"):
            return {}
        table = self.now.tables["area_counts"]
        found = count_panels.by_category(self.now.version, categories, counts=table)
        return {name: self._of_these(panel) for name, panel in found.items()}

    def _of_these(self, panel: pd.DataFrame) -> pd.DataFrame:
        panel = panel[panel.index.isin(self.now.areas["code"])]
        if self.counted == "areas":
            return panel
        # Points cover the whole ground: where none lies, none was recorded.
        table = self.now.tables["area_counts"]
        periods = pd.period_range(table["period"].min(), table["period"].max())
        return panel.reindex(index=self.now.areas["code"], columns=periods).fillna(0.0)

    def containing(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return the ground's areas that hold these candidates, each by its inner point."""
        if self.wanted.kind == "areas":
            return codes
        chosen = self.now.areas[self.now.areas["code"].isin(codes)]
        points = chosen.set_geometry(chosen.representative_point())
        held = boundaries.assign_areas(points, self.ground.areas).dropna()
        return tuple(sorted(set(held)))

    def within(self, codes: Sequence[str]) -> list[str]:
        """Return the candidates that lie in these areas of the ground, each by its inner point."""
        areas = self.ground.areas
        where = areas.loc[areas["code"].isin(codes)].geometry
        if where.empty:
            return []
        inside = self.now.areas.geometry.representative_point().within(where.union_all())
        return [str(code) for code in self.now.areas.loc[inside, "code"]]


def choose(now: Workspace, at: pd.Timestamp) -> Candidates:
    """Let the user say what can be chosen, and return it with its records.

    Raises
    ------
    geo.errors.CrackdownError
        The choice gives no areas, or cannot be used.
    """
    return made(now, candidate_choices.choose(now), at=at)


def made(now: Workspace, wanted: Wanted, *, at: pd.Timestamp) -> Candidates:
    """Return the candidates that were asked for."""
    if wanted.kind == "areas":
        return Candidates(
            wanted=wanted,
            now=now,
            ground=now,
            counted="areas" if now.loaded("area_counts") else "",
            graph=evaluation.graph_of(now, across_river=wanted.across_river),
        )
    day = at if wanted.kind == "hotspots" else None
    return _made(now.version, repr((wanted, day)), _now=now, _wanted=wanted, _at=at)


@st.cache_resource(max_entries=6, show_spinner="Counting in the candidates …")
def _made(
    version: str, wanted: str, *, _now: Workspace, _wanted: Wanted, _at: pd.Timestamp
) -> Candidates:
    key = f"{version}/{hash_of(wanted)}"
    run = _hotspots(_now, _wanted, _at) if _wanted.kind == "hotspots" else None
    areas, graph = _areas(_now, _wanted, run)
    if areas.empty:
        raise geo.ParameterError(
            "there is nothing to choose among",
            hint="Draw or type an outline, or take other candidates.",
            parameter="candidates",
        )
    points = {
        kind: records.assign(area_code=boundaries.assign_areas(records, areas).astype("str"))
        for kind, records in _now.points.items()
        if len(records)
    }
    tables = {kind: table for kind, table in _now.tables.items() if kind != "area_counts"}
    counts = _counted(points.get("offences"))
    if counts is not None:
        tables["area_counts"] = counts
    if _wanted.kind == "cells":
        areas, graph = _with_records(areas, points)
    derived = replace(
        _now, version=key, areas_version=key, areas=areas, points=points, tables=tables
    )
    return Candidates(
        wanted=_wanted,
        now=derived,
        ground=_now,
        counted="points" if counts is not None else "",
        graph=graph if graph is not None else geo.lattice_neighbours(areas, rule="rook"),
        hotspots=run,
    )


def hash_of(text: str) -> str:
    """Return a short name for a text."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _areas(
    now: Workspace, wanted: Wanted, run: analysis.RecipeRun | None
) -> tuple[gpd.GeoDataFrame, Graph | None]:
    if wanted.kind == "boroughs":
        boroughs = boundaries.load_boroughs()
        graph = boundaries.neighbours(boroughs, across_river=wanted.across_river)
        return boroughs, boundaries.border_lengths(boroughs, neighbours=graph)
    if wanted.kind == "cells":
        return _cells(now, wanted.cell_m), None
    areas = _numbered(run.hotspots, now) if run is not None else outlines.read(wanted.outlines)
    return areas, None if areas.empty else boundaries.near_areas(areas, gap_m=wanted.gap_m)


def _cells(now: Workspace, cell_m: int) -> gpd.GeoDataFrame:
    cells: Any = geo.grid(now.areas, cell_m=cell_m)
    if len(cells) > MOST:
        raise geo.ParameterError(
            f"there would be {len(cells):,} cells, more than the {MOST:,} that can be compared",
            hint="Take larger cells.",
            parameter="cell_m",
            value=cell_m,
        )
    centres = gpd.GeoSeries.from_xy(cells["x"], cells["y"], crs=27700)
    within = boundaries.assign_areas(centres, now.areas).map(now.area_names)
    half = cell_m / 2
    names = [
        grid_reference(x - half, y - half) + (f" ({place})" if pd.notna(place) else "")
        for x, y, place in zip(cells["x"].tolist(), cells["y"].tolist(), within, strict=True)
    ]
    found: gpd.GeoDataFrame = cells.assign(code=cells.index.astype("str"), name=names)
    found.attrs = dict(cells.attrs)
    return found


def _with_records(
    areas: gpd.GeoDataFrame, points: dict[str, Any]
) -> tuple[gpd.GeoDataFrame, Graph | None]:
    """Leave cells out in which nothing was ever recorded."""
    held = {code for records in points.values() for code in records["area_code"].dropna().unique()}
    kept = areas[areas["code"].isin(held)] if held else areas
    kept.attrs = dict(areas.attrs)
    return kept, geo.lattice_neighbours(kept, rule="rook")


def recipe_of(now: Workspace, wanted: Wanted, at: pd.Timestamp) -> Recipe:
    """Return the recipe of the Hotspots page that was handed over, or a plain one."""
    day = str(at.date())
    if wanted.recipe:
        recipe = Recipe.from_json(wanted.recipe)
    else:
        kind = "markets" if now.loaded("markets") else "offences"
        plain = {"markets": (400, 6), "offences": (150, 200)}[kind]
        recipe = Recipe(
            method="dense_clusters",
            kind=kind,
            parameters={"radius_m": plain[0], "min_points": plain[1]},
        )
    if not now.loaded(recipe.kind):
        raise geo.ParameterError(
            f"the hotspots were found among {recipe.kind}, and none are loaded",
            hint="Load them on the Data page, or take other candidates.",
            parameter="recipe",
        )
    # Nothing after the day of the plan is used.
    if recipe.end is None or recipe.end > day:
        recipe = replace(recipe, end=day)
    return recipe


def _hotspots(now: Workspace, wanted: Wanted, at: pd.Timestamp) -> analysis.RecipeRun:
    return hotspot_runs.run(now, recipe_of(now, wanted, at)).run


def _numbered(hotspots: gpd.GeoDataFrame, now: Workspace) -> gpd.GeoDataFrame:
    names = now.area_names
    told = []
    for number, codes in enumerate(hotspots["areas"], start=1):
        listed = some(list(codes), names, most=_TOLD)
        told.append(f"Hotspot {number}" + (f" ({listed})" if listed else ""))
    codes = [f"H{number:03}" for number in range(1, len(hotspots) + 1)]
    return gpd.GeoDataFrame(
        {"code": codes, "name": told}, geometry=list(hotspots.geometry), crs=27700
    )


def _counted(offences: gpd.GeoDataFrame | None) -> pd.DataFrame | None:
    """Return counts by candidate, month and category, from records with a place."""
    if offences is None:
        return None
    months = offences["period"]
    if str(months.dtype) == "period[D]":
        months = months.dt.asfreq("M")
    table = (
        offences.assign(period=months)
        .dropna(subset=["area_code"])
        .groupby(["area_code", "category", "period"], observed=True)
        .size()
        .rename("count")
        .reset_index()
    )
    return table.assign(area_name=table["area_code"], subcategory=None)
