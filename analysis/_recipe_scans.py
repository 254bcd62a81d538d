"""Hotspots as circles: the scan statistics on the counts of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._month_counts import cube_of
from analysis._period_gaps import missing_periods
from analysis._population import POPULATION, RESIDENTS
from analysis._recipe import ALPHA
from analysis._recipe_cells import counted, outside_notes
from analysis._recipe_run import RecipeRun
from analysis._space_time_scan import space_time_scan
from analysis._spatial_scan import spatial_scan
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from analysis._ground import Ground
    from analysis._recipe import Recipe
    from analysis._scan import ScanCluster

_SQUARE_METRES_A_HECTARE = 10_000
SMOOTHING = 0.5
_LARGEST_RISK = 1e9


def scanned(
    recipe: Recipe, points: gpd.GeoDataFrame, ground: Ground, past: gpd.GeoDataFrame | None
) -> RecipeRun:
    """Circles with more records than their size, or their own past, explains."""
    inside = counted(points, ground)
    counts = _whole(inside)
    settings = recipe.parameters
    expected, notes = expected_of(recipe, ground, past)
    notes += outside_notes(inside)
    clusters = spatial_scan(
        counts,
        expected,
        ground.cells["x"].to_numpy(),
        ground.cells["y"].to_numpy(),
        max_share=_share(settings["max_share"]),
        replicates=int(settings["replicates"] or 0),
        seed=recipe.seed,
    )
    kept = [cluster for cluster in clusters if cluster.p_value <= ALPHA]
    rows = [_row(cluster, ground, cluster.members) for cluster in kept]
    by_people = settings["expected"] == POPULATION
    against = "the number of residents" if by_people else "an even spread"
    against = "the earlier period" if past is not None else against
    return RecipeRun(
        recipe=recipe,
        hotspots=_table(rows, ground, ["relative_risk", "expected", "p_value"]),
        points=len(points),
        facts={"found": len(kept), "dropped": len(clusters) - len(kept)},
        summary=(
            f"{len(kept):,} circle(s) hold more records than {against} explains (scan statistic, "
            f"{settings['replicates']} replicates, p at most {ALPHA:g})."
        ),
        notes=tuple(notes),
    )


def expected_of(
    recipe: Recipe, ground: Ground, past: gpd.GeoDataFrame | None
) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[str]]:
    """Return what each cell is compared with, up to a factor, and what to say of it."""
    by = recipe.parameters["expected"]
    if by not in {"area", POPULATION}:
        raise ParameterError(
            "records are expected by area or by population",
            hint="Choose 'area' or 'population', or give an earlier period.",
            parameter="expected",
            value=by,
        )
    if past is None and by == POPULATION:
        if POPULATION not in ground.cells:
            raise InputError(
                "no population of these areas is known",
                hint="Load counts of the category Population by area code, or expect by area.",
                code="areas.population",
            )
        people = ground.cells[POPULATION].to_numpy(dtype=float)
        # A replicate never puts a record where nobody lives: a resident is added to each cell.
        note = (
            f"What is expected follows {people.sum():,.0f} residents, spread evenly over each area "
            "of which the number is known, with one added to every cell."
        )
        return people + 1, [note, RESIDENTS]
    if past is None:
        return ground.cells["area_m2"].to_numpy(dtype=float), []
    if not len(past):
        raise ParameterError(
            "there are no records in the earlier period",
            hint="Choose another period to compare with.",
            parameter="past_start",
            value=recipe.parameters["past_start"],
        )
    # A replicate never puts a record where none is expected: no cell may expect nothing.
    note = (
        f"What is expected follows {len(past):,} earlier records, with half a record added "
        "to every cell."
    )
    return _whole(counted(past, ground)) + SMOOTHING, [note]


def scanned_in_time(recipe: Recipe, points: gpd.GeoDataFrame, ground: Ground) -> RecipeRun:
    """Circles that had more records for a while than their own level and the season explain."""
    cube = cube_of(points, ground)
    settings = recipe.parameters
    cell, step = events_of(_whole(cube))
    x, y = ground.cells["x"].to_numpy(), ground.cells["y"].to_numpy()
    clusters = space_time_scan(
        x[cell],
        y[cell],
        step,
        max_share=_share(settings["max_share"]),
        max_period_share=_share(settings["max_period_share"]),
        replicates=int(settings["replicates"] or 0),
        seed=recipe.seed,
    )
    kept = [cluster for cluster in clusters if cluster.p_value <= ALPHA]
    rows = [
        _row(cluster, ground, np.unique(cell[cluster.members]))
        | {
            "first_month": str(cube.columns[int(cluster.periods[0])]),
            "last_month": str(cube.columns[int(cluster.periods[-1])]),
        }
        for cluster in kept
    ]
    extra = ["relative_risk", "expected", "p_value", "first_month", "last_month"]
    return RecipeRun(
        recipe=recipe,
        hotspots=_table(rows, ground, extra),
        points=len(points),
        facts={"found": len(kept), "months": cube.shape[1], "dropped": len(clusters) - len(kept)},
        summary=(
            f"{len(kept):,} place(s) had more records for a while than their own level and the "
            f"season explain (space-time permutation scan, {settings['replicates']} replicates, "
            f"p at most {ALPHA:g})."
        ),
        notes=_gap_notes(cube),
    )


def _gap_notes(cube: pd.DataFrame) -> tuple[str, ...]:
    missing = missing_periods(list(cube.columns))
    if not missing:
        return ()
    months = "1 month is" if missing == 1 else f"{missing:,} months are"
    note = (
        f"{months} missing between {cube.columns[0]} and {cube.columns[-1]}: those on either side "
        "of a gap are treated as if they followed each other."
    )
    return (note,)


def events_of(counts: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the cell and the step of each event of a cube of whole numbers."""
    cell, step = np.nonzero(counts)
    each = counts[cell, step].astype(int)
    return np.repeat(cell, each), np.repeat(step, each)


def _whole(counts: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return counts as the scans take them: whole numbers."""
    return np.asarray(counts, dtype=np.float64).round()


def _share(value: Any) -> float:
    return float(value)


def _row(cluster: ScanCluster, ground: Ground, cells: Any) -> dict[str, Any]:
    import shapely

    at = np.sort(np.asarray(cells))
    shape = shapely.union_all(ground.cells.geometry.to_numpy()[at])
    return {
        "points": cluster.observed,
        "expected": cluster.expected,
        "relative_risk": cluster.relative_risk,
        "p_value": cluster.p_value,
        "areas": ground.codes_of(at),
        "cells": tuple(ground.cells.index[at]),
        "area_ha": shapely.area(shape) / _SQUARE_METRES_A_HECTARE,
        "geometry": shape,
    }


def _table(rows: list[dict[str, Any]], ground: Ground, extra: Sequence[str]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    columns = ["points", "cells", "area_ha", "areas", *extra, "geometry"]
    table = gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=ground.cells.crs)
    table.insert(0, "hotspot", range(len(table)))
    for name in ("points", "area_ha", "relative_risk", "expected", "p_value"):
        table[name] = table[name].astype(float)
    # Infinite where nothing lies outside the circle.
    table["relative_risk"] = table["relative_risk"].replace(np.inf, _LARGEST_RISK)
    return table
