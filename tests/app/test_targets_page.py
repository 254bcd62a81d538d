"""The Targets page on the example workspace, without a browser.

The example's markets are simulated so that the ten boroughs of the real operation hold most of
them (example/README.md): a planner who looks on the operation's first day must be led to them.
"""

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import analysis
import boundaries
import geo
from analysis import Recipe
from example.build import FOLDER
from tests.app.test_pages import VIEWS, metrics, run, texts
from views import marking, widgets
from views.target_words import WORDS

TEN = (
    "Brent, Camden, Hackney, Haringey, Islington, Lambeth, Newham, Southwark, Tower Hamlets, "
    "Westminster"
)


def finding(test):
    return next(m.value for m in test.markdown if "class='finding'" in m.value)


def test_the_ten_boroughs_come_out_on_the_eve_of_the_operation():
    test = run("targets")
    assert TEN in finding(test)
    assert "places are sure" in texts(test.caption)
    assert "simulated" in texts(test.caption)


def test_neighbours_and_controls_are_those_of_the_ten_boroughs():
    # By land 14 boroughs border the ten, and the City: 15; the other eight are left to compare.
    shown = metrics(run("targets"))
    assert shown == {"Neighbours at risk": 15, "Areas left to compare with": 8}
    boroughs = boundaries.load_boroughs()
    ten = boroughs.loc[boroughs["name"].isin(TEN.split(", ")), "code"]
    assert len(boundaries.bordering(boroughs, tuple(ten), across_river=False)) == 15


def test_a_borough_that_must_be_out_is_out_and_one_that_must_be_in_is_in():
    test = run("targets", must_out="Camden", must_in="Havering", places="4")
    assert "Camden" not in finding(test)
    assert "Havering" in finding(test)
    assert finding(test).count(",") == 3


def test_a_plan_that_leaves_nothing_to_compare_with_says_so():
    test = run("targets", places="30")
    assert "Nothing is left to compare with" in texts(test.error)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (
            {"must_in": "Camden", "must_out": "Camden"},
            "Must be in: an area must be both in and out (Camden). Take it off one of the two",
        ),
        (
            {"must_in": ["Camden", "Islington"], "spacing": "20"},
            (
                "Least distance between centres: two areas that must be in lie nearer to each "
                "other than the spacing allows (Camden, Islington). Reduce the spacing"
            ),
        ),
        (
            {"must_in": ["Bromley", "Havering"], "contiguous": "true", "places": "2"},
            (
                "They must hang together: the areas that must be in do not hang together within "
                "the budget and the areas left. Allow areas that do not touch"
            ),
        ),
        (
            {"must_in": ["Brent", "Camden"], "places": "1"},
            (
                "Must be in: the areas that must be in cost 2 together, more than the budget "
                "(Brent, Camden). Raise the budget"
            ),
        ),
    ],
)
def test_wishes_that_cannot_be_met_name_what_to_relax_in_the_page_s_words(wishes, said):
    assert said in texts(run("targets", **wishes).error).replace("\\", "")


def test_without_monthly_counts_the_page_says_what_it_cannot_tell():
    assert "needs monthly counts" in texts(run("targets").info)


OUTLINES = (
    "King's Cross: 529000 182000, 532000 182000, 532000 184000, 529000 184000\n"
    "Brixton: 530000 174000, 532000 174000, 532000 176500\n"
    "527000 180000, 529500 180000, 529500 181900"
)


def test_outlines_of_the_planners_own_can_be_chosen_among_and_reopen_by_link():
    test = run("targets", candidates="My outlines", outlines=OUTLINES, places="1")
    assert "King&#x27;s Cross" in finding(test)
    assert "at most 500 m apart" in texts(test.caption)


def test_fewer_candidates_than_the_places_asked_for_before_take_as_many_as_there_are():
    test = run("targets", places="10")
    test.session_state["candidates"] = "drawn"
    test.session_state["outlines"] = OUTLINES
    test.run()
    assert not test.exception
    assert "King&#x27;s Cross" in finding(test)


def test_an_outline_that_is_none_is_named_by_its_line():
    test = run("targets", candidates="My outlines", outlines="A: 1 2, 3 4, 5 9\nB: 1 2, 3")
    assert "line 2" in texts(test.error)


def test_hotspots_are_those_of_a_recipe_that_was_handed_over():
    recipe = Recipe(
        method="dense_clusters",
        kind="markets",
        parameters={"radius_m": 1000, "min_points": 10},
        end="2001-06-30",
    )
    test = run("targets", candidates="Hotspots", recipe=recipe.to_json(), places="1")
    assert re.search(r"Hotspot \d+ \(", finding(test))
    assert "handed over" in texts(test.caption)


def test_cells_are_named_by_their_place():
    test = run("targets", candidates="Grid cells", places="2")
    assert re.search(r"TQ\d{6} \(", finding(test))
    assert "share a side" in texts(test.caption)


