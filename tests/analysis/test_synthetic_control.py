import numpy as np
import pandas as pd
import pytest

from analysis import synthetic_control
from geo.errors import ParameterError


def seasons(donors=25, periods=30, seed=1):
    """Donors with two shared rhythms in different shares, and t, which mixes donors 0 and 1."""
    rng = np.random.default_rng(seed)
    rhythm = np.exp(0.2 * np.cumsum(rng.normal(size=(2, periods)), axis=1))
    share = rng.dirichlet([1, 1], donors)
    level = rng.uniform(200, 2000, donors)[:, None] * (share @ rhythm)
    panel = pd.DataFrame(rng.poisson(level), index=range(donors), columns=range(periods))
    scaled = level[:2] / level[:2, :20].mean(axis=1, keepdims=True)
    panel.loc["t"] = rng.poisson(5000 * (0.3 * scaled[0] + 0.7 * scaled[1]))
    return panel


DESIGN = {"treated": ["t"], "donors": range(25), "start": 20}


def test_an_exact_mix_is_recovered():
    # t is 0.25 u + 0.75 v of series with a mean of 100 before the start, and halved after it
    u = np.array([80.0, 100, 120, 60, 140, 90, 110, 100])
    v = np.array([120.0, 110, 90, 130, 50, 100, 90, 120])
    w = np.array([100.0, 60, 150, 100, 90, 100, 100, 100])
    scale = [100 / row[:6].mean() for row in (u, v, w)]
    u, v, w = u * scale[0], v * scale[1], w * scale[2]
    t = (0.25 * u + 0.75 * v) * np.repeat([1, 0.5], [6, 2])
    panel = pd.DataFrame([t, u, v, w], index=list("tuvw"))
    found = synthetic_control(panel, treated=["t"], donors=["u", "v", "w"], start=6)
    assert found.weights.to_dict() == pytest.approx({"u": 0.25, "v": 0.75, "w": 0}, abs=1e-6)
    assert found.percent == pytest.approx(-50, abs=1e-4)
    assert found.misfit_percent == pytest.approx(0, abs=1e-4)
    assert found.placebo_p == 0.25
    assert found.low is found.percent_high is None
    assert "3 donors are too few" in found.summary


def test_nothing_happened():
    found = synthetic_control(seasons(), **DESIGN)
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights >= 0).all()
    assert found.low < 0 < found.high
    assert found.effect == pytest.approx(0, abs=0.03)


def test_a_fall_is_found():
    panel = seasons()
    panel.loc["t", 20:] = panel.loc["t", 20:] * 6 // 10
    found = synthetic_control(panel, **DESIGN)
    assert found.percent == pytest.approx(-40, abs=3)
    assert found.high < 0
    assert found.placebo_p == pytest.approx(1 / 26)
    observed = found.path.loc[20:, "observed"].sum() / found.path.loc[20:, "synthetic"].sum()
    assert np.log(observed) == pytest.approx(found.effect)


def test_interval_follows_the_ranks_of_the_placebos():
    found = synthetic_control(seasons(), confidence=0.9, **DESIGN)
    # ceil(0.9 * 26) = 24: the 24th of 25 strayed distances
    strayed = found.placebos["effect"].abs().sort_values().iloc[23]
    assert found.high - found.effect == pytest.approx(strayed)


def test_size_of_areas_plays_no_part():
    panel = seasons()
    larger = panel.copy()
    larger.loc[3] *= 50
    one, two = synthetic_control(panel, **DESIGN), synthetic_control(larger, **DESIGN)
    assert one.effect == pytest.approx(two.effect, abs=1e-9)


def test_empty_donors_are_left_out():
    panel = seasons()
    panel.loc[4] = 0
    found = synthetic_control(panel, **DESIGN)
    assert found.left_out == ("4",)
    assert 4 not in found.weights.index


def test_end_cuts():
    found = synthetic_control(seasons(), end=24, **DESIGN)
    assert len(found.path) == 25


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"treated": []}, "treated", "no area is treated"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"donors": ["z"]}, "donors", "not among"),
        ({"donors": ["t", 1]}, "donors", "treated and as donors"),
        ({"donors": [1]}, "donors", "needs two"),
        ({"start": 0}, "start", "no period lies before"),
        ({"end": 3}, "end", "before the start"),
    ],
)
def test_bad_arguments_explain_themselves(options, parameter, words):
    with pytest.raises(ParameterError, match=words) as raised:
        synthetic_control(seasons(), **{**DESIGN, **options})
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves():
    none, gap = seasons(), seasons().astype(float)
    none.loc["t", 20:] = 0
    gap.loc[2, 5] = np.nan
    with pytest.raises(ParameterError, match="counted nothing"):
        synthetic_control(none, **DESIGN)
    with pytest.raises(ParameterError, match="missing for 2 in 5"):
        synthetic_control(gap, **DESIGN)


def test_a_month_that_the_panel_lacks_is_named_and_left_out():
    months = pd.period_range("2000-01", periods=30, freq="M")
    panel = seasons().set_axis(months, axis="columns").drop(columns=months[25])
    found = synthetic_control(panel, **DESIGN | {"start": months[20]})
    assert found.absent == ("2002-02",)
    assert "lack 2002-02: left out of both sides, not taken as zero" in found.summary
    # The effect is of the nine months after that are there.
    later = found.path[found.path["after"]]
    assert len(later) == 9
    assert found.effect == pytest.approx(np.log(later["observed"].sum() / later["synthetic"].sum()))
