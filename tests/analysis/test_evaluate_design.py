import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import analysis
from geo.errors import ParameterError
from tests.analysis.designs import AFTER, BEFORE, CODES, START, ring_graph, ring_panel

RATIO = "ratio of ratios (IRR)"


def evaluate(panel, **options):
    graph = ring_graph()
    parts = analysis.roles(graph, treated=CODES[:3])
    given = {"roles": parts, "before": BEFORE, "after": AFTER, "start": START, "neighbours": graph}
    return analysis.evaluate_design(panel, **(given | options))


@pytest.fixture(scope="module")
def fallen():
    return evaluate(ring_panel(fall=0.3, rise=0.15))


def one(found, method, group):
    rows = found.methods[(found.methods["method"] == method) & (found.methods["group"] == group)]
    return rows.iloc[0]


def test_every_method_is_run_on_the_one_design(fallen):
    assert fallen.not_run == {}
    assert set(fallen.methods["method"]) == {
        "combined ratio",
        "ratio to a mix of controls",
        "mean change, steady areas first",
        "weighted displacement difference",
        "weighted displacement quotient",
        "total net effect",
        RATIO,
        "difference in differences, quasi errors",
        "difference in differences, clustered errors",
        "event study, periods after together",
        "synthetic control",
        "randomisation test",
    }
    assert fallen.spillover.calibrated
    assert fallen.placebo.enough


def test_estimates_are_those_of_sums_by_hand(fallen):
    panel = ring_panel(fall=0.3, rise=0.15)
    sums = {
        name: (panel.loc[codes, BEFORE].to_numpy().sum(), panel.loc[codes, AFTER].to_numpy().sum())
        for name, codes in (
            ("treated", CODES[:3]),
            ("near", [CODES[3], CODES[-1]]),
            ("control", CODES[4:-1]),
        )
    }
    (tb, ta), (nb, na), (cb, ca) = sums["treated"], sums["near"], sums["control"]
    row = one(fallen, RATIO, "treated")
    assert row["estimate"] == pytest.approx(np.log(ta / tb / (ca / cb)))
    assert row["percent"] == pytest.approx(100 * (ta / tb / (ca / cb) - 1))
    difference = one(fallen, "weighted displacement difference", "treated")
    assert difference["estimate"] == pytest.approx((ta - tb) / 3 - (ca - cb) / 35)
    # The same as a share of what the control's change in number leads one to expect.
    expected = tb / 3 + (ca - cb) / 35
    assert difference["percent"] == pytest.approx(100 * (ta / 3 / expected - 1))
    total = one(fallen, "total net effect", "together")
    assert total["estimate"] == pytest.approx(ta + na - (tb + nb) * ca / cb)
    quotient = one(fallen, "weighted displacement quotient", "together")
    assert quotient["estimate"] == pytest.approx((na / ca - nb / cb) / (ta / ca - tb / cb))
    assert quotient["low"] < quotient["estimate"] < quotient["high"] < 0


def test_the_calibrated_ratio_is_the_inverted_randomisation_test(fallen):
    graph = ring_graph()
    test = analysis.randomisation_test(
        ring_panel(fall=0.3, rise=0.15), treated=CODES[:3], neighbours=graph, start=102,
        before=list(BEFORE), after=list(AFTER), placements="contiguous", draws=1999,
    )  # fmt: skip
    for method in (RATIO, "difference in differences, clustered errors", "randomisation test"):
        row = one(fallen, method, "treated")
        assert (row["low"], row["high"]) == pytest.approx((test.low, test.high))
        assert row["p_value"] == pytest.approx(test.p_value)
    assert one(fallen, RATIO, "treated")["textbook_high"] == fallen.fitted["model"].high


def test_directions_and_words_follow_the_calibrated_intervals(fallen):
    shown = fallen.methods[fallen.methods["group"] == "treated"]
    assert set(shown["direction"]) == {"fall"}
    assert set(fallen.methods.loc[fallen.methods["group"] == "near", "direction"]) == {"rise"}
    # Of 40 clustered placements the smallest p is 1/40, and no more may be said.
    assert fallen.grade == "consistent with"
    assert fallen.conclusion.startswith("Consistent with a fall in the raided areas (-30.4%")
    assert fallen.near_conclusion.startswith("Consistent with displacement")


def test_many_placements_allow_stronger_words():
    found = evaluate(ring_panel(fall=0.3, rise=0.15), clustered=False, draws=999)
    assert found.grade == "strong evidence of"
    assert found.tests["treated"].exact
    held = analysis.graded_conclusion(found)
    assert held.grade == "strong evidence of"


