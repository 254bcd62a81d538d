import pandas as pd
import pytest

import analysis
from geo.errors import ParameterError

YEAR = {"first": pd.Period("1999-11", "M"), "last": pd.Period("2001-06", "M")}


def test_a_wider_rule_shows_what_a_narrow_one_lets_through(street, make_graph):
    parts = analysis.roles(street, treated=["a"])
    river = make_graph([tuple(p) for p in ("ab", "bc", "cd", "de", "ef", "ag")])
    found = analysis.contaminated_controls(parts, neighbours=river, **YEAR)
    assert found.contaminated == ("g",)
    assert found.clean == ("c", "d", "e", "f")
    assert found.areas.loc["b", "borders_both"]
    assert not found.areas.loc["b", "contaminated"]
    assert found.areas.loc["g", "reason"] == "borders a treated area"
    assert "1 of 5 control areas may have been touched: g" in found.summary


@pytest.mark.parametrize(
    ("period", "inside"),
    [
        (("1999-10-01", "1999-10-31"), False),
        (("1999-10-01", "1999-11-01"), True),
        (("2001-06-30", "2001-07-09"), True),
        (("2001-07-01", None), False),
        (("1998-01-01", None), True),
        ((pd.Period("2000-03", "M"), pd.Period("2000-03", "M")), True),
    ],
)
def test_an_operation_of_its_own_counts_where_it_overlaps(street, period, inside):
    parts = analysis.roles(street, treated=["a"])
    found = analysis.contaminated_controls(
        parts, neighbours=street, operations={"d": [period]}, **YEAR
    )
    assert (found.contaminated == ("d",)) is inside


def test_neighbours_with_their_own_operation_are_said(street):
    parts = analysis.roles(street, treated=["a"])
    found = analysis.contaminated_controls(
        parts, neighbours=street, operations={"b": [("2000-01-01", "2000-02-01")]}, **YEAR
    )
    assert found.contaminated == ()
    assert "b had an operation of its own" in found.summary


def test_what_cannot_be_judged(street):
    parts = analysis.roles(street, treated=["a"])
    with pytest.raises(ParameterError, match="not among"):
        analysis.contaminated_controls(
            parts, neighbours=street, operations={"z": [("2000-01-01", None)]}, **YEAR
        )
    with pytest.raises(ParameterError, match="ends before it begins"):
        analysis.contaminated_controls(parts, neighbours=street, first="2001", last="2000")
    with pytest.raises(ParameterError, match="no date"):
        analysis.contaminated_controls(parts, neighbours=street, first="then", last="2000")
