import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import event_study
from geo.errors import ParameterError

AREAS = 60


@pytest.fixture(scope="module")
def circle():
    steps = np.array([(k, (k + step) % AREAS) for k in range(AREAS) for step in (1, -1)])
    return Graph.from_adjacency(
        pd.DataFrame({"focal": steps[:, 0], "neighbor": steps[:, 1], "weight": 1})
    )


def quiet(seed=0, mean=300, periods=12):
    return pd.DataFrame(np.random.default_rng(seed).poisson(mean, (AREAS, periods)))


DESIGN = {"treated": [3, 4, 5], "start": 6, "before": 6, "after": 6, "draws": 999}


def test_effects_are_log_ratios_against_the_time_before(circle):
    panel = quiet()
    found = event_study(panel, neighbours=circle, **DESIGN)
    control = [code for code in range(AREAS) if code not in (2, 3, 4, 5, 6)]
    inside, beyond = panel.loc[[3, 4, 5]].sum(), panel.loc[control].sum()
    expected = np.log(inside / beyond) - np.log(inside[:6].sum() / beyond[:6].sum())
    assert found.effects["effect"].to_list() == pytest.approx(expected.to_list())
    assert found.effects["after"].to_list() == [False] * 6 + [True] * 6
    assert found.placements == 1000


def test_an_effect_after_the_start_is_no_pre_trend(circle):
    panel = quiet(seed=1)
    panel.loc[[3, 4, 5], 6:] = panel.loc[[3, 4, 5], 6:] * 7 // 10
    found = event_study(panel, neighbours=circle, **DESIGN)
    assert found.pre_trend_p > 0.05
    assert found.after_p < 0.05
    later = found.effects[found.effects["after"]]
    assert (later["high"] < 0).all()
    assert later["percent"].mean() == pytest.approx(-30, abs=3)
    assert "no unusual parting" in found.summary


def test_areas_that_were_already_parting_are_caught(circle):
    panel = quiet()
    panel.loc[[3, 4, 5]] = (panel.loc[[3, 4, 5]] * np.linspace(1.5, 0.6, 12)).round()
    found = event_study(panel, neighbours=circle, **DESIGN)
    assert found.pre_trend_p < 0.05
    assert "not to be trusted" in found.summary


def test_the_near_areas(circle):
    panel = quiet()
    panel.loc[[2, 6], 6:] *= 2
    found = event_study(panel, neighbours=circle, group="near", **DESIGN)
    assert (found.effects.loc[6:, "low"] > 0).all()


def test_pre_trend_test_keeps_its_level(circle):
    p_values = [
        event_study(
            quiet(seed, mean=60), neighbours=circle, seed=seed, **{**DESIGN, "draws": 199}
        ).pre_trend_p
        for seed in range(150)
    ]
    # Binomial(150, 0.1): mean 15, standard deviation 3.7
    assert 4 <= (np.array(p_values) <= 0.1).sum() <= 27


def test_placements_without_cluster(circle):
    found = event_study(quiet(), neighbours=circle, clustered=False, **DESIGN)
    again = event_study(quiet(), neighbours=circle, clustered=False, **DESIGN)
    pd.testing.assert_frame_equal(found.effects, again.effects)


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"before": 7}, "before", "6 period"),
        ({"before": 2}, "before", "test of what came before needs at least 3"),
        ({"after": 7}, "after", "6 from it on"),
        ({"group": "far"}, "group", "not known"),
        ({"draws": 50}, "draws", "sample this small"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"start": 77}, "start", "outside the counts"),
    ],
)
def test_bad_arguments_explain_themselves(circle, options, parameter, words):
    with pytest.raises(ParameterError, match=words) as raised:
        event_study(quiet(), neighbours=circle, **{**DESIGN, **options})
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves(circle):
    none, gap = quiet(), quiet().astype(float)
    none.loc[[3, 4, 5], 8] = 0
    gap.loc[1, 2] = np.nan
    with pytest.raises(ParameterError, match="counted nothing in 8"):
        event_study(none, neighbours=circle, **DESIGN)
    with pytest.raises(ParameterError, match="missing for 1 in 2"):
        event_study(gap, neighbours=circle, **DESIGN)
