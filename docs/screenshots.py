"""Make the README's pictures from the example workspace: ``python docs/screenshots.py``."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import ARGUMENTS, MAP_FRAME, Server, find_chromium  # noqa: E402

SIZE = {"width": 1500, "height": 1000}
SETTLE_MS = 2_500


def main() -> None:
    """Write one picture a page beside this script."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        server = Server(ROOT / "app.py", folder=folder).wait()
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        page = browser.new_context(viewport=SIZE).new_page()
        page.goto(server.url)
        links = page.get_by_test_id("stSidebarNav").get_by_role("link")
        links.first.wait_for()
        for address in [link.get_attribute("href") for link in links.all()]:
            page.goto(address)
            page.locator("[data-testid='stMain'] h1").first.wait_for()
            page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")
            if page.locator(MAP_FRAME).count():
                page.frame_locator(MAP_FRAME).first.locator(".cd-north").first.wait_for()
            page.wait_for_timeout(SETTLE_MS)
            name = address.rstrip("/").rpartition("/")[2]
            target = Path(__file__).with_name(f"{name if name.isalpha() else 'map'}.png")
            page.screenshot(path=target)
            print(target)
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
