"""From a recipe to its hotspots: the one way, for the page and for a rerun alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geo
from analysis._ground import Ground, cell_settings, lay_ground
from analysis._population import POPULATION, with_residents
from analysis._recipe_cells import emerging, tested_cells
from analysis._recipe_change import denser
from analysis._recipe_points import dense, peaks
from analysis._recipe_scans import scanned, scanned_in_time

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._recipe import Recipe
    from analysis._recipe_run import RecipeRun


def run_recipe(
    recipe: Recipe,
    points: gpd.GeoDataFrame,
    *,
    areas: gpd.GeoDataFrame,
    ground: Ground | None = None,
) -> RecipeRun:
    """Find the hotspots that a recipe describes.

    Parameters
    ----------
    recipe
        What to do, and with which of the records.
    points
        All records of the recipe's kind, in EPSG:27700; the recipe takes its own from them.
    areas
        The study area, with ``code`` where hotspots are to say which areas they touch.
    ground
        What :func:`analysis.lay_ground` gives for the recipe's cells, where it is at hand.

    Returns
    -------
    RecipeRun
        The same for the same recipe, records and areas, whatever the order of the records.

    Raises
    ------
    InputError, ParameterError
        As the method's own function: there are too few records, or a setting cannot be met.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from analysis import Recipe
    >>> raids = gpd.GeoDataFrame(
    ...     geometry=gpd.points_from_xy([10, 50, 10, 9000], [10, 10, 60, 10]), crs=27700)
    >>> area = gpd.GeoDataFrame({"code": ["A"]}, geometry=[box(0, 0, 9999, 9999)], crs=27700)
    >>> recipe = Recipe(
    ...     method="dense_clusters", kind="raids", parameters={"radius_m": 100, "min_points": 3})
    >>> run_recipe(recipe, raids, areas=area).hotspots[["points", "areas"]].to_dict("records")
    [{'points': 3, 'areas': ('A',)}]
    """
    study, notes = areas, []
    if recipe.parameters.get("expected") == POPULATION:
        study = with_residents(areas)
        left_out = len(areas) - len(study)
        if left_out:
            notes.append(
                f"The residents of {left_out:,} of {len(areas):,} areas are not known. These areas "
                "and their records are left out."
            )
    chosen = recipe_points(recipe, points)
    if _is_one_place(chosen):
        notes.append(
            f"All {len(chosen):,} records lie in one place, so there is no pattern: whatever finds "
            "that place says no more than this."
        )
    run = _run(recipe, points, study, ground)
    return replace(run, notes=(*notes, *run.notes)) if notes else run


def _is_one_place(points: gpd.GeoDataFrame) -> bool:
    import shapely

    places = shapely.get_coordinates(points.geometry.to_numpy())
    return len(places) > 1 and bool((places == places[0]).all())


def _run(
    recipe: Recipe, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, ground: Ground | None
) -> RecipeRun:
    chosen = recipe_points(recipe, points)
    if recipe.method == "dense_clusters":
        return dense(recipe, chosen, areas)
    if recipe.method == "density":
        return peaks(recipe, chosen, areas)
    if recipe.method == "relative_risk":
        return denser(recipe, chosen, areas, past_points(recipe, points))
    if ground is None:
        ground = lay_ground(areas, **cell_settings(recipe))
    if recipe.method == "spatial_scan":
        return scanned(recipe, chosen, ground, past_points(recipe, points))
    if recipe.method == "space_time_scan":
        return scanned_in_time(recipe, chosen, ground)
    return (emerging if recipe.method == "emerging_hotspots" else tested_cells)(
        recipe, chosen, ground
    )


def recipe_points(recipe: Recipe, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the records that a recipe takes."""
    return geo.select_records(points, **recipe.selection())


def past_points(recipe: Recipe, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return the records of the earlier period that a recipe compares with, if it does."""
    start, end = (recipe.parameters.get(name) for name in ("past_start", "past_end"))
    if start is None and end is None:
        return None
    earlier = replace(recipe, start=_day(start), end=_day(end))
    return recipe_points(earlier, points)


def _day(value: object) -> str | None:
    return None if value is None else str(value)


def used_records(recipe: Recipe, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return every record that the result depends on, the earlier period's among them."""
    import pandas as pd

    past = past_points(recipe, points)
    chosen = recipe_points(recipe, points)
    both: gpd.GeoDataFrame = chosen if past is None else pd.concat([chosen, past])
    return both
