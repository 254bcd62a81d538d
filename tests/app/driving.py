"""How browser tests move about the app."""

import re

from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from tests.browser import MAP_FRAME, PATIENCE_MS

PAGES = (
    *("Map", "Hotspots", "Targets", "Operation", "Displacement", "Briefing", "Data", "Settings"),
)
ATTEMPTS = 4


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


def open_app(chromium, url, *, record=None, size=(1400, 1000)):
    """Open the app in a browser session of its own, and wait for its first map."""
    width, height = size
    page = chromium.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    if record is not None:
        page.record = record(page)
    page.goto(url)
    the_map(page)
    settled(page)
    return page


def open_section(page, name):
    """Open a section of the Data page."""
    page.get_by_role("tab", name=name).click()
    settled(page)


def drop(page, *paths):
    """Drop files on the Data page."""
    chooser = page.locator("input[type='file']")
    # After an import the old drop zone goes a moment later than the new one comes.
    expect(chooser).to_have_count(1)
    chooser.set_input_files([str(path) for path in paths])


def say_who(page, name="analyst"):
    """Say who makes the change, where the page asks."""
    box = page.get_by_role("textbox", name="Who is making the change?").last
    box.fill(name)
    box.press("Enter")
    settled(page)


def choose(page, label, option):
    """Choose an option, by its text or a pattern, of a select box."""
    box = page.get_by_role("combobox", name=label, exact=True)
    wanted = page.get_by_role("option", name=option, exact=isinstance(option, str))
    for attempt in range(ATTEMPTS):
        box.click()
        try:
            wanted.first.click(timeout=PATIENCE_MS / ATTEMPTS)
            break
        except NotInTime:
            # A page that is drawn anew closes its lists.
            if attempt == ATTEMPTS - 1:
                raise
            page.keyboard.press("Escape")
    settled(page)


def add(page, *paths):
    """Drop files, and add what can be added."""
    drop(page, *paths)
    say_who(page)
    page.get_by_role("button", name=re.compile(r"^Add [0-9]")).click()
    page.get_by_text("Every page shows them from now on").wait_for()
    settled(page)


def figures(page):
    """Return the figures that a page sums up, by their label."""
    metrics = page.get_by_test_id("stMetric")
    metrics.first.wait_for()
    pairs = [text.splitlines() for text in metrics.all_inner_texts()]
    return {lines[0]: int(lines[-1].replace(",", "")) for lines in pairs}
