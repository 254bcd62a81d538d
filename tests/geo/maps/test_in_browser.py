"""Maps as Chromium shows them, through streamlit-folium and a real server."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import MAP_FRAME, PATIENCE_MS, eventually
from tests.geo.maps.served_text import HOSTILE

pytestmark = pytest.mark.browser

APP = Path(__file__).parent / "served" / "app.py"


@pytest.fixture
def opened(chromium, served, recorded):
    """Return a function that opens one case and returns the page, the map's frame, the record."""
    url = served(APP)
    context = chromium.new_context(viewport={"width": 1100, "height": 900})

    def open_case(case):
        page = context.new_page()
        record = recorded(page)
        page.goto(f"{url}?case={case}")
        frame = page.frame_locator(MAP_FRAME)
        return page, frame, record

    yield open_case
    context.close()


def zoom_of(page):
    handle = page.locator(MAP_FRAME).element_handle().content_frame()
    return handle.evaluate("[window.map.getZoom(), window.map.getCenter().lat]")


def marks_in(frame):
    return frame.locator(".leaflet-crackdown-marks-pane path")


def drawn(frame):
    frame.locator(".cd-legend").wait_for(timeout=PATIENCE_MS)


def test_text_of_a_file_is_shown_as_its_characters(opened):
    page, frame, record = opened("hostile")
    drawn(frame)
    marks = marks_in(frame)
    expect(marks).to_have_count(len(HOSTILE))
    for at, text in enumerate(HOSTILE):
        marks.nth(at).hover()
        tip = frame.locator(".cd-tip").inner_text()
        shown = " ".join(text.split())
        assert tip.splitlines()[0] == shown
        assert f"{HOSTILE[0]}: {shown}" in tip
        assert tip.splitlines()[-1] == HOSTILE[3]
    labels = frame.locator(".cd-label span").all_inner_texts()
    assert sorted(labels) == sorted(HOSTILE[:4])
    legend = frame.locator(".cd-legend").inner_text()
    for text in (HOSTILE[0], HOSTILE[1], f"Markets ({HOSTILE[3]})"):
        assert text in legend
    assert frame.locator("img").count() == 0
    for at, text in list(enumerate(HOSTILE))[::3]:
        marks.nth(at).click()
        page.get_by_text(f"clicked: {text}", exact=True).wait_for()
    assert record.dialogues == []


def test_nothing_is_asked_of_another_host_and_only_our_files_are_loaded(opened):
    _, frame, record = opened("linked")
    drawn(frame)
    served = sorted({url.rsplit("/", 1)[1] for url in record.requests if "assets" in url})
    assert [name.split("-")[0] for name in served] == ["crackdown"] * 13 + ["leaflet"] * 2
    assert record.outside() == []


def test_a_click_returns_the_market_and_a_row_moves_the_map_once(opened):
    page, frame, _ = opened("linked")
    drawn(frame)
    marks_in(frame).nth(2).click()
    page.get_by_text("clicked: M2").wait_for()
    whole, _ = zoom_of(page)
    assert 8 < whole < 12
    page.get_by_text("M3", exact=True).click()
    ring = frame.locator(".leaflet-crackdown-selected-pane path")
    ring.nth(1).wait_for(state="attached")
    eventually(page, lambda: zoom_of(page)[0], 14)

    def off_middle():
        box, seen = ring.nth(1).bounding_box(), page.locator(MAP_FRAME).bounding_box()
        return abs(box["x"] + box["width"] / 2 - seen["x"] - seen["width"] / 2)

    eventually(page, lambda: off_middle() < 40)
    page.wait_for_timeout(600)  # a map that still moves takes no click
    # The user moves on; a filter redraws the layers and must not move the map back.
    frame.locator(".leaflet-control-zoom-out").click()
    eventually(page, lambda: zoom_of(page)[0], 13)
    moved = zoom_of(page)
    page.get_by_label("Remove open").or_(
        page.locator("[data-baseweb=tag] [role=presentation]").first
    ).first.click()
    expect(marks_in(frame)).to_have_count(2)
    assert zoom_of(page) == moved
    frame.get_by_role("button", name="Show all areas").click()
    eventually(page, lambda: zoom_of(page)[0], pytest.approx(whole))


