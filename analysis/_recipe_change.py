"""Hotspots as places that are denser than they were, as a share of all records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geo
from analysis._population import POPULATION, RESIDENTS, residents_of, with_residents
from analysis._recipe import ALPHA
from analysis._recipe_points import parts_of
from analysis._recipe_run import RecipeRun
from analysis._relative_risk import relative_risk
from analysis._tolerance_contours import tolerance_contours
from geo.errors import ParameterError

_RESIDENTS_M = 500

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
    """Return where records are denser than earlier ones, or residents, each as a share of all."""
    import shapely

    by_people = recipe.parameters["expected"] == POPULATION
    if past is None and not by_people:
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
    if past is None:
        hotspots["residents"] = residents_of(areas, hotspots).round() if len(hotspots) else 0.0
        return _told(recipe, points, hotspots, patches, risk, notes=(RESIDENTS, *risk.notes))
    before = parts_of(shapely.MultiPolygon(list(hotspots.geometry)), past, areas)
    earlier = before.set_index(before.geometry.to_wkb())["points"]
    hotspots["before"] = earlier.reindex(hotspots.geometry.to_wkb()).to_numpy()
    return _told(recipe, points, hotspots, patches, risk, notes=risk.notes)


def _told(
    recipe: Recipe,
    points: gpd.GeoDataFrame,
    hotspots: gpd.GeoDataFrame,
    patches: gpd.GeoDataFrame,
    risk: RelativeRisk,
    *,
    notes: tuple[str, ...],
) -> RecipeRun:
    return RecipeRun(
        recipe=recipe,
        hotspots=hotspots.drop(columns="per_km2"),
        points=len(points),
        cells=patches,
        facts={
            "higher": len(hotspots),
            "lower": int((patches["label"] == "lower").sum()),
        },
        summary=risk.summary,
        notes=notes,
    )


def risk_of(
    recipe: Recipe,
    points: gpd.GeoDataFrame,
    past: gpd.GeoDataFrame | None,
    areas: gpd.GeoDataFrame,
) -> RelativeRisk:
    """Return the relative risk that a recipe asks for."""
    controls: Any = past
    people = None
    if recipe.parameters["expected"] == POPULATION:
        areas = with_residents(areas)
        cells = geo.grid(areas, cell_m=_RESIDENTS_M)
        people = residents_of(areas, cells)
        controls = cells.set_geometry(geometry_of(cells), crs=cells.crs)
        controls, people = controls[people > 0], people[people > 0]
    return relative_risk(
        points,
        controls,
        cell_m=recipe.parameters["cell_m"],
        bandwidth_m=recipe.parameters["bandwidth_m"],
        areas=areas,
        control_weights=people,
        alpha=ALPHA,
    )


def geometry_of(cells: gpd.GeoDataFrame) -> Any:
    """Return the inner point of each cell."""
    import shapely

    return shapely.point_on_surface(cells.geometry.to_numpy())
