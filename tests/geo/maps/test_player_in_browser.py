"""The months of areas, as Chromium plays them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import MAP_FRAME, eventually

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "served" / "app.py"
# What is usual, at least twice that (hatched), half of it, and no count (geo.style).
SAME, MORE, LESS = "#F4F2EE", "url(#crackdown-rise-3)", "#1D5F9E"
NONE = "url(#crackdown-hatch-none)"


@pytest.fixture
def played(chromium, served, recorded):
    contexts = []

    def open_with(**options):
        context = chromium.new_context(viewport={"width": 1200, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        recorded(page)
        page.goto(f"{served(APP)}?case=player")
        frame = page.frame_locator(MAP_FRAME)
        frame.get_by_role("slider", name="Month shown").wait_for()
        return page, frame

    yield open_with
    for context in contexts:
        context.close()


def fills(frame):
    return frame.locator(".leaflet-crackdown-areas-pane path").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('fill'))"
    )


def test_the_arrow_keys_move_through_the_months_without_the_server(played):
    page, frame = played()
    slider = frame.get_by_role("slider", name="Month shown")
    expect(slider).to_have_attribute("aria-valuetext", "2001-01")
    assert fills(frame) == [SAME, SAME]
    page.wait_for_timeout(500)
    sent = []
    page.context.on("request", lambda request: sent.append(request.url))
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2001-02")
    assert fills(frame) == [MORE, SAME]
    page.keyboard.press("ArrowRight")
    assert fills(frame) == [LESS, NONE]
    assert sent == []


def test_play_moves_on_by_itself_and_pause_stops_it(played):
    page, frame = played()
    button = frame.locator(".cd-player button")
    shown = frame.locator(".cd-player output")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Pause")
    page.keyboard.press("Enter")
    expect(button).to_have_text("Play")
    stopped = shown.inner_text()
    page.wait_for_timeout(1000)
    assert shown.inner_text() == stopped
    button.click()
    expect(button).to_have_text("Play")  # at the last month it stops by itself
    expect(shown).to_have_text("2001-03")


def test_who_asks_for_less_motion_gets_one_month_for_each_press(played):
    page, frame = played(reduced_motion="reduce")
    button = frame.locator(".cd-player button")
    expect(button).to_have_text("Next")
    button.click()
    page.wait_for_timeout(1000)
    assert frame.locator(".cd-player output").inner_text() == "2001-02"


def test_the_tooltip_says_the_month_the_count_and_how_it_compares(played):
    page, frame = played()
    frame.locator(".cd-player button").click()
    frame.locator(".cd-player button").click()
    frame.locator(".leaflet-crackdown-areas-pane path").first.hover(force=True)
    tip = ["Alpha", "Role: Treated", "2001-02", "Offences: 20", "against usual: +100%"]
    eventually(page, lambda: frame.locator(".cd-tip").inner_text().splitlines(), tip)
