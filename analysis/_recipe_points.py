"""Hotspots without a grid: dense clusters, and the peaks of a density."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._contours import contours
from analysis._density_clusters import density_clusters
from analysis._ground import codes_at
from analysis._kernel_density import kernel_density
from analysis._recipe_run import RecipeRun
from geo._first_area_at import first_area_at

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._density_clusters import DensityClusters
    from analysis._kernel_density import DensitySurface
    from analysis._recipe import Recipe

_SQUARE_METRES_A_HECTARE = 10_000


def dense(recipe: Recipe, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> RecipeRun:
    """Return dense clusters, each with the areas that it touches."""
    found = clusters_of(recipe, points)
    return RecipeRun(
        recipe=recipe,
        hotspots=_joining(found, points, areas),
        points=found.points,
        facts={"noise": found.noise_points},
        summary=found.summary,
    )


def clusters_of(recipe: Recipe, points: gpd.GeoDataFrame) -> DensityClusters:
    """Return the dense clusters that a recipe asks for."""
    return density_clusters(
        points.drop(columns="area_code", errors="ignore"),
        **recipe.parameters,
        weights=points.get("weight", None),
    )


def _joining(
    found: DensityClusters, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the hotspots with the areas that they touch, and whether those are several."""
    import pandas as pd
    import shapely

    label = found.labels.to_numpy()
    inside = label >= 0
    spots = points.geometry.to_numpy()[inside]
    code = codes_at(shapely.get_x(spots), shapely.get_y(spots), areas)
    known = code != ""
    touched = pd.Series(code[known]).groupby(label[inside][known]).unique()
    each = [tuple(sorted(touched.get(at, ()))) for at in found.hotspots["hotspot"]]
    hotspots: gpd.GeoDataFrame = found.hotspots.assign(
        areas=pd.Series(each, index=found.hotspots.index, dtype=object),
        crosses_border=[len(codes) > 1 for codes in each],
    )
    return hotspots


def peaks(recipe: Recipe, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> RecipeRun:
    """Return the smallest areas that hold a share of the density, apart where they do not touch."""
    surface, inner = peak_of(recipe, points, areas)
    return RecipeRun(
        recipe=recipe,
        hotspots=parts_of(inner, points, areas),
        points=len(points),
        surface=surface,
        facts={
            "bandwidth_m": surface.bandwidth_m,
            "peak": float(surface.density.max()),
            "outside": surface.outside,
            "share": float(recipe.parameters["share"]),
        },
        summary=surface.summary,
        notes=surface.notes,
    )


def peak_of(
    recipe: Recipe, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> tuple[DensitySurface, Any]:
    """Return a density, and the smallest area that holds the share of it that is asked for."""
    settings = dict(recipe.parameters)
    share = float(settings.pop("share"))
    surface = kernel_density(points, **settings, areas=areas, weights=points.get("weight", None))
    (inner,) = contours(surface, shares=[share]).geometry
    return surface, inner


def parts_of(shape: Any, points: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parts of a shape as hotspots, with the records and areas in each."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    parts = shapely.get_parts(shape)
    spots = points.geometry.to_numpy()
    x, y = shapely.get_x(spots), shapely.get_y(spots)
    part = first_area_at(x, y, parts)
    inside = part >= 0
    weight = points["weight"].to_numpy(dtype=float) if "weight" in points else np.ones(len(points))
    held = np.bincount(part[inside], weights=weight[inside], minlength=len(parts))
    code = pd.Series(codes_at(x[inside], y[inside], areas))
    touched = code[code != ""].groupby(part[inside][(code != "").to_numpy()]).unique()
    area = shapely.area(parts)
    table = gpd.GeoDataFrame(
        {
            "points": held,
            "area_ha": area / _SQUARE_METRES_A_HECTARE,
            "per_km2": held / (area / 1e6),
            "areas": [tuple(sorted(touched.get(at, ()))) for at in range(len(parts))],
        },
        geometry=parts,
        crs=points.crs,
    )
    table = table.sort_values(
        ["points", "area_ha"], ascending=[False, True], kind="stable", ignore_index=True
    )
    table.insert(0, "hotspot", range(len(table)))
    return table
