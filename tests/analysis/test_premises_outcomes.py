"""The share of premises on which dealing was back."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from geo.errors import ParameterError


def premises(back, held, unknown, *, tenure="council", days=()):
    outcome = ["re-emerged"] * back + ["held"] * held + [None] * unknown
    dates = pd.Series(pd.NaT, index=range(len(outcome)), dtype="datetime64[ns]")
    for at, day in enumerate(days):
        dates[at] = pd.Timestamp("2000-11-22") + pd.Timedelta(days=day)
    return pd.DataFrame(
        {"date": pd.Timestamp("2000-11-22"), "tenure": tenure, "re_emerged": dates,
         "outcome": pd.array(outcome, dtype="str")}
    )  # fmt: skip


def test_the_share_is_of_those_looked_at_with_wilson_s_interval():
    # Wilson (1927): the shares p at which (x/n - p)^2 = z^2 p (1 - p) / n.
    found = analysis.premises_outcomes(premises(14, 20, 2))
    assert found.share == pytest.approx(14 / 34)
    part = 1.959963984540054**2 / 34
    roots = np.roots([1 + part, -2 * 14 / 34 - part, (14 / 34) ** 2])
    assert [found.low, found.high] == pytest.approx(sorted(roots))
    assert found.groups.loc["all", "not_known"] == 2
    assert "between 39% and 44%" in found.summary


def test_groups_add_up_and_a_tenure_that_is_not_given_is_one_of_them():
    whole = pd.concat(
        [premises(1, 2, 0), premises(0, 1, 1, tenure="private"), premises(0, 1, 0, tenure=None)]
    )
    groups = analysis.premises_outcomes(whole).groups
    assert groups.index.tolist() == ["all", "council", "not known", "private"]
    for name in ("secured", "re_emerged", "held", "not_known"):
        assert groups[name].iloc[1:].sum() == groups.loc["all", name]


def test_the_median_is_of_those_whose_day_is_known():
    found = analysis.premises_outcomes(premises(4, 1, 0, days=(10, 30, 80)))
    assert found.median_days == 30
    assert "30 days at the median of the 3" in found.summary


def test_where_nobody_looked_there_is_no_share():
    found = analysis.premises_outcomes(premises(0, 0, 3))
    assert (found.share, found.low, found.high, found.median_days) == (None, None, None, None)
    assert "not known for any" in found.summary


@pytest.mark.parametrize("table", [premises(0, 0, 0), premises(1, 1, 0).drop(columns="outcome")])
def test_a_table_without_rows_or_columns_is_refused(table):
    with pytest.raises(ParameterError):
        analysis.premises_outcomes(table)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_the_interval_holds_the_share_and_lies_between_none_and_all(back, held, unknown):
    if back + held == 0:
        return
    found = analysis.premises_outcomes(premises(back, held, unknown))
    assert 0 <= found.low <= found.share <= found.high <= 1
