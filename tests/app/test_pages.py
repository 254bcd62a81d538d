"""Each page, run without a browser on the example workspace.

The expected counts are the Metropolitan Police's recorded drug offences of 1999-00 and 2000-01
(London Datastore, "Recorded Crime: Borough Rates"), added up by hand for each rule.
"""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import geo

VIEWS = Path(__file__).parents[2] / "views"


def run(page, **query):
    test = AppTest.from_file(str(VIEWS / f"{page}_page.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert not test.exception, test.exception
    return test


def texts(elements):
    return " ".join(element.value for element in elements)


def metrics(test):
    return {metric.label: int(metric.value.replace(",", "")) for metric in test.metric}


@pytest.fixture(scope="module")
def example():
    folder = VIEWS.parent / "example"
    return {
        "markets": geo.read_markets(folder / "markets.csv").records,
        "raids": geo.read_raids(folder / "raids.csv").records,
    }


def test_the_map_page_sums_up_what_it_shows(example):
    shown = metrics(run("map"))
    kinds = example["markets"]["kind"].value_counts()
    assert shown["Open markets"] == kinds["open"]
    assert shown["Closed markets"] == kinds["closed"]
    assert shown["Raids"] == len(example["raids"])


def test_the_map_page_shows_what_was_active_in_the_period(example):
    shown = metrics(run("map", period=["Nov 2000", "Nov 2000"]))
    markets, raids = example["markets"], example["raids"]
    first, last = pd.Timestamp("2000-11-01"), pd.Timestamp("2000-11-30")
    active = markets[
        (markets["first_seen"] <= last)
        & (markets["last_seen"].isna() | (markets["last_seen"] >= first))
    ]
    assert shown["Open markets"] == (active["kind"] == "open").sum()
    assert shown["Closed markets"] == (active["kind"] == "closed").sum()
    assert shown["Raids"] == raids["date"].between(first, last).sum()
    assert 0 < shown["Raids"] < len(raids)


def test_the_map_page_leaves_out_a_layer_that_is_switched_off():
    shown = metrics(run("map", layers=["Raids"]))
    assert shown["Open markets"] == shown["Closed markets"] == 0
    assert shown["Raids"] > 0


def test_the_map_page_says_why_so_few_markets_make_no_hotspot(example):
    markets = example["markets"]
    sells = markets["drugs"].map(lambda drugs: "heroin" in drugs)
    first = (markets["first_seen"] <= pd.Timestamp("1999-04-30")) & (markets["kind"] == "closed")
    few = (first & sells).sum()
    assert 0 < few < 6
    query = {"kind": ["closed"], "drug": ["heroin"], "period": ["Apr 1999", "Apr 1999"]}
    test = run("map", layers=["Markets", "Hotspots"], **query)
    assert f"within 400 m, and there are {few}." in texts(test.caption)


@pytest.mark.parametrize("page", ["map", "hotspots"])
def test_simulated_records_are_called_illustrative(page):
    assert "Illustrative" in texts(run(page).caption)


def test_the_hotspots_page_says_how_many_and_that_it_is_no_test():
    test = run("hotspots")
    assert "dense clusters hold" in texts(test.markdown)
    assert "They are not a test" in texts(test.caption)


def test_tested_cells_say_what_the_correction_left():
    test = run("hotspots", question="Is it more than chance?")
    assert "cells hold more markets than chance explains" in texts(test.markdown)
    assert "without that correction" in texts(test.caption)
    assert "less than one record a cell" in texts(test.markdown)
    table = test.dataframe[0].value
    assert table["points"].is_monotonic_decreasing
    assert 0 < table["points"].sum() <= 278


def test_a_hotspot_setting_that_cannot_be_met_explains_itself():
    test = run("hotspots", period_markets=["Apr 1999", "Apr 1999"], least_markets="40")
    assert "min\\_points" in texts(test.error)
    assert "Ask for fewer points" in texts(test.error)


def both_rules(test):
    (table,) = [frame.value for frame in test.dataframe if "Neighbours by" in frame.value.columns]
    return table.set_index("Neighbours by")


def test_the_displacement_page_gives_both_answers_about_the_river():
    table = both_rules(run("displacement"))
    land, river = table.loc["By land"], table.loc["By land and river"]
    assert list(land[["Raided", "Neighbours", "Control"]]) == [
        "13,437 → 12,091 (10)",
        "8,161 → 7,656 (14)",
        "3,908 → 3,834 (8)",
    ]
    assert list(river[["Raided", "Neighbours", "Control"]]) == [
        "13,437 → 12,091 (10)",
        "9,006 → 8,605 (15)",
        "3,063 → 2,885 (7)",
    ]
    assert land["Quotient"] == "+0.321"
    assert river["Quotient"] == "\N{MINUS SIGN}0.217"


def test_the_displacement_page_says_that_the_river_changes_the_sign():
    warning = texts(run("displacement").warning)
    assert "changes the sign" in warning
    assert "Greenwich joins" in warning


def test_the_displacement_page_says_what_the_figures_cannot_carry():
    said = texts(run("displacement").markdown)
    assert "measure policing as much as dealing" in said
    assert "not calibrated" in said
    assert "City of London" in said
    assert "2000-01 began before the operation did (20 November 2000)" in said


def test_years_across_the_change_of_recording_rules_are_called_incomparable():
    years = {"after_years_1": "2002-03", "before_years_0": "2001-02"}
    test = run("displacement", window_rule="Chosen", **years)
    assert "National Crime Recording Standard" in texts(test.markdown)
    assert "National Crime Recording Standard" not in texts(run("displacement").markdown)


def test_a_design_without_controls_explains_itself():
    test = run("displacement", operation="Areas I choose")
    assert "Choose the raided areas" in texts(test.info)
    names = test.multiselect(key="raided").options
    test.multiselect(key="raided").set_value(list(names)).run()
    assert not test.exception
    assert "roles" in texts(test.error) or "treated" in texts(test.error)


def test_the_data_page_lists_what_is_shown_and_what_is_simulated():
    test = run("data", section="What is loaded")
    table = test.dataframe[0].value.set_index("what")
    assert dict(table["records"])["Markets"] == 278
    standing = table["from"]
    assert standing["Markets"] == standing["Raids"] == "the example: illustrative (simulated)"
    assert standing["Counts by area and period"] == "the example: real published figures"


@pytest.mark.usefixtures("filled")
def test_the_data_page_leads_from_a_batch_to_its_file_and_its_records():
    test = run("data", section="What is loaded")
    batches = test.dataframe[1].value.set_index("batch")
    assert dict(batches["file"])[1] == "markets.csv"
    assert dict(batches["read"]) == {1: 2, 2: 2, 3: 3, 4: 2}
    test.selectbox(key="batch").set_value(3).run()
    assert not test.exception
    records = test.dataframe[2].value
    assert list(records["line"]) == [2, 3, 4]
    assert set(records["batch_id"]) == {3}


def test_the_log_lists_every_change_and_says_that_it_is_whole(filled):
    filled.undo(2, by="planner")
    test = run("data", section="Log")
    assert "The log is whole" in texts(test.success)
    log = test.dataframe[0].value
    assert list(log["action"]) == ["undo", "add", "add", "add", "add"]
    assert log["by"].iloc[0] == "planner"
    assert "python -m geo verify" in [block.value for block in test.code]


@pytest.mark.usefixtures("filled")
def test_old_records_are_counted_before_they_are_removed():
    test = run("data", section="What is loaded")
    (when,) = test.date_input
    when.set_value(dt.date(2018, 3, 1)).run()
    assert not test.exception
    # Of the three offences two are of February 2018, the markets have no end, both raids and all
    # four counts are older.
    assert "**8** records are from before 1 March 2018" in texts(test.markdown).replace("\\", "")
