"""The hotspots page, run without a browser: what it says is what the analysis gives."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import Recipe, run_recipe
from boundaries import load_boroughs
from tests.analysis import recipes
from tests.app.conftest import add
from tests.app.files import AREAS
from tests.app.test_pages import run, texts
from views import hotspot_export

QUESTIONS = {
    "dense": "Where is it dense?",
    "chance": "Is it more than chance?",
    "growing": "Is it growing?",
    "repeat": "Does it repeat?",
    "moving": "Does its centre move?",
}
WAYS = {
    ("dense", "Dense clusters"): ("dense_clusters", {"radius_m": 400, "min_points": 6}),
    ("dense", "Steps of density"): (
        "dense_clusters",
        {"radius_m": None, "min_points": 6, "method": "optics"},
    ),
    ("dense", "Density"): ("density", {"bandwidth_m": 2000}),
    ("chance", "Tested cells"): ("getis_ord", {"cell_m": 1000}),
    ("chance", "Like with like"): ("local_moran", {"cell_m": 1000}),
    ("chance", "Circles"): ("spatial_scan", {"cell_m": 1000}),
    ("growing", "History of cells"): ("emerging_hotspots", {"cell_m": 1000}),
    ("growing", "Bursts"): ("space_time_scan", {"cell_m": 1000}),
}


def hotspots(question="dense", method="Dense clusters", **query):
    asked = {"question": QUESTIONS[question], f"method_{question}": method, **query}
    return run("hotspots", **asked)


def with_offences(store, points, question, method, **query):
    """Put offences into the store, and return the page that asks about them."""
    table = pd.DataFrame(
        {
            "month": points["period"].astype(str),
            "category": points["category"],
            "easting": points.geometry.x,
            "northing": points.geometry.y,
        }
    )
    add(store, "offences", table.to_csv(index=False))
    return hotspots(question, method, records="Recorded offences", **query)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[1])
def test_the_table_of_every_method_is_what_its_recipe_gives(way, markets):
    method, parameters = WAYS[way]
    test = hotspots(*way)
    recipe = Recipe(method=method, kind="markets", parameters=parameters)
    expected = run_recipe(recipe, markets, areas=load_boroughs()).hotspots
    table = test.dataframe[0].value
    assert list(table["hotspot"]) == list(range(1, len(expected) + 1))
    assert np.allclose(table["points"], expected["points"])
    assert np.allclose(table["area_ha"], expected["area_ha"])
    numbers = table.select_dtypes("number").to_numpy(dtype=float)
    assert np.isfinite(numbers).all()


def test_the_headline_counts_what_the_table_lists():
    test = hotspots()
    table = test.dataframe[0].value
    said = texts(test.markdown)
    assert f"{len(table)} dense clusters hold {table['points'].sum()} of 278 markets" in said
    named = table["boroughs"].str.replace(r" \+[0-9]+$", "", regex=True)
    names = {name for text in named for name in text.split(", ")}
    assert names <= set(load_boroughs()["name"])
    crossing = table["boroughs"].str.contains(",")
    assert (table["crosses_border"] == crossing).all()


@pytest.mark.parametrize("permutations", [0, 999])
def test_cells_can_be_tested_by_their_rate_and_against_random_maps(markets, permutations):
    asked = {"permutations": f"{permutations}"} if permutations else {}
    test = hotspots("chance", "Tested cells", measure="Rate per km²", **asked)
    parameters = {"cell_m": 1000, "measure": "rate", "permutations": permutations}
    recipe = Recipe(method="getis_ord", kind="markets", parameters=parameters)
    expected = run_recipe(recipe, markets, areas=load_boroughs())
    assert list(test.dataframe[0].value["points"]) == list(expected.hotspots["points"])
    assert "markets per square kilometre than chance" in texts(test.markdown)
    said = texts(test.caption).replace("\\", "")
    assert ("against 999 random maps" in said) == bool(permutations)
    assert expected.facts["hot_uncorrected"] > 50
    assert f"{expected.facts['hot_uncorrected']:,} cells would be called hot" in said


def test_the_loaded_areas_can_be_the_cells(markets):
    test = hotspots("chance", "Tested cells", shape="The areas")
    parameters = {"shape": "areas", "measure": "rate", "cell_m": 1000}
    recipe = Recipe(method="getis_ord", kind="markets", parameters=parameters)
    expected = run_recipe(recipe, markets, areas=load_boroughs())
    assert f"{expected.facts['hot']} of 33 areas hold more markets per square" in texts(
        test.markdown
    )
    assert not [slider for slider in test.select_slider if slider.label.startswith("Side")]


def test_too_many_records_for_optics_are_refused_in_words(store):
    points = recipes.offences()
    many = points.iloc[np.arange(10_001) % len(points)]
    test = with_offences(store, many, "dense", "Steps of density")
    assert "OPTICS compares every record with every other, and 10,001" in texts(test.error).replace(
        "\\", ""
    )


def test_stability_waits_for_a_button_and_then_has_a_column():
    test = hotspots()
    assert "kept" not in test.dataframe[0].value
    test.button(key="ask_kept").click().run()
    assert not test.exception
    kept = test.dataframe[0].value["kept"]
    reopened = hotspots(kept=test.query_params["kept"])  # as from a link
    assert reopened.dataframe[0].value["kept"].equals(kept)
    assert kept.between(0, 1).all()
    assert (kept * 50).round(6).mod(1).eq(0).all()
    sure = int((kept >= 0.8).sum())
    assert f"{sure} of {len(kept)} hotspots are kept in at least 80" in texts(test.markdown)


def test_a_radius_is_suggested_from_the_records(markets):
    suggested = analysis.suggest_radius(markets, min_points=6)
    assert f"Try a radius of {suggested.radius_m:g} m" in texts(hotspots().markdown)


def test_the_method_table_is_best_first_at_equal_area(store):
    test = with_offences(store, recipes.offences(), "chance", "Tested cells")
    test.button(key="ask_methods").click().run()
    assert not test.exception
    (table,) = [frame.value for frame in test.dataframe if "pai" in frame.value]
    assert table["hit_rate"].is_monotonic_decreasing
    assert np.allclose(table["pai"], table["hit_rate"] / 5)
    assert (table["pei"] <= 1).all()
    assert len(table) == 5
    assert "times chance" in texts(test.markdown)
    linked = hotspots(
        "chance",
        "Tested cells",
        records="Recorded offences",
        methods=test.query_params["methods"],
    )
    (again,) = [frame.value for frame in linked.dataframe if "pai" in frame.value]
    pd.testing.assert_frame_equal(again, table)


def test_other_bandwidths_are_tried_and_come_back_from_a_link():
    test = hotspots("dense", "Density")
    test.button(key="ask_bandwidths").click().run()
    (table,) = [frame.value for frame in test.dataframe if "choice" in frame.value]
    linked = hotspots("dense", "Density", bandwidths=test.query_params["bandwidths"])
    (again,) = [frame.value for frame in linked.dataframe if "choice" in frame.value]
    pd.testing.assert_frame_equal(again, table)
    other = hotspots(
        "dense", "Density", bandwidths=test.query_params["bandwidths"], bandwidth_markets="900"
    )
    assert not [frame for frame in other.dataframe if "choice" in frame.value]


@pytest.mark.parametrize(
    ("question", "method", "words"),
    [
        ("chance", "Circles", "not tested again"),
        ("growing", "History of cells", "same name again"),
        ("growing", "Bursts", "20 times must do"),
        ("growing", "Growth", "The earlier period is drawn again too"),
    ],
)
def test_every_method_offers_its_shares_and_says_how(question, method, words):
    test = hotspots(question, method, records="Raids")
    if not len(test.dataframe) or not len(test.dataframe[0].value):
        assert "There is no hotspot to judge." in texts(test.caption)
        return
    assert words in texts(test.caption)
    test.button(key="ask_kept").click().run()
    assert not test.exception
    assert test.dataframe[0].value["kept"].between(0, 1).all()


def test_files_for_the_public_hide_what_leads_back_to_small_counts():
    table = pd.DataFrame(
        {
            "hotspot": [1, 2],
            "points": [48, 4],
            "expected": [10.4, 1.2],
            "relative_risk": [4.637, 3.1],
            "per_km2": [4.8, 0.4],
        }
    )
    public = hotspot_export.for_public(table)
    assert public["points"].isna().to_list() == [True, True]  # the second would follow from both
    assert not {"expected", "per_km2"} & set(public)
    alone = hotspot_export.for_public(table.iloc[:1])
    assert alone["points"].to_list() == [50]
    assert alone["relative_risk"].to_list() == [4.6]


def test_outlines_through_unpublished_places_are_withheld_from_the_public():
    points = recipes.offences()
    one = Recipe(method="dense_clusters", kind="offences", parameters={"min_points": 30})
    shown = run_recipe(one, points, areas=recipes.areas())

    def at(**columns):
        return SimpleNamespace(points={"offences": points.assign(**columns)})

    assert hotspot_export.shows_places(at(), shown)
    assert not hotspot_export.shows_places(at(snap_point=True), shown)
    assert not hotspot_export.shows_places(at(illustrative=True), shown)


FEW = {
    "one record": lambda points: points.iloc[:1],
    "one place": lambda points: points.iloc[[0] * 300],
    "one period": lambda points: points[points["period"] == pd.Period("2019-07", "M")],
}


@pytest.mark.parametrize("few", FEW)
@pytest.mark.parametrize(
    ("question", "method"),
    [
        ("dense", "Dense clusters"),
        ("dense", "Density"),
        ("chance", "Tested cells"),
        ("growing", "History of cells"),
        ("growing", "Growth"),
        ("growing", "Change of density"),
        ("repeat", "x"),
    ],
)
def test_too_little_is_met_with_words_or_with_numbers(store, question, method, few):
    test = with_offences(store, FEW[few](recipes.offences()), question, method)
    for frame in test.dataframe:
        numbers = frame.value.select_dtypes("number").to_numpy(dtype=float)
        assert np.isfinite(numbers).all()
    assert test.error or test.dataframe


def test_a_gap_in_the_months_is_named(store):
    points = recipes.offences()
    gap = points[~points["period"].isin([pd.Period("2019-04", "M"), pd.Period("2019-05", "M")])]
    test = with_offences(store, gap, "growing", "History of cells")
    assert "2 periods are missing" in texts(test.markdown)


def test_a_level_of_a_surface_is_round_and_below_the_peak():
    from views.hotspot_layers import levels_of

    for highest in (0.02, 1.0, 37.0, 4105.2, 9e5):
        levels = levels_of(highest)
        assert np.allclose(np.diff(np.log2(levels)), 1)
        assert levels[-1] < highest


@pytest.mark.parametrize(
    ("method", "query", "words"),
    [
        ("Circles", {"expected": "Residents"}, "than their residents explain"),
        ("Against residents", {}, "are denser than residents in"),
    ],
)
def test_residents_of_the_boroughs_are_at_hand_and_their_source_is_said(method, query, words):
    test = hotspots("chance", method, records="Raids", **query)
    assert not test.exception
    assert words in texts(test.markdown)
    assert "London Datastore" in texts(test.caption)


def test_loaded_residents_come_before_the_shipped_ones(store):
    people = "\n".join(f"E090000{at:02d},2001,Population,{at}000" for at in range(1, 34))
    add(store, "area_counts", f"area_code,year,category,count\n{people}\n")
    test = hotspots("chance", "Circles", records="Raids", expected="Residents")
    assert not test.exception
    assert "Residents: loaded counts for 2001" in texts(test.caption).replace("\\", "")


def test_other_areas_without_residents_say_what_to_load(store):
    add(store, "areas", AREAS)
    test = hotspots("chance", "Circles", records="Raids", expected="Residents")
    assert "Load counts of the category Population" in texts(test.error)
