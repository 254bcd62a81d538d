import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis import difference_in_differences
from analysis._two_way_poisson import fit_two_way
from geo.errors import ParameterError
from tests.analysis.panels import DID_PANEL


def test_against_r_glm_and_sandwich():
    # R 4.2 glm(y ~ did + unit + time, poisson), quasipoisson, sandwich::vcovCL (HC0 without and HC1
    # with cadjust), near areas left in the control
    found = difference_in_differences(DID_PANEL, treated=[1, 2, 3, 4], start=7)
    assert found.effect == pytest.approx(-0.401390504496516, abs=1e-9)
    errors = found.standard_errors.loc["effect"]
    assert errors["model"] == pytest.approx(0.0509700824281479, abs=1e-8)
    assert found.dispersion == pytest.approx(2.07660686152539, abs=1e-5)
    assert errors["quasi"] == pytest.approx(0.0734501146898272, abs=1e-5)
    assert errors["clustered_cr0"] == pytest.approx(0.0565410509932013, abs=1e-8)
    assert errors["clustered"] == pytest.approx(0.0644667168517253, abs=1e-8)
    assert found.effect_standard_error == errors["clustered"]
    assert found.spill is found.spill_low is found.spill_percent is None


def test_two_by_two_is_the_ratio_of_incidence_rate_ratios():
    # R glm(family = poisson) on the counts of Wheeler and Ratcliffe (2018); Wilson (2022), J Quant
    # Criminol 38: log IRR -0.664190027279477, SE 0.14252448792492
    panel = pd.DataFrame({1: [207, 308], 2: [110, 318]}, index=["t", "c"])
    found = difference_in_differences(panel, treated=["t"], start=2, errors="model")
    assert found.effect == pytest.approx(-0.664190027279477, abs=1e-9)
    assert found.effect_standard_error == pytest.approx(0.14252448792492, abs=1e-6)
    assert found.dispersion is None
    assert found.standard_errors.columns.to_list() == ["model"]
    low, high = np.exp([found.low, found.high])
    assert (low, high) == pytest.approx((0.38925022488563066, 0.6805546414841781), abs=1e-6)
    assert found.percent == pytest.approx(100 * (0.5146902439765845 - 1))


SPILL = {"treated": [1, 2, 3, 4], "near": [5, 6, 7, 8], "start": 7}


def test_near_areas_have_a_term_of_their_own():
    # statsmodels 0.14 GLM(y ~ did + spill + C(unit) + C(time), Poisson), cluster without correction
    found = difference_in_differences(DID_PANEL, errors="clustered_cr0", **SPILL)
    assert found.effect == pytest.approx(-0.3374397465726038, abs=1e-9)
    assert found.spill == pytest.approx(0.1349722294718813, abs=1e-9)
    assert found.standard_errors["model"].to_list() == pytest.approx(
        [0.058398110034892814, 0.06003383963882887], abs=1e-7
    )
    assert found.standard_errors["clustered_cr0"].to_list() == pytest.approx(
        [0.0729591728289387, 0.0830436374249907], abs=1e-7
    )
    assert found.dispersion == pytest.approx(2.0478847791858716, abs=1e-6)
    assert found.spill_low < found.spill < found.spill_high
    assert "The near areas changed by +14.5%" in found.summary


def test_small_groups_use_the_t_distribution():
    clustered = difference_in_differences(DID_PANEL, **SPILL)
    # qt(0.975, 11) = 2.200985
    half_width = 2.200985 * clustered.effect_standard_error
    assert clustered.high - clustered.effect == pytest.approx(half_width, abs=1e-6)


def test_later_periods_are_left_out():
    early = difference_in_differences(DID_PANEL, end=9, **SPILL)
    cut = difference_in_differences(DID_PANEL.loc[:, :9], **SPILL)
    assert (early.effect, early.periods, early.periods_before) == (cut.effect, 9, 6)


