"""Designs that the displacement page refuses, run without a browser."""

import pandas as pd
import pytest

from tests.app.test_displacement import MONTHS, monthly, run, said
from views import workspace


@pytest.mark.parametrize(
    ("now", "query", "wrong", "mend"),
    [
        (None, {"control": "Chosen"}, "No control area is chosen", "Choose some in the side bar"),
        (None, {"excluded": ["Greenwich"], "operation": "Areas I choose"}, "Choose the raided", ""),
        ("zero", {}, "counted nothing in the window after", "Use longer windows"),
        ("hole", {}, "missing", "oad"),
        ("codes", {}, "is on the map", "load counts and areas of the same year"),
        ("short", {}, "beyond", ""),
    ],
)
def test_a_design_that_cannot_be_met_says_what_is_wrong_and_what_would_mend_it(
    now, query, wrong, mend
):
    def nothing(panel):
        panel.loc[workspace.current().tables["operations"]["areas"].iloc[0], "2001-01":] = 0

    def moved(panel):
        panel.index = [f"E07{at:06d}" for at in range(len(panel))]

    made = {
        None: lambda: None,
        "zero": lambda: monthly(nothing),
        "hole": lambda: monthly(drop=[pd.Period("2001-03", freq="M")]),
        "codes": lambda: monthly(moved),
        "short": lambda: monthly(drop=[month for month in MONTHS if str(month) < "2000-07"]),
    }
    text = said(run(made[now](), **query))
    assert wrong in text
    assert mend in text


def test_chosen_windows_hold_no_month_that_was_not_counted():
    # The window would be April to July, and show three months as if they were four.
    test = run(
        monthly(drop=[pd.Period("2001-06", freq="M")]), window_rule="Chosen", length_months="3",
        operation="Areas I choose", raided=["Camden", "Islington"], began_months="2001-04",
    )  # fmt: skip
    (error,) = test.error
    assert error.value.replace("\\", "").startswith(
        "The window after holds periods without counts: 2001-06. A missing period is not a zero"
    )
    assert "boroughs next to them" not in said(test)


def test_a_refusal_names_no_argument():
    test = run(
        monthly(), operation="Areas I choose", raided=["Camden"], began_months="2002-12",
        length_months="12",
    )  # fmt: skip
    (error,) = test.error
    text = error.value.replace("\\", "")
    assert text.startswith("The window after runs from 2003-01 to 2003-12, beyond the counts")
    assert "'Just before' as the window before" in text
    assert "same_season" not in text
