"""How long the files of the example briefing take, beside a browser that prints the same page.

    python tests/bench/briefing_files.py

Seconds of processor time after import, the median of three runs, each file made twice to show that
its bytes are the same. The peer for the PDF is Chromium's own print-to-PDF of the HTML, which is
what one would use without a PDF library: its time is that of the whole browser process tree.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from briefing import Spec, compose, to_html, to_pdf, to_pictures, to_slides, to_tables
from geo.store import open_store
from tests.browser import find_chromium
from workspace import open_workspace

RUNS = 3


def timed(make):
    """Return the median seconds of processor time and of the clock, and what was made."""
    processor, clock, made = [], [], []
    for _ in range(RUNS):
        began, at = time.process_time(), time.perf_counter()
        made.append(make())
        processor.append(time.process_time() - began)
        clock.append(time.perf_counter() - at)
    assert all(one == made[0] for one in made), "the same briefing gave other bytes"
    return statistics.median(processor), statistics.median(clock), made[0]


def printed(page, folder):
    """Return the seconds of processor time that Chromium takes to print a page, and the PDF."""
    source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
    source.write_bytes(page)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603
        [
            *(find_chromium(), "--headless", "--no-sandbox", "--disable-gpu"),
            *(f"--print-to-pdf={target}", "--no-pdf-header-footer", source.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, target.read_bytes()


def main():
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        with open_store(os.path.join(folder, "store.sqlite")) as store:  # noqa: PTH118
            now = open_workspace(store)
        told = compose(now, spec=Spec(name="bench", profile="internal"))
        print(f"{len(told.scenes)} scenes; {os.cpu_count()} cores; median of {RUNS}")
        for name, make in (
            ("HTML", lambda: to_html(told)),
            ("PDF", lambda: to_pdf(told)),
            ("slides", lambda: to_slides(told)),
            ("PNG", lambda: to_pictures(told)),
            ("SVG", lambda: to_pictures(told, image="svg")),
            ("CSV", lambda: to_tables(told)),
        ):
            make()  # imports
            processor, clock, made = timed(make)
            size = len(made) if isinstance(made, bytes) else sum(map(len, made.values()))
            print(
                f"{name:7} {processor:6.2f} s processor {clock:6.2f} s clock {size / 1e6:6.2f} MB"
            )
        if find_chromium():
            used, pdf = printed(to_html(told), folder)
            print(f"Chromium prints the HTML: {used:.2f} s processor, {len(pdf) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
