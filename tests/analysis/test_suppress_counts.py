"""Suppression and rounding of counts."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import suppress_counts
from geo.errors import ParameterError


def test_the_ten_five_rule():
    # Office for National Statistics, Comparison of post-tabular statistical disclosure control
    # methods: below ten suppressed, else to the nearest five. Worked by hand.
    given_ = [0, 1, 9, 10, 11, 12, 13, 17, 18, 22, 23, 148, 151]
    wanted = [None, None, None, 10, 10, 10, 15, 15, 20, 20, 25, 150, 150]
    safe = suppress_counts(pd.DataFrame({"n": given_}))
    assert [None if pd.isna(value) else value for value in safe.counts["n"]] == wanted
    assert safe.column_totals["n"] == 435  # 0 + 1 + 9 + ... = 435
    assert safe.row_totals.isna().all()


def test_a_second_cell_is_hidden_in_every_line_that_hides_one():
    # By hand: 3 is small; in its row 20 goes too, in its column 30; then 40 closes the square.
    table = pd.DataFrame([[3, 20, 90], [30, 40, 80], [60, 70, 95]])
    safe = suppress_counts(table)
    assert safe.primary.to_numpy().tolist() == [[True, False, False], [False] * 3, [False] * 3]
    assert safe.secondary.to_numpy().tolist() == [
        [False, True, False],
        [True, True, False],
        [False, False, False],
    ]
    assert "1 of 9" in safe.summary
    assert "3 more" in safe.summary


def test_true_zeros_are_published_only_on_request():
    table = pd.DataFrame({"a": [0, 50], "b": [60, 70]})
    assert suppress_counts(table).counts.isna().to_numpy().all()
    shown = suppress_counts(table, keep_zeros=True)
    assert shown.counts["a"].tolist() == [0, 50]
    assert "true zeros" in shown.summary


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=5
        )
    )
)
def test_no_line_hides_a_single_cell_and_every_small_count_is_hidden(rows):
    table = pd.DataFrame(rows)
    safe = suppress_counts(table)
    hidden = safe.counts.isna()
    assert (hidden.sum(axis=0) != 1).all()
    assert (hidden.sum(axis=1) != 1).all()
    assert hidden.to_numpy()[(table < 10).to_numpy()].all()
    shown = safe.counts.melt()["value"].dropna()
    assert (shown % 5 == 0).all()
    assert (shown >= 10).all()
    assert safe.row_totals.isna().equals(table.sum(axis=1) < 10)


@pytest.mark.parametrize("bad", [[[1.5]], [[-1]], [[None]], [["x"]]])
def test_what_is_no_count_is_refused(bad):
    with pytest.raises(ParameterError, match="whole numbers"):
        suppress_counts(pd.DataFrame(bad))


def test_an_empty_table_and_a_silly_threshold_are_refused():
    with pytest.raises(ParameterError, match="no counts"):
        suppress_counts(pd.DataFrame())
    with pytest.raises(ParameterError, match="threshold"):
        suppress_counts(pd.DataFrame([[1]]), threshold=0)
