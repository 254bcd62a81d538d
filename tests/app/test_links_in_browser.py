"""The address of a page reopens the same view in another session."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.driving import PATIENCE_MS, open_page, settled, the_map
from tests.browser import MAP_FRAME, ROOT, eventually

pytestmark = pytest.mark.browser
SIZE = {"width": 1500, "height": 1000}


@pytest.fixture
def session(chromium, served):
    """Return a function that opens an address in a browser session of its own."""
    contexts = []

    def go(address=""):
        context = chromium.new_context(viewport=SIZE)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address if address.startswith("http") else served(ROOT / "app.py") + address)
        # Not a mark: a link may open the map where there is none.
        frame_of(page).locator(".cd-north").first.wait_for()
        settled(page)
        return page

    yield go
    for context in contexts:
        context.close()


def frame_of(page):
    return page.frame_locator(MAP_FRAME).first


def place(page):
    inner = page.locator(MAP_FRAME).first.element_handle().content_frame()
    return inner.evaluate(
        "[window.map.getCenter().lat, window.map.getCenter().lng, window.map.getZoom()]"
    )


def asked(page):
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()}


def test_the_maps_place_the_row_and_the_choices_come_with_the_address(session):
    page = session()
    page.get_by_text("By land and river", exact=True).click()
    page.wait_for_url(re.compile("river="))
    settled(page)
    table = page.get_by_test_id("stDataFrame").locator("canvas").first.bounding_box()
    page.mouse.click(table["x"] + 18, table["y"] + 38 * 2 + 18)
    page.wait_for_url(re.compile("row=markets"))
    page.wait_for_url(re.compile("map_at="))
    nearer = page.url
    frame_of(page).get_by_role("button", name="Zoom out").click()
    page.wait_for_url(lambda url: url != nearer)
    address, here = page.url, place(page)
    assert "river=" in address
    other = session(address)
    # To a millionth of a degree, or 10 cm: neither a redraw nor a smaller window may move it.
    eventually(other, lambda: place(other)[:2], pytest.approx(here[:2], abs=1e-6))
    eventually(other, lambda: place(other)[2], pytest.approx(here[2], abs=1e-3))
    other.set_viewport_size({"width": 1280, "height": 720})
    other.wait_for_timeout(500)
    eventually(other, lambda: place(other)[:2], pytest.approx(here[:2], abs=1e-6))
    other.set_viewport_size(SIZE)
    ring = frame_of(other).locator(".leaflet-crackdown-selected-pane path")
    ring.first.wait_for(state="attached")
    row = other.get_by_test_id("stDataFrame").locator("tr[aria-rowindex='2']")
    expect(row).to_have_attribute("aria-selected", "true")
    chosen = other.get_by_role("radio", name="By land and river")
    expect(chosen).to_be_checked()
    eventually(other, lambda: asked(other), asked(page))


def test_the_map_stays_where_it_was_when_the_user_comes_back(session):
    page = session()
    frame_of(page).get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile("map_at="))
    here = place(page)
    open_page(page, "Displacement")
    the_map(page)
    eventually(page, lambda: "map_at" in page.url, False)
    open_page(page, "Map")
    frame_of(page).locator(".cd-north").first.wait_for()
    eventually(page, lambda: place(page), pytest.approx(here, abs=0.01))
    frame_of(page).get_by_role("button", name="Show all areas").click()
    eventually(page, lambda: "map_at" in page.url, False)


@pytest.mark.parametrize("at", ["1,2", "999,0,12", "51.5,-0.1,99", "51.5,-0.1,NaN"])
def test_a_place_that_is_none_is_passed_over(session, at):
    page = session(f"?map_at={at}")
    eventually(page, lambda: 9 < place(page)[2] < 12)
    eventually(page, lambda: place(page)[:2], pytest.approx([51.49, -0.09], abs=0.05))


def test_a_link_says_which_data_is_shown(session):
    page = session("?show=example")
    eventually(page, lambda: asked(page).get("show"), "example")
    open_page(page, "Data")
    page.wait_for_url(re.compile("show=example"))
