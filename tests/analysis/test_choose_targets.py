"""The best set of areas, against complete enumeration and published optima."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis import choose_targets
from geo.errors import ParameterError

COLUMBUS = json.loads((Path(__file__).parent / "reference" / "columbus.json").read_text())


def lattice(side: int) -> sparse.csr_array:
    cell = np.arange(side * side).reshape(side, side)
    one = np.concatenate([cell[:, :-1].ravel(), cell[:-1].ravel()])
    other = np.concatenate([cell[:, 1:].ravel(), cell[1:].ravel()])
    half = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(side**2, side**2))
    return sparse.csr_array(half + half.T)


def cells(values) -> pd.DataFrame:
    side = int(np.sqrt(len(values)))
    at = np.arange(len(values))
    return pd.DataFrame({"value": values, "x": at % side * 100.0, "y": at // side * 100.0})


def worth(values, borders, chosen, spill) -> float:
    """Work out a set's worth from the definition, area by area."""
    total = 0.0
    for area in chosen:
        near = borders[[area]].indices
        total += values[area]
        total -= sum(spill * values[area] / len(near) for other in near if other not in chosen)
    return total


@settings(max_examples=25)
@given(
    st.lists(st.integers(0, 20), min_size=9, max_size=9),
    st.integers(1, 5),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_no_set_of_that_size_or_less_is_worth_more(values, budget, spill):
    borders = lattice(3)
    found = choose_targets(
        cells(values), objective="value", budget=budget, neighbours=borders, spill=spill
    )
    best = max(
        worth(values, borders, chosen, spill)
        for size in range(budget + 1)
        for chosen in combinations(range(9), size)
    )
    assert found.is_optimal
    assert found.net == pytest.approx(best, abs=1e-6)
    assert found.net == pytest.approx(worth(values, borders, found.chosen, spill), abs=1e-6)
    assert found.net == pytest.approx(found.benefit - found.spill, abs=1e-9)
    assert found.greedy_net <= found.net + 1e-6


@settings(max_examples=15)
@given(st.lists(st.integers(0, 20), min_size=9, max_size=9), st.integers(1, 4))
def test_a_set_that_must_hang_together_is_the_best_of_those_that_do(values, budget):
    borders = lattice(3)
    found = choose_targets(
        cells(values), objective="value", budget=budget, neighbours=borders, contiguous=True
    )

    def together(chosen):
        return sparse.csgraph.connected_components(borders[list(chosen)][:, list(chosen)])[0] == 1

    best = max(
        sum(values[area] for area in chosen)
        for size in range(1, budget + 1)
        for chosen in combinations(range(9), size)
        if together(chosen)
    )
    assert found.net == pytest.approx(best)
    assert not found.chosen or together(found.chosen)


@pytest.mark.parametrize("sites", [1, 2, 3])
def test_maximal_covering_of_columbus(sites):
    # Optima and what greedy reaches: the source is given in the reference file.
    crime = pd.DataFrame({"crime": COLUMBUS["crime"]})
    covers = np.zeros((49, 49))
    for row, columns in enumerate(COLUMBUS["within_one"]):
        covers[row, columns] = 1
    found = choose_targets(crime, objective="crime", budget=sites, covers=sparse.csr_array(covers))
    assert found.net == pytest.approx(COLUMBUS["covered"][sites - 1], abs=1e-6)
    assert found.greedy_net == pytest.approx(COLUMBUS["greedy_covered"][sites - 1], abs=1e-6)
    assert found.is_optimal


def test_maximal_covering_by_hand_where_greedy_fails():
    # A covers the two middle areas and is picked first by greedy; B and C together cover all four.
    areas = pd.DataFrame({"people": [0, 0, 0, 3, 4, 4, 3]}, index=[*"ABC", *"wxyz"])
    covers = np.zeros((7, 7))
    covers[0, [4, 5]] = covers[1, [3, 4]] = covers[2, [5, 6]] = 1
    found = choose_targets(
        areas, objective="people", budget=2, covers=sparse.csr_array(covers), must_out=[*"wxyz"]
    )
    assert sorted(found.chosen) == ["B", "C"]
    assert found.net == 14
    assert found.greedy_net == 11
    assert "78.6%" in found.summary


def test_costs_spacing_and_fixed_areas_are_kept():
    values = [9, 8, 1, 7, 6, 1, 1, 1, 5]
    table = cells(values).assign(cost=[4, 1, 1, 1, 1, 1, 1, 1, 1])
    # Without the spacing 8, 7 and 6 would be best for 3; all lie within 150 m of each other.
    found = choose_targets(table, objective="value", budget=3, cost="cost", spacing_m=150)
    assert sorted(found.chosen) == [1, 6, 8]
    assert found.net == 14
    fixed = choose_targets(
        table, objective="value", budget=3, cost="cost", must_in=[2], must_out=[1]
    )
    assert sorted(fixed.chosen) == [2, 3, 4]
    assert fixed.reasons.loc[2, "why"] == "It was set to be in."


def test_reasons_are_the_loss_against_the_best_replacement():
    table = pd.DataFrame({"value": [10, 8, 5]}, index=["A", "B", "C"])
    found = choose_targets(table, objective="value", budget=2)
    assert found.reasons["loss"].to_dict() == {"A": 5, "B": 3}
    assert found.reasons["replacement"].tolist() == ["C", "C"]
    assert found.near_misses.loc["C", "loss"] == 3
    assert found.near_misses.loc["C", "instead_of"] == "B"
    assert "16.7% less" in found.near_misses.loc["C", "why"]


def test_a_tie_is_said_to_be_open():
    table = pd.DataFrame({"value": [10, 8, 8]}, index=["A", "B", "C"])
    found = choose_targets(table, objective="value", budget=2)
    assert "open" in found.near_misses["why"].iloc[0]


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"budget": 0}, "budget"),
        ({"must_in": [0], "must_out": [0]}, "must_in"),
        ({"must_in": [0, 1, 2]}, "must_in"),
        ({"must_in": [99]}, "must_in"),
        ({"must_in": [0, 1], "spacing_m": 150}, "spacing_m"),
        ({"must_in": [0, 8], "contiguous": True, "neighbours": lattice(3)}, "contiguous"),
        ({"spill": 0.5}, "neighbours"),
        ({"spill": 2, "neighbours": lattice(3)}, "spill"),
        ({"objective": "nothing"}, "objective"),
        ({"cost": "nothing"}, "cost"),
        ({"spacing_m": -1}, "spacing_m"),
    ],
)
def test_a_refusal_names_what_to_relax(change, parameter):
    with pytest.raises(ParameterError) as caught:
        choose_targets(cells([1.0] * 9), **{"objective": "value", "budget": 2, **change})
    assert caught.value.parameter == parameter
    assert caught.value.hint


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"spacing_m": 150.0, "budget": 9}, "no other lies 150 m from all of them. Reduce the dis"),
        ({"must_out": range(2, 9), "budget": 5}, "every other area must be out. Shorten"),
        ({"contiguous": True, "must_out": [1, 3], "must_in": [0], "budget": 4}, "no other touches"),
        ({"spill": 1.0, "budget": 1, "must_in": [4]}, ""),
    ],
)
def test_a_budget_that_cannot_be_spent_names_the_condition_to_relax(options, said):
    found = choose_targets(cells([1.0] * 9), objective="value", neighbours=lattice(3), **options)
    assert said in found.unfilled
    assert bool(said) == bool(found.unfilled)


