"""The hotspots page in Chromium: two maps, and an export that reruns."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import expect

from analysis import rerun
from tests.app.driving import PATIENCE_MS, settled, the_map
from tests.browser import MAP_FRAME, ROOT, eventually

pytestmark = pytest.mark.browser


@pytest.fixture
def app(chromium, served, recorded):
    page = chromium.new_context(viewport={"width": 1600, "height": 1000}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    recorded(page)
    page.goto(served(ROOT / "app.py"))
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Hotspots").click()
    page.get_by_role("heading", name="Hotspots", exact=True, level=1).wait_for()
    settled(page)
    yield page
    page.context.close()


def test_open_and_closed_markets_stand_side_by_side(app):
    the_map(app)
    app.get_by_text("Open with closed", exact=True).click()
    frame = app.frame_locator(MAP_FRAME)
    # Two runs of a server that has compiled nothing yet take longer than a page in use.
    expect(frame.locator(".cd-heading-box")).to_have_text(
        ["Open markets", "Closed markets"], timeout=PATIENCE_MS
    )
    maps = frame.locator(".leaflet-container")
    expect(maps).to_have_count(2)
    marks = ".leaflet-crackdown-marks-pane path"
    maps.nth(1).locator(marks).first.wait_for()
    counts = [maps.nth(at).locator(marks).count() for at in range(2)]
    assert sum(counts) == 278
    assert counts[0] > counts[1] > 50
    said = app.locator("p.finding").inner_text()
    assert re.match(r"\d+ hotspots? on [\d,]+ hectares on the left", said)


def test_an_exported_result_reruns_to_the_same(app, tmp_path):
    the_map(app)
    app.get_by_text("Is it more than chance?", exact=True).click()
    app.get_by_text("cells hold more markets than chance explains").wait_for()
    the_map(app)
    app.get_by_role("button", name="Export").click()
    with app.expect_download() as waiting:
        app.get_by_role("button", name="GeoPackage").click()
    packed = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(packed)
    done = rerun(packed, data=[ROOT / "example" / "markets.csv"])
    assert done.is_identical, done.report
    assert done.was["recipe"]["method"] == "getis_ord"
    assert any("illustrative" in caveat for caveat in done.was["caveats"])
    assert [source["name"] for source in done.was["sources"]] == ["markets.csv"]


def test_cells_are_told_apart_by_pattern_and_hotspots_by_their_border(app):
    app.get_by_text("Is it more than chance?", exact=True).click()
    frame = the_map(app)
    cells = frame.locator(".leaflet-crackdown-areas-pane path")
    cells.first.wait_for()
    painted = "paths => paths.map((path) => path.getAttribute('fill'))"
    eventually(app, lambda: len(set(cells.evaluate_all(painted))), 3)
    fills = set(cells.evaluate_all(painted))
    assert {fill[:14] for fill in fills} >= {"url(#crackdown"}
    boxes = frame.locator(".cd-badge span:not(.cd-badge-dot)").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect()).map(({left, right, top, bottom}) => "
        "[left, right, top, bottom])"
    )
    assert len(boxes) > 3
    for (left, right, top, bottom), other in combinations(boxes, 2):
        beside = right <= other[0] or other[1] <= left
        assert beside or bottom <= other[2] or other[3] <= top, "numbers cover each other"
    outlines = frame.locator(".leaflet-crackdown-hotspots-pane path")
    dashes = "paths => paths.map((path) => path.getAttribute('stroke-dasharray'))"
    eventually(app, lambda: set(outlines.evaluate_all(dashes)), {"3 4"})
    app.get_by_role("button", name="Draw the records again").click()
    app.get_by_text("are kept in at least 80").wait_for()
    settled(app)
    expect(
        frame.locator(".leaflet-crackdown-hotspots-pane path:not([stroke-dasharray])")
    ).not_to_have_count(0)
