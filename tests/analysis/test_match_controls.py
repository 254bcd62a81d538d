import numpy as np
import pandas as pd
import pytest

from analysis import match_controls, roles
from geo.errors import ParameterError


@pytest.fixture
def history():
    rng = np.random.default_rng(8)
    season = np.exp(0.3 * np.sin(np.arange(24) / 2))
    trend = np.linspace(1, 2.5, 24)
    rows = {
        "a": 400 * season,  # treated in these tests
        "b": 300 * season,
        "c": 90 * season,
        "d": 500 * trend,
        "e": 700 * season,
        "f": 200 / trend,
        "g": np.full(24, 300.0),
    }
    return pd.DataFrame({code: rng.poisson(row) for code, row in rows.items()}).T


def test_areas_that_moved_alike_are_chosen(history):
    found = match_controls(history, treated=["a"], candidates=list("cdefg"), number=2)
    assert found.controls == ("e", "c")
    assert found.scores["distance"].is_monotonic_increasing
    assert found.scores["chosen"].tolist() == [True, True, False, False, False]
    changes = np.diff(np.log(history + 0.5), axis=1)
    expected = np.corrcoef(changes[4], changes[0])[0, 1]
    assert found.scores.loc["e", "correlation"] == pytest.approx(expected)
    assert found.distance < found.distance_of_rest
    path = np.log(history.loc["e"] + 0.5) - np.log(history.loc["a"] + 0.5)
    assert found.scores.loc["e", "distance"] == pytest.approx(path.std(ddof=0))


def test_size_plays_no_part(history):
    larger = history.copy()
    larger.loc["c"] = larger.loc["c"] * 1000
    one = match_controls(history, treated=["a"], candidates=["c", "g"], number=1)
    two = match_controls(larger, treated=["a"], candidates=["c", "g"], number=1)
    assert one.controls == two.controls == ("c",)


def test_an_area_that_never_changed_has_no_correlation(history):
    history.loc["g"] = 7
    found = match_controls(history, treated=["a"], candidates=["g"], number=1)
    assert found.scores.loc["g", "correlation"] is pd.NA


def test_matched_roles(street, history):
    found = roles(street, treated=["a"], control="matched", history=history, matches=2)
    assert found.to_dict() == {
        "a": "treated",
        "b": "neighbour",
        "c": "control",
        "d": "excluded",
        "e": "control",
        "f": "excluded",
        "g": "excluded",
    }
    half = roles(street, treated=["a"], control="matched", history=history)
    assert (half == "control").sum() == 3
    without = roles(street, treated=["a"], control="matched", history=history.drop(index="e"))
    assert without["e"] == "excluded"


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"treated": []}, "treated", "no area is treated"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"candidates": ["z"]}, "candidates", "not among"),
        ({"candidates": ["a", "b"]}, "candidates", "treated and as candidates"),
        ({"number": 3}, "number", "between 1 and 2"),
    ],
)
def test_bad_arguments_explain_themselves(history, options, parameter, words):
    arguments = {"treated": ["a"], "candidates": ["c", "d"], "number": 1, **options}
    with pytest.raises(ParameterError, match=words) as raised:
        match_controls(history, **arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves(street, history):
    gap = history.astype(float)
    gap.loc["c", 3] = np.nan
    with pytest.raises(ParameterError, match="missing for c in 3"):
        match_controls(gap, treated=["a"], candidates=["c"], number=1)
    with pytest.raises(ParameterError, match="too few to see"):
        match_controls(history.iloc[:, :3], treated=["a"], candidates=["c"], number=1)
    with pytest.raises(ParameterError, match="without the counts"):
        roles(street, treated=["a"], control="matched")
    with pytest.raises(ParameterError, match="no control area is left"):
        roles(street, treated=["a"], control="matched", history=history.loc[["a", "b"]])
