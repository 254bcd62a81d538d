"""How long the app takes to start, and a filter to act: ``python -m tests.bench.start [RUNS]``.

Prints, for each run, the seconds from ``streamlit run`` to the server's first answer, to the page
in Chromium and to the map standing on the page; then the seconds from a click on a filter to the
map that shows it.
"""

import statistics
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, MAP_FRAME, ROOT, Server, find_chromium

MARKS = ".leaflet-crackdown-marks-pane path"
CLICKS = 6


def _seconds_to_change(page, label):
    frame = page.frame_locator(MAP_FRAME)
    before = frame.locator(MARKS).count()
    start = time.perf_counter()
    page.get_by_role("button", name=label, exact=True).click()
    while frame.locator(MARKS).count() == before:
        time.sleep(0.01)
    return time.perf_counter() - start


def measure(browser, folder):
    """Return seconds to the server, to the page and to the map, and those of each filter."""
    start = time.perf_counter()
    server = Server(ROOT / "app.py", folder=folder).wait()
    answered = time.perf_counter() - start
    page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
    page.goto(server.url)
    page.get_by_role("heading", name="Map", exact=True, level=1).wait_for()
    opened = time.perf_counter() - start
    page.frame_locator(MAP_FRAME).locator(MARKS).first.wait_for()
    stood = time.perf_counter() - start
    page.wait_for_timeout(2_000)
    filters = [_seconds_to_change(page, "closed") for _ in range(CLICKS)]
    page.context.close()
    server.stop()
    return answered, opened, stood, filters


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        for _ in range(runs):
            answered, opened, stood, filters = measure(browser, folder)
            print(
                f"server {answered:.2f} s, page {opened:.2f} s, map {stood:.2f} s; "
                f"filter {statistics.median(filters):.2f} s (worst {max(filters):.2f} s)"
            )


if __name__ == "__main__":
    main()
