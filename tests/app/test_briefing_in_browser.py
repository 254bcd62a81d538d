"""A briefing shown in Chromium: driven by keys in one window, followed by notes in another."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser import eventually

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def test_keys_turn_the_room_and_the_presenter_s_view_follows_and_leads(chromium, served, recorded):
    url = served(ROOT / "app.py")
    page = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.set_default_timeout(60_000)
    record = recorded(page)
    page.goto(f"{url}briefing")
    present = page.get_by_role("link", name="Present", exact=True)
    present.wait_for()
    # Streamlit looks for its own files below a page's path first, when that is opened directly.
    record.failed.clear()
    record.errors.clear()
    shown = urljoin(url, present.get_attribute("href"))
    room, notes = page.context.new_page(), page.context.new_page()
    room.goto(shown)
    notes.goto(f"{shown}presenter")
    count = notes.locator("#count")
    room.keyboard.press("ArrowRight")
    expect(count).to_have_text("Scene 2 of 10")
    room.keyboard.press("PageDown")
    expect(notes.locator("#title")).to_have_text("The hotspots that are real")
    notes.keyboard.press("ArrowRight")
    expect(room.locator("section.on")).to_have_attribute("id", "targets")
    expect(notes.locator("#after")).to_have_text("Next: What was done")
    room.keyboard.press("End")
    expect(count).to_have_text("Scene 10 of 10")
    notes.keyboard.press("Home")
    expect(room.locator("section.on")).to_have_attribute("id", "start")
    room.bring_to_front()
    room.keyboard.press("Escape")
    expect(room.locator("#overview")).to_be_visible()
    expect(room.locator("#overview a:focus")).to_have_attribute("href", "#start")
    room.keyboard.press("ArrowDown")
    room.keyboard.press("Enter")
    expect(room.locator("#overview")).to_be_hidden()
    expect(room.locator("section.on")).to_have_attribute("id", "markets")
    room.keyboard.press("Escape")
    room.keyboard.press("Escape")
    expect(room.locator("#overview")).to_be_hidden()
    expect(room.locator("section.on")).to_be_focused()
    # No text of a scene is cut or hidden at the sizes of rooms.
    wide = "document.documentElement.scrollWidth"
    for width, height in ((1280, 720), (1920, 1080), (1024, 768)):
        room.set_viewport_size({"width": width, "height": height})
        eventually(room, lambda width=width: room.evaluate(wide) <= width)
    answer = page.context.request.get(f"{url}briefing-show/guess/")
    assert answer.status == 404
    held = page.context.request.get(shown)
    assert held.headers["cache-control"] == "no-store"
