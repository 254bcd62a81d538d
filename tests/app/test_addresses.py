"""An address reopens a page as it was left: every choice that it holds is taken from it."""

import re

import pytest

from tests.app.test_pages import run

# A page, what its address holds, and what its widgets are set to where that reads otherwise.
ADDRESSES = [
    ("map", {"layers": ["Raids"]}, {"layers": ["raids"]}),
    (
        "hotspots",
        {"records": "Raids", "question": "Is it growing?"},
        {"records": "raids", "question": "growing"},
    ),
    (
        "hotspots",
        {"records": "Raids", "radius_raids": "800", "least_raids": "9"},
        {"records": "raids", "radius_raids": 800, "least_raids": 9},
    ),
    (
        "hotspots",
        {"records": "Raids", "question": "Is it more than chance?", "cell_raids": "2000"},
        {"records": "raids", "question": "chance", "cell_raids": 2_000},
    ),
    ("targets", {"places": "4", "spill": "30"}, {"places": 4, "spill": 30}),
    (
        "operation",
        {
            "link_top": "80",
            "operation_rows": "Raids",
            "disposal_kinds": ["charge"],
            "link_kinds": ["Intelligence"],
            "campaign_reach": "8 weeks",
        },
        {"link_top": 80, "link_kinds": ["intelligence"], "campaign_reach": 56},
    ),
    ("displacement", {"part": "Other offences", "outcomes": ["robbery"]}, {}),
    ("data", {"section": "What is loaded"}, {}),
    ("data", {"section": "Log"}, {}),
]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("page", "query", "typed"), ADDRESSES, ids=str)
def test_an_address_reopens_the_choices_that_it_holds(page, query, typed):
    test = run(page, **query)
    kept = {name: test.session_state[name] for name in query}
    assert kept == query | typed


WIDGETS = (
    *("selectbox", "radio", "slider", "select_slider", "button_group", "checkbox", "toggle"),
    *("multiselect", "number_input", "text_input", "date_input", "text_area"),
)
VIEWS = [
    *(("map", {}), ("targets", {}), ("operation", {}), ("briefing", {}), ("settings", {})),
    *(
        ("hotspots", {"question": question})
        for question in ("Is it more than chance?", "Is it growing?")
    ),
    *(("displacement", {"part": part}) for part in ("Markets after raids", "Power")),
    ("data", {"section": "What is loaded"}),
]
# What is being written and not yet saved belongs to who writes it; a link takes none along. The
# last one has its own place in the address (test_links_in_browser).
DRAFTS = re.compile(
    "Name|Name of the plan|What worked|Where|What did not|What to do next time|Show .+|Title|"
    "Title of the briefing|Message|Annotation|Notes for the presenter|Marking|Who are files for[?]|"
    "Handling instruction|Show"
)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("page", "query"), VIEWS, ids=str)
def test_every_choice_of_every_page_stands_in_its_address(page, query):
    test = run(page, **query)
    found = [widget for kind in WIDGETS for widget in test.get(kind)]
    unbound = {widget.label for widget in found if not widget.proto.query_param_key}
    assert {label for label in unbound if not DRAFTS.fullmatch(label)} == set()
    assert found or page == "data", "no widget was found: look at WIDGETS"


@pytest.mark.usefixtures("store")
def test_a_link_to_the_settings_proposes_no_other_marking():
    test = run("settings", marking="none", profile="internal")
    assert [radio.value for radio in test.radio] == ["OFFICIAL", "public"]


@pytest.mark.usefixtures("store")
def test_an_unsaved_briefing_is_asked_for_in_its_address():
    asked = {
        "told_template": "Quarterly review",
        "told_quarter": "2000Q4",
        "told_profile": "Inside the force: everything as recorded",
    }
    test = run("briefing", **asked)
    assert not test.exception
    spec = test.session_state["briefing_draft"][1]
    assert (spec.template, spec.quarter, spec.profile) == ("quarter", "2000Q4", "internal")


@pytest.mark.usefixtures("store")
def test_a_briefing_takes_the_weights_of_its_address_and_no_others():
    test = run("briefing", told_weights="open_markets~60;sources~40;nonsense~9")
    assert test.session_state["briefing_draft"][1].weights == {
        "open_markets": 60.0,
        "sources": 40.0,
    }
