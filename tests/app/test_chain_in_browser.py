"""From a plan to its evaluation by clicking, with nothing said twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.app.driving import PATIENCE_MS, say_who, settled
from tests.browser import ROOT

pytestmark = pytest.mark.browser


def test_a_plan_s_link_opens_its_evaluation_and_the_lesson_knows_who_plans(chromium, served):
    context = chromium.new_context(viewport={"width": 1500, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(served(ROOT / "app.py") + "targets")
    page.get_by_role("link", name="Evaluate it").wait_for()
    settled(page)
    page.get_by_role("textbox", name="Name of the plan").fill("Autumn")
    say_who(page, "planner, Lambeth")
    expect(page.get_by_role("button", name="Save the plan")).to_be_enabled()
    page.get_by_role("link", name="Evaluate it").click()
    page.get_by_role("heading", name="Displacement", exact=True, level=1).wait_for()
    page.get_by_text("Record what we learned").click()
    operation = page.get_by_role("combobox", name="Operation")
    expect(operation).to_have_value("Operation Crackdown")
    by_land = page.get_by_role("radio", name="By land", exact=True)
    expect(by_land).to_be_checked()
    who = page.get_by_role("textbox", name="Who is making the change?")
    expect(who).to_have_value("planner, Lambeth")
    where = page.get_by_role("textbox", name="Where", exact=True)
    expect(where).to_have_value(re.compile("^Brent, "))
    context.close()
