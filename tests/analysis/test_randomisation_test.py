from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import difference_in_differences, randomisation_test
from analysis._exact_placements import count_extreme
from analysis._placement_statistics import Outcome
from analysis._placements import adjacency, grown_placements, piece_sizes, random_placements
from geo.errors import ParameterError
from tests.analysis.panels import DID_PANEL

HALVES = {"start": 7, "before": 6, "after": 6}


def ring(size):
    steps = [(k, (k + step) % size) for k in range(size) for step in (1, -1)]
    focal, other = np.array(steps).T + 1
    return Graph.from_adjacency(pd.DataFrame({"focal": focal, "neighbor": other, "weight": 1}))


def test_against_complete_enumeration():
    # scipy permutation_test over all C(12, 4) = 495 assignments, difference in mean log(post / pre)
    found = randomisation_test(
        DID_PANEL,
        treated=[1, 2, 3, 4],
        neighbours=None,
        statistic="mean_log_change",
        **HALVES,
    )
    assert found.statistic == pytest.approx(-0.4148258834860745, abs=1e-12)
    assert found.p_value == pytest.approx(0.00202020202020202, abs=1e-12)
    assert (found.placements, found.undefined, found.exact) == (495, 0, True)
    assert found.low < found.statistic < found.high < 0


@pytest.mark.parametrize("measure", ["ratio", "mean_log_change"])
@pytest.mark.parametrize("graph", [None, ring(12)])
def test_halves_agree_with_listing(measure, graph):
    listed = randomisation_test(
        DID_PANEL, treated=[1, 5, 6, 11], neighbours=graph, statistic=measure, **HALVES
    )
    before = DID_PANEL.loc[:, :6].sum(axis=1).to_numpy(float)
    after = DID_PANEL.loc[:, 7:].sum(axis=1).to_numpy(float)
    extreme, defined = count_extreme(
        Outcome.of(before, after, measure),
        adjacent=adjacency(graph, list(DID_PANEL.index)),
        size=4,
        observed=listed.statistic,
    )
    assert defined == listed.placements - listed.undefined
    assert extreme / defined == pytest.approx(listed.p_value, abs=1e-12)
    # Four areas of a ring of twelve leave no control where each has two neighbours of its own
    assert listed.undefined == (0 if graph is None else 3)


def test_ratio_is_the_effect_of_difference_in_differences():
    graph = ring(12)
    ratio = randomisation_test(DID_PANEL, treated=[1, 2, 3], neighbours=graph, **HALVES)
    spill = randomisation_test(
        DID_PANEL, treated=[1, 2, 3], neighbours=graph, statistic="spill", **HALVES
    )
    fitted = difference_in_differences(DID_PANEL, treated=[1, 2, 3], near=[4, 12], start=7)
    assert ratio.statistic == pytest.approx(fitted.effect)
    assert spill.statistic == pytest.approx(fitted.spill)
    assert not spill.exact


def test_many_placements_are_gone_through():
    # 22 areas in a row, 7 treated: 170,544 placements by halves, against a plain loop
    rng = np.random.default_rng(5)
    before, after = rng.poisson(80, (2, 22)).astype(float)
    panel = pd.DataFrame({"x": before, "y": after})
    found = randomisation_test(
        panel, treated=range(7), neighbours=None, start="y", before=1, after=1
    )
    assert (found.placements, found.exact) == (comb(22, 7), True)
    sets = np.array(list(combinations(range(22), 7)))
    of_before, of_after = before[sets].sum(axis=1), after[sets].sum(axis=1)
    ratio = np.log(of_after / of_before) - np.log(
        (after.sum() - of_after) / (before.sum() - of_before)
    )
    assert found.statistic == pytest.approx(ratio[0])
    assert found.p_value == pytest.approx(np.mean(np.abs(ratio) >= abs(ratio[0]) - 1e-12))


def test_interval_of_a_rise_is_the_inverted_test():
    # The months of the example in reverse, so that its fall is a rise.
    panel = pd.DataFrame(
        DID_PANEL.to_numpy()[:, ::-1].astype(float), DID_PANEL.index, DID_PANEL.columns
    )
    design = {"treated": [1, 2, 3, 4], "neighbours": None, "confidence": 0.9, **HALVES}
    found = randomisation_test(panel, **design)
    assert found.low > 0
    for bound in (found.low, found.high):
        for nudge, inside in ((1e-4, True), (-1e-4, False)):
            supposed = bound + nudge * np.sign(found.statistic - bound)
            shifted = panel.copy()
            shifted.loc[[1, 2, 3, 4], 7:] *= np.exp(-supposed)
            assert (randomisation_test(shifted, **design).p_value > 0.1) is inside


