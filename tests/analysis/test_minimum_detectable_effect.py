from math import expm1, sqrt

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import minimum_detectable_effect
from geo.errors import ParameterError


def history(periods=400, areas=12, mean=100, seed=3):
    return pd.DataFrame(np.random.default_rng(seed).poisson(mean, (areas, periods)))


def circle(areas=12):
    steps = np.array([(k, (k + step) % areas) for k in range(areas) for step in (1, -1)])
    return Graph.from_adjacency(
        pd.DataFrame({"focal": steps[:, 0], "neighbor": steps[:, 1], "weight": 1})
    )


def test_agrees_with_the_formula_where_counts_are_poisson():
    # Bloom (1995): 1.959964 + 0.841621 standard errors, here of the log ratio of ratios of Poisson
    # counts with means of 3 areas x 2 months x 100 against 9 areas x 2 months x 100
    expected = 100 * expm1(-(1.959964 + 0.841621) * sqrt(2 / 600 + 2 / 1800))
    found = minimum_detectable_effect(history(), treated=[0, 1, 2], months=2)
    assert found.percent == pytest.approx(expected, rel=0.08)
    assert found.low < found.percent < found.high < 0
    assert found.threshold_percent == pytest.approx(
        100 * expm1(-1.959964 * sqrt(2 / 600 + 2 / 1800)), rel=0.08
    )
    assert found.enough
    assert found.independent_windows == 100


def test_other_placements_steady_it():
    expected = 100 * expm1(-(1.959964 + 0.841621) * sqrt(2 / 600 + 2 / 1400))
    found = minimum_detectable_effect(
        history(), treated=[0, 1, 2], near=[3, 11], months=2, neighbours=circle()
    )
    assert found.percent == pytest.approx(expected, rel=0.05)


def test_power_curve_meets_the_power_asked_for():
    found = minimum_detectable_effect(history(), treated=[0, 1, 2], months=2)
    assert found.curve.is_monotonic_decreasing
    assert np.interp(found.percent, found.curve.index, found.curve) == pytest.approx(0.8, abs=0.06)


def test_longer_windows_and_more_power():
    options = {"treated": [0, 1, 2]}
    short = minimum_detectable_effect(history(), months=1, **options)
    long = minimum_detectable_effect(history(), months=6, **options)
    sure = minimum_detectable_effect(history(), months=1, power=0.95, **options)
    assert sure.percent < short.percent < long.percent < 0
    assert "80%" in short.summary
    assert "95%" in sure.summary


def test_a_short_past_has_no_interval():
    found = minimum_detectable_effect(
        history(periods=12), treated=[0, 1], months=2, neighbours=circle()
    )
    assert (found.independent_windows, found.enough, found.low, found.high) == (
        3,
        False,
        None,
        None,
    )
    assert "no interval: only 3" in found.summary


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"months": 0}, "months", "at least 1"),
        ({"months": 201}, "history", "only 0 comparisons"),
        ({"power": 1}, "power", "between 0.5 and 1"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"near": range(1, 12)}, "history", "no control"),
    ],
)
def test_bad_arguments_explain_themselves(options, parameter, words):
    arguments = {"treated": [0], "months": 2, **options}
    with pytest.raises(ParameterError, match=words) as raised:
        minimum_detectable_effect(history(), **arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves():
    gap = history().astype(float)
    gap.loc[3, 7] = np.nan
    with pytest.raises(ParameterError, match="missing for 3 in 7"):
        minimum_detectable_effect(gap, treated=[0], months=2)
    with pytest.raises(ParameterError, match="only 0 comparisons"):
        minimum_detectable_effect(history() * 0, treated=[0], months=2)
