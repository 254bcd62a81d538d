"""The Briefing page without a browser: what it offers and keeps, and what it does not let out."""

import pytest

import briefing
from geo.store import Store
from tests.app.conftest import add
from tests.app.files import RAIDS
from tests.app.test_pages import run, texts
from views import shows
from views.widgets import VERSION


def message(test, title="Message"):
    return next(box for box in test.text_area if box.label == title)


def option(test, label):
    return next(one for one in (*test.radio, *test.selectbox) if one.label == label)


def draft(test):
    return test.session_state["briefing_draft"][1]


@pytest.mark.usefixtures("store")
def test_the_careful_profile_is_chosen_and_explained():
    test = run("briefing")
    assert option(test, "Profile").value == "public"
    assert "counts below 10 are suppressed" in texts(test.caption).replace("\\", "")
    assert message(test).value.startswith("About 225 markets were active")


@pytest.mark.usefixtures("store")
def test_what_the_results_said_inside_does_not_stay_in_a_box_outside():
    test = run("briefing")
    option(test, "Profile").set_value("internal").run()
    assert message(test).value.startswith("223 markets")
    message(test).set_value("Exactly 223 markets, I say.").run()
    assert draft(test).scenes[0].written_under == "internal"
    option(test, "Profile").set_value("public").run()
    assert message(test).value.startswith("About 225 markets")
    assert "left out of public files" in texts(test.caption)
    held = shows.find(test.session_state["briefing_show"], presenter=False).decode()
    assert "Exactly 223" not in held
    assert "About 225 markets" in held


@pytest.mark.usefixtures("store")
def test_the_example_s_lesson_is_shown_and_said_to_be_illustrative():
    test = run("briefing")
    option(test, "Profile").set_value("internal").run()
    held = shows.find(test.session_state["briefing_show"], presenter=False).decode()
    assert "Open markets came up again over the nearest border" in held
    assert (
        "<strong>Illustrative: lessons of the example are made up, not real ones.</strong>" in held
    )


def test_a_briefing_is_saved_under_its_name_and_opened_by_its_address(store: Store):
    test = run("briefing")
    message(test, "Annotation").set_value("For the commanders.").run()
    next(b for b in test.button if b.key.startswith("down_")).click().run()
    assert [edit.key for edit in draft(test).scenes][:2] == ["hotspots", "markets"]
    next(b for b in test.text_input if b.label == "Name").set_value("Commanders").run()
    next(b for b in test.button if b.key == "briefing_save").click().run()
    assert not test.exception
    spec = briefing.find_spec(store, "Commanders")
    assert [edit.key for edit in spec.scenes][:2] == ["hotspots", "markets"]
    assert spec.scenes[1].annotation == "For the commanders."
    assert spec.methods["hotspots"].startswith("Getis-Ord")
    again = run("briefing", briefing="Commanders")
    assert option(again, "Briefing").value == "Commanders"
    held = shows.find(again.session_state["briefing_show"], presenter=False).decode()
    assert "For the commanders." in held
    add(store, "raids", RAIDS)
    assert "its figures may differ" in texts(run("briefing", briefing="Commanders").warning)


@pytest.mark.usefixtures("store")
def test_the_quarterly_review_says_what_yearly_counts_cannot_tell():
    test = run("briefing")
    option(test, "Template").set_value("quarter").run()
    assert not test.exception
    assert "Yearly counts cannot tell quarters apart" in texts(test.caption)


def test_a_show_is_found_by_its_key_only_and_the_oldest_goes_first():
    keys = [shows.new_key() for _ in range(70)]
    assert len(set(keys)) == 70
    for key in keys:
        shows.hold(key, b"room", b"notes")
    assert shows.find(keys[-1], presenter=False) == b"room"
    assert shows.find(keys[-1], presenter=True) == b"notes"
    assert shows.find(keys[0], presenter=False) is None
    assert shows.find("guess", presenter=False) is None


@pytest.mark.usefixtures("store")
def test_files_are_made_beside_the_page_and_offered():
    test = run("briefing")
    test.session_state["briefing_formats"] = ["csv", "svg"]
    test.run()
    next(b for b in test.button if b.key == "briefing_make").click().run()
    assert test.session_state["briefing_job"][1].wait(60.0)
    test.run()
    labels = [one.proto.label for one in test.get("download_button")]
    assert [label.split(" (")[0] for label in labels] == ["Drawings", "Numbers"]


@pytest.mark.usefixtures("store")
def test_other_words_make_other_files():
    test = run("briefing")
    test.session_state["briefing_formats"] = ["csv"]
    test.run()
    next(b for b in test.button if b.key == "briefing_make").click().run()
    test.session_state["briefing_job"][1].wait(60.0)
    message(test, "Annotation").set_value("New words.").run()
    assert not test.get("download_button")
    assert any(b.key == "briefing_make" for b in test.button)


def test_other_shapes_of_the_same_places_are_made_only_when_that_is_asked_for(store: Store):
    spec = briefing.Spec(name="a", places="cells")
    briefing.note_handed_over(store, spec, version=run("map").session_state[VERSION], by="tester")
    test = run("briefing")
    make = next(b for b in test.button if b.key == "briefing_make")
    assert make.disabled
    assert "by square have been made already" in texts(test.warning).replace("\\", "")
    next(b for b in test.checkbox if b.key == "briefing_both").check().run()
    assert not next(b for b in test.button if b.key == "briefing_make").disabled
