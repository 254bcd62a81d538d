"""Calls before, during and after a campaign, against areas where it did not run."""

from math import exp, log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import binom

import analysis
from analysis._profile_ratio import profile_ratio
from geo.errors import ParameterError

START, END = "2001-01-15", "2001-02-11"
WEEKS = pd.date_range("2000-11-20", periods=16, freq="7D")  # 8 before, 4 during, 4 after
PHASE = np.repeat(["before", "during", "after"], [8, 4, 4])


def table(before, during, after, *, areas=None):
    """Return weekly calls of areas from their calls a week in each phase."""
    rows = [[b] * 8 + [d] * 4 + [a] * 4 for b, d, a in zip(before, during, after, strict=True)]
    names = areas or [f"a{k:02d}" for k in range(len(rows))]
    return pd.DataFrame(rows, index=names, columns=WEEKS)


def respond(calls, treated, **options):
    return analysis.campaign_response(calls, start=START, end=END, treated=treated, **options)


def test_the_ratio_is_that_of_the_changes_a_day():
    calls = table([10, 20, 30, 40], [20, 40, 33, 44], [15, 30, 30, 40])
    found = respond(calls, ["a00", "a01"])
    assert found.ratio == pytest.approx(2 / 1.1)
    assert found.effects.loc["after", "ratio"] == pytest.approx(1.5)
    assert found.effects.loc["during", "treated_ratio"] == pytest.approx(2)
    assert found.phases["days"].tolist() == [56, 28, 28]
    assert found.phases.loc["during", "treated_per_week"] == pytest.approx(30)
    assert found.areas.loc["a03", ["before", "during", "after"]].tolist() == [40, 44, 40]


def test_it_is_the_quasi_poisson_difference_in_differences():
    """Estimate and spread are those of an independent fit; its interval is Wald's."""
    rng = np.random.default_rng(3)
    calls = pd.DataFrame(rng.poisson(12, (14, 16)), columns=WEEKS).set_axis(
        [f"a{k:02d}" for k in range(14)]
    )
    treated = list(calls.index[:5])
    found = respond(calls, treated)
    panel = pd.DataFrame({name: calls.loc[:, name == PHASE].sum(axis=1) for name in
                          ("before", "during")})  # fmt: skip
    fit = analysis.difference_in_differences(panel, treated=treated, start="during", errors="quasi")
    assert log(found.ratio) == pytest.approx(fit.effect, abs=1e-9)
    spread = max(found.effects.loc["during", "dispersion"], 1)
    poisson = spread == 1
    assert fit.dispersion == pytest.approx(found.effects.loc["during", "dispersion"], rel=1e-6)
    half = (log(found.high) - log(found.low)) / 2
    wald = (fit.high - fit.low) / 2 / (sqrt(fit.dispersion) if poisson else 1)
    assert half == pytest.approx(wald, rel=0.02)


def test_the_interval_of_a_plain_table_is_that_of_the_profile_likelihood():
    """Found again by another road: a search over the nuisance share with scipy."""
    first, second = np.array([12.0, 30.0]), np.array([21.0, 28.0])
    found = profile_ratio(first, second, np.array([True, False]), confidence=0.95)
    whole = first + second

    def loglik(effect):
        def minus(level):
            odds = (level + effect, level)
            return -sum(
                binom.logpmf(n, m, 1 / (1 + exp(-o)))
                for n, m, o in zip(second, whole, odds, strict=True)
            )

        return -minimize_scalar(minus, bounds=(-15, 15), method="bounded",
                                options={"xatol": 1e-12}).fun  # fmt: skip

    best = log(21 / 12) - log(28 / 30)
    assert found.log_ratio == pytest.approx(best)

    def drop(effect):
        return 2 * (loglik(best) - loglik(effect)) - 3.841458820694124  # chi-squared, 1, 95%

    assert found.log_low == pytest.approx(brentq(drop, best - 5, best), abs=1e-5)
    assert found.log_high == pytest.approx(brentq(drop, best, best + 5), abs=1e-5)
    assert found.dispersion is None


@pytest.mark.parametrize(
    ("first", "second", "bounded"),
    [([0, 9], [7, 8], (True, False)), ([7, 9], [0, 8], (False, True))],
)
def test_a_group_without_calls_in_a_phase_has_a_bound_on_one_side_only(first, second, bounded):
    found = profile_ratio(
        np.array(first, float), np.array(second, float), np.array([True, False]), confidence=0.95
    )
    assert (np.isfinite(found.log_low), np.isfinite(found.log_high)) == bounded


def test_no_calls_at_all_say_nothing():
    found = respond(table([0, 0, 5, 5], [0, 0, 5, 5], [0, 0, 5, 5]), ["a00", "a01"])
    assert (found.ratio, found.low, found.high, found.p_value) == (None, None, None, None)
    assert "Too few calls" in found.summary


def test_two_areas_cannot_show_how_much_areas_differ_and_it_is_said():
    found = respond(table([10, 20], [20, 22], [15, 20]), ["a00"])
    assert pd.isna(found.effects.loc["during", "dispersion"])
    assert "too narrow" in found.summary