@pytest.mark.parametrize("measure", ["ratio", "mean_log_change"])
def test_interval_of_a_fall_holds_it_as_often_as_it_says_where_counts_are_small(measure):
    # Poisson counts of 12 an area, of which 60% go: scaling what is left up would give counts with
    # 2.5 times their variance. An interval of 90% then held the truth in 81 to 83% of 1,000 panels.
    rng = np.random.default_rng(5)
    held = []
    for number in range(300):
        counts = rng.poisson(12, (20, 2)) + (measure == "mean_log_change")
        counts[:5, 1] = np.maximum(rng.binomial(counts[:5, 1], 0.4), 1)
        found = randomisation_test(
            pd.DataFrame(counts, columns=[1, 2]), treated=range(5), neighbours=None, start=2,
            before=1, after=1, statistic=measure, placements=199, seed=number, confidence=0.9,
        )  # fmt: skip
        held.append(found.low <= np.log(0.4) <= found.high)
    assert np.mean(held) == pytest.approx(0.9, abs=0.045)


def test_p_values_are_uniform_when_nothing_happened():
    rng = np.random.default_rng(11)
    areas, graph = range(1, 13), ring(12)
    p_values = []
    for _ in range(300):
        level = rng.lognormal(4, 0.5, 12)[:, None] * rng.lognormal(0, 0.3, (12, 2))
        panel = pd.DataFrame(rng.poisson(level) + 1, index=areas, columns=["x", "y"])
        treated = rng.choice(areas, 3, replace=False)
        p_values.append(
            randomisation_test(
                panel, treated=treated, neighbours=graph, start="y", before=1, after=1
            ).p_value
        )
    # Binomial(300, 0.2) has mean 60 and standard deviation 6.9
    assert 40 <= (np.array(p_values) <= 0.2).sum() <= 80


def test_samples_are_seeded_and_say_so():
    options = {"treated": [1, 2, 3, 4], "neighbours": ring(12), **HALVES}
    one = randomisation_test(DID_PANEL, placements=500, seed=1, **options)
    same = randomisation_test(DID_PANEL, placements=500, seed=1, **options)
    other = randomisation_test(DID_PANEL, placements=500, seed=2, **options)
    assert one == same
    assert one.p_value != other.p_value or one.low != other.low
    assert (one.placements, one.exact) == (501, False)
    assert "a seeded sample of 501 placements" in one.summary
    assert one.p_value >= 1 / 501


def test_clustered_placements():
    graph = ring(12)
    found = randomisation_test(
        DID_PANEL, treated=[1, 2, 3, 6], neighbours=graph, placements="contiguous", **HALVES
    )
    assert found.restricted
    assert not found.exact
    assert "as clustered as the real one" in found.summary


def test_grown_placements_have_the_pieces_asked_for():
    adjacent = adjacency(ring(12), range(1, 13))
    rng = np.random.default_rng(0)
    grown = np.concatenate(list(grown_placements(adjacent, (3, 1), 400, rng)))
    assert len(grown) == 400
    assert {piece_sizes(row, adjacent) for row in grown} == {(3, 1)}
    # A piece of three starts anywhere on the ring, and the single one at any of the 7 left
    assert len({tuple(row) for row in grown}) == 12 * 7
    stuck = np.concatenate(list(grown_placements(adjacent, (5, 5, 1), 10, rng)))
    assert len(stuck) == 0


def test_random_placements_are_all_equally_likely():
    drawn = np.concatenate(list(random_placements(6, 2, 15_000, np.random.default_rng(0))))
    _, counts = np.unique(drawn, axis=0, return_counts=True)
    # 15 pairs, 1,000 each; standard deviation 30.6
    assert len(counts) == 15
    assert np.abs(counts - 1000).max() < 130


def test_too_few_placements_have_no_bounds():
    panel = DID_PANEL.iloc[:5]
    found = randomisation_test(panel, treated=[1], neighbours=None, **HALVES)
    assert (found.placements, found.low, found.high) == (5, None, None)
    assert found.percent_low is None
    assert "no bound to no bound" in found.summary


