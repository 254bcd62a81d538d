"""What the browser tests share: Chromium, an app on a free port, and a record of every request.

The fixtures ``chromium``, ``served`` and ``recorded`` in ``tests/conftest.py`` are made of these.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = (
    "No Chromium was found. Install it (Debian and Ubuntu: apt install chromium; elsewhere any "
    "Chromium or Chrome on the PATH), or set CRACKDOWN_CHROMIUM to its path."
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
STARTED_IN_S = 60.0
PATIENCE_MS = 60_000
MAP_FRAME = "iframe[src*='streamlit_folium']"


def find_chromium():
    """Return the path of the machine's Chromium, or None."""
    if chosen := os.environ.get("CRACKDOWN_CHROMIUM"):
        return chosen
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def eventually(page, told, wanted: object = True):  # noqa: FBT002
    """Wait until a page tells what is wanted; fail with what it told last.

    A page that moves, or is drawn anew, tells the wrong thing for a while.
    """
    until = time.monotonic() + PATIENCE_MS / 1000
    while (got := told()) != wanted and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert got == wanted


class Server:
    """A Streamlit app on a port of its own, with a store of its own unless another is named."""

    def __init__(self, script, *, folder, **environment):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self._log = (Path(folder) / f"server-{self.port}.log").open("w+b")
        environment.setdefault("CRACKDOWN_STORE", str(Path(folder) / f"store-{self.port}.sqlite"))
        command = [
            *(sys.executable, "-m", "streamlit", "run", str(script)),
            *("--server.port", str(self.port), "--server.address", "127.0.0.1"),
            *("--server.headless", "true", "--server.fileWatcherType", "none"),
            *("--browser.gatherUsageStats", "false"),
        ]
        self._process = subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def log(self):
        """Return what the server has printed."""
        self._log.flush()
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")

    def wait(self):
        """Return when the server answers, or fail with what it printed."""
        until = time.monotonic() + STARTED_IN_S
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}_stcore/health", timeout=2):  # noqa: S310
                    return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        message = f"the server did not start:\n{self.log()}"
        raise RuntimeError(message)

    def stop(self):
        """End the server."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=10)
        self._log.close()


class Record:
    """Every request, console error, script error and dialogue of a page's browser context."""

    def __init__(self, page):
        self.requests = []
        self.failed = []
        self.errors = []
        self.dialogues = []
        context = page.context
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("response", self._answered)
        context.on("console", self._spoken)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("dialog", self._asked)

    def _answered(self, response):
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def _spoken(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, dialogue):
        self.dialogues.append(dialogue.message)
        dialogue.dismiss()

    def outside(self):
        """Return the requests that went, or tried to go, to another host."""
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in {"data", "blob", "about"}
            and urlsplit(url).hostname != "127.0.0.1"
        ]

    def check(self):
        """Fail where the page asked another host, or anything in it went wrong."""
        assert self.requests, "nothing was recorded: record the page before it is opened"
        assert self.outside() == []
        assert self.failed == []
        assert self.errors == []
        assert self.dialogues == []
