"""The protective marking: chosen for the workspace, and on every page and file."""

from types import SimpleNamespace

import altair as alt
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.store import open_store
from tests.browser import ROOT
from views import charts, disclosure, map_frame, marking

PAGE = str(ROOT / "views" / "settings_page.py")


@pytest.fixture
def store(tmp_path, monkeypatch):
    address = f"sqlite:///{tmp_path / 'marked.sqlite'}"
    monkeypatch.setenv("CRACKDOWN_STORE", address)
    return open_store(address)


def test_a_workspace_for_which_nobody_chose_is_official_and_its_files_are_public(store):
    found = marking.read(store)
    assert (found.marking, found.handling, found.profile) == ("OFFICIAL", "", "public")
    assert found.words == "OFFICIAL"
    assert found.file_prefix == "OFFICIAL_"


def test_what_is_saved_is_read_by_every_session_and_logged(store):
    chosen = marking.Marking(
        marking="OFFICIAL-SENSITIVE", handling="police only", profile="internal"
    )
    store.save_document("setting", "workspace", {"theirs": 1}, by="someone")
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    page.radio[0].set_value(chosen.marking)
    page.text_input[0].set_value(chosen.handling)
    page.radio[1].set_value(chosen.profile).run()
    page.button[0].click().run()
    assert not page.exception
    assert marking.read(store) == chosen
    assert marking.read(store).words == "OFFICIAL-SENSITIVE \N{EM DASH} police only"
    kept = store.document("setting", "workspace")
    assert kept.content["theirs"] == 1
    assert kept.by == "test@example.com"  # whom AppTest says is signed in


@pytest.mark.parametrize(
    "content", [{"marking": "SECRET"}, {"profile": "all"}, {"marking": None, "profile": 3}]
)
def test_an_unknown_setting_counts_as_not_chosen(store, content):
    store.save_document("setting", "workspace", content, by="someone")
    assert marking.read(store) == marking.Marking()


def test_no_marking_shows_nothing(store):
    store.save_document("setting", "workspace", {"marking": "none", "handling": "x"}, by="someone")
    assert marking.read(store).words == ""
    assert marking.read(store).file_prefix == ""


def test_counts_for_the_public_are_hidden_and_rounded_with_what_gives_them_away():
    table = pd.DataFrame(
        {
            "area": ["A", "B", "C", "D"],
            "rank": [1, 2, 3, 4],
            "offences before": [4, 13, 52, 120],
            "change": [-50.0, 10.0, 20.0, 30.0],
            "sure": [True, False, True, True],
        }
    )
    shown = disclosure.for_public(table)
    # The Office for National Statistics' rule: under ten hidden, and the next smallest with it,
    # or a total would give it away; others to the nearest five.
    assert shown["offences before"].isna().tolist() == [True, True, False, False]
    assert shown["offences before"].dropna().tolist() == [50, 120]
    assert shown["change"].isna().tolist() == [True, True, False, False]
    assert shown["rank"].tolist() == [1, 2, 3, 4]
    assert shown["sure"].tolist() == table["sure"].tolist()
    assert table["offences before"].tolist() == [4, 13, 52, 120]


def test_a_missing_count_hides_nothing():
    table = pd.DataFrame({"count": [None, 40.0, 61.0], "p": [0.1, 0.2, 0.3]})
    shown = disclosure.for_public(table)
    assert shown["count"].isna().tolist() == [True, False, False]


def test_whole_numbers_are_counts_unless_their_name_says_otherwise():
    months = pd.DataFrame({"usual": [6.5, 80.4], "2017-06": [4, 83], "2017-07": [13, 78]})
    shown = disclosure.for_public(months)
    assert shown.iloc[0].isna().all()
    assert shown.loc[1, ["2017-06", "2017-07"]].isna().all()  # or a total would give them away
    kept = pd.DataFrame({"hotspot": [1, 2], "cells": [6, 3], "at_risk": [40, 60], "day": [3, 9]})
    assert disclosure.for_public(kept).to_numpy().tolist() == kept.to_numpy().tolist()