def test_window_by_columns_leaves_the_operation_out():
    found = randomisation_test(
        DID_PANEL, treated=[1, 2], neighbours=None, start=7, before=[1, 2], after=[9, 10]
    )
    pair = DID_PANEL[[1, 2, 9, 10]].set_axis([1, 2, 3, 4], axis=1)
    same = randomisation_test(pair, treated=[1, 2], neighbours=None, start=3, before=2, after=2)
    assert found.statistic == same.statistic


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"treated": []}, "treated", "no area is treated"),
        ({"treated": ["z"]}, "treated", "not among"),
        ({"treated": [1, 4, 7, 10]}, "treated", "no control area is left"),
        ({"start": 99}, "start", "outside the counts"),
        ({"before": 7}, "before", "6 period"),
        ({"after": 0}, "after", "6 period"),
        ({"before": [7]}, "before", "does not lie before"),
        ({"after": [6]}, "after", "does not lie after"),
        ({"statistic": "mean"}, "statistic", "not known"),
        ({"placements": "some"}, "placements", "not known"),
        ({"placements": 20}, "placements", "too few"),
        ({"draws": 20}, "draws", "sample this small"),
        ({"statistic": "spill", "neighbours": None}, "neighbours", "who borders whom"),
        ({"placements": "contiguous", "neighbours": None}, "neighbours", "who borders whom"),
        ({"neighbours": ring(8)}, "panel", "not among"),
    ],
)
def test_bad_arguments_explain_themselves(options, parameter, words):
    arguments = {"treated": [1, 2], "neighbours": ring(12), **HALVES, **options}
    with pytest.raises(ParameterError, match=words) as raised:
        randomisation_test(DID_PANEL, **arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_counts_explain_themselves():
    gap, none = DID_PANEL.astype(float), DID_PANEL.copy()
    gap.loc[9, 3] = np.nan
    with pytest.raises(ParameterError, match="missing for 9 in 3"):
        randomisation_test(gap, treated=[1], neighbours=None, **HALVES)
    none.loc[1] = 0
    with pytest.raises(ParameterError, match="group of areas counted nothing"):
        randomisation_test(none, treated=[1], neighbours=None, **HALVES)
    with pytest.raises(ParameterError, match="an area counted nothing"):
        randomisation_test(
            none, treated=[2], neighbours=None, statistic="mean_log_change", **HALVES
        )


MONTHS = pd.period_range("2000-01", periods=8, freq="M")


@pytest.mark.parametrize(
    "start",
    [
        "2000-05",
        pd.Period("2000-05", freq="M"),
        pd.Timestamp("2000-05-17"),
        np.datetime64("2000-05-01"),
    ],
)
@pytest.mark.parametrize("columns", [MONTHS, MONTHS.astype(str), MONTHS.to_timestamp()])
def test_a_start_may_be_written_in_any_way_that_names_its_month(start, columns):
    counts = np.random.default_rng(3).poisson(60, (8, 8))
    panel = pd.DataFrame(counts, index=list("abcdefgh"), columns=columns)
    found = randomisation_test(
        panel, treated=["a"], neighbours=None, start=start, before=2, after=2
    )
    control = counts[1:, 4:6].sum() / counts[1:, 2:4].sum()
    by_hand = np.log(counts[0, 4:6].sum() / counts[0, 2:4].sum() / control)
    assert found.statistic == pytest.approx(by_hand)


@pytest.mark.parametrize("lost", [2, 3])
def test_a_month_that_is_missing_altogether_is_no_window(lost):
    panel = pd.DataFrame(60, index=list("abcdefgh"), columns=MONTHS).drop(columns=MONTHS[lost])
    with pytest.raises(ParameterError, match=f"the counts lack 2000-0{lost + 1}"):
        randomisation_test(
            panel, treated=["a"], neighbours=None, start="2000-05", before=2, after=2
        )


def test_a_table_that_lies_on_its_side_is_named():
    panel = pd.DataFrame(60, index=list("abcdefgh"), columns=MONTHS).T
    with pytest.raises(ParameterError, match=r"rows are periods.*panel\.T"):
        randomisation_test(
            panel, treated=["a"], neighbours=None, start="2000-05", before=2, after=2
        )


def test_codes_that_are_no_collection_are_refused():
    panel = pd.DataFrame(60, index=list("abcdefgh"), columns=MONTHS)
    with pytest.raises(ParameterError, match="area codes are expected"):
        randomisation_test(panel, treated=None, neighbours=None, start="2000-05", before=2, after=2)