CHAIN = {"A": ["B"], "B": ["A", "C"], "C": ["B", "D"], "D": ["C"]}
VALUES = {"A": 9.0, "B": 8.0, "C": 1.0, "D": 7.0}
PRICES = {"A": 3.0, "B": 1.0, "C": 1.0, "D": 1.0}


def as_graph(chain):
    from libpysal.graph import Graph

    pairs = [(one, other) for one, others in chain.items() for other in others]
    names = pd.MultiIndex.from_tuples(pairs, names=["focal", "neighbor"])
    adjacency = pd.Series(1.0, index=names, name="weight")
    return Graph(adjacency.sort_index())


@pytest.mark.parametrize("order", ["ABCD", "DCBA", "CADB"])
@pytest.mark.parametrize("kind", ["graph", "dict", "frame"])
def test_neighbours_are_matched_by_name_whatever_the_order_of_the_rows(order, kind):
    # By hand, two places and half pushed next door: A and B cover 17 and push 8 x 0.5 / 2 = 2 to C.
    neighbours = {
        "graph": as_graph(CHAIN),
        "dict": CHAIN,
        "frame": pd.DataFrame(
            [[float(b in CHAIN[a]) for b in CHAIN] for a in CHAIN], index=[*CHAIN], columns=[*CHAIN]
        ),
    }[kind]
    table = pd.DataFrame({"value": [VALUES[name] for name in order]}, index=list(order))
    found = choose_targets(table, objective="value", budget=2, neighbours=neighbours, spill=0.5)
    assert (set(found.chosen), found.net, found.spill) == ({"A", "B"}, 15.0, 2.0)


@pytest.mark.parametrize(
    ("candidates", "objective", "cost"),
    [
        (pd.DataFrame({"v": VALUES, "c": PRICES}), "v", "c"),
        ({"v": pd.Series(VALUES), "c": pd.Series(PRICES)}, "v", "c"),
        (pd.DataFrame(index=list("DCBA")), VALUES, pd.Series(PRICES)),
        (pd.DataFrame({"v": VALUES}), "v", [3, 1, 1, 1]),
    ],
)
def test_values_and_costs_come_by_column_or_by_area(candidates, objective, cost):
    # By hand for 3: A alone is worth 9, and B, C and D together 16.
    found = choose_targets(candidates, objective=objective, budget=3, cost=cost)
    assert (set(found.chosen), found.net, found.cost) == ({"B", "C", "D"}, 16.0, 3.0)


def test_rows_as_dicts_are_named_by_their_number_and_one_cost_holds_for_all():
    found = choose_targets([{"v": 1}, {"v": 5}], objective="v", budget=350, cost=350)
    assert (found.chosen, found.cost) == ((1,), 350.0)


@pytest.mark.parametrize(
    ("candidates", "change", "parameter"),
    [
        ("E09000001", {}, "candidates"),
        ({"v": [1, 2], "w": [1]}, {}, "candidates"),
        ({"v": ["many", "few"]}, {}, "objective"),
        ({"v": [1, 2]}, {"cost": [1, 2, 3]}, "cost"),
        ({"v": [1, 2]}, {"cost": {0: 1}}, "cost"),
        ({"v": [1, 2]}, {"must_in": "0"}, "must_in"),
        ({"v": [1, 2]}, {"covers": np.eye(3)}, "covers"),
    ],
)
def test_candidates_and_values_that_cannot_be_used_are_named(candidates, change, parameter):
    with pytest.raises(ParameterError) as caught:
        choose_targets(candidates, **{"objective": "v", "budget": 1, **change})
    assert caught.value.parameter == parameter
