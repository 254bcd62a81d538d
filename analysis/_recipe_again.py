"""How the hotspots of each method on cells are found again among redrawn records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysis._emerging_hotspots import emerging_hotspots
from analysis._getis_ord import getis_ord
from analysis._local_moran import local_moran
from analysis._month_counts import cube_of
from analysis._recipe import ALPHA
from analysis._recipe_cells import counted, measured
from analysis._recipe_scans import SMOOTHING, expected_of
from analysis._redrawn_cells import RedrawnCells
from analysis._redrawn_scans import Bursts, Circles
from analysis._weights import weight_matrix
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from analysis._ground import Ground
    from analysis._month_counts import Numbers
    from analysis._recipe_run import RecipeRun


class Again(NamedTuple):
    """What hotspots are made of, and how to find them among redrawn records.

    ``weight`` is how many records each unit (a cell, or a cell in a step) holds; ``members`` are
    the units of each hotspot; ``find`` returns which units are hot in one more resample, and of
    what history, where there is one.
    """

    weight: Numbers
    members: list[Numbers]
    find: Callable[[np.random.Generator], tuple[Numbers, Numbers | None]]


def _positions(run: RecipeRun, ground: Ground) -> list[Numbers]:
    """Return the positions of each hotspot's cells."""
    found = [ground.cells.index.get_indexer(pd.Index(keys)) for keys in run.hotspots["cells"]]
    if any((at < 0).any() for at in found):
        raise ParameterError(
            "the hotspots have cells that these areas do not have",
            hint="Give the areas that the recipe was run on.",
            parameter="areas",
        )
    return found


def _of_cells(
    run: RecipeRun, points: gpd.GeoDataFrame, past: gpd.GeoDataFrame | None, ground: Ground
) -> Again:
    del past
    recipe = run.recipe
    counts = counted(points, ground)
    matrix = weight_matrix(ground.neighbours, counts, n=len(counts))
    redrawn = RedrawnCells.of(points, ground)
    is_moran = recipe.method == "local_moran"
    judge: Any = local_moran if is_moran else getis_ord
    names = ("high-high", "high-low") if is_moran else ("hot",)

    def find(rng: np.random.Generator) -> tuple[Numbers, None]:
        drawn = pd.Series(redrawn.counts(rng), index=counts.index)
        values, _ = measured(recipe, drawn, ground)
        local = judge(
            values.to_numpy(dtype=float),
            matrix,
            alpha=ALPHA,
            permutations=int(recipe.parameters["permutations"] or 0),
            seed=recipe.seed,
        )
        return np.isin(local.label, names), None

    return Again(counts.to_numpy(dtype=float), _positions(run, ground), find)


def _of_histories(
    run: RecipeRun, points: gpd.GeoDataFrame, past: gpd.GeoDataFrame | None, ground: Ground
) -> Again:
    del past
    months = int(run.recipe.parameters["step_months"] or 1)
    cube = cube_of(points, ground, step_months=months)
    matrix = weight_matrix(ground.neighbours, cube, n=len(cube))
    redrawn = RedrawnCells.of(points, ground, with_months=True)

    def find(rng: np.random.Generator) -> tuple[Numbers, Numbers]:
        drawn = redrawn.cube(rng, step_months=months)
        category = emerging_hotspots(drawn, matrix, alpha=ALPHA).category
        return np.char.endswith(category, "hot spot"), category

    return Again(cube.sum(axis=1).to_numpy(dtype=float), _positions(run, ground), find)


def _of_circles(
    run: RecipeRun, points: gpd.GeoDataFrame, past: gpd.GeoDataFrame | None, ground: Ground
) -> Again:
    recipe = run.recipe
    counts = counted(points, ground).to_numpy(dtype=float).round()
    expected, _ = expected_of(recipe, ground, past)
    circles = Circles(recipe, ground, counts, expected)
    redrawn = RedrawnCells.of(points, ground)
    before = None if past is None else RedrawnCells.of(past, ground)

    def find(rng: np.random.Generator) -> tuple[Numbers, None]:
        drawn = redrawn.counts(rng).astype(float)
        if before is None:
            return circles.hot(drawn), None
        return circles.hot(drawn, before.counts(rng) + SMOOTHING), None

    return Again(counts, _positions(run, ground), find)


def _of_bursts(
    run: RecipeRun, points: gpd.GeoDataFrame, past: gpd.GeoDataFrame | None, ground: Ground
) -> Again:
    del past
    table = cube_of(points, ground)
    cube = table.to_numpy(dtype=float).round()
    bursts = Bursts(run.recipe, ground, cube)
    redrawn = RedrawnCells.of(points, ground, with_months=True)
    at_month = {str(month): at for at, month in enumerate(table.columns)}
    steps = np.arange(cube.shape[1])
    members = []
    spots = run.hotspots
    for at, first, last in zip(
        _positions(run, ground), spots["first_month"], spots["last_month"], strict=True
    ):
        during = steps[at_month[first] : at_month[last] + 1]
        members.append((at[:, None] * cube.shape[1] + during).ravel())

    def find(rng: np.random.Generator) -> tuple[Numbers, None]:
        return bursts.hot(redrawn.cube(rng)).ravel(), None

    return Again(cube.ravel(), members, find)


AGAIN = {
    "getis_ord": _of_cells,
    "local_moran": _of_cells,
    "emerging_hotspots": _of_histories,
    "spatial_scan": _of_circles,
    "space_time_scan": _of_bursts,
}
