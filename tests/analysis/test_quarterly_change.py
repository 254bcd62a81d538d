"""A quarter's change beyond chance, by area."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis._quarterly_spread import spread_of, usual_change
from geo.errors import ParameterError

QUARTERS = pd.period_range("2016Q1", "2023Q4", freq="Q")


def panel(*, seed=1, areas=20, spread=0.1, months=False):
    rng = np.random.default_rng(seed)
    columns = pd.period_range("2016-01", "2023-12", freq="M") if months else QUARTERS
    means = rng.uniform(100, 600, (areas, 1)) * rng.gamma(
        1 / spread**2, spread**2, (areas, len(columns))
    )
    return pd.DataFrame(
        rng.poisson(means), index=[f"a{k:02d}" for k in range(areas)], columns=columns
    )


def test_plain_figures_by_hand():
    counts = panel()
    found = analysis.quarterly_change(counts, quarter="2023Q4", against="quarter")
    row = found.changes.loc["a03"]
    before, after = counts.loc["a03", "2023Q3"], counts.loc["a03", "2023Q4"]
    assert (row["before"], row["after"]) == (before, after)
    assert row["percent"] == pytest.approx(100 * (after / before - 1))
    assert found.whole_before == counts["2023Q3"].sum()
    assert found.whole_percent == pytest.approx(
        100 * (counts["2023Q4"].sum() / counts["2023Q3"].sum() - 1)
    )
    assert str(found.compared) == "2023Q3"


def test_months_are_added_up_to_whole_quarters_and_a_broken_one_is_refused():
    months = panel(months=True)
    by_hand = months.T.groupby(months.columns.asfreq("Q")).sum().T
    pd.testing.assert_frame_equal(
        analysis.quarterly_change(months, quarter="2023Q4").changes,
        analysis.quarterly_change(by_hand, quarter="2023Q4").changes,
    )
    with pytest.raises(ParameterError, match="no complete counts for 2023Q4"):
        analysis.quarterly_change(months.iloc[:, :-1], quarter="2023Q4")


def test_an_area_that_rose_is_found_and_does_not_make_the_others_seem_to_fall():
    counts = panel(seed=2)
    calm = analysis.quarterly_change(counts, quarter="2023Q4").changes
    counts.iloc[0, -1] *= 4
    found = analysis.quarterly_change(counts, quarter="2023Q4").changes
    assert found["adjusted_p"].idxmin() == "a00"
    assert found.loc["a00", "real"]
    assert found.loc["a00", "low"] > 150  # it rose by 300%
    # A mean of all would have moved by log(4) / 20 = 7%; the robust one by less than 2%.
    assert np.abs(
        np.log1p(found["beyond"][1:] / 100) - np.log1p(calm["beyond"][1:] / 100)
    ).max() < (0.02)


def test_what_the_whole_city_did_is_no_area_s_change():
    counts = panel(seed=3)
    doubled = counts.copy()
    doubled["2023Q4"] *= 2
    pd.testing.assert_series_equal(
        analysis.quarterly_change(doubled, quarter="2023Q4").changes["beyond"],
        analysis.quarterly_change(counts, quarter="2023Q4").changes["beyond"],
        atol=2.0,
    )


def test_intervals_hold_their_level_where_nothing_set_an_area_apart():
    small, flagged = [], []
    for seed in range(40):
        found = analysis.quarterly_change(panel(seed=100 + seed, spread=0.2), quarter="2023Q4")
        small.extend(found.changes["p_value"] <= 0.05)
        flagged.append(found.changes["real"].any())
    # 800 tests of 5%: twice three standard errors (0.008), as areas of one panel share a centre.
    assert np.mean(small) == pytest.approx(0.05, abs=0.025)
    assert np.mean(flagged) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 40)


def test_a_restless_area_needs_more_to_be_called_real():
    counts = panel(seed=5)
    rng = np.random.default_rng(0)
    counts.iloc[0] = (counts.iloc[0] * rng.lognormal(0, 0.6, counts.shape[1])).round().astype(int)
    found = analysis.quarterly_change(counts, quarter="2023Q4").changes
    width = np.log1p(found["high"] / 100) - np.log1p(found["low"] / 100)
    assert width["a00"] > 2 * width[1:].max()


def test_a_missing_count_leaves_its_area_out_and_is_not_zero():
    counts = panel().astype(float)
    counts.loc["a05", "2022Q4"] = np.nan
    found = analysis.quarterly_change(counts, quarter="2023Q4")
    assert found.missing == ("a05",)
    assert "a05" not in found.changes.index


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.iloc[:2], "only 2 areas have counts"),
        (lambda p: p.iloc[:, -8:], "earlier comparisons"),
        (lambda p: p.set_axis(range(p.shape[1]), axis=1), "no months or quarters"),
        (lambda p: p.drop(columns=[pd.Period("2023Q2")]), "quarters are missing between"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, words):
    with pytest.raises(ParameterError, match=words):
        analysis.quarterly_change(change(panel()), quarter="2023Q4")


def test_the_usual_change_is_the_mean_where_none_is_far():
    values = np.array([-0.1, 0.0, 0.1, 0.05, -0.05])
    assert usual_change(values, np.full(5, 0.1)) == pytest.approx(0.0, abs=1e-9)


def test_the_spread_of_many_like_areas_is_their_common_one():
    scores = np.random.default_rng(4).normal(0, 2.0, (400, 20))
    found = spread_of(scores)
    assert found.scale == pytest.approx(np.full(400, 2.0), rel=0.12)


@given(st.integers(0, 10_000), st.permutations(range(6)))
@settings(max_examples=15)
def test_the_order_of_areas_makes_no_difference(seed, order):
    counts = panel(seed=seed, areas=6)
    found = analysis.quarterly_change(counts, quarter="2023Q4").changes
    again = analysis.quarterly_change(counts.iloc[list(order)], quarter="2023Q4").changes
    pd.testing.assert_frame_equal(again.loc[found.index], found)
