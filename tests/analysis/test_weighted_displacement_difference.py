from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import (
    Change,
    harm_weighted_displacement_difference,
    weighted_displacement_difference,
)
from geo.errors import ParameterError

counts = st.integers(0, 5000)
changes = st.builds(
    Change, before=counts, after=counts, area_weight=st.floats(0.1, 10, allow_nan=False)
)


def pair(before, after, area_weight=1.0):
    return Change(before=before, after=after, area_weight=area_weight)


def test_published_example():
    # Wheeler and Ratcliffe (2018), Crime Science 7:11, the example asserted by R ptools:
    # -118, sqrt(1568), Z -2.98, 95% -196 to -40.
    found = weighted_displacement_difference(
        treated=pair(207, 110),
        control=pair(308, 318),
        near=pair(178, 157),
        near_control=pair(150, 140),
    )
    assert found.estimate == -118
    assert found.standard_error == pytest.approx(sqrt(1568), abs=1e-12)
    assert found.z == pytest.approx(-2.98, abs=5e-3)
    assert (round(found.low), round(found.high)) == (-196, -40)
    # pnorm(-2.97997...) * 2
    assert found.p_value == pytest.approx(0.0028829, abs=1e-6)
    assert found.local_estimate == -107
    # R glm(family = poisson(identity)) on the treated and control counts: 30.7083050655682
    assert found.local_standard_error == pytest.approx(30.7083050655682, abs=1e-9)
    # qnorm(0.975) = 1.959963984540054 standard errors either side
    half = 1.959963984540054 * 30.7083050655682
    assert (found.local_low, found.local_high) == pytest.approx((-107 - half, -107 + half))
    assert found.spill_estimate == -11
    half = 1.959963984540054 * sqrt(178 + 157 + 150 + 140)
    assert (found.spill_low, found.spill_high) == pytest.approx((-11 - half, -11 + half))


def test_no_displacement_areas():
    # R ptools 2.0.0 README: -10 (8.4), 90% -23.8 to 3.8
    found = weighted_displacement_difference(
        treated=pair(20, 10), control=pair(20, 20), confidence=0.9
    )
    assert found.estimate == -10
    assert found.standard_error == pytest.approx(8.36660026534076, abs=1e-9)
    assert found.z == pytest.approx(-1.19522860933439, abs=1e-9)
    assert found.low == pytest.approx(-23.7618327916989, abs=1e-9)
    assert found.high == pytest.approx(3.76183279169889, abs=1e-9)
    assert (found.spill_estimate, found.spill_standard_error) == (0, 0)
    assert "includes no difference" in found.summary
    assert "over-dispersion" in found.summary


# Wheeler and Ratcliffe (2018), the planning chart: the fall that a one-sided test needs where
# every area counts 50 before and after, without and with displacement areas (sqrt(4 * 50) and
# sqrt(8 * 50) standard errors).
@pytest.mark.parametrize(
    ("alpha", "without_displacement", "with_displacement"),
    [
        (0.1, 18.123876048736463, 25.631031310892006),
        (0.05, 23.261743073533474, 32.897072539029445),
        (0.01, 32.899527142663736, 46.52695748081682),
    ],
)
def test_the_fall_that_can_be_told_from_chance(alpha, without_displacement, with_displacement):
    quiet = pair(50, 50)
    plain = weighted_displacement_difference(treated=quiet, control=quiet, confidence=1 - 2 * alpha)
    spread = weighted_displacement_difference(
        treated=quiet, control=quiet, near=quiet, near_control=quiet, confidence=1 - 2 * alpha
    )
    assert -plain.low == pytest.approx(without_displacement, abs=1e-9)
    assert -spread.low == pytest.approx(with_displacement, abs=1e-9)


def test_area_weights():
    # https://andrewpwheeler.com/2021/02/23/the-wdd-test-with-different-area-sizes/, with the
    # parts from R ptools 2.0.0 wdd()
    found = weighted_displacement_difference(
        treated=pair(207, 110, 1.2),
        control=pair(308, 318, 0.9),
        near=pair(178, 157, 1.5),
        near_control=pair(150, 140, 1.6),
    )
    expected = {
        "local_estimate": -91.9444444444444,
        "local_standard_error": 31.5115597053165,
        "spill_estimate": -7.75,
        "spill_standard_error": 16.1916688111167,
        "estimate": -99.6944444444444,
        "standard_error": 35.4280755044727,
        "z": -2.8139954830981,
        "low": -169.132196474777,
        "high": -30.2566924141123,
    }
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected, abs=1e-9)


def test_time_weights():
    # https://andrewpwheeler.com/2021/01/09/the-wdd-test-with-different-pre-post-time-periods/
    found = weighted_displacement_difference(
        treated=pair(80, 20), control=pair(100, 50), time_weights=(2, 1)
    )
    assert found.estimate == -20
    assert found.standard_error == pytest.approx(sqrt(115), abs=1e-12)


def test_zero_near_control_is_the_bare_change():
    # The default of R ptools: disp_control = c(0, 0)
    found = weighted_displacement_difference(
        treated=pair(20, 10), control=pair(20, 20), near=pair(30, 20), near_control=pair(0, 0)
    )
    assert found.spill_estimate == -10
    assert found.spill_standard_error == pytest.approx(sqrt(50))


