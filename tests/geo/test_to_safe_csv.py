import csv
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo


def cells(frame):
    text = geo.to_safe_csv(frame).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\uff1d1",
        "-0.07, 51.5",
    ],
)
def test_what_begins_like_a_formula_is_neutralised(text):
    assert cells(pd.DataFrame({"value": [text]}))[1] == ["'" + text]


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1e5", "Market A", "a=b", "", "é"])
def test_plain_numbers_and_text_stay(text):
    assert cells(pd.DataFrame({"value": [text], "line": [1]}))[1] == [text, "1"]


def test_numbers_stay_numbers_and_names_are_made_safe():
    frame = pd.DataFrame({"=evil": [-1.5], "n": [-3]})
    assert cells(frame) == [["'=evil", "n"], ["-1.5", "-3"]]
    assert list(frame.columns) == ["=evil", "n"]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=100)
def test_no_cell_begins_like_a_formula(texts):
    for (cell,) in cells(pd.DataFrame({"value": texts}))[1:]:
        stripped = cell.lstrip()
        risky = stripped[:1] in set("=+-@\uff1d\uff0b\uff0d\uff20") and stripped[:1] != ""
        assert not risky or stripped.lstrip("+-").replace(".", "").replace("e", "").isdigit()
