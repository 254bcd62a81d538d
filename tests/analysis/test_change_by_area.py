import numpy as np
import pandas as pd
import pytest

from analysis import change_by_area, roles, spill_flows
from analysis._change_by_area import _excess
from geo.errors import ParameterError

MONTHS = pd.period_range("2000-01", periods=4, freq="M")


@pytest.fixture
def counts():
    rows = {
        "a": [100, 100, 50, 50],
        "b": [50, 50, 80, 80],
        "c": [200, 200, 240, 240],
        "d": [100, 100, 90, 90],
        "e": [40, 60, 70, 40],
        "f": [300, 300, 300, 300],
        "g": [10, np.nan, 20, 20],
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=MONTHS)


@pytest.fixture
def parts(street):
    return roles(street, treated=["a", "c"])


def test_change_and_excess(counts, parts):
    before_call = counts.copy()
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    pd.testing.assert_frame_equal(counts, before_call)
    # Control e and f: 100 + 600 before, 110 + 600 after
    assert (found.control_before, found.control_after) == (700, 710)
    row = found.changes.loc["b"]
    assert (row["role"], row["before"], row["after"], row["change"]) == ("neighbour", 100, 160, 60)
    assert row["percent"] == pytest.approx(60)
    assert row["expected"] == pytest.approx(100 * 710 / 700)
    assert row["excess"] == pytest.approx(160 - 100 * 710 / 700)
    assert row["low"] < row["excess"] < row["high"]
    # A control area is held against the other controls: f stayed at 600
    assert found.changes.loc["e", "expected"] == pytest.approx(100)
    assert not found.calibrated
    assert "not calibrated" in found.summary


def test_missing_is_not_zero(counts, parts):
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    assert found.missing == ("g",)
    assert "g" not in found.changes.index
    assert "No complete counts, and so left out: g." in found.summary
    gone = counts.drop(index="e")
    found = change_by_area(gone, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    assert found.missing == ("e", "g")
    assert found.control_before == 600


def test_zero_before_has_no_percent(counts, parts):
    counts.loc["b", MONTHS[:2]] = 0
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    row = found.changes.loc["b"]
    assert row["percent"] is pd.NA
    assert (row["expected"], row["excess"]) == (0, 160)
    assert np.isfinite([row["low"], row["high"]]).all()


def test_interval_has_width_where_all_is_zero(counts, parts):
    counts.loc["b"] = 0
    row = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:]).changes.loc["b"]
    # Garwood's upper 95% limit for a count of zero: -log(0.025) = 3.688879
    assert row["high"] == pytest.approx(3.688879, abs=1e-6)
    assert row["low"] < -3


def test_interval_covers_under_poisson_counts():
    # The interval's own promise, under the assumptions it states: near 95% of 2,000 draws.
    rng = np.random.default_rng(3)
    draws = rng.poisson([[50, 55], [300, 330]], size=(2000, 2, 2)).astype(float)
    covered = 0
    for (before, after), (control_before, control_after) in draws:
        _, _, low, high = _excess(before, after, control_before, control_after, 0.95, False)
        covered += low <= 0 <= high
    assert 0.94 < covered / 2000 < 0.97


def test_single_period_labels(counts, parts):
    found = change_by_area(counts, roles=parts, before=MONTHS[0], after=MONTHS[2])
    assert found.changes.loc["a", "change"] == -50


def test_only_control_has_no_expectation(counts, parts):
    parts["f"] = "excluded"
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    assert found.changes.loc["e", "expected"] is pd.NA
    assert found.changes.loc["b", "expected"] == pytest.approx(110)


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"before": []}, "before", "no period"),
        ({"before": pd.Period("1999-12", "M")}, "before", "outside the counts"),
        ({"before": MONTHS[:1]}, "after", "1 and 2 periods"),
        ({"before": MONTHS[1:3]}, "after", "share a period"),
        ({"confidence": 1}, "confidence", "between 0 and 1"),
    ],
)
def test_bad_windows_explain_themselves(counts, parts, options, parameter, words):
    arguments = {"before": MONTHS[:2], "after": MONTHS[2:], **options}
    with pytest.raises(ParameterError, match=words) as raised:
        change_by_area(counts, roles=parts, **arguments)
    assert raised.value.parameter == parameter


def test_bad_counts_explain_themselves(counts, parts):
    windows = {"before": MONTHS[:2], "after": MONTHS[2:]}
    with pytest.raises(ParameterError, match="below zero"):
        change_by_area(-counts, roles=parts, **windows)
    with pytest.raises(ParameterError, match="appears twice"):
        change_by_area(pd.concat([counts, counts]), roles=parts, **windows)
    with pytest.raises(ParameterError, match="not a number"):
        change_by_area(counts.astype(object).replace(50, "many"), roles=parts, **windows)
    with pytest.raises(ParameterError, match="empty"):
        change_by_area(counts.iloc[:0], roles=parts, **windows)
    with pytest.raises(ParameterError, match="no control area has counts"):
        change_by_area(counts.drop(index=["e", "f"]), roles=parts, **windows)
    with pytest.raises(ParameterError, match="counted nothing"):
        change_by_area(counts.mul(0), roles=parts, **windows)


def test_arrows_share_the_excess(counts, street, parts):
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    arrows = spill_flows(found, neighbours=street).flows
    # b lies between the raided a and c; d fell; so two arrows, each with half of b's excess
    assert arrows[["from_code", "to_code", "share", "solid"]].to_numpy().tolist() == [
        ["a", "b", 0.5, True],
        ["c", "b", 0.5, True],
    ]
    whole = found.changes.loc["b"]
    for column in ("excess", "low", "high"):
        assert arrows[column].sum() == pytest.approx(whole[column])


def test_no_arrows_where_nothing_rose(counts, street, parts):
    counts.loc["b"] = [50, 50, 10, 10]
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    flows = spill_flows(found, neighbours=street)
    assert flows.flows.empty
    assert flows.summary.startswith("0 of 2 neighbouring areas")


def test_arrows_are_dashed_where_the_interval_holds_zero(counts, street, parts):
    counts.loc["b"] = [50, 50, 52, 55]
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    arrows = spill_flows(found, neighbours=street).flows
    assert arrows["solid"].tolist() == [False, False]


def test_arrows_refuse_another_map(counts, make_graph, parts):
    found = change_by_area(counts, roles=parts, before=MONTHS[:2], after=MONTHS[2:])
    with pytest.raises(ParameterError, match="not among"):
        spill_flows(found, neighbours=make_graph([("x", "y")]))
