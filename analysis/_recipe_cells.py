"""Hotspots on a grid: more than chance, and growing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import geo
from analysis._emerging_hotspots import emerging_hotspots
from analysis._getis_ord import getis_ord
from analysis._hot_areas import hot_areas
from analysis._local_moran import local_moran
from analysis._month_counts import cube_of
from analysis._recipe import ALPHA
from analysis._recipe_run import RecipeRun
from analysis._smoothed_rates import smoothed_rates
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._ground import Ground
    from analysis._local_statistics import LocalStatistics
    from analysis._recipe import Recipe

_SPARSE = 1.0
_FEWEST = 10
_SQUARE_METRES_A_HECTARE = 10_000
_SQUARE_METRES_A_KM2 = 1e6
_OUTLIER = "high-low"


def tested_cells(recipe: Recipe, points: gpd.GeoDataFrame, ground: Ground) -> RecipeRun:
    """Getis-Ord Gi* or Local Moran of cells, hot cells joined where they touch."""
    is_moran = recipe.method == "local_moran"
    check_enough(points)
    counts = counted(points, ground)
    values, notes = measured(recipe, counts, ground)
    local = (local_moran if is_moran else getis_ord)(
        values,
        ground.neighbours,
        alpha=ALPHA,
        permutations=int(recipe.parameters["permutations"] or 0),
        seed=recipe.seed,
    )
    hot, cold = ("high-high", "low-low") if is_moran else ("hot", "cold")
    hotspots = _joined(ground, counts, local, label=hot)
    if is_moran:
        apart = _alone(ground, counts, local, label=_OUTLIER)
        hotspots = hotspots.assign(standing="high among high")
        hotspots = _numbered(pd.concat([hotspots, apart], ignore_index=True))
    if recipe.parameters["shape"] == "areas":
        notes.append(
            "The cells are the areas as drawn. They differ in size, so that a count is high where "
            "an area is large, and other boundaries would give other hotspots. Neighbours are "
            "areas whose outlines touch; a river between them can keep them apart."
        )
    notes += outside_notes(counts)
    if len(points) < _SPARSE * len(ground.cells):
        notes.append("There is less than one record a cell: the test is rough. Try larger cells.")
    named = local.label != "none"
    shown = ground.cells.loc[named, ["geometry"]].assign(
        records=counts[named],
        z=local.z[named],
        p=local.p_adjusted[named],
        label=local.label[named],
    )
    return RecipeRun(
        recipe=recipe,
        hotspots=hotspots,
        points=len(points),
        cells=shown,
        facts={
            "tested": int(local.tested.sum()),
            "hot": local.counts.get(hot, 0),
            "hot_uncorrected": local.counts_uncorrected.get(hot, 0),
            "cold": local.counts.get(cold, 0),
            "outliers": local.counts.get(_OUTLIER, 0),
        },
        summary=local.summary,
        notes=(*notes, *local.notes),
    )


def measured(recipe: Recipe, counts: pd.Series, ground: Ground) -> tuple[pd.Series, list[str]]:
    """Return what is tested of each cell: its count, or how much it has for its ground."""
    measure = recipe.parameters["measure"]
    if measure == "count":
        return counts, []
    if measure != "rate":
        raise ParameterError(
            "cells are tested by their count or by their rate",
            hint="Choose 'count' or 'rate'.",
            parameter="measure",
            value=measure,
        )
    rates = smoothed_rates(counts, ground.cells["area_m2"] / _SQUARE_METRES_A_KM2)
    note = (
        "Tested are records per square kilometre of each cell's ground in the study area. The rate "
        "of a cell that the edge cuts to a sliver is drawn towards the mean (empirical Bayes)."
    )
    return pd.Series(rates.rate, index=counts.index), [note]


def counted(points: gpd.GeoDataFrame, ground: Ground) -> pd.Series:
    """Return how much the records in each cell weigh."""
    if not len(points):
        raise ParameterError(
            "there are no points", hint="Load points, or widen the filter.", parameter="points"
        )
    weights = points.get("weight", None)
    counts: pd.Series = geo.count_in_cells(points, ground.cells, weights=weights)  # type: ignore[assignment]
    return counts


def check_enough(points: gpd.GeoDataFrame) -> None:
    """Refuse records so few that any cell with one of them would be called hot."""
    if 0 < len(points) < _FEWEST:
        raise ParameterError(
            f"{len(points)} records are too few to tell a place from chance",
            hint=f"Choose a longer period, or load more: at least {_FEWEST} are needed.",
            parameter="points",
        )


def outside_notes(counts: pd.Series) -> list[str]:
    """Say how many records lie in no cell."""
    outside = int(counts.attrs.get("outside", 0))
    if not outside:
        return []
    verb = "record lies" if outside == 1 else "records lie"
    return [f"{outside:,} {verb} outside the study area, not counted."]


def _joined(
    ground: Ground, counts: pd.Series, local: LocalStatistics, *, label: str
) -> gpd.GeoDataFrame:
    hot = replace(local, label=np.where(local.label == label, "hot", "none"))
    hotspots = hot_areas(ground.cells, counts=counts, local=hot, neighbours=ground.neighbours)
    return _with_areas(hotspots, ground)


def _alone(
    ground: Ground, counts: pd.Series, local: LocalStatistics, *, label: str
) -> gpd.GeoDataFrame:
    at = np.flatnonzero(local.label == label)
    cells = ground.cells.iloc[at]
    found = cells[["geometry"]].assign(
        hotspot=range(len(at)),
        cells=[(key,) for key in cells.index],
        points=counts.iloc[at].astype(float),
        highest_z=local.z[at],
        lowest_p=local.p_adjusted[at],
        area_ha=cells["area_m2"] / _SQUARE_METRES_A_HECTARE,
        standing="high among low",
    )
    return _with_areas(found.reset_index(drop=True), ground)


def _with_areas(hotspots: gpd.GeoDataFrame, ground: Ground) -> gpd.GeoDataFrame:
    position = pd.Series(range(len(ground.cells)), index=ground.cells.index)
    codes = [ground.codes_of(position[list(keys)].to_numpy()) for keys in hotspots["cells"]]
    return hotspots.assign(areas=pd.Series(codes, index=hotspots.index, dtype=object))


def _numbered(hotspots: Any) -> gpd.GeoDataFrame:
    """Return hotspots with the most records first, numbered from 0."""
    ordered = hotspots.sort_values(
        ["points", "area_ha"], ascending=[False, True], kind="stable", ignore_index=True
    )
    result: gpd.GeoDataFrame = ordered.assign(hotspot=range(len(ordered)))
    return result


def emerging(recipe: Recipe, points: gpd.GeoDataFrame, ground: Ground) -> RecipeRun:
    """Hot cells by their history, joined where they touch and share it."""
    check_enough(points)
    cube = cube_of(points, ground, step_months=int(recipe.parameters["step_months"] or 1))
    found = emerging_hotspots(cube, ground.neighbours, alpha=ALPHA)
    total = cube.sum(axis=1)
    parts = []
    for name in sorted(set(found.category) - {"none"}):
        if "cold" in str(name):
            continue
        local = _as_local(found, name)
        joined = hot_areas(ground.cells, counts=total, local=local, neighbours=ground.neighbours)
        parts.append(_with_areas(joined, ground).assign(history=str(name)))
    hotspots = (
        _numbered(pd.concat(parts, ignore_index=True))
        if parts
        else _with_areas(
            hot_areas(
                ground.cells,
                counts=total,
                local=_as_local(found, "no such history"),
                neighbours=ground.neighbours,
            ),
            ground,
        ).assign(history="")
    )
    named = found.category != "none"
    cells = ground.cells.loc[named, ["geometry"]].assign(
        records=total[named], label=found.category[named], z=found.trend_z[named]
    )
    return RecipeRun(
        recipe=recipe,
        hotspots=hotspots,
        points=len(points),
        cells=cells,
        facts={"steps": found.steps, "cells": len(ground.cells), **found.counts},
        summary=found.summary,
        notes=found.notes,
    )


def _as_local(found: Any, name: str) -> Any:
    """Return what `hot_areas` needs of a local statistic: which cells, and how high."""
    from types import SimpleNamespace

    chosen = found.category == name
    return SimpleNamespace(label=np.where(chosen, "hot", "none"), z=found.z.max(axis=1))
