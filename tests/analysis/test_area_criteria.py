"""What is known of each area on a day, worked by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from shapely import box

from analysis import area_criteria, hotspot_shares
from geo.errors import ParameterError

DAY = pd.Timestamp("2000-11-20")


def market(area, kind, first, last=None, grade=None, source=None, tenure=None):
    return {
        "area_code": area,
        "kind": kind,
        "first_seen": pd.Timestamp(first),
        "last_seen": pd.Timestamp(last) if last else pd.NaT,
        "grade": grade,
        "source": source,
        "tenure": tenure,
    }


MARKETS = pd.DataFrame(
    [
        market("A", "open", "2000-01-01", grade="1AP", source="police", tenure="council"),
        market("A", "open", "2000-06-01", "2000-11-20", grade="2BP", source="public"),
        market("A", "closed", "1999-01-01", "2000-11-19", grade="1BC", tenure="private"),
        market("B", "closed", "2000-02-02", grade="1BC", tenure="housing_association"),
        market("B", "open", "2000-11-21"),
    ]
)


def found(codes=("A", "B", "C"), **options):
    return area_criteria(list(codes), at=DAY, **options)


def test_only_markets_active_on_the_day_count():
    table = found(markets=MARKETS).table
    # The market that closed the day before is over; the one first seen the day after is not there.
    assert table["open_markets"].to_dict() == {"A": 2, "B": 0, "C": 0}
    assert table["closed_markets"].to_dict() == {"A": 0, "B": 1, "C": 0}


def test_shares_know_what_they_are_shares_of():
    table = found(markets=MARKETS).table
    assert table["well_graded"].to_dict() == pytest.approx(
        {"A": 0.5, "B": 1.0, "C": np.nan}, nan_ok=True
    )
    assert table.loc["A", "graded_of"] == 2
    assert table["ready"].to_dict() == pytest.approx({"A": 1.0, "B": 1.0, "C": np.nan}, nan_ok=True)
    assert table.loc["A", "sources"] == 2
    assert np.isnan(table.loc["B", "sources"])


def test_persistence_is_the_share_of_the_last_twelve_months_with_an_open_market():
    # A's first open market began on 1 January 2000: of the months that end on 20 November and go
    # back to 20 November 1999, the eleven that reach into 2000 (the earliest ends 20 January).
    table = found(markets=MARKETS).table
    assert table["persistence"].to_dict() == pytest.approx({"A": 11 / 12, "B": 0, "C": 0})


def test_what_lies_next_door_is_the_neighbours_open_markets():
    graph = Graph.from_arrays(["A", "B", "B", "C"], ["B", "A", "C", "B"], np.ones(4))
    table = found(markets=MARKETS, neighbours=graph).table
    assert table["next_door"].to_dict() == {"A": 0, "B": 2, "C": 0}


def test_raids_of_the_year_before_count_and_later_ones_do_not():
    raids = pd.DataFrame(
        {
            "area_code": ["A", "A", "A"],
            "date": pd.to_datetime(["1999-11-19", "2000-11-20", "2000-11-21"]),
        }
    )
    assert found(markets=MARKETS, raids=raids).table["past_raids"].to_dict() == {
        "A": 1,
        "B": 0,
        "C": 0,
    }


def test_trend_is_the_log_ratio_of_two_years_with_its_error():
    months = pd.period_range("1998-11", periods=26, freq="M")
    counts = pd.DataFrame(1.0, index=["A", "B"], columns=months)
    counts.loc["A", months[12:24]] = 2.0  # November 1999 to October 2000
    counts.loc["B", months[20]] = np.nan
    result = found(("A", "B"), counts=counts)
    assert result.table.loc["A", "offences"] == 24
    assert result.table.loc["A", "trend"] == pytest.approx(np.log(2))
    assert result.table.loc["A", "trend_error"] == pytest.approx(np.sqrt(1 / 24 + 1 / 12))
    assert np.isnan(result.table.loc["B", "offences"])  # a month is missing, not zero
    assert [criterion.name for criterion in result.criteria] == ["offences", "trend"]


def test_nothing_to_score_by_is_refused():
    with pytest.raises(ParameterError, match="nothing to score"):
        found()


YEARS = pd.PeriodIndex(["1998", "1999"], freq="Y-DEC")


def yearly(**areas):
    return pd.DataFrame.from_dict(areas, orient="index", columns=YEARS).astype(float)


def test_harm_is_the_last_year_weighed_and_missing_where_a_count_is():
    counts = {
        "Robbery": yearly(A=(1, 10), B=(5, 20)),
        "Burglary": yearly(A=(3, 4), B=(1, np.nan)),
        "Fraud": yearly(A=(9, 9)),
    }
    made = found(harm=(counts, {"Robbery": 100, "Burglary": 5, "Fraud": 0}))
    assert made.table["harm"].tolist()[:1] == [1_020]
    assert made.table["harm"].isna().tolist() == [False, True, True]
    # Poisson: the variance of a weighed count is the squared weight times the count.
    assert made.table.loc["A", "harm_error"] == pytest.approx((100**2 * 10 + 5**2 * 4) ** 0.5)
    assert [c.name for c in made.criteria] == ["harm"]


@pytest.mark.parametrize("weights", [{"Robbery": -1}, {"Robbery": np.nan}, {"Arson": 1}])
def test_weights_of_harm_that_mean_nothing_are_refused(weights):
    with pytest.raises(ParameterError, match="a weight of harm"):
        found(harm=({"Robbery": yearly(A=(1, 2))}, weights))


def test_records_in_hotspots_are_a_share_and_the_surest_hotspot_counts():
    points = gpd.GeoDataFrame(
        {"area_code": ["A", "A", "A", "B", None]},
        geometry=gpd.points_from_xy([1, 2, 50, 60, 1], [1, 2, 50, 60, 1]),
        crs=27700,
    )
    hot = gpd.GeoDataFrame(geometry=[box(0, 0, 3, 3), box(1, 1, 5, 5)], crs=27700)
    shares = hotspot_shares(points, hot, kept=[0.5, 0.9])
    table = found(markets=MARKETS, hotspots=shares).table
    assert table["in_hotspots"].tolist()[:2] == pytest.approx([2 / 3, 0])
    assert table["hotspot_kept"]["A"] == pytest.approx(0.9)
    assert table.loc[["B", "C"], "hotspot_kept"].isna().all()
    assert np.isnan(table["in_hotspots"]["C"])
    with pytest.raises(ParameterError, match="one share for each hotspot"):
        hotspot_shares(points, hot, kept=[0.5])


def test_past_effects_weigh_by_how_sure_they_are():
    effects = pd.DataFrame(
        {
            "area_code": ["A", "A", "B", "C"],
            "log_change": [-0.2, 0.1, -0.3, np.nan],
            "error": [0.1, 0.2, 0.1, 0.1],
        }
    )
    made = found(markets=MARKETS, past_effects=effects)
    # Inverse variances 100 and 25: (100 * -0.2 + 25 * 0.1) / 125.
    assert made.table["past_effect"].tolist()[:2] == pytest.approx([-0.14, -0.3])
    assert made.table.loc["A", "past_effect_error"] == pytest.approx(125**-0.5)
    assert np.isnan(made.table.loc["C", "past_effect"])
    assert {c.name: c.direction for c in made.criteria}["past_effect"] == "less"


def test_a_category_that_nobody_counted_that_year_is_left_out_of_the_harm():
    counts = {
        "Robbery": yearly(A=(1, 10), B=(5, 20)),
        "Old code": yearly(A=(3, np.nan), B=(1, np.nan)),
    }
    made = found(harm=(counts, {"Robbery": 2, "Old code": 9}))
    assert made.table["harm"].tolist()[:2] == [20, 40]
