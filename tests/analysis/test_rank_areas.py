"""Ranks, their intervals and bands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Criterion, rank_areas
from geo.errors import ParameterError

MARKETS = Criterion(name="markets", source="police", kind="count")
TREND = Criterion(name="trend", source="counts", direction="less")


def test_score_is_the_weighted_mean_of_scaled_values():
    # By hand: markets scale to 1, 0.5, 0; trend (less is better) to 0, 0.5, 1; weights 3 : 1.
    areas = pd.DataFrame({"markets": [20, 10, 0], "trend": [4.0, 2.0, 0.0]}, index=["A", "B", "C"])
    ranking = rank_areas(areas, [MARKETS, TREND], weights={"markets": 3, "trend": 1}, top=1)
    assert ranking.table["score"].to_dict() == pytest.approx({"A": 0.75, "B": 0.5, "C": 0.25})
    assert ranking.weights == pytest.approx({"markets": 0.75, "trend": 0.25})
    assert ranking.parts.sum(axis=1).to_dict() == pytest.approx({"A": 0.75, "B": 0.5, "C": 0.25})


def test_a_missing_value_is_not_a_zero():
    areas = pd.DataFrame(
        {"markets": [10, 10, 0], "trend": [0.0, np.nan, 4.0]}, index=["A", "B", "C"]
    )
    ranking = rank_areas(areas, [MARKETS, TREND], weights={"markets": 1, "trend": 1}, top=1)
    assert ranking.table.loc["B", "score"] == pytest.approx(1.0)
    assert ranking.table["known"].to_dict() == pytest.approx({"A": 1.0, "B": 0.5, "C": 1.0})
    assert np.isnan(ranking.parts.loc["B", "trend"])


def test_rank_intervals_cover_the_chance_that_two_counts_change_places():
    # Two Poisson counts of 100 and 110: the difference has standard deviation sqrt(210) = 14.5, so
    # the larger comes first in P(Z > -10/14.5) = 75% of the draws.
    areas = pd.DataFrame({"markets": [110, 100, 5]}, index=["A", "B", "C"])
    ranking = rank_areas(
        areas, [MARKETS], weights={"markets": 1}, top=1, replicates=20_000, weight_range=0
    )
    assert ranking.table.loc["A", "chance_in_top"] == pytest.approx(0.755, abs=0.02)
    assert ranking.table["band"].tolist() == [1, 1, 2]


def test_exact_measures_without_moved_weights_leave_no_doubt():
    areas = pd.DataFrame({"trend": [1.0, 2.0, 3.0]}, index=list("ABC"))
    ranking = rank_areas(areas, [TREND], weights={"trend": 1}, top=2, weight_range=0)
    assert ranking.table.index.tolist() == ["A", "B", "C"]
    assert (ranking.table["low"] == ranking.table["high"]).all()
    assert ranking.table["band"].tolist() == [1, 2, 3]
    assert ranking.table["chance_in_top"].tolist() == [1.0, 1.0, 0.0]


def test_a_share_of_few_records_is_less_sure_than_of_many():
    graded = Criterion(name="graded", source="grades", kind="share", out_of="records")
    few = pd.DataFrame({"graded": [0.6, 0.4], "records": [5, 5]}, index=list("AB"))
    many = few.assign(records=500)
    chance = [
        rank_areas(table, [graded], weights={"graded": 1}, top=1).table.loc["A", "chance_in_top"]
        for table in (few, many)
    ]
    assert chance[0] < 0.8
    assert chance[1] == 1.0


def test_same_seed_same_answer_and_the_input_is_left_alone():
    areas = pd.DataFrame({"markets": [9, 8, 7]}, index=list("ABC"))
    before = areas.copy()
    first = rank_areas(areas, [MARKETS], weights={"markets": 2}, top=1, seed=4)
    again = rank_areas(areas, [MARKETS], weights={"markets": 2}, top=1, seed=4)
    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(areas, before)


@given(st.lists(st.integers(0, 60), min_size=3, max_size=12), st.floats(0.1, 9))
def test_order_does_not_hang_on_rows_or_on_the_scale_of_weights(counts, scale):
    areas = pd.DataFrame({"markets": counts}, index=[f"a{i}" for i in range(len(counts))])
    one = rank_areas(areas, [MARKETS], weights={"markets": 1}, top=1, replicates=100)
    other = rank_areas(areas[::-1], [MARKETS], weights={"markets": scale}, top=1, replicates=100)
    pd.testing.assert_series_equal(
        one.table["score"].sort_index(), other.table["score"].sort_index()
    )


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"weights": {"markets": 0}}, "weights"),
        ({"weights": {"markets": -1}}, "weights"),
        ({"weights": {"other": 1}}, "weights"),
        ({"top": 9}, "top"),
        ({"weight_range": 1.0}, "weight_range"),
        ({"replicates": 5}, "replicates"),
    ],
)
def test_what_cannot_be_ranked_is_refused(changed, parameter):
    areas = pd.DataFrame({"markets": [9, 8, 7]}, index=list("ABC"))
    with pytest.raises(ParameterError) as caught:
        rank_areas(areas, [MARKETS], **{"weights": {"markets": 1}, "top": 1, **changed})
    assert caught.value.parameter == parameter
    assert caught.value.hint


def test_areas_without_any_value_are_named():
    areas = pd.DataFrame({"markets": [9, None]}, index=["A", "B"])
    with pytest.raises(ParameterError, match="no value on any criterion"):
        rank_areas(areas, [MARKETS], weights={"markets": 1}, top=1)


@pytest.mark.parametrize(
    "candidates",
    [
        pd.DataFrame({"markets": [20, 10, 0], "trend": [4.0, 2.0, 0.0]}),
        {"markets": [20, 10, 0], "trend": [4.0, 2.0, 0.0]},
        [{"markets": 20, "trend": 4}, {"markets": 10, "trend": 2}, {"markets": 0, "trend": 0}],
    ],
)
@pytest.mark.parametrize(
    "weights", [{"markets": 3, "trend": 1}, pd.Series([3, 1], ["markets", "trend"])]
)
def test_a_frame_a_dict_and_a_list_of_rows_give_the_same_order(candidates, weights):
    # By hand, as bare names more is better: A and C are scaled to 1 and 0, B to a half.
    ranking = rank_areas(candidates, ["markets", "trend"], weights=weights)
    assert ranking.table["score"].to_dict() == pytest.approx({0: 1.0, 1: 0.5, 2: 0.0})
    assert ranking.weights == pytest.approx({"markets": 0.75, "trend": 0.25})
    assert ranking.top == 1


def test_weights_without_names_are_refused():
    with pytest.raises(ParameterError, match="which criterion each belongs to"):
        rank_areas({"markets": [1, 2]}, ["markets"], weights=[1.0])
