import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import spillover
from geo.errors import ParameterError

AREAS = 20


@pytest.fixture(scope="module")
def circle():
    steps = np.array([(k, (k + step) % AREAS) for k in range(AREAS) for step in (1, -1)])
    return Graph.from_adjacency(
        pd.DataFrame({"focal": steps[:, 0], "neighbor": steps[:, 1], "weight": 1})
    )


def wandering(seed=2, periods=96):
    """Counts that stray far more than Poisson: each area's level is a slow random walk."""
    rng = np.random.default_rng(seed)
    walk = np.exp(np.cumsum(rng.normal(0, 0.06, (AREAS, periods)), axis=1))
    return pd.DataFrame(rng.poisson(150 * walk / walk.mean(axis=1, keepdims=True)))


DESIGN = {"treated": [5, 7], "start": 90, "before": 6, "after": 6}


def test_expected_is_the_controls_ratio(circle):
    panel = wandering()
    found = spillover(panel, neighbours=circle, **DESIGN)
    assert sorted(found.areas.index) == [4, 6, 8]
    control = [code for code in range(AREAS) if code not in (4, 5, 6, 7, 8)]
    before, after = panel.loc[:, 84:89].sum(axis=1), panel.loc[:, 90:95].sum(axis=1)
    growth = after[control].sum() / before[control].sum()
    for code, row in found.areas.iterrows():
        assert row["expected"] == pytest.approx(before[code] * growth)
        assert row["excess"] == pytest.approx(after[code] - before[code] * growth)
        assert row["low"] <= row["textbook_low"] < row["excess"] < row["textbook_high"]
    assert found.areas["excess"].is_monotonic_decreasing
    assert (found.calibrated, found.independent_windows) == (True, 7)
    assert found.expected_by_chance == pytest.approx(0.15)


def test_calibrated_intervals_keep_their_promise_where_textbook_ones_do_not(circle):
    outside, textbook, judged = 0, 0, 0
    for seed in range(120):
        areas = spillover(wandering(seed), neighbours=circle, **DESIGN).areas
        outside += ((areas["low"] > 0) | (areas["high"] < 0)).sum()
        textbook += ((areas["textbook_low"] > 0) | (areas["textbook_high"] < 0)).sum()
        judged += len(areas)
    # 360 neighbours, about 5% of them outside: standard deviation 1.2%
    assert judged == 360
    assert 0.015 < outside / judged < 0.09
    assert textbook / judged > 0.3


def test_a_neighbour_that_rose_is_found_and_shared(circle):
    panel = wandering()
    panel.loc[6, 90:] *= 2
    found = spillover(panel, neighbours=circle, **DESIGN)
    assert found.areas.index[0] == 6
    assert found.areas.loc[6, "low"] > 0
    assert found.areas.loc[6, "p_value"] < 0.05
    arrows = found.flows[found.flows["to_code"] == 6]
    assert arrows["from_code"].tolist() == [5, 7]
    assert arrows["solid"].all()
    assert arrows["excess"].sum() == pytest.approx(found.areas.loc[6, "excess"])
    assert "1 rose above" in found.summary


def test_a_gap_is_left_out(circle):
    panel = wandering()
    raided = panel.copy()
    raided.loc[:, 88:89] *= 7
    options = {**DESIGN, "gap": 2}
    plain = spillover(panel, neighbours=circle, **options)
    noisy = spillover(raided, neighbours=circle, **options)
    pd.testing.assert_frame_equal(plain.areas, noisy.areas)


def test_a_short_past_is_marked(circle):
    found = spillover(wandering().loc[:, 70:], neighbours=circle, **DESIGN)
    assert not found.calibrated
    assert found.areas["p_value"].isna().all()
    assert found.areas["low"].to_list() == found.areas["textbook_low"].to_list()
    assert "too short to calibrate" in found.summary


def test_areas_without_counts_are_not_zeros(circle):
    panel = wandering()
    panel.loc[4, 84:89] = 0
    found = spillover(panel.drop(index=8), neighbours=circle, **DESIGN)
    assert found.left_out == ("4",)
    assert found.areas.index.tolist() == [6]


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"before": 91}, "start", "the windows need 91"),
        ({"after": 7}, "start", "7 from it on"),
        ({"after": 0}, "after", "at least 1"),
        ({"gap": -1}, "gap", "at least 0"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"treated": list(range(0, 20, 2))}, "control", "no control"),
        ({"start": 500}, "start", "outside the counts"),
    ],
)
def test_bad_arguments_explain_themselves(circle, options, parameter, words):
    with pytest.raises(ParameterError, match=words) as raised:
        spillover(wandering(), neighbours=circle, **{**DESIGN, **options})
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves(circle):
    gap = wandering().astype(float)
    gap.loc[3, 92] = np.nan
    with pytest.raises(ParameterError, match="missing for 3 in 92"):
        spillover(gap, neighbours=circle, **DESIGN)
    with pytest.raises(ParameterError, match="control areas counted nothing"):
        spillover(wandering() * 0, neighbours=circle, **DESIGN)
    with pytest.raises(ParameterError, match="next to a treated one"):
        spillover(wandering().drop(index=[4, 6, 8]), neighbours=circle, **DESIGN)
