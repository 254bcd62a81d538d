import numpy as np
import pandas as pd
import pytest

import analysis
from geo.errors import ParameterError
from tests.analysis.designs import CODES, ring_graph, ring_panel

MONTHS = pd.period_range("2000-01", periods=108, freq="M")
RECORD = {"name": "Example", "areas": CODES[:3], "start": "2008-01-07", "end": "2008-01-20"}


def panel(columns=MONTHS, **change):
    return ring_panel(**change).set_axis(columns, axis=1)


def evaluate(counts, operation=RECORD, **options):
    given = {"neighbours": {"land": ring_graph()}, "studies": False, "draws": 499}
    return analysis.evaluate_operation(counts, operation=operation, **(given | options))


def test_it_is_the_design_that_the_page_opens_with():
    found = evaluate(panel(fall=0.3, rise=0.15))
    assert [str(k) for k in found.windows.after] == [f"2008-0{k}" for k in range(2, 8)]
    assert [str(k) for k in found.windows.before] == [f"2007-0{k}" for k in range(2, 8)]
    by_hand = analysis.evaluate_design(
        panel(fall=0.3, rise=0.15),
        roles=analysis.roles(ring_graph(), treated=CODES[:3]),
        before=found.windows.before,
        after=found.windows.after,
        start=MONTHS[96],
        neighbours=ring_graph(),
        control="rest",
        studies=False,
        draws=499,
    )
    pd.testing.assert_frame_equal(found.agreement.methods, by_hand.methods)
    assert found.effect["method"] == "combined ratio"
    assert found.spill["method"] == "ratio of ratios (IRR)"
    assert found.conclusion.grade == by_hand.grade
    assert found.name == "Example"


@pytest.mark.parametrize(
    "columns",
    [
        [str(k) for k in MONTHS],
        [str(k).replace("-", "") for k in MONTHS],
        MONTHS.to_timestamp(),
        [k.start_time.date() for k in MONTHS],
    ],
)
def test_months_may_be_written_in_any_way_and_stand_in_any_order(columns):
    whole = evaluate(panel())
    counts = panel(columns).sample(frac=1, axis=1, random_state=1)
    found = evaluate(counts, operation=pd.Series(RECORD | {"start": pd.Timestamp("2008-01-07")}))
    assert found.windows == whole.windows
    pd.testing.assert_frame_equal(found.agreement.methods, whole.agreement.methods)


def test_the_net_effect_is_the_row_of_the_methods_with_prevented_the_other_way_round():
    found = evaluate(panel(fall=0.3, rise=0.15))
    row = found.agreement.methods.set_index("method").loc["total net effect"]
    net = found.net
    assert (net.offences, net.low, net.high) == (row["estimate"], row["low"], row["high"])
    assert (net.prevented, net.prevented_low, net.prevented_high) == (
        -row["estimate"], -row["high"], -row["low"],
    )  # fmt: skip
    # 3 areas x 6 months x 200 x 0.3 fewer, 2 x 6 x 200 x 0.15 more.
    assert net.prevented == pytest.approx(1080 - 360, abs=250)
    assert net.calibrated
    assert net.with_neighbours


def test_without_neighbours_the_net_effect_is_that_of_the_raided_areas():
    counts = panel(fall=0.3)
    counts.loc[[CODES[3], CODES[-1]]] = np.nan
    found = evaluate(counts)
    assert found.spill is None
    assert not found.net.with_neighbours
    after = found.agreement.changes["treated"].after
    row = found.agreement.methods.set_index("method").loc["ratio of ratios (IRR)"]
    assert found.net.offences == pytest.approx(after * (1 - np.exp(-row["estimate"])))
    assert found.net.prevented == pytest.approx(1080, abs=150)


def test_an_interval_that_holds_none_claims_no_offences_prevented():
    net = evaluate(panel()).net
    assert net.low < 0 < net.high
    assert "no number of offences prevented can be claimed" in net.summary


def test_matched_controls_are_matched_once():
    found = evaluate(panel(), control="matched")
    counted = found.agreement.roles.value_counts()
    # 40 areas, 3 raided, 2 next to them: half of 35 is 18.
    assert (counted["control"], counted["unused"]) == (18, 17)


def test_shorter_windows_are_taken_where_six_months_do_not_fit():
    late = RECORD | {"start": "2008-08-05", "end": "2008-08-20"}
    assert len(evaluate(panel(), operation=late).windows.after) == 3
    with pytest.raises(ParameterError, match="beyond the counts"):
        evaluate(panel(), operation=late, months=6)


def test_yearly_counts_keep_the_year_of_the_operation():
    years = pd.period_range("2000", periods=8, freq="Y-MAR")
    counts = panel().iloc[:, :8].set_axis(years, axis=1)
    found = evaluate(counts, operation=RECORD | {"start": "2005-11-20", "end": "2005-12-03"})
    assert [str(k) for k in (*found.windows.before, *found.windows.after)] == ["2005", "2006"]


@pytest.mark.parametrize(
    ("operation", "options", "message"),
    [
        (RECORD | {"areas": []}, {}, "names no area"),
        (RECORD | {"areas": ["nowhere"]}, {}, "not among the 40 areas"),
        (RECORD | {"start": None}, {}, "date is missing"),
        (RECORD | {"areas": CODES}, {}, "every area is treated"),
        (RECORD, {"rule": "river"}, "rule for who is a neighbour"),
        (RECORD, {"neighbours": {}}, "rule for who is a neighbour"),
        (RECORD | {"start": "2020-01-01", "end": "2020-01-02"}, {}, "beyond the counts"),
        ("Example", {}, "no record"),
    ],
)
def test_what_cannot_be_evaluated_says_what_would_mend_it(operation, options, message):
    with pytest.raises(ParameterError, match=message) as caught:
        evaluate(panel(), operation=operation, **options)
    assert caught.value.hint
