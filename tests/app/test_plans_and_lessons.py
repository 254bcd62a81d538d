"""From plan to operation to evaluation to lesson, on the pages."""

import html
from urllib.parse import parse_qs, urlsplit

from tests.app.test_pages import run, texts
from tests.app.test_targets_page import TEN, finding
from views import target_plans
from workspace import read_example


def test_a_plan_is_saved_becomes_an_operation_and_is_evaluated_as_it_was_planned(store):
    test = run("targets", places="3", river="By land and river")
    test.text_input(key="plan_name").set_value("Autumn").run()
    test.button(key="save_plan").click().run()
    assert not test.exception
    (plan,) = store.documents("plan")
    # Streamlit's test runner signs everyone in as this user.
    assert (plan.name, plan.by) == ("Autumn", "test@example.com")
    assert plan.content["as_of"] == "2000-11-20"
    assert plan.content["chosen_names"][0] in finding(test)
    assert plan.content["across_river"] is True
    assert plan.content["query"]["places"] == ["3"]
    assert f"Boroughs: {', '.join(plan.content['chosen_names'])}" in texts(test.text)

    next(b for b in test.button if b.label == "Record the operation").click().run()
    assert not test.exception
    (operation,) = store.records("operations").to_dict("records")
    assert sorted(operation["areas"]) == sorted(plan.content["areas"])
    assert (operation["name"], str(operation["start"].date())) == ("Autumn", "2000-11-20")
    assert store.batches()[0].name == "plan Autumn, version 1"
    kept = store.document("plan", "Autumn").content["operation"]
    assert kept["operation_id"] == operation["operation_id"]
    # A plain link: Streamlit refuses to set by switching pages what is bound to a widget.
    link = next(h.proto.body for h in test.get("html") if "Evaluate it" in h.proto.body)
    query = parse_qs(urlsplit(html.unescape(link.split("'")[1])).query)
    assert (query["operation"], query["river"]) == (["Autumn"], ["By land and river"])
    opened = run("displacement", **{name: value[0] for name, value in query.items()})
    names = [s.value for s in opened.selectbox if s.label == "Operation"]
    assert names == ["Autumn"]


def test_a_lesson_keeps_the_evaluations_figures_and_finds_the_next_planner(store):
    page = run("displacement")
    page.text_area(key="lesson_worked_Operation Crackdown, drugs").set_value(
        "Acting in ten boroughs on one day"
    ).run()
    page.button(key="save_lesson").click().run()
    assert not page.exception
    (lesson,) = store.documents("lesson")
    said = lesson.content
    assert said["worked"] == "Acting in ten boroughs on one day"
    assert (said["operation"], said["start"]) == ("Operation Crackdown", "2000-11-20")
    assert len(said["areas"]) == 10
    raided = said["figures"]["raided"]
    assert raided["low"] < raided["percent"] < raided["high"]
    assert f"{abs(raided['percent']):.0f}" in said["conclusion"]
    # The example's own lesson was made by the same evaluation, without a page.
    (shipped,) = read_example().documents["lesson"]
    assert shipped.content["figures"] == said["figures"]
    assert shipped.content["after"] == said["after"]

    planner = run("targets")
    assert "Acting in ten boroughs on one day" in texts(planner.text)
    # On the eve of that operation nobody knew what it would do; a year later it counts.
    assert "weight_past_effect" not in {s.key for s in planner.slider}
    later = run("targets", as_of="2001-12-01")
    assert "weight_past_effect" in {s.key for s in later.slider}
    later.text_input(key="lesson_words").set_value("boroughs hackney").run()
    assert "1 of 1 lessons" in texts(later.caption)
    later.text_input(key="lesson_words").set_value("nowhere").run()
    assert "0 of 1 lessons" in texts(later.caption)


def test_the_example_s_lesson_counts_for_whoever_plans_after_it():
    test = run("targets", as_of="2001-12-01")
    assert "weight_past_effect" in {s.key for s in test.slider}
    assert "What past operations did" in test.dataframe[-2].value["criterion"].tolist()
    effects = test.dataframe[-1].value.set_index("area")["What past operations did"]
    # The log of a fall of 8.28% in each of the ten boroughs, and nothing known of the others.
    assert effects.dropna().round(3).tolist() == [-0.086] * 10
    assert sorted(effects.dropna().index) == TEN.split(", ")


def test_areas_that_are_no_operation_have_no_lesson():
    page = run("displacement", operation="Areas I choose", raided=["Camden", "Hackney"])
    assert "no operation on record" in texts(page.info)


def test_a_link_to_a_day_far_from_the_example_opens_that_day():
    test = run("targets", as_of="2020-06-01")
    assert str(test.date_input(key="as_of").value) == "2020-06-01"


def test_a_saved_plan_opens_as_it_was(store):
    test = run("targets", places="3", spill="0", must_out="Camden")
    chosen = finding(test)
    test.text_input(key="plan_name").set_value("Small").run()
    test.button(key="save_plan").click().run()
    (plan,) = store.documents("plan")
    link = target_plans.address(plan)
    assert link.startswith("targets?")
    again = run("targets", **parse_qs(urlsplit(link).query))
    assert finding(again) == chosen
    assert again.slider(key="places").value == 3
    assert again.date_input(key="as_of").value == test.date_input(key="as_of").value
