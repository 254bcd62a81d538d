"""Would the hotspots of a recipe still be there with other records of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._arguments import check_confidence
from analysis._ground import cell_settings, lay_ground
from analysis._hotspot_stability import hotspot_stability
from analysis._intervals import wilson
from analysis._recipe_again import AGAIN
from analysis._recipe_outlines import outlines_of
from analysis._redraw import Redraw
from analysis._redrawn_cells import each_record, is_snapped
from analysis._run_recipe import past_points, recipe_points
from analysis._stability import Stability
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from analysis._ground import Ground
    from analysis._month_counts import Numbers
    from analysis._recipe import Recipe
    from analysis._recipe_run import RecipeRun
    from analysis._redraw import Jitter

    Progress = Callable[[int, int], object]

_OUTLINED = ("dense_clusters", "density", "relative_risk")
_MANY_CELLS, _MANY_PERMUTATIONS = 2_000, 9_999
_USUAL, _FEWER, _FEWEST = 50, 20, 10
_LEAST_SHARE = 0.5


def recipe_stability(
    run: RecipeRun,
    points: gpd.GeoDataFrame,
    *,
    areas: gpd.GeoDataFrame,
    ground: Ground | None = None,
    resamples: int | None = None,
    confidence: float = 0.95,
    seed: int = 0,
    progress: Progress | None = None,
) -> Stability:
    """Redraw the records, find the hotspots again by the same recipe, and count what comes back.

    A hotspot is kept where at least half of its records lie in hotspots of the resample; that of a
    space-time scan where at least half lie in those of the same months. Records on snap points are
    moved within their catchment. An earlier period that the recipe compares with is redrawn too.

    Parameters
    ----------
    run
        What :func:`analysis.run_recipe` gave.
    points, areas, ground
        What it was given.
    resamples
        How often the records are drawn, with replacement and as many as there are; the number
        that :func:`analysis.usual_resamples` gives unless set.
    confidence
        Level of the interval of the share.
    seed
        Seed of the draws.
    progress
        Called after each resample with how many are done, and of how many.

    Returns
    -------
    Stability
        In the order of ``run.hotspots``, all ``found``; with ``same_history`` for emerging
        hotspots.

    Raises
    ------
    ParameterError
        If ``resamples`` or ``confidence`` is out of range, or the areas are not the run's.

    Notes
    -----
    Scans are not tested anew in each resample: a circle must exceed the ratio that the original
    records' replicates set. In grids and areas a snap point's catchment is sixteen random places.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and
    Data Analysis 52, 258-271.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from analysis import Recipe, run_recipe
    >>> rng = np.random.default_rng(0)
    >>> x, y = np.r_[rng.uniform(0, 9000, (300, 2)), rng.uniform(3000, 4000, (90, 2))].T
    >>> raids = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
    >>> area = gpd.GeoDataFrame({"code": ["A"]}, geometry=[box(0, 0, 9000, 9000)], crs=27700)
    >>> recipe = Recipe(method="spatial_scan", kind="raids", parameters={"cell_m": 1000})
    >>> run = run_recipe(recipe, raids, areas=area)
    >>> recipe_stability(run, raids, areas=area).share.tolist()
    [1.0]
    """
    recipe = run.recipe
    check_confidence(confidence)
    if ground is None and recipe.method not in _OUTLINED:
        ground = lay_ground(areas, **cell_settings(recipe))
    times = usual_resamples(recipe, ground) if resamples is None else resamples
    if times < 1:
        raise ParameterError(
            "there must be at least one resample",
            hint="Try resamples=50.",
            parameter="resamples",
            value=times,
        )
    chosen, past = recipe_points(recipe, points), past_points(recipe, points)
    if ground is None or recipe.method in _OUTLINED:
        return _of_outlines(
            run,
            chosen,
            past,
            areas=areas,
            resamples=times,
            confidence=confidence,
            seed=seed,
            progress=progress,
        )
    again = AGAIN[recipe.method](run, chosen, past, ground)
    histories = run.hotspots["history"].to_numpy() if "history" in run.hotspots else None
    size = np.array([again.weight[units].sum() for units in again.members])
    kept, same = np.zeros(size.size, dtype=int), np.zeros(size.size, dtype=int)
    rng = np.random.default_rng(seed)
    for done in range(1, times + 1):
        hot, history = again.find(rng)
        for at, units in enumerate(again.members):
            weight = again.weight[units]
            kept[at] += _is_kept(weight[hot[units]].sum(), size[at])
            if history is not None and histories is not None:
                same[at] += _is_kept(weight[history[units] == histories[at]].sum(), size[at])
        if progress is not None:
            progress(done, times)
    low, high = wilson(kept, times, confidence=confidence)
    return Stability(
        found=np.ones(size.size, dtype=bool),
        share=kept / times,
        low=low,
        high=high,
        confidence=confidence,
        resamples=times,
        jittered=is_snapped(chosen),
        seed=seed,
        same_history=None if histories is None else same / times,
    )


def usual_resamples(recipe: Recipe, ground: Ground | None = None) -> int:
    """Return how many resamples suit a recipe: fewer where each takes long.

    Examples
    --------
    >>> from analysis import Recipe
    >>> usual_resamples(Recipe(method="density", kind="raids", parameters={}))
    50
    """
    many = ground is not None and len(ground.cells) > _MANY_CELLS
    if recipe.method == "relative_risk":
        return _FEWEST
    if recipe.method == "space_time_scan":
        return _FEWEST if many else _FEWER
    slow = recipe.method == "spatial_scan" and many
    if slow or int(recipe.parameters.get("permutations") or 0) >= _MANY_PERMUTATIONS:
        return _FEWER
    return _USUAL


def _is_kept(held: float, size: float) -> bool:
    return bool(size > 0 and held >= _LEAST_SHARE * size)


def _of_outlines(
    run: RecipeRun,
    points: gpd.GeoDataFrame,
    past: gpd.GeoDataFrame | None,
    *,
    areas: gpd.GeoDataFrame,
    resamples: int,
    confidence: float,
    seed: int,
    progress: Progress | None,
) -> Stability:
    """Judge hotspots that are outlines and not cells by the records in them."""
    x, y = _placed(points)
    earlier = None
    if past is not None and len(past):
        jitter: Jitter = "catchment" if is_snapped(past) else None
        earlier = Redraw.of(
            *_placed(past), jitter_m=jitter, resamples=resamples, confidence=confidence
        )
    rng = np.random.default_rng([seed, 1])

    def find(x: Numbers, y: Numbers) -> gpd.GeoDataFrame:
        before = past if earlier is None else _points_at(*earlier.once(rng))
        return outlines_of(run.recipe, _points_at(x, y), areas, before)

    return hotspot_stability(
        x,
        y,
        find,
        found=run.hotspots,
        jitter_m="catchment" if is_snapped(points) else None,
        resamples=resamples,
        confidence=confidence,
        seed=seed,
        progress=progress,
    )


def _points_at(x: Numbers, y: Numbers) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)


def _placed(points: gpd.GeoDataFrame) -> tuple[Numbers, Numbers]:
    """Return where records are, each as often as its weight says."""
    import shapely

    shapes = each_record(points).geometry.to_numpy()
    return shapely.get_x(shapes), shapely.get_y(shapes)
