"""The real app in Chromium: no request leaves the host, and the map and its table are linked."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import MAP_FRAME, ROOT

pytestmark = pytest.mark.browser

PAGES = ("Map", "Hotspots", "Targets", "Displacement", "Data")
PAYLOADS = {
    "H1": "<img src=x onerror=alert(1)>",
    "H2": "${alert(2)}",
    "H3": "`+alert(3)+`",
    "H4": "</script><script>alert(4)</script>",
    "H5": "back\\slash \\u003cb\\u003e",
    "H6": "![x](http://127.0.0.2/x.png)",
}
PATIENCE_MS = 30_000


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


def the_map(page):
    frame = page.frame_locator(MAP_FRAME)
    frame.locator("path.leaflet-interactive").first.wait_for()
    return frame


def settled(page):
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")


def open_page(page, name):
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name, exact=True, level=1).wait_for()
    settled(page)


def marks(page):
    return the_map(page).locator(".leaflet-crackdown-marks-pane path")


def test_no_page_asks_another_host_for_anything(app):
    for name in PAGES:
        open_page(app, name)
        if name != "Data":
            the_map(app)
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
    assert row.get_attribute("aria-selected") == "true"
    assert row.locator("td").nth(1).inner_text() == "R128"


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
    assert chosen.get_attribute("aria-checked") == "true"


def test_offences_that_are_loaded_appear_on_the_map_with_their_months(app, tmp_path):
    the_map(app)
    rows = ["month,longitude,latitude"]
    rows += [
        f"2018-{month:02d},-0.1{place:02d},51.5{place:02d}"
        for month in (2, 3)
        for place in range(9)
    ]
    path = tmp_path / "drug_offences.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    open_page(app, "Data")
    app.get_by_text("Recorded offences (points)", exact=True).click()
    app.get_by_text("A street file of data.police.uk").wait_for()
    chooser = app.locator("input[type='file']")
    expect(chooser).to_have_count(1)
    chooser.set_input_files(path)
    app.get_by_role("button", name="Use these records").click()
    app.get_by_text("These records are in the workspace.").wait_for()
    open_page(app, "Map")
    frame = the_map(app)
    frame.locator(".leaflet-crackdown-dots-pane canvas").wait_for(state="attached")
    frame.get_by_role("slider").wait_for()
    assert "Mar 2018" in app.get_by_test_id("stSidebar").inner_text()


def test_names_that_look_like_scripts_are_shown_as_their_characters(app, tmp_path):
    rows = ["market_id,kind,name,easting,northing,first_seen"]
    for at, (market_id, name) in enumerate(PAYLOADS.items()):
        quoted = name.replace('"', '""')
        rows.append(
            f'{market_id},open,"{quoted}",{530000 + 900 * at},{182000 + 900 * at},2000-10-01'
        )
    path = tmp_path / "<img src=x onerror=alert(5)>.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    open_page(app, "Data")
    app.locator("input[type='file']").set_input_files(path)
    app.get_by_role("button", name="Use these records").click()
    app.get_by_text("These records are in the workspace.").wait_for()
    open_page(app, "Map")
    frame = the_map(app)
    layer = app.get_by_role("button", name="Raids")
    layer.click()
    settled(app)
    seen = set()
    found = marks(app)
    expect(found).to_have_count(len(PAYLOADS))
    for at in range(len(PAYLOADS)):
        found.nth(at).hover(force=True)
        seen.add(frame.locator(".cd-tip-marks").last.inner_text().splitlines()[0])
    assert seen >= set(PAYLOADS.values())
    open_page(app, "Hotspots")
    assert app.record.dialogues == []
