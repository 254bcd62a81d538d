import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import placebo_calibration
from geo.errors import ParameterError

AREAS = range(20)


@pytest.fixture(scope="module")
def circle():
    steps = np.array([(k, (k + step) % 20) for k in AREAS for step in (1, -1)])
    return Graph.from_adjacency(
        pd.DataFrame({"focal": steps[:, 0], "neighbor": steps[:, 1], "weight": 1})
    )


def poisson_history(periods=60, mean=80, seed=4):
    return pd.DataFrame(np.random.default_rng(seed).poisson(mean, (20, periods)))


def wild_history(periods=60, seed=4):
    rng = np.random.default_rng(seed)
    walk = np.exp(np.cumsum(rng.normal(0, 0.15, (20, periods)), axis=1))
    return pd.DataFrame(rng.poisson(200 * walk))


DESIGN = {"treated": [0, 1, 2], "before": 3, "after": 3, "draws": 1500}


def test_promises_are_kept_where_counts_are_poisson(circle):
    # The Poisson errors are right here by construction: 5%, with standard deviation 0.6%
    found = placebo_calibration(poisson_history(), neighbours=circle, **DESIGN)
    for method in ("weighted_displacement_difference", "ratio"):
        row = found.methods.loc[method]
        assert 0.03 < row["false_alarm_rate"] < 0.075
        assert row["rate_low"] < row["false_alarm_rate"] < row["rate_high"]
        assert 0.9 < row["widening"] < 1.15
    assert (found.draws, found.independent_windows, found.enough) == (1500, 10, True)


def test_wolf_is_cried_where_areas_wander(circle):
    found = placebo_calibration(wild_history(), neighbours=circle, **DESIGN)
    assert found.methods.loc["ratio", "false_alarm_rate"] > 0.4
    assert found.methods.loc["ratio", "widening"] > 2
    assert "5% was promised" in found.summary


def test_widened_intervals_keep_the_promise(circle):
    # Widening that was learnt in one half of the past, tried on the other
    history = wild_history(periods=120)
    learnt = placebo_calibration(history, neighbours=circle, start=60, **DESIGN)
    tried = placebo_calibration(
        history.iloc[:, 60:], neighbours=circle, seed=1, **{**DESIGN, "treated": [9, 10, 11]}
    )
    for method in learnt.methods.index:
        # 1 would be the same widening in both halves
        ratio = tried.methods.loc[method, "widening"] / learnt.methods.loc[method, "widening"]
        assert 0.75 < ratio < 1.35
    low, high = learnt.widen(method="ratio", estimate=-0.2, low=-0.3, high=-0.05)
    factor = learnt.methods.loc["ratio", "widening"]
    assert (low, high) == pytest.approx((-0.2 - 0.1 * factor, -0.2 + 0.15 * factor))


def test_only_the_past_is_used(circle):
    history = wild_history()
    later = history.copy()
    later.iloc[:, 40:] *= 50
    one = placebo_calibration(history, neighbours=circle, start=40, **DESIGN)
    two = placebo_calibration(later, neighbours=circle, start=40, **DESIGN)
    pd.testing.assert_frame_equal(one.methods, two.methods)


def test_a_short_past_says_so(circle):
    found = placebo_calibration(poisson_history(periods=14), neighbours=circle, **DESIGN)
    assert (found.independent_windows, found.enough) == (2, False)
    assert "too few to trust" in found.summary


def test_a_single_area_has_no_clustered_error(circle):
    found = placebo_calibration(
        poisson_history(), neighbours=circle, **{**DESIGN, "treated": [5], "draws": 200}
    )
    assert "clustered" not in found.methods.index
    assert "spill" in found.methods.index
    with pytest.raises(ParameterError, match="not among"):
        found.widen(method="clustered", estimate=0, low=-1, high=1)


def test_scattered_operations(circle):
    scattered = placebo_calibration(
        wild_history(), neighbours=circle, clustered=False, **{**DESIGN, "draws": 200}
    )
    again = placebo_calibration(
        wild_history(), neighbours=circle, clustered=False, **{**DESIGN, "draws": 200}
    )
    assert not scattered.clustered
    pd.testing.assert_frame_equal(scattered.methods, again.methods)


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"before": 40, "after": 40}, "history", "needs 80 periods"),
        ({"before": 0}, "history", "0 before"),
        ({"start": 4}, "history", "holds 4"),
        ({"draws": 10}, "draws", "imaginary operations"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"treated": range(0, 20, 2)}, "treated", "no control"),
    ],
)
def test_bad_arguments_explain_themselves(circle, options, parameter, words):
    with pytest.raises(ParameterError, match=words) as raised:
        placebo_calibration(poisson_history(), neighbours=circle, **{**DESIGN, **options})
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves(circle):
    gap = poisson_history().astype(float)
    gap.loc[3, 7] = np.nan
    with pytest.raises(ParameterError, match="missing for 3 in 7"):
        placebo_calibration(gap, neighbours=circle, **DESIGN)
    with pytest.raises(ParameterError, match="had a control and counts"):
        placebo_calibration(poisson_history() * 0, neighbours=circle, **DESIGN)