def test_the_arrow_keys_go_from_mark_to_mark_at_one_stop_and_enter_selects(opened):
    page, frame, _ = opened("linked")
    drawn(frame)
    steps = frame.get_by_role("slider", name="From mark to mark")
    steps.focus()
    expect(steps).to_have_attribute("aria-valuetext", "none of 6 yet")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    # Markets lie above areas: two steps lead to the second of the four.
    expect(steps).to_have_attribute("aria-valuetext", re.compile("^Market 1; .*; 2 of 6$"))
    expect(frame.locator(".cd-tip", has_text="Market 1")).to_be_visible()
    expect(frame.locator("path.cd-halo")).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_text("clicked: M1").wait_for()
    page.keyboard.press("End")
    expect(frame.locator(".cd-tip", has_text="Beta")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.locator("path.cd-halo, .cd-tip")).to_have_count(0)
    before, _ = zoom_of(page)
    frame.get_by_role("button", name="Zoom in").focus()
    page.keyboard.press("Space")
    page.wait_for_timeout(400)
    assert zoom_of(page)[0] == before + 1


def test_a_layer_that_is_switched_off_stays_off_and_leaves_the_legend(opened):
    page, frame, _ = opened("linked")
    drawn(frame)
    assert "Open market" in frame.locator(".cd-legend").inner_text()
    page.get_by_test_id("stButtonGroup").get_by_text("Markets").click()
    frame.locator(".cd-legend", has_text="No layer").wait_for()
    expect(marks_in(frame)).to_have_count(0)
    page.get_by_text("M1", exact=True).click()
    frame.locator(".leaflet-crackdown-selected-pane path").first.wait_for(state="attached")
    assert marks_in(frame).count() == 0
    assert frame.locator(".cd-legend").count() == 1


def test_dots_are_painted_counted_and_let_go(opened):
    page, frame, _ = opened("dots")
    drawn(frame)
    inner = page.locator(MAP_FRAME).element_handle().content_frame()
    painted = """() => {
        const canvas = document.querySelector('.leaflet-crackdown-dots-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let sum = 0;
        for (let i = 3; i < data.length; i += 4) sum += data[i] > 0;
        return sum;
    }"""
    eventually(page, lambda: inner.evaluate(painted) > 2000)
    place = """() => {
        const at = window.map.latLngToContainerPoint([51.503, -0.126]);
        return [at.x, at.y];
    }"""
    assert inner.evaluate(place)
    slider = frame.locator(".cd-months input")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(frame.locator(".cd-months span")).to_have_text("2020-02")
    eventually(page, lambda: 0 < inner.evaluate(painted) < 200)
    only = inner.evaluate(painted)
    box = page.locator(MAP_FRAME).bounding_box()
    middle = inner.evaluate(
        """() => {
        const dots = Object.values(window.map._layers).find((layer) => layer.count);
        const i = dots.count.indexOf(6);
        const at = window.map.latLngToContainerPoint(dots._place(i));
        return [at.x, at.y];
    }"""
    )
    page.mouse.move(box["x"] + middle[0], box["y"] + middle[1])
    tip = frame.locator(".cd-tip:visible")
    tip.filter(has_text="Recorded offence: 6").wait_for()
    assert tip.all_inner_texts() == ["Recorded offence: 6"]
    frame.locator(".cd-legend summary").click()
    page.get_by_text("Note", exact=True).click()
    frame.locator(".cd-legend", has_text="again").wait_for()
    assert frame.locator(".cd-legend").get_attribute("open") is None
    assert frame.locator(".cd-months span").inner_text() == "2020-02"
    eventually(page, lambda: inner.evaluate(painted), only)
    inner.evaluate("window.kept = Object.values(window.map._layers).find((layer) => layer.count)")
    page.get_by_text("Points", exact=True).click()
    frame.locator(".cd-legend", has_text="No layer").wait_for()
    assert inner.evaluate("[window.kept.x, window.kept.count, window.kept.spec]") == [None] * 3
    assert frame.locator(".leaflet-crackdown-dots-pane canvas").count() == 0
    assert inner.evaluate("window.feature_group.length") == 1


