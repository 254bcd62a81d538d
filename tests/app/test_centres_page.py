"""Centres of gravity on the hotspots page: by period, with the move of each."""

import numpy as np
import pandas as pd

from analysis import centre_of_gravity
from geo import select_records
from tests.analysis import recipes
from tests.app.test_hotspots_page import hotspots, with_offences
from tests.app.test_pages import texts
from views import workspace

QUESTION = "moving"


def test_quarters_of_offences_have_the_centres_of_their_records(store):
    points = recipes.offences()
    test = with_offences(store, points, QUESTION, "x", centre_step="Quarters")
    quarter = pd.PeriodIndex(points["period"]).asfreq("Q").astype(str)
    expected = centre_of_gravity(points, period=quarter)
    table = test.dataframe[0].value
    assert list(table["period"]) == [
        "Jan 2019 to Mar 2019",
        "Apr 2019 to Jun 2019",
        "Jul 2019 to Sep 2019",
        "Oct 2019 to Dec 2019",
    ]
    assert list(table["points"]) == list(expected.periods["points"])
    assert np.allclose(table["spread_m"], expected.periods["standard_distance_m"])
    assert np.allclose(table["moved_m"][1:], expected.shifts["distance_m"])
    assert "of 3 steps" in texts(test.markdown)


def test_a_market_counts_in_every_half_year_in_which_it_was_active():
    test = hotspots(QUESTION, "x", records="Markets", centre_step="Half-years")
    markets = workspace.example().records["markets"]
    table = test.dataframe[0].value
    for name, held in zip(table["period"], table["points"], strict=True):
        first, last = (pd.Period(pd.Timestamp(month), "M") for month in name.split(" to "))
        active = select_records(markets, start=first.start_time, end=last.end_time)
        assert held == len(active)


def test_months_that_fill_no_period_are_said(store):
    points = recipes.offences()
    short = points[points["period"] < pd.Period("2019-04", "M")]
    test = with_offences(store, short, QUESTION, "x")
    assert "do not fill one period" in texts(test.error)


def test_one_period_moves_nowhere():
    test = hotspots(QUESTION, "x", records="Markets", period_markets=["Jan 2000", "Dec 2000"])
    assert "There is one period of markets only" in texts(test.markdown)
    assert np.isfinite(test.dataframe[0].value.select_dtypes("number").to_numpy()).all()
