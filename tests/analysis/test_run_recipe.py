"""One way from a recipe to hotspots, for every method."""

import json
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

import analysis
from analysis import Recipe, density_clusters, getis_ord, run_recipe, smoothed_rates
from geo import count_in_cells
from geo.errors import InputError, ParameterError
from tests.analysis import recipes

SMALL = {
    "dense_clusters": {"radius_m": 200, "min_points": 30},
    "density": {"bandwidth_m": 800},
    "getis_ord": {"cell_m": 1000},
    "local_moran": {"cell_m": 1000},
    "spatial_scan": {"replicates": 99},
    "space_time_scan": {"replicates": 99},
    "emerging_hotspots": {},
    "relative_risk": {"past_start": "2019-01-01", "past_end": "2019-06-30"},
}


@pytest.fixture(scope="module")
def areas():
    return recipes.areas()


@pytest.fixture(scope="module")
def points():
    return recipes.offences()


def recipe(method, **more):
    return Recipe(method=method, kind="offences", parameters=SMALL[method], **more)


def test_there_is_a_recipe_for_every_method():
    assert set(SMALL) == set(analysis.METHODS)


@pytest.mark.parametrize("method", SMALL)
def test_every_method_finds_the_heap_and_the_areas_it_joins(method, points, areas):
    later = {"start": "2019-07-01"} if method == "relative_risk" else {}
    run = run_recipe(recipe(method, **later), points, areas=areas)
    first = run.hotspots.iloc[0]
    assert first.geometry.distance(points.geometry.iloc[-1]) < 2000
    assert first["areas"] in ([("E", "W")] if method != "space_time_scan" else [("E",), ("E", "W")])
    assert first["points"] >= 100  # the heap lies on the corner of four cells
    assert list(run.hotspots["hotspot"]) == list(range(len(run.hotspots)))
    assert run.hotspots.crs == "EPSG:27700"
    assert not run.hotspots.drop(columns="geometry").isna().to_numpy().any()
    assert np.allclose(run.hotspots["area_ha"], run.hotspots.area / 10_000)


@pytest.mark.parametrize("method", SMALL)
def test_the_order_of_the_records_changes_nothing(method, points, areas):
    shuffled = points.sample(frac=1, random_state=3).reset_index(drop=True)
    one, other = (run_recipe(recipe(method), p, areas=areas).hotspots for p in (points, shuffled))
    assert analysis.result_digest(one) == analysis.result_digest(other)


def test_dense_clusters_are_those_of_the_method_itself(points, areas):
    direct = density_clusters(points, **SMALL["dense_clusters"]).hotspots
    run = run_recipe(recipe("dense_clusters"), points, areas=areas)
    assert list(run.hotspots["points"]) == list(direct["points"])
    assert run.facts["noise"] == len(points) - direct["points"].sum()


def test_hot_cells_are_those_of_the_method_itself(points, areas):
    ground = analysis.lay_ground(areas, cell_m=1000)
    counts = count_in_cells(points, ground.cells)
    local = getis_ord(counts, ground.neighbours)
    run = run_recipe(recipe("getis_ord"), points, areas=areas, ground=ground)
    assert run.facts["hot"] == local.counts["hot"] == len(run.cells)
    assert run.facts["hot_uncorrected"] == local.counts_uncorrected["hot"]
    assert set(run.cells.index) == {cell for cells in run.hotspots["cells"] for cell in cells}


def test_the_peaks_of_a_density_hold_the_share_asked_for(points, areas):
    run = run_recipe(recipe("density"), points, areas=areas)
    density = np.sort(run.surface.density, axis=None)[::-1]
    cells = np.searchsorted(density.cumsum(), 0.25 * density.sum()) + 1
    assert run.hotspots["area_ha"].sum() == pytest.approx(cells, rel=0.05)  # cells of a hectare
    peak = run.surface.density.max()
    assert run.facts["peak"] == peak > 50 * np.median(density[density > 0])


def test_the_scan_against_the_past_finds_growth_and_not_size(points, areas):
    against = {"past_start": "2019-01-01", "past_end": "2019-06-30", "replicates": 99}
    grown = Recipe(
        method="spatial_scan",
        kind="offences",
        start="2019-07-01",
        end="2019-12-31",
        parameters=against,
    )
    run = run_recipe(grown, points, areas=areas)
    assert run.points == (points["period"] >= pd.Period("2019-07", "M")).sum()
    assert run.hotspots["relative_risk"].iloc[0] > 5
    same = replace(grown, parameters={**against, "past_start": "2019-07-01",
                                      "past_end": "2019-12-31"})  # fmt: skip
    assert len(run_recipe(same, points, areas=areas).hotspots) == 0


