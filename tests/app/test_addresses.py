"""An address reopens a page as it was left: every choice that it holds is taken from it."""

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
]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("page", "query", "typed"), ADDRESSES, ids=[one[0] for one in ADDRESSES])
def test_an_address_reopens_the_choices_that_it_holds(page, query, typed):
    test = run(page, **query)
    kept = {name: test.session_state[name] for name in query}
    assert kept == query | typed


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
