"""The way of a file through the real app: dropped, reported, added, shown, and taken back."""

import os
import re
import sqlite3

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.app import files
from tests.app.driving import (
    add,
    choose,
    drop,
    figures,
    open_app,
    open_page,
    open_section,
    say_who,
    settled,
    the_map,
)
from tests.browser import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture
def path(tmp_path):
    """Return where the store of the app is."""
    return tmp_path / "crackdown.sqlite"


@pytest.fixture
def url(served_alone, path, tmp_path):
    """Return the address of an app with an empty store of its own, that waits for other writers.

    However busy the machine is, the app may not give up before the test has done its part.
    """
    start = tmp_path / "start"
    start.mkdir()
    patience = "from geo.store import _engine\n_engine._WAIT_S = 600\n"
    (start / "sitecustomize.py").write_text(patience, encoding="utf-8")
    return served_alone(
        ROOT / "app.py",
        CRACKDOWN_STORE=str(path),
        PYTHONPATH=os.pathsep.join([str(ROOT), str(start)]),
    )


@pytest.fixture
def app(chromium, url, recorded):
    """Return a page of that app, on the Data page."""
    page = open_app(chromium, url, record=recorded)
    open_page(page, "Data")
    yield page
    page.context.close()


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file to drop."""

    def write_file(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def test_a_file_is_reported_added_shown_kept_and_undone(app, chromium, url, recorded, write):
    drop(app, write("faulty.csv", files.FAULTY))
    assert figures(app) == {"Rows read": 6, "Accepted": 2, "Duplicate": 1, "Rejected": 3}
    expect(app.get_by_role("combobox", name="What it holds")).to_have_value("Markets")
    said = app.get_by_test_id("stMain").inner_text()
    assert "1 record states another borough" in said
    app.get_by_role("heading", name="Rejected rows").wait_for()
    # who loads a file gets all of the report back, whoever the workspace's files are for
    with app.expect_download() as kept:
        app.get_by_role("button", name="Rejected rows as CSV", exact=True).click()
    report = pd.read_csv(kept.value.path())
    assert report["line"].tolist() == [4, 5, 7]
    the_map(app)
    button = app.get_by_role("button", name="Add 2 records")
    expect(button).to_be_disabled()
    say_who(app, "analyst, Lambeth")
    button.click()
    app.get_by_text("Added 2 records from 1 file.").wait_for()
    open_page(app, "Map")
    the_map(app)
    assert figures(app)["Open markets"] == 2
    expect(
        app.get_by_text(re.compile(r"Data version [0-9a-f]{12}\+example \(1 file"))
    ).to_be_visible()

    later = open_app(chromium, url, record=recorded)
    assert figures(later)["Open markets"] == 2
    open_page(later, "Data")
    open_section(later, "What is loaded")
    choose(later, "Look into a batch", "1: faulty.csv")
    facts = later.locator("dl.facts").inner_text()
    assert "by analyst, Lambeth" in facts
    assert "6: 2 accepted, 1 duplicate, 3 rejected, 0 left out" in facts
    later.get_by_text("Rejected rows (3)").wait_for()
    later.get_by_role("button", name="Undo this batch").click()
    later.get_by_text("2 records").wait_for()
    say_who(later, "planner")
    later.get_by_role("button", name="Undo", exact=True).click()
    later.get_by_text("Every batch was undone").wait_for()
    open_section(later, "Log")
    later.get_by_text("The log is whole (2 entries)").wait_for()
    open_page(later, "Map")
    the_map(later)
    assert figures(later)["Open markets"] > 100
    later.context.close()


def test_the_same_file_twice_says_who_loaded_it(app, write):
    path = write("markets.csv", files.MARKETS)
    add(app, path)
    drop(app, path)
    app.get_by_text(re.compile(r"loaded before: .* by analyst, as batch 1")).wait_for()
    assert app.get_by_role("button", name=re.compile("^Add [0-9]")).count() == 0


def test_many_files_at_once_are_each_recognised_and_a_bad_one_keeps_none_out(app, write):
    drop(
        app,
        write("markets.csv", files.MARKETS),
        write("raids.csv", files.RAIDS),
        write("street.csv", files.OFFENCES),
        write("districts.geojson", files.AREAS),
        write("people.csv", "suspect_name,x,y\nJ,1,2\n"),
    )
    app.get_by_text("Look into a file").wait_for()
    refused = app.get_by_test_id("stAlert").filter(has_text="people.csv, line 1, column")
    refused.get_by_text("data about persons").wait_for()
    choose(app, "Look into a file", "people.csv")
    app.get_by_role("paragraph").filter(has_text="data about persons").wait_for()
    say_who(app)
    app.get_by_role("button", name="Add 9 records from 4 files").click()
    app.get_by_text("Added 9 records from 4 files.").wait_for()
    open_page(app, "Map")
    frame = the_map(app)
    frame.locator(".leaflet-crackdown-dots-pane canvas").wait_for(state="attached")
    shown = figures(app)
    assert (shown["Open markets"], shown["Closed markets"], shown["Raids"]) == (1, 1, 2)
    labels = frame.locator(".cd-label span").all_inner_texts()
    assert set(labels) == {"West", "East"}


def test_a_correction_of_the_columns_is_remembered_for_the_next_file(app, write):
    drop(app, write("strange.csv", files.STRANGE))
    app.get_by_text("those of no kind of record that is known").wait_for()
    choose(app, "What it holds", "Markets")
    app.get_by_text("no column holds 'market_id'").wait_for()
    for ours, theirs in files.STRANGE_COLUMNS.items():
        choose(app, ours, theirs)
    app.get_by_role("button", name="Read again with these columns").click()
    assert figures(app)["Accepted"] == 2
    say_who(app)
    app.get_by_role("button", name="Add 2 records").click()
    app.get_by_text("Added 2 records").wait_for()
    drop(app, write("next.csv", files.STRANGE.replace("S1", "S8").replace("S2", "S9")))
    assert figures(app)["Accepted"] == 2
    app.get_by_text("As they were corrected for an earlier file").wait_for(state="attached")


def test_conflicting_ids_offer_to_replace_the_earlier_batch(app, write):
    add(app, write("markets.csv", files.MARKETS))
    corrected = files.MARKETS.replace("Coldharbour Lane", "Brixton Road")
    drop(app, write("corrected.csv", corrected))
    app.get_by_role("button", name="Add 2 records").click()
    app.get_by_text("1 row has an id that another batch already gave").wait_for()
    app.get_by_role("button", name="Replace batch 1").click()
    app.get_by_text("Added 2 records").wait_for()
    open_section(app, "What is loaded")
    app.get_by_text("Also show batches that were undone").click()
    settled(app)
    choose(app, "Look into a batch", "3: corrected.csv")
    assert "Replaced batch" in app.locator("dl.facts").inner_text()
    open_page(app, "Map")
    the_map(app)
    assert figures(app)["Open markets"] == 1


def test_a_cancelled_import_leaves_nothing(app, path, write):
    drop(app, write("markets.csv", files.MARKETS))
    say_who(app)
    # Another writer keeps the import waiting until it has been cancelled.
    rival = sqlite3.connect(path, isolation_level=None)
    rival.execute("BEGIN IMMEDIATE")
    app.get_by_role("button", name="Add 2 records").click()
    app.get_by_text("Adding 1 of 1: markets.csv").wait_for()
    app.get_by_role("button", name="Cancel").click()
    settled(app)
    rival.execute("ROLLBACK")
    rival.close()
    app.get_by_text("Cancelled: nothing of these files was added.").wait_for()
    open_section(app, "What is loaded")
    app.get_by_text("No file has been loaded into this store yet.").wait_for()
    open_section(app, "Log")
    app.get_by_text("The log is empty").wait_for()