def test_the_mix_of_controls_follows_what_moves_alike():
    rng = np.random.default_rng(2)
    wave = 1 + 0.5 * np.sin(np.arange(108) / 3)
    panel = pd.DataFrame(rng.poisson(np.full((40, 108), 400.0)), index=CODES)
    alike = [*CODES[:3], *CODES[10:16]]
    panel.loc[alike] = rng.poisson(400 * wave, (9, 108))
    panel.loc[CODES[:3], START:] = rng.poisson(400 * wave[START:] * 0.8, (3, 12))
    found = evaluate(panel, studies=False)
    mixed, plain = (one(found, name, "treated") for name in ("ratio to a mix of controls", RATIO))
    # The true change is -20%; only the six areas of the same wave show what would have been.
    assert abs(mixed["percent"] + 20) < abs(plain["percent"] + 20)
    assert mixed["percent"] == pytest.approx(-20, abs=6)
    assert mixed["percent_low"] < -20 < mixed["percent_high"]


def test_the_combined_ratio_leads_and_is_the_mean_of_its_parts(fallen):
    first, mixed, steady = (
        one(fallen, name, "treated")
        for name in (
            "combined ratio",
            "ratio to a mix of controls",
            "mean change, steady areas first",
        )
    )
    assert first["estimate"] == pytest.approx((mixed["estimate"] + steady["estimate"]) / 2)
    assert f"{first['percent']:+.1f}%" in fallen.conclusion
    # By hand: areas of Poisson counts alone differ little in weight, so that the mean is nearly
    # that of the areas' own log changes.
    panel = ring_panel(fall=0.3, rise=0.15)
    sums = [panel[window].sum(axis=1) + 0.5 for window in (BEFORE, AFTER)]
    change = np.log(sums[1] / sums[0])
    plain = change[CODES[:3]].mean() - change[CODES[4:-1]].mean()
    assert steady["estimate"] == pytest.approx(plain, abs=0.01)
    # Its interval moves with the effect: what is found is a shift on the log scale.
    assert first["low"] < np.log(0.7) < first["high"] < 0


def test_many_areas_are_held_against_a_longer_past_in_place_of_a_mix():
    codes = [f"w{k:03d}" for k in range(150)]
    ring = Graph.from_adjacency(
        pd.DataFrame(
            {
                "focal": codes * 2,
                "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
                "weight": 1,
            }
        )
    )
    panel = pd.DataFrame(np.random.default_rng(4).poisson(60, (150, 36)), index=codes)
    panel.loc[codes[:6], 30:] = np.random.default_rng(5).poisson(36, (6, 6))
    found = analysis.evaluate_design(
        panel,
        roles=analysis.roles(ring, treated=codes[:6]),
        before=range(24, 30),
        after=range(30, 36),
        neighbours=ring,
        studies=False,
        draws=199,
    )
    row = one(found, "ratio to two years before", "treated")
    past, now = panel.loc[:, 6:29].mean(axis=1), panel.loc[:, 30:].mean(axis=1)
    control = codes[7:-1]
    by_hand = now[codes[:6]].sum() / past[codes[:6]].sum()
    by_hand /= now[control].sum() / past[control].sum()
    assert row["percent"] == pytest.approx(100 * (by_hand - 1))
    assert "ratio to a mix of controls" not in set(found.methods["method"])
    assert one(found, "combined ratio", "treated")["direction"] == "fall"


def test_nothing_happened():
    found = evaluate(ring_panel(seed=3))
    assert found.grade == "no evidence of"
    assert found.near_grade == "no evidence of"
    assert found.conclusion.startswith("No evidence of a change in the raided areas")


def test_no_infinity_and_no_nan_in_any_figure(fallen):
    numbers = fallen.methods.select_dtypes("number")
    values = numbers.to_numpy(dtype=float, na_value=0.0)
    assert np.isfinite(values).all()
    assert fallen.methods["percent"].isna().sum() == 1  # the quotient has no percentage


