"""Seconds from a slider's move to the new hotspots on the map, in Chromium, on a file of points.

    python -m tests.bench.hotspot_sliders POINTS.csv.gz

POINTS is a file that the Data page takes, such as a data.police.uk extract. The store is a new
one in a temporary folder. Each slider is moved to values not seen before. Reported are the first
and the last change of the map's drawing after the key is pressed, both by the browser's own clock,
so that nothing of the driver is in them; and the CPU seconds of the server.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, MAP_FRAME, ROOT, Server, find_chromium

MOVES = 6
JOBS = {
    "DBSCAN": ("", "Radius, in metres", "ArrowRight"),
    "density": ("?method_dense=Density", "Bandwidth, in metres", "ArrowRight"),
    "Gi*": ("?question=Is+it+more+than+chance%3F", "Period", "ArrowLeft"),
}
# The clock starts with the key, and each change inside the map's panes is a mark on it.
WATCH = """frame => {
  const map = document.querySelector(frame).contentDocument;
  window.addEventListener("keydown", () => { window.began = performance.now(); window.marks = []; },
    { capture: true });
  window.marks = [];
  for (const name of ["areas", "hotspots"]) {
    new MutationObserver(() => window.marks.push(performance.now() - window.began)).observe(
      map.querySelector(`.leaflet-crackdown-${name}-pane`),
      { childList: true, subtree: true, attributes: true, attributeFilter: ["d", "src"] });
  }
}"""


def settled(page):
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")
    page.wait_for_timeout(700)


def cpu_of(server):
    ticks = Path(f"/proc/{server._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(ticks[11]) + int(ticks[12])) / 100


def measured(page, server, label, key):
    page.get_by_role("slider", name=label).last.focus()
    seconds = []
    for _ in range(MOVES + 1):
        before = cpu_of(server)
        page.keyboard.press(key)
        while not page.evaluate("window.marks.length"):  # a page without eval waits in no other way
            page.wait_for_timeout(100)
        settled(page)
        marks = page.evaluate("window.marks")
        seconds.append((marks[0] / 1000, marks[-1] / 1000, cpu_of(server) - before))
    return seconds[1:]  # the first move pays for what is loaded once


def main() -> None:
    """Print the seconds of each method."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--only", choices=JOBS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = str(Path(folder) / "store.sqlite")
        command = [sys.executable, "-m", "geo", "import", "--store", store, "--by", "bench"]
        subprocess.run([*command, options.points], check=True, cwd=ROOT, stdout=sys.stderr)  # noqa: S603
        server = Server(ROOT / "app.py", folder=folder, CRACKDOWN_STORE=store).wait()
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        try:
            for name, (query, label, key) in JOBS.items():
                if options.only not in {None, name}:
                    continue
                page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
                page.set_default_timeout(90_000)
                page.goto(f"{server.url}hotspots{query}")
                page.frame_locator(MAP_FRAME).locator(
                    ".leaflet-crackdown-hotspots-pane path"
                ).first.wait_for()
                settled(page)
                page.evaluate(WATCH, MAP_FRAME)
                found = measured(page, server, label, key)
                first, last, used = (
                    sorted(each)[len(found) // 2] for each in zip(*found, strict=True)
                )
                quickest = min(each[1] for each in found)
                print(
                    f"{name}: new drawing begins after {first:.2f} s and is whole after "
                    f"{last:.2f} s (medians of {len(found)}; quickest {quickest:.2f} s), "
                    f"{used:.2f} s CPU of the server",
                    flush=True,
                )
                page.context.close()
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