def test_no_figure_beside_a_count_tells_it_more_closely_than_five():
    table = pd.DataFrame(
        {"before": [429, 17, 60], "after": [582, 24, 31], "percent": [35.664, 41.176, -48.333]}
    )
    shown = disclosure.for_public(table)
    assert shown["before"].tolist() == [430, 15, 60]
    # 35.664% of 429 leaves 582 and no other pair; 36% leaves many, and so does 40% of about 15.
    assert shown["percent"].tolist() == [36.0, 40.0, -50.0]
    shown = disclosure.for_public(table.assign(change=[153, 7, -29]))
    assert shown["change"].tolist() == [155, 5, -30]


def test_what_occurred_once_is_no_row_and_days_are_months_in_files_for_the_public():
    raids = pd.DataFrame(
        {
            "date": pd.to_datetime(["2000-11-20", "2000-11-21", "2000-11-21"]),
            "area": ["Camden", "Brent", "Camden"],
            "raids": [1, 14, 23],
        }
    )
    assert disclosure.for_public(raids)["raids"].isna().tolist() == [True, True, False]
    listed = disclosure.for_public(raids, is_listing=True)
    assert listed.to_dict("records") == [{"date": "2000-11", "area": "Camden", "raids": 25}]


@pytest.mark.parametrize(
    ("table", "is_held"),
    [
        ({"record": ["raid"], "id": ["R1"], "illustrative": [False]}, True),
        ({"record": ["raid"], "id": ["R1"], "illustrative": [True]}, False),
        ({"easting": [530000], "northing": [180000]}, True),
        ({"area": ["Camden"], "raids": [20]}, False),
        ({"raid": [0], "new_market": [253], "distance_m": [3244.8]}, True),
        ({"premises_id": ["P1"], "outcome": ["held"]}, True),
        ({"operation_id": ["1"], "raids": [20]}, False),
    ],
)
def test_single_records_are_withheld_unless_they_are_simulated(table, is_held):
    assert disclosure.holds_records(pd.DataFrame(table)) is is_held


@pytest.mark.parametrize(
    ("profile", "simulated", "layer", "is_told"),
    [
        ("public", False, "Markets", True),
        ("public", False, "Hotspots", True),
        ("public", False, "Areas", False),
        ("public", True, "Markets", False),
        ("internal", False, "Markets", False),
    ],
)
def test_no_picture_of_where_single_records_are_is_saved_for_the_public(
    monkeypatch, profile, simulated, layer, is_told
):
    monkeypatch.setattr(marking, "current", lambda: marking.Marking(profile=profile))
    points = {
        "markets": pd.DataFrame({"illustrative": [True, simulated]}),
        "offences": pd.DataFrame({"snap_point": [True, True]}),
    }
    now = SimpleNamespace(version=f"of this test, {simulated}", points=points)
    told = map_frame._withheld(now, [SimpleNamespace(title=layer)], page="map")
    assert bool(told) is is_told


@pytest.mark.parametrize("title", [None, "Raids", alt.TitleParams(text="Raids", fontSize=20)])
def test_a_chart_carries_the_marking_into_every_picture_of_it(monkeypatch, title):
    monkeypatch.setattr(
        marking, "current", lambda: marking.Marking(marking="OFFICIAL-SENSITIVE", handling="x")
    )
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    told = charts.calm(chart if title is None else chart.properties(title=title)).to_dict()
    words = "OFFICIAL-SENSITIVE \N{EM DASH} x"
    if title is None:
        assert (told["title"]["text"], told["title"]["orient"]) == (words, "bottom")
    else:
        assert (told["title"]["text"], told["title"]["subtitle"]) == ("Raids", words)
    named = told["usermeta"]["embedOptions"]["downloadFileName"]
    assert named.startswith("OFFICIAL-SENSITIVE_chart")


def test_no_marking_leaves_a_chart_as_it_is(monkeypatch):
    monkeypatch.setattr(marking, "current", lambda: marking.Marking(marking="none"))
    chart = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    assert "title" not in charts.calm(chart).to_dict()
