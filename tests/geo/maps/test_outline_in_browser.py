"""An outline drawn on the map, by keyboard and by mouse, as the page gets it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import MAP_FRAME

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "served" / "app.py"


def corners_in(page):
    text = page.get_by_text(re.compile("^drawn: ")).inner_text().removeprefix("drawn: ")
    return [tuple(map(float, part.split())) for part in text.split(",")]


def test_an_outline_is_drawn_by_keyboard_and_by_mouse(chromium, served):
    page = chromium.new_context(viewport={"width": 1100, "height": 700}).new_page()
    page.goto(f"{served(APP)}?case=outline")
    frame = page.frame_locator(MAP_FRAME)
    button = frame.get_by_role("button", name="Draw an outline")
    status = frame.get_by_role("status")

    button.focus()
    page.keyboard.press("Enter")
    middle = page.locator(MAP_FRAME).element_handle().content_frame()
    centre = middle.evaluate("[window.map.getCenter().lng, window.map.getCenter().lat]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # too early: one corner is no outline
    status.get_by_text("1 corner.").wait_for()
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)
        page.keyboard.press("Space")
    status.get_by_text("3 corners.").wait_for()
    page.keyboard.press("Space")  # the same place again is no corner
    page.keyboard.press("Enter")
    first, second, third = corners_in(page)
    assert first == pytest.approx(centre, abs=1e-5)
    assert second[0] > first[0]
    assert second[1] == pytest.approx(first[1], abs=1e-3)  # about one pixel
    assert third[1] < second[1]
    expect(status).to_have_count(0)

    button.click()
    box = page.locator(MAP_FRAME).bounding_box()
    for across, down in ((0.4, 0.3), (0.6, 0.3), (0.5, 0.5)):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_timeout(300)
    page.keyboard.press("Backspace")
    status.get_by_text("2 corners.").wait_for()
    page.keyboard.press("Escape")
    expect(status).to_have_count(0)
    assert len(corners_in(page)) == 3
    page.context.close()
