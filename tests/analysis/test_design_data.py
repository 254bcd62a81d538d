"""The history that a design is calibrated on."""

import pandas as pd

from analysis._design_data import design_data
from tests.analysis.designs import CODES, ring_panel

MONTHS = pd.period_range("2000-01", periods=108, freq="M")


def history(panel):
    roles = pd.Series("control", index=CODES)
    roles[CODES[:3]] = "treated"
    return design_data(
        panel, roles=roles, before=MONTHS[90:96], after=MONTHS[102:108], start=MONTHS[96],
        size=None, control="rest",
    ).history  # fmt: skip


def test_a_history_begins_after_the_last_month_that_is_lacking_or_incomplete():
    panel = ring_panel().set_axis(MONTHS, axis="columns").astype(float)
    assert list(history(panel).columns) == list(MONTHS[:96])
    # A month without any count is no column of the page's panel; one with some is not complete.
    lacking = panel.drop(columns=[MONTHS[20], MONTHS[50]])
    assert list(history(lacking).columns) == list(MONTHS[51:96])
    lacking.loc["a10", MONTHS[60]] = None
    assert list(history(lacking).columns) == list(MONTHS[61:96])
    panel.loc["a10", MONTHS[40]] = None
    assert list(history(panel).columns) == list(MONTHS[41:96])