def test_whole_boroughs_can_be_left_out_of_what_cells_are_chosen_from():
    test = run("targets", candidates="Grid cells", places="6", whole_out=["Lambeth"])
    assert "(Lambeth)" not in finding(test)
    assert "(Lambeth)" in finding(run("targets", candidates="Grid cells", places="6"))


def test_a_budget_below_the_cheapest_area_says_what_to_raise():
    test = run("targets", budget_in="Pounds", budget_pounds="100")
    # 20 officer-days of 350 pounds where there is no open market.
    assert "Raise it to at least 7000" in texts(test.error)


def test_a_distance_that_leaves_places_empty_says_so():
    test = run("targets", spacing="20", places="10")
    assert "Reduce the distance between areas" in texts(test.warning)


def test_weights_that_are_all_zero_say_what_to_raise():
    zeros = {f"weight_{name}": "0" for name in WORDS}
    assert "all weights are zero" in texts(run("targets", **zeros).error)


def test_moving_one_weight_makes_the_others_give_way():
    test = run("targets")
    sliders = {s.key: s for s in test.slider if str(s.key).startswith("weight_")}
    sliders["weight_ready"].set_value(50).run()
    values = {key: test.session_state[key] for key in sliders}
    assert values["weight_ready"] == 50
    assert sum(values.values()) == 100
    assert {"weight_in_hotspots", "weight_hotspot_kept"} <= set(sliders)


def test_weights_of_harm_come_with_the_address():
    # Of drugs and burglary none counts, so that the harm is three times the robberies of 1999-00.
    test = run("targets", harm="drugs~0;burglary~0;robbery~3")
    harm = criteria_shown(test)["Harm"].dropna()
    counts = geo.read_area_counts(FOLDER / "area_counts.csv").records
    is_last = (counts["category"] == "robbery") & (counts["period"].astype("str") == "2000")
    robberies = counts[is_last].set_index("area_name")["count"]
    assert harm.to_dict() == (3.0 * robberies.dropna()[harm.index].astype(float)).to_dict()
    assert len(harm) == 32


def criteria_shown(test):
    return test.dataframe[-1].value.set_index("area")


def test_settings_decide_what_is_hidden_and_the_page_can_only_be_stricter(monkeypatch):
    handed = {}
    monkeypatch.setattr(
        widgets, "download", lambda frame, *, key, **_: handed.update({key: frame.copy()})
    )
    # Nobody has chosen: files are for the public, and the page shows everything.
    test = run("targets")
    markets = criteria_shown(test)["Open markets"]
    assert (markets.between(1, 9)).any()
    assert "rounded to five" not in texts(test.caption)
    for key, name in (("ranking_csv", "open_markets"), ("criteria_csv", "Open markets")):
        frame = handed[key]
        assert set(frame[name].dropna() % 5) == {0}
        assert frame[name].dropna().min() >= 10
    assert not {"score", "cost"} & set(handed["ranking_csv"].columns)
    numbers = re.findall(r"(\d+) (?:open|closed) markets", " ".join(handed["why_in"]["why"]))
    assert numbers
    assert all(int(n) >= 10 and int(n) % 5 == 0 for n in numbers)
    # The toggle hides on the page too.
    strict = run("targets", disclosed="true")
    assert criteria_shown(strict)["Open markets"].dropna().min() >= 10
    assert "rounded to five" in texts(strict.caption)
    # Internal files are whole, unless the toggle is on.
    run_internal("targets")
    assert (handed["ranking_csv"]["open_markets"].between(1, 9)).any()
    assert {"score", "cost"} <= set(handed["ranking_csv"].columns)
    run_internal("targets", disclosed="true")
    assert handed["ranking_csv"]["open_markets"].dropna().min() >= 10


def run_internal(page, **query):
    test = AppTest.from_file(str(VIEWS / f"{page}_page.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.session_state["workspace_marking"] = marking.Marking(profile="internal")
    test.run()
    assert not test.exception, test.exception
    return test


def test_the_fairness_check_uses_nothing_that_the_police_made(monkeypatch):
    asked = []
    whole = analysis.area_criteria

    def recorded(codes, **given):
        asked.append(given)
        return whole(codes, **given)

    monkeypatch.setattr(analysis, "area_criteria", recorded)
    st.cache_data.clear()
    test = run("targets", as_of="2001-12-01")
    everything, without = asked
    assert set(everything["markets"]["source"].dropna()) == {"police", "partner", "public"}
    assert everything["raids"] is not None
    assert set(without["markets"]["source"].dropna()) == {"partner", "public"}
    assert without["counts"] is None  # the offences chosen are those for drugs
    assert set(without["harm"][0]) == {"robbery", "burglary"}
    assert not {"raids", "hotspots", "past_effects"} & set(without)
    assert "without recorded drug and weapons offences" in texts(test.markdown)
