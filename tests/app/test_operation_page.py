"""The Operation page on the example workspace and on loaded records, without a browser.

The example's raids, premises, campaigns and calls are simulated (example/README.md); the counts of
recorded offences behind the cost are the Metropolitan Police's.
"""

import pandas as pd
import pytest

import analysis
import boundaries
import geo
from example.build import FOLDER
from example.places import TREATED
from tests.app.conftest import add
from tests.app.files import COUNTS, RAIDS
from tests.app.test_pages import run, texts
from views import disclosure, widgets

NAME = "Operation Crackdown"
OPERATIONS = (
    "operation_id,name,start,end,areas,cost\n"
    "7,Northern Line,2000-11-20,2000-11-25,Lambeth; Southwark,\n"
)


@pytest.fixture(scope="module")
def page():
    return run("operation", operation=NAME)


def finding(test):
    return next(m.value for m in test.markdown if "class='finding'" in m.value)


def shown(test):
    return {metric.label: metric.value for metric in test.metric}


def test_the_headline_and_the_figures_are_those_of_the_operation_s_raids(page):
    raids = geo.read_raids(FOLDER / "raids.csv").records
    own = raids[raids["operation"] == NAME]
    said = finding(page)
    assert f"{len(own)} raids in ten boroughs from 20 November 2000 to 3 December 2000" in said
    assert f"{own['arrests'].sum()} arrests" in said
    figures = shown(page)
    assert figures["Raids"] == "120"
    assert figures["Disposals"] == str(own["disposals"].sum())
    assert figures["Forensic hits"] == str(own["forensic_hits"].sum())


def test_what_is_simulated_says_so(page):
    told = texts(page.caption)
    for kinds in ("raids and links", "disposals", "premises", "campaigns and calls"):
        assert f"The {kinds} on this page are simulated" in told


def test_the_caveat_on_counting_disposals_stands_beside_them(page):
    assert "one multi-occupancy action may count once" in texts(page.caption)
    assert "There is no control in these averages" in texts(page.markdown)


def test_links_beyond_the_area_and_within_it_are_said(page):
    links = geo.read_links(FOLDER / "links.csv").records
    within = links.loc[links["from_code"] == links["to_code"], "count"].sum()
    beyond = links.loc[links["to_code"] == geo.OUTSIDE, "count"].sum()
    assert f"{within:,} links within one area are not drawn" in texts(page.caption)
    assert f"{beyond:,} lead outside the area" in texts(page.caption)


def test_premises_and_calls_are_told_with_their_intervals(page):
    premises = geo.read_premises(FOLDER / "premises.csv").records
    own = premises[premises["operation"] == NAME]
    found = analysis.premises_outcomes(own)
    told = texts(page.markdown).replace("\\", "")
    assert f"{found.low:.0%} to {found.high:.0%}" in told
    calls = geo.read_calls(FOLDER / "calls.csv").records
    panel = calls.pivot_table(index="area_code", columns="start", values="count", aggfunc="sum")
    response = analysis.campaign_response(
        panel, start="2001-01-15", end="2001-02-11", treated=list(TREATED)
    )
    assert f"{response.low:.2f} to {response.high:.2f}" in told


def test_a_cost_whose_effect_may_be_none_has_no_upper_bound(page):
    # By land 1,442 fewer than expected: 21,598 before, 19,747 after, the control 3,908 to 3,834.
    assert round(21_598 * 3_834 / 3_908 - 19_747) == 1_442
    figures = shown(page)
    assert figures["Prevented, net of displacement"] == "+1,442"
    assert figures["Cost per offence prevented"] == "no upper bound"
    assert "£237 to no upper bound" in texts(page.caption)
    assert "includes none at all" in texts(page.markdown)
    assert "£555" in texts(page.markdown)


def test_the_river_changes_the_effect_that_the_cost_is_divided_by():
    test = run("operation", operation=NAME, river="By land and river")
    assert shown(test)["Prevented, net of displacement"] != "+1,442"


def test_another_campaign_can_be_chosen_by_link():
    launch = "Press launch of Operation Crackdown (20 November 2000)"
    test = run("operation", operation=NAME, campaign=launch)
    assert "No evidence that calls" in texts(test.markdown).replace("\\", "")


def test_areas_chosen_by_hand_have_no_cost():
    test = run("operation", operation="Areas I choose", raided=["Camden", "Hackney"])
    assert "in two boroughs" in finding(test)
    assert "A cost belongs to an operation on record" in texts(test.info)


def test_counts_that_do_not_reach_the_operation_are_told_in_the_page_s_words(store):
    add(store, "operations", OPERATIONS.replace("Southwark,", "Southwark,90000"))
    add(store, "raids", RAIDS)
    add(store, "area_counts", COUNTS)
    test = run("operation", operation="Northern Line")
    told = texts(test.info).replace("\\", "")
    assert not test.error
    assert "do not reach round the operation of November 2000: what" in told
    assert "same_season" not in texts(test.markdown) + told
    assert shown(test)["Cost"] == "£90,000"