def test_shared_control_counts_its_variance_four_times():
    # By hand: (10 - 20) - (25 - 20) + (20 - 30) - (25 - 20) = -30;
    # variance 10 + 20 + 20 + 30 + 4 * (25 + 20) = 260
    found = weighted_displacement_difference(
        treated=pair(20, 10), control=pair(20, 25), near=pair(30, 20)
    )
    assert found.estimate == -30
    assert found.standard_error == pytest.approx(sqrt(260))


def test_unequal_sizes_are_cautioned():
    found = weighted_displacement_difference(
        treated=pair(13437, 12091), control=pair(3908, 3834), near=pair(8161, 7656)
    )
    assert len(found.cautions) == 2
    assert found.cautions[0].startswith("The treated areas counted 13,437")
    assert found.cautions[0] in found.summary
    even = weighted_displacement_difference(treated=pair(20, 10), control=pair(20, 25))
    assert even.cautions == ()


@given(treated=changes, control=changes, near=changes, near_control=changes)
def test_parts_add_up_and_swapping_flips_the_sign(treated, control, near, near_control):
    groups = (treated, control, near, near_control)
    if not any(group.before + group.after for group in groups):
        return
    found = weighted_displacement_difference(
        treated=treated, control=control, near=near, near_control=near_control
    )
    swapped = weighted_displacement_difference(
        treated=control, control=treated, near=near_control, near_control=near
    )
    assert found.estimate == pytest.approx(found.local_estimate + found.spill_estimate)
    assert swapped.estimate == pytest.approx(-found.estimate)
    assert swapped.p_value == pytest.approx(found.p_value)
    assert found.low <= found.estimate <= found.high


@pytest.mark.parametrize(
    ("arguments", "parameter", "words"),
    [
        ({"treated": pair(0, 0), "control": pair(0, 0)}, "treated", "every count is zero"),
        (
            {"treated": pair(1, 2), "control": pair(1, 2), "near_control": pair(1, 2)},
            "near_control",
            "without near areas",
        ),
        (
            {"treated": pair(1, 2), "control": pair(1, 2), "time_weights": (0, 1)},
            "time_weights",
            "above zero",
        ),
        (
            {"treated": pair(1, 2), "control": pair(1, 2), "confidence": 95},
            "confidence",
            "between 0 and 1",
        ),
    ],
)
def test_bad_arguments_explain_themselves(arguments, parameter, words):
    with pytest.raises(ParameterError, match=words) as raised:
        weighted_displacement_difference(**arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint


@pytest.mark.parametrize(
    ("values", "parameter"),
    [
        ({"before": -1, "after": 2}, "before"),
        ({"before": 1, "after": float("nan")}, "after"),
        ({"before": 1, "after": float("inf")}, "after"),
        ({"before": 10.5, "after": 2}, "before"),
        ({"before": 1, "after": 2, "area_weight": 0}, "area_weight"),
    ],
)
def test_bad_counts_explain_themselves(values, parameter):
    with pytest.raises(ParameterError) as raised:
        Change(**values)
    assert raised.value.parameter == parameter


HARM = {
    # https://andrewpwheeler.com/2020/11/19/amending-the-wdd-test-to-incorporate-harm-weights/
    "motor vehicle theft": ((133, 91), (130, 74), 3),
    "theft": ((388, 305), (327, 202), 2),
    "burglary": ((148, 97), (398, 190), 5),
    "robbery": ((86, 64), (144, 92), 7),
    "assault": ((94, 67), (183, 96), 10),
}


def harm_differences():
    return {
        name: weighted_displacement_difference(treated=pair(*treated), control=pair(*control))
        for name, (control, treated, _) in HARM.items()
    }


def test_harm_weighted_published_example():
    # R ptools 2.0.0 wdd_harm(): -1721, 304.103600767896, -5.65925558150012, 95% interval below
    found = harm_weighted_displacement_difference(
        harm_differences(), weights={name: row[2] for name, row in HARM.items()}
    )
    assert found.estimate == pytest.approx(-1721, abs=1e-9)
    assert found.standard_error == pytest.approx(304.103600767896, abs=1e-6)
    assert found.z == pytest.approx(-5.65925558150012, abs=1e-6)
    assert found.low == pytest.approx(-2317.03210507402, abs=1e-6)
    assert found.high == pytest.approx(-1124.96789492598, abs=1e-6)
    assert found.contributions["harm"].sum() == pytest.approx(found.estimate)
    # By hand: motor vehicle theft (74 - 130) - (91 - 133) = -14, times 3
    assert found.contributions.loc["motor vehicle theft", "harm"] == -42


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({"theft": 1}, "not those of the differences"),
        ({**dict.fromkeys(HARM, 1), "theft": -1}, "zero or more"),
        (dict.fromkeys(HARM, 0), "all weights are zero"),
    ],
)
def test_bad_harm_weights_explain_themselves(weights, words):
    with pytest.raises(ParameterError, match=words):
        harm_weighted_displacement_difference(harm_differences(), weights=weights)
    with pytest.raises(ParameterError, match="no offence category"):
        harm_weighted_displacement_difference({}, weights={})
