from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import analysis
import geo
from geo.errors import ParameterError

EXAMPLE = Path(__file__).parents[2] / "example"

# Remission times in weeks under 6-MP and placebo (Freireich and others 1963), as in Cox and Oakes,
# "Analysis of Survival Data", table 1.1; a 1 marks a censored time.
SIX_MP = [(6, 1), (6, 0), (6, 0), (6, 0), (7, 0), (9, 1), (10, 1), (10, 0), (11, 1), (13, 0),
          (16, 0), (17, 1), (19, 1), (20, 1), (22, 0), (23, 0), (25, 1), (32, 1), (32, 1),
          (34, 1), (35, 1)]  # fmt: skip
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def freireich():
    """Return the trial told as raids: a market returns where a patient relapses."""
    times = [(t, bool(censored), 1) for t, censored in SIX_MP]
    times += [(t, False, 0) for t in PLACEBO]
    day = pd.Timestamp("2000-01-01")
    end = day + pd.Timedelta(days=100)
    raided = [end - pd.Timedelta(days=t) if c else day for t, c, _ in times]
    ids = [f"m{k}" for k in range(len(times))]
    raids = pd.DataFrame(
        {"market_id": ids, "date": raided, "premises_secured": [group for *_, group in times]}
    )
    back = [pd.NaT if c else r + pd.Timedelta(days=t)
            for (t, c, _), r in zip(times, raided, strict=True)]  # fmt: skip
    markets = gpd.GeoDataFrame(
        {
            "market_id": ids,
            "first_seen": pd.Timestamp("1999-01-01"),
            "last_seen": pd.NaT,
            "status": ["closed" if c else "re-emerged" for _, c, _ in times],
            "re_emerged": back,
        },
        geometry=gpd.points_from_xy(np.arange(len(times)) * 500.0, np.zeros(len(times))),
        crs=27700,
    )
    return raids, markets, end


def test_published_survival_times_are_reproduced():
    raids, markets, end = freireich()
    found = analysis.re_emergence(raids, markets, end=end, horizon_days=10)
    secured = found.curves[found.curves["group"] == "premises secured"].set_index("day")
    # Kaplan-Meier of 6-MP: 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448 (Kleinbaum and Klein,
    # "Survival Analysis", table 2.3).
    at = [6, 7, 10, 13, 16, 22, 23]
    assert secured.loc[at, "share_away"].to_list() == pytest.approx(
        [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4
    )
    assert secured.loc[at, "at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]
    # Medians 23 and 8; log-rank chi-square 16.79 on one degree of freedom (same book).
    assert found.groups["median_days"].drop("all").to_dict() == {
        "premises not secured": 8.0,
        "premises secured": 23.0,
    }
    assert found.log_rank_p == pytest.approx(4.17e-5, rel=0.01)
    assert found.at_risk.loc["all", 0] == 42


def test_the_outcomes_of_the_example_are_recovered():
    raids = geo.read_raids(EXAMPLE / "raids.csv").records
    markets = geo.read_markets(EXAMPLE / "markets.csv").records
    truth = pd.read_csv(EXAMPLE / "truth.csv")
    found = analysis.re_emergence(raids, markets, end="2001-03-31", by=("kind",), radius_m=0)
    # truth.csv: 21 re-emerged, 35 closed and 23 relocated went away; 15 continued and 14 were
    # disrupted but still there.
    assert found.groups.loc["all", "returned"] == (truth["outcome"] == "re-emerged").sum() == 21
    gone = truth["outcome"].isin(["closed", "relocated", "re-emerged"]).sum()
    assert found.groups.loc["all", "markets"] == gone
    assert found.never_away == truth["outcome"].isin(["continued", "disrupted"]).sum()
    dates = markets.set_index("market_id")["re_emerged"].dropna()
    days = dates - found.markets["raided"].set_axis(
        markets.loc[found.markets.index, "market_id"]
    ).reindex(dates.index)
    assert days.dt.days.between(1, 70).all()


def test_a_new_market_on_the_spot_is_a_return_and_unknown_dates_are_said():
    day = pd.Timestamp("2000-11-20")
    raids = pd.DataFrame({"market_id": ["a", "b", "c", "a"], "date": [day, day, day, day]})
    markets = gpd.GeoDataFrame(
        {
            "market_id": ["a", "b", "c", "d"],
            "first_seen": [day - pd.Timedelta(days=99)] * 3 + [day + pd.Timedelta(days=30)],
            "last_seen": [day, pd.NaT, pd.NaT, pd.NaT],
            "status": ["closed", "re-emerged", "active", "active"],
        },
        geometry=gpd.points_from_xy([0, 900, 1800, 60], [0, 0, 0, 0]),
        crs=27700,
    )
    found = analysis.re_emergence(raids, markets, end="2001-03-31", by=())
    assert found.markets[["days", "returned"]].to_numpy().tolist() == [[30.0, True]]
    assert (found.never_away, found.undated) == (1, 1)
    assert "on a day that is not known" in found.summary
    assert found.log_rank_p is None


def test_what_cannot_be_followed():
    raids, markets, end = freireich()
    with pytest.raises(ParameterError, match="before the last raid"):
        analysis.re_emergence(raids, markets, end="1999-12-31")
    with pytest.raises(ParameterError, match=r"not among the markets loaded \(x\)") as raised:
        analysis.re_emergence(raids.assign(market_id="x"), markets, end=end)
    assert "same identifiers in market_id" in raised.value.hint
    with pytest.raises(ParameterError, match="none of the raids says which market") as raised:
        analysis.re_emergence(raids.assign(market_id=None), markets, end=end)
    assert "column market_id" in raised.value.hint
    with pytest.raises(ParameterError, match="raids lack premises_secured"):
        analysis.re_emergence(raids.drop(columns="premises_secured"), markets, end=end)
    with pytest.raises(ParameterError, match="markets lack kind"):
        analysis.re_emergence(raids, markets, end=end, by=("kind",))
    with pytest.raises(ParameterError, match="not among"):
        analysis.re_emergence(raids, markets, end=end, by=("weather",))
    with pytest.raises(ParameterError, match="went away"):
        analysis.re_emergence(raids, markets.assign(status="active", re_emerged=pd.NaT), end=end)
