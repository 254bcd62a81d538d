"""The real app in Chromium: no request leaves the host, and the map and its table are linked."""

import re

import pytest
from playwright.sync_api import expect

from tests.app.driving import PAGES, PATIENCE_MS, open_page, settled, the_map
from tests.browser import MAP_FRAME, ROOT

pytestmark = pytest.mark.browser


@pytest.fixture
def app(chromium, served, recorded):
    """Return a page of the app whose every request is recorded and checked at the end."""
    page = chromium.new_context(viewport={"width": 1600, "height": 1000}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    record = recorded(page)
    page.goto(served(ROOT / "app.py"))
    page.record = record
    yield page
    page.context.close()


def marks(page):
    return the_map(page).locator(".leaflet-crackdown-marks-pane path")


def test_no_page_asks_another_host_for_anything(app):
    for name in PAGES:
        open_page(app, name)
        if name not in {"Briefing", "Data", "Settings"}:
            the_map(app)
            app.get_by_text("Data version example-").wait_for()
    asked = app.record.requests
    assert any("/crackdown-assets/leaflet" in url for url in asked)
    assert app.record.outside() == []


@pytest.mark.parametrize("path", ["", "component/streamlit_folium.st_folium/index.html"])
def test_the_browser_is_forbidden_to_ask_another_host(chromium, served, path):
    context = chromium.new_context()
    answer = context.request.get(served(ROOT / "app.py") + path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    context.close()


def test_a_row_that_is_selected_is_ringed_on_the_map(app):
    the_map(app)
    settled(app)
    before = the_map(app).locator(".leaflet-crackdown-selected-pane path").count()
    table = app.get_by_test_id("stDataFrame").locator("canvas").first.bounding_box()
    app.mouse.click(table["x"] + 18, table["y"] + 38 * 2 + 18)
    the_map(app).locator(".leaflet-crackdown-selected-pane path").first.wait_for(state="attached")
    assert before == 0


def test_a_mark_that_is_clicked_has_its_row_selected_and_first(app):
    the_map(app)
    settled(app)
    marks(app).last.click(force=True)
    the_map(app).locator(".leaflet-crackdown-selected-pane path").first.wait_for(state="attached")
    settled(app)
    row = app.get_by_test_id("stDataFrame").locator("tr[aria-rowindex='2']")
    expect(row).to_have_attribute("aria-selected", "true")
    expect(row.locator("td").nth(1)).to_have_text("R128")


def test_filters_stand_in_the_address_and_a_link_reopens_them(app, served):
    the_map(app)
    app.get_by_text("By land and river", exact=True).click()
    app.wait_for_url(re.compile("river="))
    settled(app)
    link = app.url
    app.goto(served(ROOT / "app.py"))
    the_map(app)
    app.goto(link)
    the_map(app)
    chosen = app.get_by_role("radio", name="By land and river")
    expect(chosen).to_be_checked()


def test_the_months_of_areas_play_on_the_displacement_page_without_the_server(app):
    open_page(app, "Displacement")
    app.get_by_role("radio", name="Over time").click()
    frame = app.frame_locator(f"{MAP_FRAME} >> nth=1")
    slider = frame.get_by_role("slider", name="Month shown")
    slider.wait_for()
    settled(app)
    expect(slider).to_have_attribute("aria-valuetext", "1999-00")
    asked = len(app.record.requests)
    slider.focus()
    app.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "2000-01")
    assert len(app.record.requests) == asked


def test_before_and_after_lie_side_by_side(app):
    open_page(app, "Displacement")
    app.get_by_role("radio", name="Before and after").click()
    frame = app.frame_locator(f"{MAP_FRAME} >> nth=1")
    headings = frame.locator(".cd-heading-box")
    expect(headings).to_have_text(["Before: 1999-00", "After: 2000-01"])


def test_a_link_that_is_selected_stands_out_among_the_arrows(app):
    open_page(app, "Operation")
    arrows = the_map(app).locator("path.leaflet-interactive[stroke-dasharray='6 4']")
    expect(arrows).to_have_count(10)  # of twenty, those that lead outside
    app.get_by_text("Where the raids were").scroll_into_view_if_needed()
    table = app.get_by_test_id("stDataFrame").locator("canvas").first.bounding_box()
    app.mouse.click(table["x"] + 18, table["y"] + 38 + 18)
    expect(arrows).to_have_count(19)  # all but the one selected
