"""Stores of a test's own, and records to put into them."""

import hashlib

import pytest

import boundaries
import geo
import workspace  # before a test puts a page's folder first on the path
from geo import store as stores
from tests.app.files import COUNTS, MARKETS, OFFENCES, RAIDS


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Return an empty store that pages run in this test use."""
    path = tmp_path / "crackdown.sqlite"
    monkeypatch.setenv("CRACKDOWN_STORE", str(path))
    opened = stores.open_store(path)
    yield opened
    opened.close()


def add(store, kind, content, *, name=None, by="tester", **options):
    """Read a file's text as the app does, and add it."""
    data = content.encode()
    if kind == "areas":
        intake = boundaries.load_areas(data)
    elif kind in {"markets", "raids", "offences"}:
        boroughs = boundaries.load_boroughs()
        intake = getattr(geo, f"read_{kind}")(
            data, locate=lambda points: boundaries.assign_areas(points, boroughs)
        )
    else:
        intake = getattr(geo, f"read_{kind}")(data)
    digest = hashlib.sha256(data).hexdigest()
    return store.add(kind, intake, name=name or f"{kind}.csv", digest=digest, by=by, **options)


@pytest.fixture
def filled(store):
    """Return a store with two markets, two raids, three offences and four counts."""
    for kind, content in (
        ("markets", MARKETS),
        ("raids", RAIDS),
        ("offences", OFFENCES),
        ("area_counts", COUNTS),
    ):
        add(store, kind, content)
    return store


@pytest.fixture(scope="module")
def markets():
    """Return the example's markets."""
    return workspace.read_example().records["markets"]
