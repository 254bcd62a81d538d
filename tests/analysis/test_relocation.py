from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import analysis
import boundaries
import geo
from geo.errors import ParameterError

EXAMPLE = Path(__file__).parents[2] / "example"


def at(places, **columns):
    points = gpd.points_from_xy(*np.transpose(places).astype(float))
    return gpd.GeoDataFrame(columns, geometry=points, crs=27700, index=range(len(points)))


@pytest.fixture(scope="module")
def example():
    areas = boundaries.load_boroughs()

    def locate(points):
        return boundaries.assign_areas(points, areas)

    raids = geo.read_raids(EXAMPLE / "raids.csv", locate=locate).records
    markets = geo.read_markets(EXAMPLE / "markets.csv", locate=locate).records
    truth = pd.read_csv(EXAMPLE / "truth.csv")
    return raids[raids["operation"] == "Operation Crackdown"], markets, truth


def test_the_simulated_moves_of_the_example_are_found(example):
    raids, markets, truth = example
    found = analysis.relocation(raids, markets, weeks=8)
    moved = set(truth["new_market_id"].dropna())
    # 23 markets moved outside the operation, 7 to 56 days after the raid (example/README.md).
    outside = markets.loc[~markets["area_code"].isin(raids["area_code"])]
    late = outside["first_seen"] > raids["date"].min()
    assert moved <= set(outside.loc[late, "market_id"])
    assert found.new_markets >= len(moved)
    assert found.p_value < 0.01
    assert found.high < 1
    assert "consistent with relocation" in found.summary


def test_without_the_moves_nothing_is_nearer_than_chance(example):
    raids, markets, truth = example
    stayed = markets[~markets["market_id"].isin(truth["new_market_id"].dropna())]
    found = analysis.relocation(raids, stayed, weeks=8)
    assert found.p_value > 0.05
    assert found.low < 1 < found.high
    assert "no more than chance" in found.summary


def test_the_figures_of_one_raid_by_hand():
    raids = at([(0, 0)], date=pd.to_datetime(["2000-11-20"]))
    dates = ["2000-11-20", "2000-12-01", "2001-01-15", "2001-01-16", None]
    markets = at(
        [(100, 0), (300, 400), (0, 800), (0, 200), (0, 90)], first_seen=pd.to_datetime(dates)
    )
    found = analysis.relocation(raids, markets, where="all", edges_m=(0, 600, 900))
    # On the day of the raid is not after it; 8 weeks end on 15 January; the undated one is out.
    assert found.raids["distance_m"].to_list() == [500.0]
    assert found.raids["new_market"].to_list() == [1]
    assert found.raids["days"].to_list() == [11]
    assert found.decay["observed"].to_list() == [1, 1]
    assert (found.new_markets, found.candidates, found.undated) == (2, 4, 1)
    # Two of the four places are new: the nearest is 100 in 3 of 6 deals, 200 in 2, 500 in 1.
    assert found.expected_m == pytest.approx((3 * 100 + 2 * 200 + 500) / 6, abs=10)


def test_chance_dates_are_rejected_as_often_as_promised():
    rng = np.random.default_rng(7)
    raids = at(rng.uniform(0, 10_000, (20, 2)), date=pd.Timestamp("2000-11-20"))
    rejected = 0
    for _ in range(200):
        days = pd.to_timedelta(rng.integers(-300, 100, 60), unit="D")
        markets = at(rng.uniform(0, 10_000, (60, 2)), first_seen=pd.Timestamp("2000-11-20") + days)
        found = analysis.relocation(raids, markets, where="all", replicates=99)
        rejected += found.p_value <= 0.05
    assert 2 <= rejected <= 19  # 5% of 200 are 10; these bounds hold 99.8% of the time


def test_what_cannot_be_compared():
    raids = at([(0, 0)], date=pd.to_datetime(["2000-11-20"]), area_code=["E1"])
    markets = at(
        [(k, 0) for k in range(1, 5)],
        first_seen=pd.to_datetime(["2000-12-01"] * 4),
        area_code=["E1", "E1", "E2", "E2"],
    )
    with pytest.raises(ParameterError, match="and 2 are"):
        analysis.relocation(raids, markets)
    with pytest.raises(ParameterError, match="no market that can count"):
        analysis.relocation(raids, markets, where="all", weeks=1)
    with pytest.raises(ParameterError, match="there are no raids"):
        analysis.relocation(raids.iloc[:0], markets)
    with pytest.raises(ParameterError, match="lack area_code"):
        analysis.relocation(raids, markets.drop(columns="area_code"))
    with pytest.raises(ParameterError, match="different coordinate systems"):
        analysis.relocation(raids, markets.to_crs(3857))
    with pytest.raises(ParameterError, match="a raid has no date"):
        analysis.relocation(raids.assign(date=pd.NaT), markets, where="all")
    for options in ({"weeks": 0}, {"replicates": 5}, {"edges_m": (0,)}, {"where": "near"}):
        with pytest.raises(ParameterError):
            analysis.relocation(raids, markets, **options)