def test_thousands_of_markets_share_a_canvas_and_can_still_be_clicked(opened):
    page, frame, _ = opened("many")
    drawn(frame)
    assert marks_in(frame).count() == 0
    inner = page.locator(MAP_FRAME).element_handle().content_frame()
    x, y = inner.evaluate(
        """() => {
        const dots = Object.values(window.map._layers).find((layer) => layer.count);
        const at = window.map.latLngToContainerPoint(dots._place(0));
        return [at.x, at.y];
    }"""
    )
    box = page.locator(MAP_FRAME).bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.get_by_text("clicked: M0", exact=True).wait_for()


def test_a_script_error_is_shown_and_the_other_layers_stand(opened):
    _, frame, record = opened("broken")
    alert = frame.get_by_role("alert")
    alert.wait_for()
    assert "Faulty <b>layer</b>" in alert.inner_text()
    drawn(frame)
    expect(marks_in(frame)).to_have_count(1)
    assert len(record.errors) == 1
    record.errors.clear()


def test_a_script_that_does_not_load_is_reported(chromium, served, recorded):
    context = chromium.new_context()
    page = context.new_page()
    record = recorded(page)
    page.route("**/leaflet-*.js", lambda route: route.abort())
    page.goto(f"{served(APP)}?case=linked")
    alert = page.frame_locator(MAP_FRAME).get_by_role("alert")
    alert.wait_for()
    assert "leaflet-1.9.3.js did not load" in alert.inner_text()
    record.errors.clear()
    context.close()


def test_a_map_in_a_hidden_tab_fits_its_areas_when_it_is_seen(opened):
    page, frame, _ = opened("tabs")
    page.wait_for_timeout(1500)
    page.get_by_role("tab", name="Second").click()
    frame.locator(".cd-label span").first.wait_for()
    eventually(page, lambda: 9 < zoom_of(page)[0] < 12)
    expect(frame.locator(".cd-label span").first).to_have_css("visibility", "visible")


def test_the_frame_lets_people_zoom_the_page_and_gives_metres(opened):
    page, frame, _ = opened("evaluation")
    drawn(frame)
    inner = page.locator(MAP_FRAME).element_handle().content_frame()
    viewports = inner.evaluate(
        "[...document.querySelectorAll('meta[name=viewport]')].map((meta) => meta.content)"
    )
    assert viewports
    assert all("user-scalable" not in text and "maximum-scale" not in text for text in viewports)
    assert frame.locator(".leaflet-control-scale").inner_text().endswith("km")
    attribution = frame.locator(".leaflet-control-attribution")
    assert "Crown copyright and database right 2015" in attribution.inner_text()
    assert frame.locator("a[href^=http]").count() == 0


def test_roles_changes_and_arrows_are_told_apart_without_colour(opened):
    page, frame, _ = opened("evaluation")
    drawn(frame)
    borders = frame.locator(".leaflet-crackdown-outlines-pane path")
    looks = borders.evaluate_all(
        "paths => paths.map((path) => [path.getAttribute('stroke-width'),"
        " path.getAttribute('stroke-dasharray')])"
    )
    assert looks == [["1", None], ["2.5", "7 5"], ["3.5", None]]
    fills = frame.locator(".leaflet-crackdown-areas-pane path").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('fill'))"
    )
    assert "url(#crackdown-hatch-none)" in fills
    assert frame.locator("#crackdown-hatch-none").count() == 1
    arrows = frame.locator(".leaflet-crackdown-arrows-pane path")
    assert arrows.count() == 6
    widths = arrows.evaluate_all("paths => paths.map((path) => path.getAttribute('stroke-width'))")
    assert widths[1] == "9"
    assert widths[4] == "3"
    arrows.nth(2).hover()
    tip = ["Alpha → Beta", "More offences: 30"]
    eventually(page, lambda: frame.locator(".cd-tip").inner_text().splitlines(), tip)
