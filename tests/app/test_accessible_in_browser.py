"""axe-core finds no violation of ours on any page, and pictures have words."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.app.driving import PATIENCE_MS, settled, the_map
from tests.browser import MAP_FRAME, ROOT, eventually

pytestmark = pytest.mark.browser

# What Streamlit's own parts break, by rule and place, and why it is not ours to mend.
STREAMLITS = {
    # The navigation with sections puts each section's items and heading in a div inside the list.
    ("list", "[data-testid='stSidebarNavItems']"),
    ("listitem", "[data-testid='stSidebarNavItems']"),
    # What opens above the page stands beside its landmarks.
    ("region", "[data-testid='stMainMenuList']"),
    ("color-contrast", "[data-testid='stMainMenuPopover'], [data-testid='stMainMenuList']"),
    # The drop zone for files has a label and is said to be there for its looks only.
    ("presentation-role-conflict", "[data-testid='stFileUploaderDropzone']"),
}
PAGES = ("", "hotspots", "targets", "operation", "displacement", "briefing", "data", "settings")
SCHEMES = {"light": PAGES, "dark": ("", "displacement", "briefing")}


def violations(page):
    found = []
    for violation in Axe().run(page).response["violations"]:
        for node in violation["nodes"]:
            target = node["target"][-1]
            if isinstance(target, list) or len(node["target"]) > 1:
                found.append((violation["id"], str(node["target"]), node["html"][:200]))
                continue
            inside = page.locator(target).first
            known = any(
                rule == violation["id"] and inside.evaluate(f'e => Boolean(e.closest("{place}"))')
                for rule, place in STREAMLITS
            )
            if not known:
                found.append((violation["id"], target, node["html"][:200]))
    return found


def opened(chromium, url, *, scheme="light", **options):
    size = {"width": 1400, "height": 1000}
    context = chromium.new_context(viewport=size, color_scheme=scheme, **options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.locator("[data-testid='stMain'] h1").first.wait_for()
    settled(page)
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    return page


def still(page):
    settled(page)
    # Until its last part stands, a page is paler than it will be.
    page.wait_for_timeout(400)
    settled(page)
    page.locator("[data-stale=true]").first.wait_for(state="detached")
    page.wait_for_timeout(400)


def states(page):
    """Go through what a page can show: everything that opens, each tab, and what lies above it."""
    page.evaluate(
        "document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary')"
        ".forEach((shut) => shut.click())"
    )
    still(page)
    yield "opened"
    tabs = page.locator("[data-testid=stTabs] [role=tab]")
    for tab in tabs.all()[1:]:
        tab.click()
        still(page)
        yield f"tab {tab.inner_text()}"
    for opener in page.locator("[data-testid=stPopover] button").all():
        opener.click()
        still(page)
        yield "popover"
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_of_ours_in_any_state_and_twice_the_text_breaks_no_page(
    chromium, served, scheme
):
    url = served(ROOT / "app.py")
    context = chromium.new_context(
        viewport={"width": 1400, "height": 1000}, color_scheme=scheme, reduced_motion="reduce"
    )
    found, wide = {}, {}
    for path in SCHEMES[scheme]:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(url + path)
        page.locator("[data-testid='stMain'] h1").first.wait_for()
        still(page)
        for state in states(page):
            if got := violations(page):
                found[path, state] = got
        # A browser that zooms to 200% gives a page half of the window's width.
        page.set_viewport_size({"width": 640, "height": 400})
        still(page)
        wide[path] = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        page.close()
    context.close()
    assert found == {}
    assert set(wide.values()) == {640}, wide


def test_every_picture_says_in_words_what_it_shows(chromium, served):
    page = opened(chromium, served(ROOT / "app.py"))
    the_map(page)
    page.locator("iframe[title*='278 markets and 128 raids']").wait_for()
    with page.expect_download() as kept:
        page.frame_locator(MAP_FRAME).get_by_role("button", name="Save the map").click()
    assert kept.value.suggested_filename.startswith("OFFICIAL_map_example-")
    assert kept.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert page.evaluate("document.documentElement.lang") == "en"
    marking = page.get_by_role("status").filter(has_text="Protective marking")
    expect(marking).to_have_text(re.compile("OFFICIAL$"))
    page.context.close()


def test_the_map_is_reached_and_moved_by_keyboard(chromium, served):
    page = opened(chromium, served(ROOT / "app.py"), reduced_motion="reduce")
    the_map(page)
    inner = page.locator(MAP_FRAME).element_handle().content_frame()
    before = inner.evaluate("window.map.getCenter().lng")
    inner.locator("#map_div").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**map_at=**")
    assert inner.evaluate("window.map.getCenter().lng") > before
    inner.get_by_role("button", name="Show all areas").focus()
    page.keyboard.press("Enter")
    middle = "window.map.getCenter().lng"
    eventually(page, lambda: inner.evaluate(middle), pytest.approx(before, abs=1e-4))
    # From the map the Tab key leads to its buttons, not through its hundreds of marks.
    inner.locator("#map_div").focus()
    page.keyboard.press("Tab")
    assert inner.evaluate("document.activeElement.closest('.leaflet-control') !== null")
    # The first stop of a page leads past the side bar.
    page.reload()
    the_map(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stMain")).to_be_focused()
    link = page.get_by_test_id("stSidebarNavLink").first
    link.focus()
    assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.context.close()
