"""What an offence prevented cost: a ratio without an upper end where it may have bought nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from geo.errors import ParameterError

numbers = st.floats(-1e6, 1e6).filter(lambda value: abs(value) > 1e-3)


def test_an_effect_clear_of_none_gives_both_ends():
    found = analysis.cost_per_offence(800_000, prevented=1_600, low=400, high=3_200)
    assert (found.low, found.per_offence, found.high) == (250, 500, 2_000)
    assert found.is_bounded
    assert "£500 for each offence prevented, net of displacement" in found.summary


@pytest.mark.parametrize("low", [-200, 0, None])
def test_an_effect_that_may_be_none_has_no_upper_end(low):
    found = analysis.cost_per_offence(800_000, prevented=400, low=low, high=1_600)
    assert (found.low, found.per_offence, found.high) == (500, 2_000, None)
    assert not found.is_bounded
    assert "no upper bound" in found.summary


def test_an_estimate_of_none_prevented_has_no_cost_but_still_a_least_one():
    found = analysis.cost_per_offence(800_000, prevented=-100, low=-500, high=200)
    assert (found.low, found.per_offence, found.high) == (4_000, None, None)
    assert "no offence was prevented" in found.summary


@pytest.mark.parametrize("high", [-100, 0])
def test_where_even_the_best_case_prevented_none_there_is_no_cost(high):
    found = analysis.cost_per_offence(800_000, prevented=-300, low=-500, high=high)
    assert (found.low, found.per_offence, found.high) == (None, None, None)
    assert "no cost per offence prevented" in found.summary


def test_an_effect_without_a_bound_above_may_have_cost_nothing_each():
    assert analysis.cost_per_offence(800_000, prevented=400, low=100, high=None).low == 0


def test_an_interval_that_is_not_calibrated_is_said_to_be_too_narrow():
    found = analysis.cost_per_offence(
        800_000, prevented=1_600, low=400, high=3_200, is_calibrated=False
    )
    assert "too narrow" in found.summary


@pytest.mark.parametrize(
    ("options", "parameter"),
    [
        ({"cost": 0}, "cost"),
        ({"cost": float("nan")}, "cost"),
        ({"prevented": 5_000}, "prevented"),
        ({"prevented": float("nan")}, "prevented"),
        ({"confidence": 95}, "confidence"),
    ],
)
def test_what_makes_no_sense_is_refused(options, parameter):
    given = {"cost": 1, "prevented": 400, "low": -1, "high": 1_600} | options
    with pytest.raises(ParameterError) as caught:
        analysis.cost_per_offence(given.pop("cost"), **given)
    assert caught.value.parameter == parameter


@given(st.floats(1, 1e7), numbers, numbers, numbers)
def test_the_costs_held_are_the_cost_over_the_effects_held(cost, one, two, three):
    low, prevented, high = sorted((one, two, three))
    found = analysis.cost_per_offence(cost, prevented=prevented, low=low, high=high)
    # Fieller's set, from its definition: the costs at which some held effect would have been.
    effects = np.linspace(low, high, 2_001)
    costs = cost / effects[effects > 0]
    if len(costs) == 0:
        assert found.high is None
        return
    assert found.low == pytest.approx(costs.min())
    assert (found.high is None) == (low <= 0)
    if found.high is not None:
        assert found.high == pytest.approx(costs.max())
        assert found.low <= found.per_offence * (1 + 1e-9) <= found.high * (1 + 2e-9)


def test_fieller_s_interval_is_met_where_the_effect_is_normal():
    """Fieller (1954) with a known numerator: the roots of (cost - r x)^2 = z^2 r^2 s^2."""
    cost, effect, error, z = 800_000.0, 1_000.0, 300.0, 1.959963984540054
    found = analysis.cost_per_offence(
        cost, prevented=effect, low=effect - z * error, high=effect + z * error
    )
    roots = np.roots([effect**2 - (z * error) ** 2, -2 * cost * effect, cost**2])
    assert [found.low, found.high] == pytest.approx(sorted(roots))
