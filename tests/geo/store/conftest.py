"""A store on each engine, and a way to put things into it."""

import hashlib
from dataclasses import replace

import pytest

from geo.store import open_store
from tests.geo.store.postgres import address_of, find_server

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server():
    """Return the address of a PostgreSQL; skip, or fail where one is required, without one."""
    with find_server() as address:
        yield address


@pytest.fixture(params=ENGINES)
def address(request, tmp_path):
    """Return the address of an empty store, on each engine in turn."""
    if request.param == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    with address_of(request.getfixturevalue("server")) as one:
        yield one


@pytest.fixture
def store(address):
    """Return an open store."""
    with open_store(address) as one:
        yield one


@pytest.fixture
def put(store):
    """Return a function that adds an intake under a digest made of its name."""

    def add(kind, intake, *, name="file.csv", lines=None, **more):
        digest = hashlib.sha256(name.encode()).hexdigest()
        if lines is not None:
            intake = replace(intake, lines=lines)
        return store.add(kind, intake, name=name, digest=digest, **{"by": "analyst"} | more)

    return add