def test_loaded_records_alone_say_what_is_missing_and_offer_its_table(store):
    from views import workspace

    add(store, "operations", OPERATIONS)
    add(store, "raids", RAIDS)
    test = run_own("operation", workspace)
    told = texts(test.info).replace("\\", "")
    for kind in ("links between places", "judicial disposals", "premises secured", "campaigns",
                 "calls to a hotline", "operations"):  # fmt: skip
        assert f"Load **{kind}** on the Data page" in told
    labels = {element.label for element in test.get("download_button")}
    assert {"Links between places (empty CSV)", "Premises secured (empty CSV)"} <= labels
    assert shown(test)["Arrests"] == "not recorded"
    assert shown(test)["Cost"] == "not recorded"
    assert finding(test).startswith("<p class='finding'>No raid of Northern Line")


def run_own(page, workspace):
    """Run a page on loaded records alone."""
    from streamlit.testing.v1 import AppTest

    from tests.app.test_pages import VIEWS

    test = AppTest.from_file(str(VIEWS / f"{page}_page.py"), default_timeout=60)
    test.session_state["workspace_choice"] = workspace.OWN
    test.run()
    assert not test.exception, test.exception
    return test


def test_an_empty_workspace_offers_the_table_of_operations(store):
    from views import workspace

    add(store, "raids", RAIDS)
    test = run_own("operation", workspace)
    assert "There is no operation yet" in texts(test.info)


def test_a_name_from_a_file_is_shown_as_it_stands(store):
    hostile = OPERATIONS.replace("Northern Line", "<img src=x onerror=alert(1)> ![x](http://a)")
    add(store, "operations", hostile)
    test = run("operation", operation="<img src=x onerror=alert(1)> ![x](http://a)")
    assert "<img" not in finding(test)
    loose = [m for m in test.markdown if not m.allow_html]
    assert not [m for m in loose if "![x](http" in m.value]


def test_raids_are_the_operation_s_by_name_or_by_place_and_day():
    from views import operation_records
    from views.operations import Operation
    from workspace import Workspace

    areas = boundaries.load_boroughs()
    raids = geo.read_raids(
        b"raid_id,date,easting,northing,operation\n"
        b"1,2000-11-21,531210,175312,northern line\n"  # named, in another case
        b"2,2000-11-21,531210,175312,7\n"  # by its number
        b"3,2000-11-21,531210,175312,\n"  # unnamed, in its area and time
        b"4,2000-12-21,531210,175312,\n"  # unnamed, later
        b"5,2000-11-21,531210,175312,Other\n"  # another's
        b"6,2000-11-21,533512,184733,\n",  # unnamed, elsewhere
        locate=lambda points: boundaries.assign_areas(points, areas),
    ).records
    operations = geo.read_operations(OPERATIONS.encode()).records
    now = Workspace(
        version="v", areas_version="shipped boroughs", areas=areas, sources=(),
        points={"raids": raids}, tables={"operations": operations},
    )  # fmt: skip
    chosen = Operation(
        name="Northern Line", treated=("E09000022", "E09000028"), operation_id="7",
        dates=(pd.Timestamp("2000-11-20"), pd.Timestamp("2000-11-25")),
    )  # fmt: skip
    found = operation_records.raids_in(now, chosen)
    assert dict(zip(found["raid_id"], found["own"], strict=True)) == {
        "1": True, "2": True, "3": True, "4": False, "5": False,
    }  # fmt: skip


def test_the_example_s_lesson_states_the_figures_of_the_evaluation(page):
    from workspace import read_example

    (lesson,) = read_example().documents["lesson"]
    assert lesson.content["conclusion"] in texts(page.caption).replace("\\", "")
    (plan,) = read_example().documents["plan"]
    assert plan.content["areas"] == list(TREATED)
    assert lesson.content["illustrative"]
    assert plan.content["illustrative"]


def test_the_targets_page_shows_the_example_s_plan_and_lesson_until_there_are_others(store):
    test = run("targets")
    assert "raided in the same two weeks" in texts(test.text)
    assert next(b for b in test.button if b.key == "delete_plan").disabled
    assert any("Evaluate it" in h.proto.body for h in test.get("html"))
    store.save_document("lesson", "Own", {"areas": list(TREATED), "worked": "Early"}, by="me")
    again = run("targets")
    assert "raided in the same two weeks" not in texts(again.text)
    assert "Early" in texts(again.text)


def test_calls_and_links_leave_as_counts_that_the_rule_for_the_public_knows(monkeypatch):
    handed = {}
    monkeypatch.setattr(
        widgets, "download", lambda frame, *, key, **_: handed.update({key: frame.copy()})
    )
    run("operation", operation=NAME)
    calls = geo.read_calls(FOLDER / "calls.csv").records
    # The campaign ran from 15 January 2001 for four whole weeks.
    during = calls[calls["start"].between("2001-01-15", "2001-02-05")]
    sums = during.groupby("area_code")["count"].sum()
    table = handed["csv_calls"].set_index("area_code")
    assert table["calls during"].to_dict() == sums[table.index].to_dict()
    for key, column in (("csv_calls", "calls before"), ("csv_links", "links")):
        safe = disclosure.for_public(handed[key])[column].dropna()
        assert safe.min() >= 10
        assert set(safe % 5) == {0}
    hidden = disclosure.for_public(handed["csv_calls"])
    few = (handed["csv_calls"]["calls during"] < 10).to_numpy()
    assert few.any()
    assert hidden.loc[few, ["calls during", "change"]].isna().all(axis=None)