def test_the_change_of_density_is_that_of_shares(points, areas):
    later = recipe("relative_risk", start="2019-07-01", end="2019-12-31")
    run = run_recipe(later, points, areas=areas)
    (spot,) = run.hotspots.to_dict("records")
    here = points[points.within(spot["geometry"])]
    half = pd.Period("2019-07", "M")
    assert spot["points"] == (here["period"] >= half).sum()
    assert spot["before"] == (here["period"] < half).sum()
    assert spot["points"] > 10 * spot["before"]


def test_a_burst_is_found_in_its_months(points, areas):
    first = run_recipe(recipe("space_time_scan"), points, areas=areas).hotspots.iloc[0]
    assert first["first_month"] == "2019-07"
    assert first["last_month"] == "2019-12"


def test_the_history_of_the_heap_is_named(points, areas):
    run = run_recipe(recipe("emerging_hotspots"), points, areas=areas)
    assert run.hotspots["history"].iloc[0] in {"consecutive hot spot", "intensifying hot spot"}
    assert run.facts["steps"] == 12


def test_a_market_counts_in_every_month_in_which_it_was_active(areas):
    from analysis import cube_of
    from analysis._ground import lay_ground

    markets = recipes.offences().iloc[:3].drop(columns=["period", "weight"])
    markets["first_seen"] = pd.to_datetime(["2000-01-15", "2000-02-01", "2000-03-31"])
    markets["last_seen"] = pd.to_datetime(["2000-02-10", None, "2000-03-31"])
    cube = cube_of(markets, lay_ground(areas, cell_m=20000))
    assert cube.sum().to_list() == [1, 2, 2]
    assert [str(month) for month in cube.columns] == ["2000-01", "2000-02", "2000-03"]


def test_a_selection_is_part_of_the_recipe(points, areas):
    half = recipe("dense_clusters", start="2019-07-01", end="2019-12-31")
    run = run_recipe(half, points, areas=areas)
    assert run.points == (points["period"] >= pd.Period("2019-07", "M")).sum()
    with pytest.raises(ParameterError, match="there are no points"):
        run_recipe(recipe("getis_ord", categories=("Burglary",)), points, areas=areas)


def test_a_recipe_survives_its_json():
    asked = recipe("density", start="2019-07-01", kinds=("open",), drugs=("crack",), seed=4)
    again = Recipe.from_json(asked.to_json())
    assert again == asked
    assert again.parameters["kernel"] == "quartic"
    assert json.loads(asked.to_json())["software_version"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"method": "guess"}, "method is not known"),
        ({"parameters": {"radius_km": 1}}, "no parameter 'radius_km'"),
        ({"kind": "area_counts"}, "records with a place"),
        ({"start": "in spring"}, "not a day"),
    ],
)
def test_what_cannot_be_run_is_refused(change, message):
    with pytest.raises(ParameterError, match=message):
        Recipe(**{"method": "getis_ord", "kind": "offences", "parameters": {}, **change})


@pytest.mark.parametrize("text", ["", "[]", '{"method": "getis_ord"}', '{"kind": 3, "x": 1}'])
def test_text_that_is_no_recipe_is_refused(text):
    with pytest.raises(ParameterError, match=r"not JSON|not a recipe"):
        Recipe.from_json(text)


@pytest.mark.parametrize("method", SMALL)
def test_one_place_and_one_record_are_refused_or_give_no_missing_number(method, points, areas):
    for few in (points.iloc[:1], points.iloc[[0] * 40]):
        try:
            run = run_recipe(recipe(method), few, areas=areas)
        except (InputError, ParameterError):
            continue
        else:
            numbers = run.hotspots.select_dtypes("number").to_numpy()
            assert np.isfinite(numbers).all()


def test_the_version_of_the_data_follows_what_matters(points):
    version = analysis.data_version(points)
    assert analysis.data_version(points.assign(note="x").sample(frac=1, random_state=1)) == version
    assert analysis.data_version(points.iloc[1:]) != version
    moved = points.set_geometry(points.translate(0.01))
    assert analysis.data_version(moved) != version
    assert analysis.data_version(pd.concat([points, points.iloc[:1]])) != version


