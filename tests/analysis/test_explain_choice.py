"""Sentences about a set of areas, against worths worked by hand."""

from dataclasses import replace

import pandas as pd

from analysis import AreaCriteria, Criterion, choose_targets, explain_choice, rank_areas

PHRASES = {"markets": "{value:,.0f} markets", "trend": "offences {value:+.0%}"}


def explained(table, *, places, **options):
    criteria = AreaCriteria(
        table=table,
        criteria=tuple(Criterion(name=name, source="made", kind="measure") for name in table),
    )
    ranking = rank_areas(
        table, criteria.criteria, weights=dict.fromkeys(table, 1), top=places, replicates=100
    )
    choice = choose_targets(ranking.table, objective="score", budget=places, **options)
    return explain_choice(
        choice, criteria=criteria, ranking=ranking, phrases=PHRASES, names={"D": "Dagenham"}
    )


def test_the_criteria_that_lift_an_area_are_told_with_their_standing():
    table = pd.DataFrame(
        {"markets": [40, 30, 10, 20], "trend": [0.1, 0.5, 0.0, 0.2]}, index=list("ABCD")
    )
    inside, outside = explained(table, places=2)
    # Scores: A (1 + .2)/2 = .6, B (2/3 + 1)/2 = .8333, D (1/3 + .4)/2 = .3667; net 1.4333.
    assert inside["why"].to_dict() == {
        "B": "Offences +50% (most of 4) and 30 markets (2nd of 4). "
        "With Dagenham in its place the set would be worth 32.6% less.",
        "A": "40 markets (most of 4). "
        "With Dagenham in its place the set would be worth 16.3% less.",
    }
    assert outside["why"]["D"].endswith("In place of A it would make the set worth 16.3% less.")
    assert outside["why"]["C"].startswith("It stands out in nothing. ")


def test_an_area_that_must_be_in_and_one_that_is_as_good_are_said_to_be():
    table = pd.DataFrame({"markets": [40, 30, 30, 10]}, index=list("ABCD"))
    inside, outside = explained(table, places=2, must_in=["A"])
    assert inside["why"]["A"].endswith("It is in because it must be.")
    assert inside["why"]["B"].endswith("C would do as well: between the two the choice is open.")
    assert outside["why"]["C"].endswith("It would do as well: the choice is open.")


def test_a_value_that_must_not_be_told_is_left_out_of_the_sentence():
    table = pd.DataFrame(
        {"markets": [40, 9, 3], "trend": [0.1, 0.2, 0.3]}, index=list("ABC"), dtype=float
    )
    criteria = AreaCriteria(
        table=table,
        criteria=tuple(Criterion(name=name, source="made", kind="measure") for name in table),
    )
    ranking = rank_areas(table, criteria.criteria, weights={"markets": 3, "trend": 1}, top=1)
    choice = choose_targets(ranking.table, objective="score", budget=2)
    hidden = replace(criteria, table=table.assign(markets=[40, None, None]))
    inside, outside = explain_choice(choice, criteria=hidden, ranking=ranking, phrases=PHRASES)
    told = [*inside["why"], *outside["why"]]
    assert inside.loc["A", "why"].startswith("40 markets (most of 1).")
    assert not [why for why in told if "nan" in why or "9 markets" in why or "3 markets" in why]
    assert outside.loc["B", "why"].startswith("Offences +20% (2nd of 3).")
