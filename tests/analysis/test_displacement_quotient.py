from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Change, displacement_quotient
from geo.errors import ParameterError

counts = st.integers(1, 5000)
changes = st.builds(Change, before=counts, after=counts)


def quotient(treated, near, control, **options):
    return displacement_quotient(
        treated=Change(before=treated[0], after=treated[1]),
        near=Change(before=near[0], after=near[1]),
        control=Change(before=control[0], after=control[1]),
        **options,
    )


def test_hand_computed_examples():
    # BlackThrive/streetlamp, tests/testthat/test-spillover.R: -1 with a success measure of -0.5
    # (complete displacement) and 0.5 (spread of benefit, smaller than the direct effect)
    moved = quotient((100, 50), (100, 150), (100, 100))
    assert moved.quotient == pytest.approx(-1, abs=1e-12)
    assert moved.success_measure == pytest.approx(-0.5, abs=1e-12)
    assert moved.displacement_measure == pytest.approx(0.5, abs=1e-12)
    assert (moved.gross_effect, moved.net_effect) == (50, 0.5)
    assert moved.total_net_effect == 0
    assert "cancels the gain" in moved.reading
    spread = quotient((100, 50), (100, 75), (100, 100))
    assert spread.quotient == pytest.approx(0.5, abs=1e-12)
    assert spread.total_net_effect == 75


def test_operation_crackdown():
    # Recorded drug offences 1999-00 against 2000-01, MPS "Recorded Crime: Borough Rates" (London
    # Datastore), the ten boroughs of the operation; neighbours by land, then by land and river.
    land = quotient((13437, 12091), (8161, 7656), (3908, 3834))
    river = quotient((13437, 12091), (9006, 8605), (3063, 2885))
    assert land.quotient == pytest.approx(0.321, abs=5e-4)
    assert river.quotient == pytest.approx(-0.217, abs=5e-4)
    # By hand: 13437 * 3834 / 3908 - 12091 + 8161 * 3834 / 3908 - 7656
    assert land.total_net_effect == pytest.approx(1442.0307, abs=1e-4)


def test_no_quotient_where_the_treated_areas_did_not_fall():
    rose = quotient((100, 120), (100, 90), (100, 100))
    assert (rose.quotient, rose.low, rose.high) == (None, None, None)
    assert rose.reading.startswith("No quotient: the treated areas rose")
    flat = quotient((300, 210), (100, 90), (100, 70))
    assert flat.quotient is None
    assert "did not change" in flat.reading


def test_undetermined_where_the_fall_is_not_told_from_zero():
    found = quotient((20, 18), (20, 25), (30, 30))
    assert found.quotient is not None
    assert (found.low, found.high) == (None, None)
    assert found.reading.startswith("Undetermined")
    assert "no finite interval" in found.summary


def test_interval_by_fieller():
    # Worked by hand for treated 400 -> 200, near 400 -> 500, control 400 -> 400 at z = 1.959964:
    # S = -0.5, D = 0.25; Var S = 0.00500 + 0.001875 = 0.006875,
    # Var D = 0.005 + 0.00703125, Cov = 0.0025 + 0.0015625;
    # a = 0.25 - 3.841459 * 0.006875, half b = -0.125 - 3.841459 * 0.0040625,
    # c = 0.0625 - 3.841459 * 0.01203125; roots of a q^2 - 2 (half b) q + c.
    found = quotient((400, 200), (400, 500), (400, 400))
    variance_s = (400 / 400**2 + 400**2 / 400**3) + (200 / 400**2 + 200**2 / 400**3)
    assert variance_s == pytest.approx(0.006875)
    roots = np.roots(
        [
            0.25 - 3.841459 * 0.006875,
            -2 * (-0.125 - 3.841459 * 0.0040625),
            0.0625 - 3.841459 * 0.01203125,
        ]
    )
    assert (found.low, found.high) == pytest.approx(tuple(sorted(roots)), abs=1e-6)


def test_interval_covers_under_poisson_counts():
    # The interval's own promise, under the assumptions it states: near 95% of 2,000 draws.
    rng = np.random.default_rng(1)
    means = ((2000, 1500), (1500, 1650), (1800, 1800))
    truth = (1650 / 1800 - 1500 / 1800) / (1500 / 1800 - 2000 / 1800)
    draws = rng.poisson(np.array(means), size=(2000, 3, 2))
    covered = [
        found.low <= truth <= found.high
        for found in (quotient(*draw) for draw in draws)
        if found.low is not None
    ]
    assert len(covered) > 1990
    assert 0.94 < np.mean(covered) < 0.96


@given(treated=changes, near=changes, control=changes)
def test_never_infinite_and_interval_holds_the_quotient(treated, near, control):
    found = displacement_quotient(treated=treated, near=near, control=control)
    numbers = (found.success_measure, found.displacement_measure, found.total_net_effect)
    assert np.isfinite(numbers).all()
    if found.quotient is None:
        assert found.success_measure >= -1e-9 * treated.before / control.before
        assert found.low is None
    elif found.low is not None:
        slack = 1e-9 * (1 + abs(found.quotient))
        assert found.low - slack <= found.quotient <= found.high + slack


def test_area_weights_divide():
    plain = quotient((100, 50), (100, 75), (100, 100))
    doubled = displacement_quotient(
        treated=Change(before=200, after=100, area_weight=2),
        near=Change(before=300, after=225, area_weight=3),
        control=Change(before=100, after=100),
    )
    assert doubled.quotient == pytest.approx(plain.quotient)
    assert doubled.total_net_effect == pytest.approx(plain.total_net_effect)


def test_readings_do_not_name_a_direction_inside_the_interval():
    for treated, near in product([(300, 200)], [(100, 105), (100, 95)]):
        assert quotient(treated, near, (300, 300)).reading.startswith("Neither shown")


@pytest.mark.parametrize(
    ("treated", "control", "parameter"),
    [((10, 5), (0, 10), "control"), ((10, 5), (10, 0), "control"), ((0, 5), (10, 10), "treated")],
)
def test_zero_denominators_explain_themselves(treated, control, parameter):
    with pytest.raises(ParameterError, match="counted nothing") as raised:
        quotient(treated, (10, 10), control)
    assert raised.value.parameter == parameter
