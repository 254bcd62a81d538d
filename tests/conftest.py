"""Fixtures for every test: the machine's Chromium, and apps to look at with it."""

import os

import pytest
from hypothesis import settings

from tests.browser import ARGUMENTS, MISSING, PATIENCE_MS, Record, Server, find_chromium

# No test is timed: how long an example takes says how busy the machine is.
settings.register_profile("crackdown", deadline=None)
settings.load_profile("crackdown")


@pytest.fixture(scope="session")
def chromium():
    """Return a running Chromium; skip where the machine has none.

    With CRACKDOWN_REQUIRE_BROWSER=1 a missing Chromium is a failure.
    """
    path = find_chromium()
    if path is None:
        if os.environ.get("CRACKDOWN_REQUIRE_BROWSER") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Return a function that starts an app or script once and returns its URL."""
    folder = tmp_path_factory.mktemp("served")
    servers = {}

    def serve(script, **environment):
        key = (str(script), *sorted(environment.items()))
        if key not in servers:
            servers[key] = Server(script, folder=folder, **environment)
            servers[key].wait()
        return servers[key].url

    yield serve
    for server in servers.values():
        server.stop()


@pytest.fixture
def served_alone(tmp_path):
    """Return a function that starts the app with a store of the test's own, until it ends."""
    servers = []

    def serve(script, **environment):
        servers.append(Server(script, folder=tmp_path, **environment))
        return servers[-1].wait().url

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture
def recorded():
    """Return a function that records a page; what it recorded is checked when the test ends.

    A test that provokes errors on purpose empties the lists of the record that it expects.
    """
    records = []

    def record(page):
        records.append(Record(page))
        return records[-1]

    yield record
    for one in records:
        one.check()
