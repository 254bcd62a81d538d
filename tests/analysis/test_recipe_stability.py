"""Every method's hotspots, judged by redrawn records."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from analysis import Recipe, cube_of, lay_ground, recipe_stability, run_recipe, usual_resamples
from analysis._redrawn_cells import RedrawnCells
from analysis._redrawn_scans import Bursts, Circles, level_of
from geo import count_in_cells
from geo.errors import ParameterError
from tests.analysis import recipes
from tests.analysis.test_run_recipe import SMALL, recipe


@pytest.fixture(scope="module")
def areas():
    return recipes.areas()


@pytest.fixture(scope="module")
def points():
    return recipes.offences()


@pytest.mark.parametrize("method", SMALL)
def test_every_method_keeps_the_heap(method, points, areas):
    later = {"start": "2019-07-01"} if method == "relative_risk" else {}
    run = run_recipe(recipe(method, **later), points, areas=areas)
    seen = []
    kept = recipe_stability(
        run, points, areas=areas, resamples=6, progress=lambda *done: seen.append(done)
    )
    assert kept.share.shape == kept.low.shape == (len(run.hotspots),)
    heap = run.hotspots.distance(points.geometry.iloc[-1]).to_numpy() < 300
    assert kept.share[heap].max() == 1
    assert (kept.low <= kept.share).all()
    assert (kept.share <= kept.high).all()
    assert seen == [(done, 6) for done in range(1, 7)]
    again = recipe_stability(run, points, areas=areas, resamples=6)
    np.testing.assert_array_equal(kept.share, again.share)
    has_history = method == "emerging_hotspots"
    assert (kept.same_history is not None) == has_history
    if has_history:
        assert (kept.same_history <= kept.share).all()


def test_what_a_scan_must_exceed_is_what_its_p_value_says(points, areas):
    ground = lay_ground(areas, cell_m=2000)
    for method in ("spatial_scan", "space_time_scan"):
        one = recipe(method)
        run = run_recipe(one, points, areas=areas, ground=ground)
        found = {key for keys in run.hotspots["cells"] for key in keys}
        if method == "spatial_scan":
            counts = count_in_cells(points, ground.cells).to_numpy(dtype=float)
            hot = Circles(one, ground, counts, ground.cells["area_m2"].to_numpy()).hot(counts)
        else:
            cube = cube_of(points, ground).to_numpy(dtype=float)
            hot = Bursts(one, ground, cube).hot(cube).any(axis=1)
        assert set(ground.cells.index[hot]) == found != set()


def test_the_level_is_the_least_with_a_chance_of_five_per_cent():
    # 99 replicates: with four of them at or above a ratio its p is (4 + 1) / 100
    assert level_of(np.arange(99.0)) == 94
    assert level_of(np.arange(18.0)) == np.inf
    assert level_of(np.arange(19.0)) == 18


def test_redrawn_counts_are_those_of_the_records_on_average(points, areas):
    ground = lay_ground(areas, cell_m=2000)
    redrawn = RedrawnCells.of(points, ground, with_months=True)
    rng = np.random.default_rng(0)
    given = cube_of(points, ground).to_numpy()
    drawn = [redrawn.cube(rng) for _ in range(200)]
    assert {int(each.sum()) for each in drawn} == {len(points)}
    # Efron (1979): binomial about the counts; 5 standard errors
    errors = np.abs(np.mean(drawn, axis=0) - given)
    assert (errors <= 5 * np.sqrt(np.maximum(given, 0.2) / 200)).all()


def test_snap_points_are_moved_no_farther_than_their_catchment(areas):
    rng = np.random.default_rng(1)
    snaps = rng.integers(0, 10, (400, 2)) * 400 + [522000, 172000]
    moved = gpd.GeoDataFrame(
        {"snap_point": [True] * 400}, geometry=gpd.points_from_xy(*snaps.T), crs=27700
    )
    ground = lay_ground(areas, cell_m=400)
    still = RedrawnCells.of(moved.assign(snap_point=False), ground)
    redrawn = RedrawnCells.of(moved, ground)
    assert (still.cell.shape[1], redrawn.cell.shape[1]) == (1, 16)
    # every snap point is the corner of four cells of 400 m, and its catchment is within them
    assert {len(set(row)) for row in redrawn.cell} <= {2, 3, 4}


def test_markets_count_in_every_month_of_a_resample(areas):
    markets = gpd.GeoDataFrame(
        {
            "first_seen": pd.to_datetime(["2020-01-05"] * 30),
            "last_seen": pd.to_datetime(["2020-04-20"] * 20 + [None] * 10),
        },
        geometry=gpd.points_from_xy([521000.0] * 30, [171000.0] * 30),
        crs=27700,
    )
    ground = lay_ground(areas, cell_m=2000)
    cube = RedrawnCells.of(markets, ground, with_months=True).cube(np.random.default_rng(0))
    assert cube.sum(axis=0).tolist() == [30, 30, 30, 30]


def test_nothing_found_is_nothing_judged(areas):
    rng = np.random.default_rng(3)
    even = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(*rng.uniform([520000, 170000], [540000, 190000], (300, 2)).T),
        crs=27700,
    )
    one = Recipe(method="spatial_scan", kind="raids", parameters={"replicates": 99})
    run = run_recipe(one, even, areas=areas)
    assert recipe_stability(run, even, areas=areas, resamples=2).share.size == len(run.hotspots)


def test_slow_methods_are_drawn_less_often(areas):
    fine, coarse = lay_ground(areas, cell_m=100), lay_ground(areas, cell_m=2000)
    assert usual_resamples(recipe("getis_ord"), fine) == 50
    assert usual_resamples(recipe("spatial_scan"), coarse) == 50
    assert usual_resamples(recipe("spatial_scan"), fine) == 20
    assert usual_resamples(recipe("space_time_scan"), coarse) == 20
    assert usual_resamples(recipe("space_time_scan"), fine) == 10
    many = replace(recipe("getis_ord"), parameters={"permutations": 9999})
    assert usual_resamples(many, fine) == 20


def test_bad_settings_are_refused(points, areas):
    run = run_recipe(recipe("getis_ord"), points, areas=areas)
    for bad in ({"resamples": 0}, {"confidence": 1.0}):
        with pytest.raises(ParameterError):
            recipe_stability(run, points, areas=areas, **bad)
    with pytest.raises(ParameterError, match="cells that these areas do not have"):
        recipe_stability(run, points, areas=areas.iloc[:1], resamples=1)
