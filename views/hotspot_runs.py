"""Hotspots of what a page shows: one recipe a choice of settings, run once and kept.

The page and an exported result go through the same function, so what is handed over is what was
seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

import analysis
from analysis import Recipe
from views import populations

if TYPE_CHECKING:
    import geopandas as gpd

    from views.filters import Filters
    from views.workspace import Workspace


_LATEST = 2020
_SHAPES: dict[str, Literal["hexagon", "areas"]] = {"hexagon": "hexagon", "areas": "areas"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A run, and the records that it took."""

    run: analysis.RecipeRun
    points: gpd.GeoDataFrame


def recipe_of(
    method: str, parameters: dict[str, Any], *, kind: str, shown: Filters | None, seed: int = 0
) -> Recipe:
    """Return the recipe of a choice of settings."""
    if shown is None:
        return Recipe(method=method, kind=kind, parameters=parameters, seed=seed)
    return Recipe(
        method=method,
        kind=kind,
        parameters=parameters,
        start=str(shown.start.date()),
        end=str(shown.end.date()),
        kinds=shown.kinds if kind == "markets" else None,
        drugs=shown.drugs if kind == "markets" else (),
        categories=shown.categories if kind == "offences" else (),
        seed=seed,
    )


@st.cache_resource(max_entries=8, show_spinner="Laying the grid …")
def _ground(
    areas_version: str, cell_m: float, shape: str, *, _areas: gpd.GeoDataFrame
) -> analysis.Ground:
    del areas_version
    return analysis.lay_ground(_areas, cell_m=cell_m, shape=_SHAPES.get(shape, "square"))


def areas_of(now: Workspace, recipe: Recipe) -> gpd.GeoDataFrame:
    """Return the study area of a recipe, with its residents where the recipe asks for them."""
    if recipe.parameters.get("expected") != "population":
        return now.areas
    known = populations.of_areas(now, year=_year_of(now, recipe))
    if known is None:
        return now.areas
    areas: gpd.GeoDataFrame = now.areas.assign(population=now.areas["code"].map(known.people))
    return areas


def residents_said(now: Workspace, recipe: Recipe) -> str:
    """Return where the residents that a recipe asks for come from; empty where it asks for none."""
    if recipe.parameters.get("expected") != "population":
        return ""
    known = populations.of_areas(now, year=_year_of(now, recipe))
    if known is None:
        return ""
    missing = int((~now.areas["code"].isin(known.people.index)).sum())
    left_out = f"; {missing:,} of {len(now.areas):,} {now.noun} without a figure are left out"
    return f"Residents: {known.source}{left_out if missing else ''}."


def _year_of(now: Workspace, recipe: Recipe) -> int:
    """Return the last year of a recipe's records."""
    if recipe.end is not None:
        return int(recipe.end[:4])
    points = now.points[recipe.kind]
    column = next((name for name in ("date", "period", "first_seen") if name in points), None)
    return _LATEST if column is None or points.empty else int(points[column].max().year)


def ground_of(now: Workspace, recipe: Recipe) -> analysis.Ground | None:
    """Return the cells of a recipe, laid once for areas and size."""
    if "cell_m" not in recipe.parameters or recipe.method in {"density", "relative_risk"}:
        return None
    shape = str(recipe.parameters.get("shape", "square"))
    cell_m = 0.0 if shape == "areas" else float(recipe.parameters["cell_m"])
    version = now.areas_version
    if recipe.parameters.get("expected") == "population":
        version = f"{now.version} with residents of {_year_of(now, recipe)}"
    return _ground(version, cell_m, shape, _areas=areas_of(now, recipe))


# Kept as they are and never copied: whoever gets one must not change it.
@st.cache_resource(max_entries=24, show_spinner="Finding hotspots …")
def _run(version: str, recipe_text: str, *, _now: Workspace) -> Shown:
    del version
    recipe = Recipe.from_json(recipe_text)
    points = _now.points[recipe.kind]
    return Shown(
        run=analysis.run_recipe(
            recipe, points, areas=areas_of(_now, recipe), ground=ground_of(_now, recipe)
        ),
        points=analysis.recipe_points(recipe, points),
    )


def run(now: Workspace, recipe: Recipe) -> Shown:
    """Return the hotspots of a recipe in what is loaded.

    Raises
    ------
    geo.errors.ParameterError, geo.errors.InputError
        If the settings cannot be met by the records.
    """
    return _run(now.version, recipe.to_json(), _now=now)
