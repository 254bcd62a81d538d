"""What the filters leave of each table."""

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest

from views.filters import Filters, active_markets, market_drugs, offences_in_window, raids_in_window

MARKETS = gpd.GeoDataFrame(
    {
        "market_id": ["ended", "running", "later", "closed"],
        "kind": ["open", "open", "open", "closed"],
        "first_seen": pd.to_datetime(["2000-01-10", "2000-02-20", "2000-06-01", "2000-01-01"]),
        "last_seen": pd.to_datetime(["2000-02-03", None, None, "2000-12-31"]),
        "drugs": [["heroin"], ["crack", "heroin"], None, ["cannabis"]],
    },
    geometry=gpd.points_from_xy([0, 1, 2, 3], [0, 1, 2, 3]),
    crs=27700,
)


def window(start, end, *, kinds=("open", "closed"), drugs=()):
    return Filters(
        start=pd.Timestamp(start),
        end=pd.Timestamp(end) + pd.offsets.MonthEnd(0) + pd.Timedelta(days=1, nanoseconds=-1),
        kinds=kinds,
        drugs=drugs,
    )


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2000-01-01", "2000-01-01", ["ended", "closed"]),
        ("2000-02-01", "2000-02-01", ["ended", "running", "closed"]),
        ("2000-03-01", "2000-05-01", ["running", "closed"]),
        ("2001-01-01", "2001-06-01", ["running", "later"]),
    ],
)
def test_a_market_is_active_from_first_to_last_and_still_where_no_end_is_known(
    start, end, expected
):
    assert list(active_markets(MARKETS, window(start, end))["market_id"]) == expected


def test_kind_and_drug_narrow_what_is_shown():
    shown = window("2000-01-01", "2000-12-01", kinds=("open",), drugs=("heroin",))
    assert list(active_markets(MARKETS, shown)["market_id"]) == ["ended", "running"]


def test_a_market_without_known_drugs_is_left_out_only_when_a_drug_is_chosen():
    everything = window("2000-06-01", "2000-06-01")
    crack = window("2000-06-01", "2000-06-01", drugs=("crack",))
    assert "later" in set(active_markets(MARKETS, everything)["market_id"])
    assert list(active_markets(MARKETS, crack)["market_id"]) == ["running"]


def test_no_kind_chosen_shows_no_market():
    assert active_markets(MARKETS, window("2000-01-01", "2001-01-01", kinds=())).empty


def test_drugs_are_listed_once_in_order():
    assert market_drugs(MARKETS) == ["cannabis", "crack", "heroin"]
    assert market_drugs(MARKETS.drop(columns="drugs")) == []


def test_raids_on_the_last_day_of_the_window_are_in_it():
    raids = gpd.GeoDataFrame(
        {"date": pd.to_datetime(["2000-11-20", "2000-11-30", "2000-12-01"])},
        geometry=gpd.points_from_xy([0, 1, 2], [0, 1, 2]),
        crs=27700,
    )
    assert len(raids_in_window(raids, window("2000-11-01", "2000-11-01"))) == 2


@pytest.mark.parametrize(("freq", "expected"), [("M", 2), ("D", 2)])
def test_an_offence_counts_in_every_month_that_its_period_overlaps(freq, expected):
    offences = gpd.GeoDataFrame(
        {
            "period": pd.PeriodIndex(
                ["2018-01-31", "2018-02-01", "2018-03-31", "2018-04-01"], freq=freq
            )
        },
        geometry=gpd.points_from_xy([0] * 4, [0] * 4),
        crs=27700,
    )
    assert len(offences_in_window(offences, window("2018-02-01", "2018-03-01"))) == expected


def test_the_window_is_named_in_words():
    assert window("2000-11-01", "2000-12-01").window == "Nov 2000 to Dec 2000"
    assert window("2000-11-01", "2000-11-01").window == "Nov 2000"


def test_only_the_chosen_categories_of_offences_are_shown():
    offences = gpd.GeoDataFrame(
        {"category": ["Drugs", "Robbery"], "period": pd.PeriodIndex(["2018-02"] * 2, freq="M")},
        geometry=gpd.points_from_xy([0, 1], [0, 1]),
        crs=27700,
    )
    everything = window("2018-02-01", "2018-02-01")
    drugs = dataclasses.replace(everything, categories=("Drugs",))
    assert len(offences_in_window(offences, everything)) == 2
    assert list(offences_in_window(offences, drugs)["category"]) == ["Drugs"]