def test_rings_are_calibrated_on_their_own_past():
    counts = pd.DataFrame(
        np.random.default_rng(5).poisson([[60], [90], [200], [5000]], (4, 96)),
        index=["0-250 m", "250-500 m", "500-1000 m", "beyond 1000 m"],
    )
    counts.loc["0-250 m", 84:] //= 3
    parts = pd.Series(["treated", "neighbour", "neighbour", "control"], index=counts.index)
    size = pd.Series([1.0, 3.0, 12.0, 900.0], index=counts.index)
    found = analysis.evaluate_design(
        counts, roles=parts, before=range(72, 78), after=range(84, 90), start=84, size=size
    )
    assert found.calibration == "past"
    row = one(found, RATIO, "treated")
    assert row["direction"] == "fall"
    assert row["p_value"] < 0.05
    # Per unit of size: the ring's own change less the control's.
    before, after = (counts.loc[:, list(w)].sum(axis=1) for w in (range(72, 78), range(84, 90)))
    change = (after - before) / size
    assert one(found, "weighted displacement difference", "treated")["estimate"] == pytest.approx(
        change["0-250 m"] - change["beyond 1000 m"]
    )
    assert "who borders whom is not known" in found.not_run["event study"]


def test_too_short_a_past_leaves_textbook_intervals_and_says_so():
    panel = pd.DataFrame(
        {1999: [1300, 800, 300, 400], 2000: [1200, 760, 290, 410]}, index=list("tncd")
    )
    parts = pd.Series({"t": "treated", "n": "neighbour", "c": "control", "d": "control"})
    found = analysis.evaluate_design(panel, roles=parts, before=[1999], after=[2000])
    row = one(found, RATIO, "treated")
    assert found.calibration == "none"
    assert (found.grade, row["calibrated"]) == ("not calibrated", False)
    assert pd.isna(row["p_value"])
    assert row["percent_low"] == pytest.approx(100 * np.expm1(row["textbook_low"]))
    assert "textbook ones, and too narrow" in found.summary
    assert "takes 4 periods before the operation" in found.not_run["synthetic control (treated)"]
    assert "No conclusion" in found.conclusion


def test_matched_and_listed_controls_are_followed_by_the_placements():
    panel = ring_panel(fall=0.3)
    graph = ring_graph()
    found = evaluate(panel, control="matched", studies=False)
    matched = analysis.match_controls(
        panel.loc[:, : START - 1], treated=CODES[:3], candidates=CODES[4:-1], number=18
    )
    assert set(found.roles.index[found.roles == "control"]) == set(matched.controls)
    assert one(found, RATIO, "treated")["direction"] == "fall"
    listed = analysis.roles(graph, treated=CODES[:3], control=CODES[8:30])
    found = evaluate(panel, roles=listed, studies=False)
    assert one(found, RATIO, "treated")["direction"] == "fall"


def bad(**changes):
    panel = ring_panel().astype(float)
    for (code, period), value in changes.items():
        panel.loc[code, period] = value
    return panel


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"before": []}, "holds no period"),
        ({"after": range(104, 112)}, "lie outside the counts"),
        ({"after": range(93, 99)}, "share a period"),
        ({"before": AFTER, "after": BEFORE}, "does not lie before"),
        ({"start": 20}, "does not start between"),
        ({"draws": 5}, "cannot tell a rare placement"),
        ({"roles": pd.Series("treated", index=CODES)}, "no control area"),
        ({"roles": pd.Series("control", index=CODES)}, "no treated area"),
        ({"roles": pd.Series({"E01": "treated"} | dict.fromkeys(CODES, "control"))},
         "Codes change when boundaries do"),
        ({"size": pd.Series(0.0, index=CODES)}, "no size above zero"),
    ],
)  # fmt: skip
def test_designs_that_cannot_be(options, message):
    with pytest.raises(ParameterError, match=message):
        evaluate(ring_panel(), studies=False, **options)


def test_a_missing_month_is_not_a_zero():
    panel = ring_panel().astype(float)
    panel.loc["a10", 103] = np.nan
    found = evaluate(panel, studies=False)
    assert found.left_out == ("a10",)
    panel.loc["a00", 103] = np.nan
    with pytest.raises(ParameterError, match="missing in a window: a00"):
        evaluate(panel, studies=False)
    panel = ring_panel()
    panel.loc[CODES[:3], list(AFTER)] = 0
    with pytest.raises(ParameterError, match="treated areas counted nothing in the window after"):
        evaluate(panel, studies=False)


def test_no_neighbour_leaves_the_treated_areas_to_judge():
    panel = ring_panel(fall=0.3)
    parts = pd.Series("control", index=CODES)
    parts[CODES[:3]] = "treated"
    found = analysis.evaluate_design(
        panel, roles=parts, before=BEFORE, after=AFTER, start=START, clustered=False, draws=499
    )
    assert found.calibration == "placements"
    assert set(found.methods["group"]) == {"treated"}
    assert (found.quotient, found.near_grade, found.near_conclusion) == (None, None, "")
    assert found.grade == "strong evidence of"