def test_areas_that_differ_widen_the_interval():
    same = respond(
        table([20] * 8, [40, 40, 40, 40, 20, 20, 20, 20], [20] * 8), [f"a{k:02d}" for k in range(4)]
    )
    apart = respond(
        table([20] * 8, [75, 5, 70, 10, 40, 5, 30, 5], [20] * 8), [f"a{k:02d}" for k in range(4)]
    )
    assert same.ratio == pytest.approx(apart.ratio)
    assert apart.effects.loc["during", "dispersion"] > 10
    assert apart.high / apart.low > 5 * same.high / same.low
    assert apart.low < 1 < same.low
    assert "No evidence" in apart.summary


def test_spans_that_straddle_the_campaign_are_left_out():
    calls = table([10] * 4, [20] * 4, [10] * 4)
    found = analysis.campaign_response(
        calls, start="2001-01-17", end="2001-02-13", treated=["a00", "a01"]
    )
    assert found.phases.loc["during", "days"] == 21
    assert found.spans_left_out == 2


def test_months_are_as_long_as_they_are():
    months = pd.to_datetime(["2000-11-01", "2000-12-01", "2001-01-01", "2001-02-01", "2001-03-01"])
    calls = pd.DataFrame([[30, 31, 31, 28, 31]] * 4, index=list("abcd"), columns=months)
    found = analysis.campaign_response(
        calls, start="2001-02-01", end="2001-02-28", treated=["a"], length="month", before_days=92
    )
    assert found.phases.loc["before", "days"] == 92
    assert found.effects.loc["during", "treated_ratio"] == pytest.approx(1)


def test_areas_without_a_count_are_left_out_and_named():
    calls = table([10] * 4, [20] * 4, [10] * 4).astype(float)
    calls.loc["a03", WEEKS[9]] = np.nan
    found = respond(calls, ["a00"])
    assert found.left_out == ("a03",)
    assert found.areas.index.tolist() == ["a00", "a01", "a02"]


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"treated": ["zz"]}, "treated"),
        ({"treated": ["a00"], "control": ["a00"]}, "control"),
        ({"treated": ["a00", "a01", "a02", "a03"]}, "control"),
        ({"treated": ["a00"], "length": "year"}, "length"),
        ({"treated": ["a00"], "start": "1999-01-01", "end": "1999-02-01"}, "calls"),
        ({"treated": ["a00"], "start": "2001-01-15", "end": "2001-01-16"}, "calls"),
    ],
)
def test_what_cannot_be_compared_is_refused(options, parameter):
    calls = table([10] * 4, [20] * 4, [10] * 4)
    with pytest.raises(ParameterError) as caught:
        analysis.campaign_response(calls, **{"start": START, "end": END} | options)
    assert caught.value.parameter == parameter


def test_the_example_s_truth_lies_in_the_interval():
    # example/README.md: 1.9 in the ten boroughs over 1.1 elsewhere; 1.25 afterwards.
    import geo
    from example.build import FOLDER
    from example.places import TREATED

    calls = geo.read_calls(FOLDER / "calls.csv").records
    panel = calls.pivot_table(index="area_code", columns="start", values="count", aggfunc="sum")
    found = respond(panel, list(TREATED))
    assert found.low < 1.9 / 1.1 < found.high
    assert found.effects.loc["after", "low"] < 1.25 < found.effects.loc["after", "high"]
    assert found.p_value < 0.001


def test_intervals_hold_the_truth_as_often_as_they_claim():
    """Overdispersed counts of few areas: a Poisson interval would miss far more than 5%."""
    rng = np.random.default_rng(11)
    held = poisson = 0
    draws = 400
    is_treated = np.arange(10) < 4
    for _ in range(draws):
        noise = rng.gamma(8, 1 / 8, (2, 10))
        first = rng.poisson(40 * noise[0]).astype(float)
        second = rng.poisson(40 * noise[1] * np.where(is_treated, 1.5, 1)).astype(float)
        found = profile_ratio(first, second, is_treated, confidence=0.95)
        held += found.log_low <= log(1.5) <= found.log_high
        sums = [part[mask].sum() for part in (first, second) for mask in (is_treated, ~is_treated)]
        poisson += abs(found.log_ratio - log(1.5)) <= 1.96 * sqrt(sum(1 / one for one in sums))
    assert held / draws >= 0.93
    assert poisson / draws < 0.75


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=9),
    st.integers(1, 2),
)
def test_the_interval_holds_the_estimate_and_turns_round_with_the_groups(pairs, own):
    first, second = (np.array(part, float) for part in zip(*pairs, strict=True))
    is_treated = np.arange(len(pairs)) < own
    found = profile_ratio(first, second, is_treated, confidence=0.9)
    turned = profile_ratio(first, second, ~is_treated, confidence=0.9)
    if found.log_ratio is None:
        assert turned.log_ratio is None
        return
    assert found.log_low <= found.log_ratio <= found.log_high
    assert turned.log_ratio == pytest.approx(-found.log_ratio)
    assert turned.log_low == pytest.approx(-found.log_high, abs=1e-6)
    wider = profile_ratio(first, second, is_treated, confidence=0.99)
    assert wider.log_low <= found.log_low + 1e-9
    assert (found.p_value <= 0.1) == (not found.log_low <= 0 <= found.log_high) or (
        abs(found.p_value - 0.1) < 1e-3
    )
