"""Two periods, two methods and two kinds of market on the hotspots page, and what time tells."""

import numpy as np
import pandas as pd

from analysis import Recipe, run_recipe
from boundaries import load_boroughs
from tests.analysis import recipes
from tests.app.test_hotspots_page import QUESTIONS, hotspots, with_offences
from tests.app.test_pages import run, texts


def test_open_and_closed_markets_are_compared_and_the_difference_is_tested(markets):
    test = hotspots(compare_markets="Open with closed")
    left, right = (test.dataframe[at].value for at in (0, 1))
    for table, kind in ((left, "open"), (right, "closed")):
        recipe = Recipe(
            method="dense_clusters",
            kind="markets",
            parameters={"radius_m": 400, "min_points": 6},
            kinds=(kind,),
        )
        expected = run_recipe(recipe, markets, areas=load_boroughs()).hotspots
        assert list(table["points"]) == list(expected["points"])
    said = texts(test.markdown)
    assert f"{len(left)} hotspots on" in said
    assert len(right) == 0
    assert "on the left, no hotspots on the right." in said
    assert "of the open points" in said
    assert "dealt out at random" in said


def test_two_methods_share_no_widget_and_stand_side_by_side():
    test = hotspots("chance", "Tested cells", compare_markets="Another method",
                    method_other="Like with like")  # fmt: skip
    assert len(test.dataframe) == 2
    assert "of the left's ground is also on the right" in texts(test.markdown)


def test_two_periods_that_do_not_overlap_are_tested(store):
    test = with_offences(
        store,
        recipes.offences(),
        "chance",
        "Tested cells",
        period_offences=["Jul 2019", "Dec 2019"],
        compare_offences="Another period",
        period_other_offences=["Jan 2019", "Jun 2019"],
    )
    said = texts(test.markdown).replace("\\", "")
    # 400 of about 1,000 later records stand in a heap that was not there before.
    assert "of the Jul 2019 to Dec 2019 points" in said
    assert "(p 0.001)" in said
    assert "equally long" not in texts(test.caption)


def test_a_single_month_has_no_other_to_be_compared_with(store):
    points = recipes.offences()
    points = points[points["period"].astype(str) == "2019-12"]
    test = with_offences(store, points, "chance", "Tested cells", compare_offences="Another period")
    assert "all of one month, so there is no other" in texts(test.caption)
    assert len(test.dataframe) == 1


def test_a_history_says_at_once_that_it_is_short_and_has_gaps(store):
    points = recipes.offences()
    points = points[points["period"].astype(str).isin(["2019-01", "2019-12"])]
    said = texts(with_offences(store, points, "growing", "History of cells").caption)
    assert "10 periods are missing between 2019\\-01 and 2019\\-12" in said
    assert "2 steps are few" in said


def test_a_market_of_both_periods_is_not_tested_against_itself():
    test = hotspots(
        period_markets=["Nov 2000", "Mar 2001"],
        compare_markets="Another period",
        period_other_markets=["Jan 2000", "May 2000"],
    )
    assert "dealt out at random" not in texts(test.markdown)
    assert "active in both is on both maps" in texts(test.caption)


def test_growth_is_judged_against_as_many_months_before(store):
    points = recipes.offences()
    test = with_offences(store, points, "growing", "Growth")
    assert "Compared: Jul 2019 to Dec 2019 with Jan 2019 to Jun 2019" in texts(
        test.caption
    ).replace("\\", "")
    later = points[points["period"] >= pd.Period("2019-07", "M")]
    table = test.dataframe[0].value
    assert table["relative_risk"].iloc[0] > 3
    assert table["points"].sum() <= len(later)
    assert (table["p_value"] <= 0.05).all()


def test_near_repeats_of_raids_are_bands_of_days():
    test = run("hotspots", question=QUESTIONS["repeat"], records="Raids")
    table = test.dataframe[0].value
    assert list(table["time"][:3]) == ["up to 7 days", "8 to 14 days", "15 to 28 days"]
    expected = table["expected"] > 0
    assert np.allclose(table["ratio"][expected], (table["pairs"] / table["expected"])[expected])
    assert "Pairs of raids within 100 metres and within 7 days" in texts(test.markdown)


def test_near_repeats_of_months_are_not_called_days(store):
    points = recipes.offences().sample(300, random_state=1)
    test = with_offences(store, points, "repeat", "x")
    assert list(test.dataframe[0].value["time"][:2]) == ["same month", "next month"]
    assert "known by month only" in texts(test.markdown)
