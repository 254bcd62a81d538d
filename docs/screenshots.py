"""Make the README's pictures from the example workspace: ``python docs/screenshots.py``."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import ARGUMENTS, MAP_FRAME, Server, find_chromium  # noqa: E402

PICTURES = {
    "map": "",
    "hotspots": "hotspots",
    "targets": "targets",
    "operation": "operation",
    "displacement": "displacement",
    "data": "data",
}
SIZE = {"width": 1500, "height": 1000}
SETTLE_MS = 2_500


def main() -> None:
    """Write one picture a page beside this script."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        server = Server(ROOT / "app.py", folder=folder).wait()
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        page = browser.new_context(viewport=SIZE).new_page()
        for name, path in PICTURES.items():
            page.goto(server.url + path)
            if name != "data":
                frame = page.frame_locator(MAP_FRAME)
                frame.locator("path.leaflet-interactive").first.wait_for()
            page.wait_for_timeout(SETTLE_MS)
            target = Path(__file__).with_name(f"{name}.png")
            page.screenshot(path=target)
            print(target)
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
