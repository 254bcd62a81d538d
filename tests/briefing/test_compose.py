"""What a briefing tells, from the example and from records made for the test."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import analysis
import briefing
from briefing import SceneEdit, Spec
from briefing._evaluated import evaluated
from briefing._tell_hotspots import tell_hotspots
from briefing._tell_learned import tell_learned
from briefing._tell_targets import tell_targets
from briefing._telling import Telling
from geo.errors import ParameterError
from tests.briefing.telling import crafted, empty, example
from workspace import Source

EVE = pd.Timestamp("2000-11-19")


@pytest.fixture(scope="module")
def internal():
    return briefing.compose(example(), spec=Spec(name="a", profile="internal"))


def scene(told, key):
    return next(one for one in told.scenes if one.key == key)


def test_the_operation_briefing_follows_the_operation(internal):
    assert internal.title == "Operation Crackdown"
    assert internal.subtitle == "20 November 2000 to 3 December 2000"
    assert [one.key for one in internal.scenes] == [
        *("markets", "hotspots", "targets", "done", "changed", "sure", "learned", "method")
    ]


def test_markets_are_those_active_on_the_day_before(internal):
    markets = example().points["markets"]
    eve = pd.Timestamp("2000-11-19")
    there = markets[
        (markets["first_seen"] <= eve)
        & (markets["last_seen"].isna() | (markets["last_seen"] >= eve))
    ]
    told = scene(internal, "markets")
    assert told.message.startswith(f"{len(there)} markets were active on 19 November 2000")
    table = told.table.set_index("Area")
    assert table.loc["All areas", "All"] == len(there)
    camden = there[there["area_code"] == "E09000007"]
    assert table.loc["Camden", "Open"] == (camden["kind"] == "open").sum()


def test_raids_are_counted_by_tactic_and_week(internal):
    raids = example().points["raids"]
    theirs = raids[raids["operation"] == "Operation Crackdown"]
    told = scene(internal, "done")
    table = told.table.set_index("Week")
    assert table.loc["All", "All"] == len(theirs)
    first = theirs[theirs["date"] < "2000-11-27"]
    assert table.loc["20 Nov 2000", "Warrant"] == (first["tactic"] == "warrant").sum()
    assert f"{theirs['arrests'].sum()} arrests" in told.message


def test_the_change_of_the_real_operation_is_no_evidence_of_anything(internal):
    # 13,437 to 12,091 in the raided boroughs, 3,908 to 3,834 in the controls: exp(-0.0864) - 1.
    told = scene(internal, "changed")
    assert told.message.startswith("No evidence of a change in the raided boroughs")
    assert "\N{MINUS SIGN}8.3%" in told.message
    table = told.table.set_index("Area")
    # As the Metropolitan Police published them (example/area_counts.csv).
    assert table.loc["Hackney", ["Before", "After"]].to_list() == [999, 951]
    assert not any(arrow.firm for frame in told.picture.frames for arrow in frame.arrows)
    assert [frame.label for frame in told.picture.frames] == ["Before: 1999-00", "After: 2000-01"]
    sure = scene(internal, "sure")
    assert "13% of the placements would show as large a change" in sure.message
    assert sure.picture.data["firm"].all()


def test_the_caveat_about_policing_is_beside_the_change(internal):
    for key in ("changed", "sure", "method"):
        assert any("measure policing as much as dealing" in c for c in scene(internal, key).caveats)


def test_simulated_records_say_so_and_recorded_counts_do_not(internal):
    for key in ("markets", "hotspots", "targets", "done"):
        assert scene(internal, key).picture.illustrative.startswith("Illustrative:")
    assert scene(internal, "changed").picture.illustrative == ""


def test_every_picture_has_a_text_alternative_with_the_message(internal):
    for one in internal.scenes:
        assert one.message in one.alt


def test_the_same_spec_gives_the_same_briefing(internal):
    again = briefing.compose(example(), spec=Spec(name="a", profile="internal"))
    for one, other in zip(internal.scenes, again.scenes, strict=True):
        assert (one.message, one.notes, one.caveats) == (other.message, other.notes, other.caveats)
        pd.testing.assert_frame_equal(one.table, other.table)


@pytest.mark.parametrize("template", ["operation", "quarter"])
def test_without_records_each_scene_says_what_is_missing(template):
    told = briefing.compose(empty(), spec=Spec(name="a", template=template))
    for one in told.scenes[:-1]:
        assert one.picture is None
        assert one.missing
        assert one.message


def test_scenes_are_chosen_ordered_and_written_over():
    spec = Spec(
        name="a",
        profile="internal",
        scenes=(
            SceneEdit(key="done", title="Our two weeks", annotation="Thank you."),
            SceneEdit(key="markets", message="Too many markets."),
            *(SceneEdit(key=key, shown=False) for key in ("hotspots", "targets", "learned")),
        ),
    )
    told = briefing.compose(example(), spec=spec)
    assert [one.key for one in told.scenes] == ["done", "markets", "changed", "sure", "method"]
    assert (told.scenes[0].title, told.scenes[0].annotation) == ("Our two weeks", "Thank you.")
    assert told.scenes[1].message == "Too many markets."
    assert "The message was edited by hand." in told.scenes[1].caveats
    assert "Too many markets." in told.scenes[1].alt
    assert "The message was edited by hand." not in told.scenes[0].caveats


def test_what_was_written_under_the_internal_profile_stays_inside():
    edit = SceneEdit(key="markets", message="Exactly 223.", written_under="internal")
    spec = Spec(name="a", scenes=(edit,))
    assert briefing.compose(example(), spec=spec).scenes[0].message.startswith("About 225")
    inside = replace(spec, profile="internal")
    assert briefing.compose(example(), spec=inside).scenes[0].message == "Exactly 223."


def test_lessons_are_told_inside_and_left_out_outside():
    lessons = [
        {"name": "Timing", "content": {"operation": "Operation Crackdown", "lesson": "Earlier."}},
        {"name": "Other", "content": {"operation": "Operation Other", "lesson": "Not ours."}},
    ]
    inside = briefing.compose(example(), spec=Spec(name="a", profile="internal"), lessons=lessons)
    told = scene(inside, "learned")
    assert told.message == "1 lesson was written down for Operation Crackdown."
    assert told.table["What was written"].to_list() == ["Earlier."]
    outside = briefing.compose(example(), spec=Spec(name="a"), lessons=lessons)
    assert "Earlier." not in repr(scene(outside, "learned"))


def test_a_lesson_stands_whole_and_beside_its_figures():
    long = " ".join(f"word{at}" for at in range(300))
    content = {
        "operation": "Operation Crackdown",
        "worked": long,
        "conclusion": "No evidence of a fall.",
        "figures": {
            "raided": {"percent": -10.72, "low": -22.14, "high": None, "calibrated": False}
        },
    }
    spec = Spec(name="a", profile="internal")
    found = tell_learned(Telling(example(), spec, lessons=({"name": "x", "content": content},)))
    minus = "\N{MINUS SIGN}"
    assert found.message == "1 lesson was written down for Operation Crackdown."
    figures = (
        f"In the raided areas: {minus}10.7% against the controls "
        f"(95% interval {minus}22.1% to no bound, not calibrated)."
    )
    assert found.table["What was written"].to_list() == [long, "No evidence of a fall.", figures]


def test_a_spec_without_weights_counts_criteria_as_the_targets_page_does(internal):
    usual = scene(internal, "targets").table

    def told(weights):
        spec = Spec(name="a", profile="internal", weights=weights)
        return tell_targets(Telling(example(), spec)).table

    pd.testing.assert_frame_equal(told(analysis.USUAL_WEIGHTS), usual)
    assert not told(dict.fromkeys(analysis.USUAL_WEIGHTS, 1.0)).equals(usual)


def offences(first, last):
    """Return 90 offences in one place between two months, in a workspace of the example."""
    rng = np.random.default_rng(3)
    now = example()
    x, y = rng.normal(533_000, 300, 90), rng.normal(184_000, 300, 90)
    periods = pd.period_range(first, last, freq="M")
    table = gpd.GeoDataFrame(
        {
            "category": "drugs",
            "period": pd.PeriodIndex(rng.choice(periods, 90), freq="M"),
            "weight": 1.0,
            "area_code": "E09000012",
        },
        geometry=gpd.points_from_xy(x, y),
        crs=27700,
    )
    source = Source(kind="offences", name="o.csv", rows=90, digest="ab" * 32)
    return replace(now, points=now.points | {"offences": table}, sources=(*now.sources, source))


def test_offences_of_another_time_give_way_to_markets_and_that_is_said():
    found = tell_hotspots(
        Telling(offences("2018-01", "2018-06"), Spec(name="a")), first=None, last=EVE
    )
    assert "concentrations of markets" in found.message
    assert found.picture.period == "Up to 19 November 2000"
    assert found.caveats[0] == (
        "The loaded offences (January 2018 to June 2018) do not reach back to this time: these "
        "are hotspots of markets."
    )


def test_where_nothing_is_of_the_time_asked_for_what_there_is_is_told():
    now = offences("2018-01", "2018-06")
    now = replace(now, points=now.points | {"markets": now.points["markets"].iloc[:0]})
    found = tell_hotspots(Telling(now, Spec(name="a")), first=None, last=EVE)
    assert "recorded offences" in found.message
    assert found.picture.period == "January 2018 to June 2018"
    assert found.caveats[0].startswith("No record lies in the time asked for (up to 19 november")


def test_strong_evidence_must_stand_by_land_and_with_the_river(monkeypatch):
    asked = {}

    def grid(*_, neighbours, **__):
        asked.update(neighbours)
        raise ParameterError("enough", hint="-", parameter="x")

    monkeypatch.setattr(analysis, "sensitivity_grid", grid)
    monkeypatch.setattr(
        analysis,
        "graded_conclusion",
        lambda *_, **__: analysis.Conclusion(
            grade="strong evidence of",
            near_grade=None,
            sentence="",
            near_sentence="",
            summary="",
        ),
    )
    evaluated(Telling(example(), Spec(name="a")))
    assert set(asked) == {"by land", "by land and river"}
    # Greenwich meets raided boroughs across the Thames only.
    thames = {name: set(graph["E09000011"].index) for name, graph in asked.items()}
    assert "E09000030" in thames["by land and river"] - thames["by land"]


def test_a_quarterly_review_compares_both_quarters():
    told = briefing.compose(
        crafted(), spec=Spec(name="q", template="quarter", quarter="2023Q4", profile="internal")
    )
    year = scene(told, "offences-year")
    table = year.table.set_index("Area")
    counts = crafted().tables["area_counts"]
    hackney = counts[counts["area_code"] == "E09000012"].set_index("period")["count"]
    assert table.loc["Hackney", "Oct to Dec 2023"] == hackney["2023-10":"2023-12"].sum()
    assert table.loc["Hackney", "Oct to Dec 2022"] == hackney["2022-10":"2022-12"].sum()
    assert "beyond chance" in year.message
    assert scene(told, "offences-quarter").table.columns[1] == "Jul to Sep 2023"


def test_what_is_not_among_the_records_is_refused():
    with pytest.raises(ParameterError, match="operation is not among the records"):
        briefing.compose(example(), spec=Spec(name="a", operation="Operation Nowhere"))
    with pytest.raises(ParameterError, match="offences are not among the counts"):
        briefing.compose(example(), spec=Spec(name="a", category="piracy"))


def test_progress_is_told_and_may_end_the_work():
    seen = []
    briefing.compose(empty(), spec=Spec(name="a"), progress=lambda *at: seen.append(at))
    assert seen[-1] == (8, 8)

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        briefing.compose(empty(), spec=Spec(name="a"), progress=stop)


def test_hostile_names_and_long_titles_reach_every_file_as_plain_text():
    now = crafted()
    name = "\N{HEBREW LETTER MEM}<script>alert(1)</script> \N{POLICE CAR}${x}"
    operations = now.tables["operations"].assign(name=[name])
    odd = now.areas["name"].where(now.areas["code"] != "E09000012", "\N{ARABIC LETTER HAH}=1+1")
    hostile = replace(
        now,
        tables={**now.tables, "operations": operations},
        areas=now.areas.assign(name=odd),
    )
    edit = SceneEdit(key="markets", message="=HYPERLINK(1)", annotation="-cmd|x")
    spec = Spec(name="x", profile="internal", title="Very long title " * 30, scenes=(edit,))
    made = briefing.render(
        briefing.compose(hostile, spec=spec), formats=("html", "pdf", "pptx", "csv")
    )
    assert b"<script>alert" not in made["x.html"]
    assert {"x.html", "x.pdf", "x.pptx", "x-csv/01-markets.csv"} <= set(made)
    assert b",'=1+1" not in made["x-csv/01-markets.csv"]  # it begins with a letter
    room, presenter = briefing.to_show(briefing.compose(hostile, spec=spec), key="k")
    assert b"<script>alert" not in room + presenter


def test_counts_that_do_not_reach_the_operation_are_said_in_plain_words():
    # The counts of `crafted` run from January 2019 to December 2023.
    now = crafted()
    old = pd.Timestamp("2000-11-20")
    operations = now.tables["operations"].assign(start=[old], end=[old])
    early = replace(now, tables={**now.tables, "operations": operations})
    told = briefing.compose(early, spec=Spec(name="a"))
    for key in ("changed", "sure"):
        assert scene(told, key).missing == (
            "The change could not be evaluated: the loaded counts run from January 2019 to "
            "December 2023, and do not reach the operation of 20 November 2000. Load counts of the "
            "time before and after it."
        )
