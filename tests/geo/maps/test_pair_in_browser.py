"""Two maps in one frame, as Chromium shows them."""

from pathlib import Path

import pytest

from tests.browser import MAP_FRAME, eventually

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "served" / "app.py"
VIEWS = """() => [window.map, window.crackdown.right].map((map) => {
    const [at, size] = [map.getCenter(), map.getSize()];
    return [map.getZoom(), at.lat, at.lng, size.x, size.y];
})"""
PIXEL_M = 97_450  # at zoom 0 and 51.5 degrees north


@pytest.fixture
def pair(chromium, served, recorded):
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    recorded(page)
    page.goto(f"{served(APP)}?case=pair")
    frame = page.frame_locator(MAP_FRAME)
    frame.locator(".leaflet-crackdown-dots-pane canvas").wait_for(state="attached")
    page.wait_for_timeout(500)
    yield page, frame, page.locator(MAP_FRAME).element_handle().content_frame()
    context.close()


def views(inner):
    left, right = inner.evaluate(VIEWS)
    return left, right


def assert_same_place(inner):
    left, right = views(inner)
    assert left[0] == right[0]
    metres = 111_000 * max(abs(left[1] - right[1]), 0.62 * abs(left[2] - right[2]))
    assert metres < 2 * PIXEL_M / 2 ** left[0]


def test_both_maps_have_half_of_the_frame_and_show_the_same_place(pair):
    page, frame, inner = pair
    left, right = views(inner)
    assert abs(left[3] - right[3]) <= 1
    assert left[3] > 0.45 * page.locator(MAP_FRAME).bounding_box()["width"]
    assert left[4] == right[4] == 500
    assert_same_place(inner)
    assert frame.locator(".cd-heading-box").all_inner_texts() == ["Before", "<b>After</b>"]


def test_what_is_dragged_or_zoomed_on_one_map_moves_the_other(pair):
    page, frame, inner = pair
    box = page.locator(MAP_FRAME).bounding_box()
    whole = views(inner)[0]
    for side in (0.25, 0.75):
        x, y = box["x"] + side * box["width"], box["y"] + 250
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y + 40, steps=5)
        assert_same_place(inner)  # while it is dragged, not only at its end
        page.mouse.up()
        page.wait_for_timeout(400)
        assert_same_place(inner)
    moved = views(inner)[0]
    assert abs(moved[2] - whole[2]) > 0.01
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 250)
    page.mouse.wheel(0, -240)
    eventually(page, lambda: views(inner)[0][0] > moved[0])
    page.wait_for_timeout(600)
    assert_same_place(inner)
    frame.get_by_role("button", name="Show all areas").click()
    eventually(page, lambda: views(inner)[0][0], pytest.approx(whole[0]))
    page.wait_for_timeout(300)
    assert_same_place(inner)


def test_each_map_has_its_own_layers_and_a_click_says_on_which_it_was(pair):
    page, _, inner = pair
    marks = """() => [...document.querySelectorAll('.leaflet-container')].map(
        (map) => map.querySelectorAll('.leaflet-crackdown-marks-pane path').length)"""
    eventually(page, lambda: inner.evaluate(marks), [2, 0])
    page.get_by_test_id("stButtonGroup").get_by_text("Right").click()
    eventually(page, lambda: inner.evaluate(marks), [2, 1])
    right = page.frame_locator(MAP_FRAME).locator(".leaflet-container").nth(1)
    right.locator(".leaflet-crackdown-marks-pane path").first.click()
    page.get_by_text("clicked: M0 on the right").wait_for()
    page.get_by_test_id("stButtonGroup").get_by_text("Left").click()
    eventually(page, lambda: inner.evaluate(marks), [0, 1])
    # What has been redrawn does not stay in the second map.
    assert inner.evaluate("document.querySelectorAll('.cd-heading-box').length") == 2


def test_the_place_under_the_pointer_is_ringed_on_the_other_map(pair):
    page, frame, _ = pair
    box = page.locator(MAP_FRAME).bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    ring = frame.locator(".cd-twin")
    ring.wait_for(state="attached")
    at = ring.bounding_box()
    half = box["width"] / 2
    assert abs(at["x"] + at["width"] / 2 - (box["x"] + 200 + half + 3)) < 4
    assert abs(at["y"] + at["height"] / 2 - (box["y"] + 300)) < 4
