import pandas as pd
import pytest

import analysis
from geo.errors import ParameterError
from tests.analysis.designs import AFTER, BEFORE, CODES, START, ring_graph, ring_panel

RULES = {"land": ring_graph()}


def grid(panel, **options):
    panel.columns = pd.period_range("2000-01", periods=panel.shape[1], freq="M")
    given = {"treated": CODES[:3], "neighbours": RULES, "start": "2008-01-04", "draws": 199}
    return analysis.sensitivity_grid(panel, **(given | options))


def test_a_large_fall_shows_in_every_cell():
    found = grid(ring_panel(fall=0.4), months=(3, 6), clustered=False)
    assert (found.run, found.same_sign_share, found.significant_share) == (4, 1.0, 1.0)
    assert found.drivers.loc["months", "treated"] == 0.0
    assert found.drivers.loc["neighbours"].isna().all()  # one rule: nothing to compare


def test_a_cell_is_the_evaluation_of_its_design():
    panel = ring_panel(fall=0.1)
    found = grid(panel, months=(6,), controls=("rest",))
    span = analysis.windows(panel.columns, start="2008-01-04", months=6)
    whole = analysis.evaluate_design(
        panel, roles=analysis.roles(RULES["land"], treated=CODES[:3]), before=span.before,
        after=span.after, start=span.left_out[0], neighbours=RULES["land"], studies=False,
        draws=199,
    )  # fmt: skip
    # What the page concludes from is what the grid tries.
    for group, prefix, method in (
        ("treated", "", "combined ratio"),
        ("near", "near_", "ratio of ratios (IRR)"),
    ):
        row = analysis.main_row(whole, group)
        assert found.cells[f"{prefix}method"].item() == row["method"] == method
        for name in ("percent", "percent_low", "percent_high", "p_value"):
            assert found.cells[prefix + name].item() == row[name]


def test_a_cell_that_cannot_be_run_says_why():
    found = grid(ring_panel(), months=(3, 120))
    assert found.run == 2
    why = found.cells.loc[found.cells["months"] == 120, "not_run"]
    assert why.str.contains("beyond the counts").all()
    with pytest.raises(ParameterError, match="no combination can be evaluated"):
        grid(ring_panel(), months=(120,))
    with pytest.raises(ParameterError, match="no cell"):
        grid(ring_panel(), months=())
    with pytest.raises(ParameterError, match="control rule is not known"):
        grid(ring_panel(), controls=("best",))


def test_strong_words_need_the_grid_too():
    panel = ring_panel(fall=0.3)
    graph = RULES["land"]
    found = analysis.evaluate_design(
        panel, roles=analysis.roles(graph, treated=CODES[:3]), before=BEFORE,
        after=AFTER, start=START, neighbours=graph, clustered=False, studies=False,
    )  # fmt: skip
    assert analysis.graded_conclusion(found).grade == "strong evidence of"
    cells = grid(panel, months=(3,), clustered=False)
    split = analysis.SensitivityGrid(**(vars(cells) | {"same_sign_share": 0.6}))
    assert analysis.graded_conclusion(found, grid=split).grade == "consistent with"
    assert analysis.graded_conclusion(found, grid=cells).grade == "strong evidence of"
