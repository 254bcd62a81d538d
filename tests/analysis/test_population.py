"""Hotspots against residents, who are spread over the areas that they are counted in."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from analysis import Recipe, areas_version, lay_ground, recipe_stability, run_recipe
from analysis._population import residents_of
from geo.errors import InputError, ParameterError
from tests.analysis import recipes


@pytest.fixture(scope="module")
def peopled():
    """West has three residents to one in East."""
    return recipes.areas().assign(population=[3e5, 1e5])


def by_residents(method="spatial_scan", **more):
    return Recipe(method=method, kind="raids", parameters={"expected": "population", **more})


def drawn_by_residents(seed=0):
    """1,600 records, three in West to one in East, evenly in each."""
    rng = np.random.default_rng(seed)
    west = rng.uniform([520000, 170000], [530000, 190000], (1200, 2))
    east = rng.uniform([530000, 170000], [540000, 190000], (400, 2))
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.r_[west, east].T), crs=27700)


def test_residents_are_shared_out_by_ground(peopled):
    cells = gpd.GeoDataFrame(
        geometry=[
            box(520000, 170000, 521000, 171000),  # a two-hundredth of West
            box(529000, 170000, 531000, 171000),  # and as much of each
            box(539500, 170000, 541000, 171000),  # half of it outside East
            box(0, 0, 1, 1),
        ],
        crs=27700,
    )
    assert residents_of(peopled, cells).tolist() == pytest.approx([1500, 2000, 250, 0])


@pytest.mark.parametrize("cell_m", [700, 1000, 3000])
def test_no_resident_is_lost_on_a_grid(peopled, cell_m):
    ground = lay_ground(peopled, cell_m=cell_m)
    assert ground.cells["population"].sum() == pytest.approx(4e5)


def test_records_that_follow_residents_are_no_circle(peopled):
    points = drawn_by_residents()
    assert len(run_recipe(by_residents("spatial_scan"), points, areas=peopled).hotspots) == 0
    by_area = Recipe(method="spatial_scan", kind="raids", parameters={})
    found = run_recipe(by_area, points, areas=peopled).hotspots
    assert found.geometry.iloc[0].centroid.x < 530000  # only because more people live there


def test_records_that_follow_residents_are_nowhere_denser_than_they(peopled):
    run = run_recipe(by_residents("relative_risk"), drawn_by_residents(), areas=peopled)
    assert run.facts["higher"] == 0


@pytest.mark.parametrize("method", ["spatial_scan", "relative_risk"])
def test_more_than_residents_explain_is_found_and_kept(method, peopled):
    points = recipes.offences()
    run = run_recipe(by_residents(method), points, areas=peopled)
    first = run.hotspots.iloc[0]
    assert first.geometry.distance(points.geometry.iloc[-1]) < 2000
    assert any("centre has more records than its residents explain" in note for note in run.notes)
    kept = recipe_stability(run, points, areas=peopled, resamples=3)
    assert kept.share[0] == 1


def test_areas_without_residents_are_refused_in_words():
    points, areas = recipes.offences(), recipes.areas()
    for method in ("spatial_scan", "relative_risk"):
        with pytest.raises(InputError, match="no population of these areas is known"):
            run_recipe(by_residents(method), points, areas=areas)
    for bad in ([-1.0, 2.0], [np.nan, np.nan], [0.0, 0.0]):
        with pytest.raises(InputError, match="no population"):
            residents_of(areas.assign(population=bad), areas)
    with pytest.raises(ParameterError, match="by area or by population"):
        run_recipe(by_residents(expected="guess"), points, areas=areas)


def test_other_residents_are_another_version_of_the_areas(peopled):
    assert areas_version(peopled) != areas_version(recipes.areas())
    assert areas_version(peopled) != areas_version(peopled.assign(population=[3e5, 2e5]))


@pytest.mark.parametrize("method", ["spatial_scan", "relative_risk"])
def test_areas_whose_residents_are_not_known_are_left_out_and_not_taken_as_empty(method):
    half = recipes.areas().assign(population=[3e5, np.nan])
    run = run_recipe(by_residents(method), recipes.offences(), areas=half)
    assert any("residents of 1 of 2 areas are not known" in note for note in run.notes)
    assert run.hotspots.total_bounds[2] <= 530000 + 1e-6