def test_rates_do_not_call_a_cut_cell_quiet(areas):
    # the edge cuts a column of cells to half; the field is even
    strip = areas.assign(geometry=areas.intersection(box(520900, 170000, 540000, 190000)))
    place = np.random.default_rng(3).uniform([520900, 170000], [540000, 190000], (20_000, 2))
    inside = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*place.T), crs=27700)
    by_count, by_rate = (
        run_recipe(
            Recipe(
                method="getis_ord", kind="offences", parameters={"cell_m": 2000, "measure": how}
            ),
            inside,
            areas=strip,
        )
        for how in ("count", "rate")
    )
    ground = analysis.lay_ground(strip, cell_m=2000)
    counts = count_in_cells(inside, ground.cells)
    rates = smoothed_rates(counts, ground.cells["area_m2"] / 1e6)
    expected = getis_ord(rates.rate, ground.neighbours)
    assert by_rate.facts["hot"] == expected.counts.get("hot", 0)
    assert by_rate.facts["cold"] == expected.counts.get("cold", 0) <= 1
    assert by_count.facts["cold"] >= 5
    assert "empirical Bayes" in by_rate.notes[0]


def test_an_unknown_measure_is_refused(points, areas):
    strange = Recipe(method="getis_ord", kind="offences", parameters={"measure": "share"})
    with pytest.raises(ParameterError, match="count or by their rate"):
        run_recipe(strange, points, areas=areas)


@pytest.mark.parametrize("method", ["getis_ord", "local_moran"])
def test_the_areas_themselves_can_be_the_cells(method: str) -> None:
    side = 1000
    squares = [
        box(i, j, i + side, j + side) for j in range(0, 7000, side) for i in range(0, 7000, side)
    ]
    codes = [f"E{(17 * k) % 49:02}" for k in range(49)]
    areas = gpd.GeoDataFrame({"code": codes}, geometry=squares, crs=27700)
    rng = np.random.default_rng(3)
    xy = np.r_[rng.uniform(0, 7000, (400, 2)), rng.uniform(2000, 4000, (400, 2))]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=27700)
    recipe = Recipe(method=method, kind="raids", parameters={"shape": "areas", "measure": "count"})
    run = run_recipe(recipe, points, areas=areas)
    # the same squares as a grid give the same map
    as_grid = Recipe(method=method, kind="raids", parameters={"cell_m": side, "measure": "count"})
    same = run_recipe(as_grid, points, areas=areas)
    assert run.facts == same.facts
    assert run.hotspots.union_all().equals(same.hotspots.union_all())
    hot = {codes[7 * row + column] for row in (2, 3) for column in (2, 3)}
    assert hot <= set(run.hotspots["areas"].iloc[0])
    assert any("areas as drawn" in note for note in run.notes)
    shuffled = run_recipe(recipe, points, areas=areas.sample(frac=1, random_state=1))
    assert shuffled.hotspots["areas"].to_list() == run.hotspots["areas"].to_list()
    with pytest.raises(InputError, match="no codes"):
        run_recipe(recipe, points, areas=areas.assign(code="E"))


@pytest.mark.parametrize("method", ["getis_ord", "local_moran", "emerging_hotspots"])
def test_a_handful_of_records_makes_no_hot_cell(method, points, areas):
    with pytest.raises(ParameterError, match="9 records are too few"):
        run_recipe(recipe(method), points.iloc[:9], areas=areas)
    run_recipe(recipe(method), points.iloc[:10], areas=areas)


@pytest.mark.parametrize("method", ["density", "getis_ord", "spatial_scan", "dense_clusters"])
def test_records_in_one_place_are_said_to_be_no_pattern(method, points, areas):
    one = points.assign(geometry=points.geometry.iloc[-1])
    run = run_recipe(recipe(method), one, areas=areas)
    assert "lie in one place" in run.notes[0]
    assert not run.hotspots.drop(columns="geometry").isna().to_numpy().any()


def test_missing_months_and_records_outside_are_said(points, areas):
    gap = points[points["period"].dt.month != 3]
    notes = run_recipe(recipe("space_time_scan"), gap, areas=areas).notes
    assert any("1 month is missing between 2019-01 and 2019-12" in note for note in notes)
    far = points.assign(geometry=[Point(0, 0), *points.geometry.iloc[1:]])
    for method in ("getis_ord", "spatial_scan"):
        notes = run_recipe(recipe(method), far, areas=areas).notes
        assert any(note.startswith("1 record lies outside") for note in notes)