def test_areas_and_periods_without_counts_change_nothing():
    wider = DID_PANEL.copy()
    wider.loc[13] = 0
    wider.insert(3, "3b", 0)
    found = difference_in_differences(wider, **SPILL)
    plain = difference_in_differences(DID_PANEL, **SPILL)
    assert found.left_out == ("13",)
    assert found.effect == pytest.approx(plain.effect)
    assert found.effect_standard_error == pytest.approx(plain.effect_standard_error)
    assert "Left out, with no count at all: 13." in found.summary


@settings(max_examples=40)
@given(arrays(float, (6, 5), elements=st.integers(1, 200)))
def test_closed_form_solves_the_score_equations(counts):
    group = np.array([0, 0, 1, 1, 2, 2])
    post = np.array([False, False, True, True, True])
    fit = fit_two_way(counts, group=group, post=post)
    # Rebuild the fitted counts as area x period x effect and check what Poisson likelihood asks:
    # areas, periods, and groups after the start keep their totals.
    raised = np.exp(np.array([0.0, *fit.effects])[group][:, None] * post)
    fitted = raised.copy()
    for _ in range(500):
        fitted *= (counts.sum(axis=1) / fitted.sum(axis=1))[:, None]
        fitted *= counts.sum(axis=0) / fitted.sum(axis=0)
    assert fitted.sum(axis=1) == pytest.approx(counts.sum(axis=1))
    for term in (1, 2):
        inside = group == term
        assert fitted[inside][:, post].sum() == pytest.approx(
            counts[inside][:, post].sum(), rel=1e-6
        )


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"treated": ["z"]}, "treated", "not among"),
        ({"treated": []}, "treated", "no area is treated"),
        ({"near": [1]}, "near", "treated and as near"),
        ({"near": list(range(5, 13))}, "panel", "no control area"),
        ({"start": 1}, "start", "no period lies before"),
        ({"start": 99}, "start", "outside the counts"),
        ({"end": 6}, "end", "before the start"),
        ({"errors": "white"}, "errors", "not known"),
        ({"treated": [1]}, "errors", "single area"),
        ({"confidence": 0}, "confidence", "between 0 and 1"),
    ],
)
def test_bad_arguments_explain_themselves(options, parameter, words):
    arguments = {**SPILL, **options}
    with pytest.raises(ParameterError, match=words) as raised:
        difference_in_differences(DID_PANEL, **arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves():
    gap = DID_PANEL.astype(float)
    gap.loc[9, 3] = np.nan
    with pytest.raises(ParameterError, match="missing for 9 in 3") as raised:
        difference_in_differences(gap, **SPILL)
    assert "not a zero" in raised.value.hint
    none = DID_PANEL.copy()
    none.loc[5:8, 7:] = 0
    with pytest.raises(ParameterError, match="near areas counted nothing after"):
        difference_in_differences(none, **SPILL)
    small = pd.DataFrame({1: [207, 308], 2: [110, 318]}, index=["t", "c"])
    with pytest.raises(ParameterError, match="too small"):
        difference_in_differences(small, treated=["t"], start=2)


def test_a_month_that_the_panel_lacks_is_named_and_left_out():
    months = pd.period_range("2000-01", periods=12, freq="M")
    whole = DID_PANEL.astype(float).set_axis(months, axis="columns")
    part = SPILL | {"start": months[6]}
    found = difference_in_differences(whole.drop(columns=months[3]), **part)
    assert found.absent == ("2000-04",)
    assert "lack 2000-04: left out of both sides, not taken as zero; load it" in found.summary
    # The closed form: a zero in that month would count it among the periods before.
    assert found.periods_before == 5
    whole.iloc[:, 3] = np.nan
    with pytest.raises(ParameterError, match="in 2000-04") as raised:
        difference_in_differences(whole, **part)
    assert "load these periods" in raised.value.hint
    assert difference_in_differences(DID_PANEL, **SPILL).absent == ()
