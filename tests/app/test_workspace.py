"""What the pages show of a store, of the example, or of both."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import add
from tests.app.files import AREAS, COUNTS, MARKETS, RAIDS
from views import workspace

YEARLY = """Code,Area,Year,Offences,Number_of_Offences
E09000012,Hackney,1999-00,Drugs,10
E09000012,Hackney,2000-01,Drugs,12
"""


def page():
    import streamlit as st

    from views import workspace

    st.session_state["now"] = workspace.current()


def shown(**state):
    test = AppTest.from_function(page, default_timeout=60)
    for key, value in state.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception, test.exception
    return test.session_state["now"]


def sources(now):
    return {source.kind: (source.rows, source.is_example) for source in now.sources}


@pytest.mark.usefixtures("store")
def test_an_empty_store_shows_the_example():
    now = shown()
    assert sources(now) == {
        "markets": (278, True),
        "raids": (128, True),
        "area_counts": (384, True),
        "operations": (1, True),
        "disposals": (1826, True),
        "links": (265, True),
        "premises": (36, True),
        "campaigns": (2, True),
        "calls": (896, True),
    }
    assert now.version.startswith("example-")
    assert now.is_illustrative("markets")
    assert now.has_shipped_areas


def test_a_kind_that_is_loaded_takes_the_place_of_the_example_s(store):
    add(store, "markets", MARKETS)
    now = shown()
    assert list(now.points["markets"]["market_id"]) == ["L1", "L2"]
    assert not now.is_illustrative("markets")
    assert now.is_illustrative("raids")
    assert now.version == f"{store.version}+example"
    assert now.stamp == (
        f"Data version {store.version}+example "
        "(1 file, with the example's raids, area counts, operations, disposals, links, premises, "
        "campaigns and calls)."
    )


def test_the_sources_are_the_files_with_their_fingerprints(filled):
    own = [source for source in shown().sources if not source.is_example]
    assert [(source.kind, source.name, source.rows) for source in own] == [
        ("markets", "markets.csv", 2),
        ("raids", "raids.csv", 2),
        ("offences", "offences.csv", 3),
        ("area_counts", "area_counts.csv", 4),
    ]
    assert own[0].digest == filled.batch(1).digest


def test_the_example_can_be_left_out_and_come_back_and_nothing_is_deleted(store):
    add(store, "markets", MARKETS)
    own = shown(workspace_choice=workspace.OWN)
    assert sources(own) == {"markets": (2, False)}
    assert own.loaded("raids") == own.loaded("area_counts") == own.loaded("operations") == 0
    assert list(own.points["raids"].columns) == list(shown().points["raids"].columns)
    assert own.version == store.version
    example = shown(workspace_choice=workspace.EXAMPLE)
    assert sources(example)["markets"] == (278, True)
    assert store.counts()["markets"] == 2


def test_the_version_is_that_of_the_store_and_changes_with_it(filled):
    first = shown()
    assert first.version == f"{filled.version}+example"
    assert shown().version == first.version
    filled.undo(filled.batches(kind="raids")[0].batch_id, by="tester")
    assert shown().version == f"{filled.version}+example" != first.version


def test_frames_are_shared_by_sessions_and_kept_while_their_kind_stays(filled):
    before = shown().points["offences"]
    assert shown().points["offences"] is before
    filled.undo(filled.batches(kind="raids")[0].batch_id, by="tester")
    after = shown()
    assert after.points["offences"] is before
    assert after.is_illustrative("raids")


def test_what_another_session_adds_is_seen_at_the_next_rerun(store):
    test = AppTest.from_function(page, default_timeout=60).run()
    assert test.session_state["now"].loaded("raids") == 128
    add(store, "raids", RAIDS)
    test.run()
    assert test.session_state["now"].loaded("raids") == 2


def test_choices_that_other_data_limited_are_forgotten(store):
    test = AppTest.from_function(page, default_timeout=60).run()
    test.session_state["period"] = ("Apr 1999", "May 1999")
    test.session_state["river"] = True
    test.run()
    assert "period" in test.session_state
    add(store, "markets", MARKETS)
    test.run()
    assert "period" not in test.session_state
    assert test.session_state["river"] is True


def test_points_get_the_codes_of_the_areas_in_use_and_those_of_the_boroughs_back(store):
    add(store, "markets", MARKETS)
    assert list(shown().points["markets"]["area_code"]) == ["E09000022"] * 2  # Lambeth
    layer = add(store, "areas", AREAS, name="districts.geojson")
    now = shown()
    assert list(now.areas["name"]) == ["West", "East"]
    assert not now.has_shipped_areas
    # West ends at 0.1215 W: easting 530,500 at this latitude, so that both markets are in the east.
    assert list(now.points["markets"]["area_code"]) == ["D2", "D2"]
    assert set(now.points["raids"]["area_code"].dropna()) == {"D1", "D2"}
    store.undo(layer.batch_id, by="tester")
    assert list(shown().points["markets"]["area_code"]) == ["E09000022"] * 2


def test_counts_of_several_lengths_are_never_mixed(store):
    add(store, "area_counts", COUNTS)
    add(store, "area_counts", YEARLY, name="yearly.csv")
    now = shown()
    assert now.lengths == {"M": 4, "Y-MAR": 2}
    assert now.tables["area_counts"]["period"].dtype == pd.PeriodDtype("M")
    assert "-M" in now.version
    yearly = shown(workspace_length="Y-MAR")
    assert list(yearly.tables["area_counts"]["count"]) == [10, 12]
    assert yearly.version != now.version


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("choice", list(workspace.CHOICES))
def test_every_page_stands_whatever_is_shown(choice):
    from tests.app.test_pages import VIEWS

    for name in ("map", "hotspots", "displacement", "data"):
        test = AppTest.from_file(str(VIEWS / f"{name}_page.py"), default_timeout=60)
        test.session_state["workspace_choice"] = choice
        test.run()
        assert not test.exception, (name, test.exception)
