"""Hotspots as places that are denser than they were, as a share of all records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis._recipe import ALPHA
from analysis._recipe_points import parts_of
from analysis._recipe_run import RecipeRun
from analysis._relative_risk import relative_risk
from analysis._tolerance_contours import tolerance_contours
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._recipe import Recipe
    from analysis._risk_surface import RelativeRisk


def denser(
    recipe: Recipe,
    points: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    past: gpd.GeoDataFrame | None,
) -> RecipeRun:
    """Return where a period is denser than an earlier one, each as a share of its own total."""
    import shapely

    if past is None:
        raise ParameterError(
            "there is no earlier period to compare with",
            hint="Give past_start and past_end.",
            parameter="past_start",
            value=None,
        )
    risk = risk_of(recipe, points, past, areas)
    contours: Any = tolerance_contours(risk).rename(columns={"side": "label"})
    patches = contours.explode(ignore_index=True)
    patches["area_ha"] = patches.area / 10_000
    higher = patches[patches["label"] == "higher"]
    hotspots = parts_of(shapely.MultiPolygon(list(higher.geometry)), points, areas)
    before = parts_of(shapely.MultiPolygon(list(hotspots.geometry)), past, areas)
    earlier = before.set_index(before.geometry.to_wkb())["points"]
    hotspots["before"] = earlier.reindex(hotspots.geometry.to_wkb()).to_numpy()
    return RecipeRun(
        recipe=recipe,
        hotspots=hotspots.drop(columns="per_km2"),
        points=len(points),
        cells=patches,
        facts={"higher": len(higher), "lower": len(patches) - len(higher)},
        summary=risk.summary,
        notes=risk.notes,
    )


def risk_of(
    recipe: Recipe, points: gpd.GeoDataFrame, past: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> RelativeRisk:
    """Return the relative risk that a recipe asks for."""
    return relative_risk(
        points,
        past,
        cell_m=recipe.parameters["cell_m"],
        bandwidth_m=recipe.parameters["bandwidth_m"],
        areas=areas,
        alpha=ALPHA,
    )
