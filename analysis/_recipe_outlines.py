"""The bare outlines of hotspots that are not made of cells, as a resample needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis._recipe_change import risk_of
from analysis._recipe_points import clusters_of, peak_of
from analysis._tolerance_contours import tolerance_contours

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._recipe import Recipe


def outlines_of(
    recipe: Recipe,
    points: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    past: gpd.GeoDataFrame | None,
) -> gpd.GeoDataFrame:
    """Return the outlines of a recipe's hotspots, with nothing counted in them."""
    import geopandas as gpd
    import shapely

    if recipe.method == "dense_clusters":
        return clusters_of(recipe, points).hotspots
    if recipe.method == "density":
        _, inner = peak_of(recipe, points, areas)
        return gpd.GeoDataFrame(geometry=shapely.get_parts(inner), crs=27700)
    found = tolerance_contours(risk_of(recipe, points, past, areas))
    higher = found.geometry[found["side"] == "higher"].explode(ignore_index=True)
    return gpd.GeoDataFrame(geometry=higher, crs=27700)
