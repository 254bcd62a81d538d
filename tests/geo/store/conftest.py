"""A store on each engine, and a way to put things into it."""

import hashlib
from dataclasses import fields, make_dataclass

import pytest

from geo import Intake
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
            intake = with_lines(intake, lines)
        return store.add(kind, intake, name=name, digest=digest, **{"by": "analyst"} | more)

    return add


def with_lines(intake, lines):
    """Return an intake that knows the line of each record."""
    if "lines" in {field.name for field in fields(Intake)}:
        from dataclasses import replace

        return replace(intake, lines=lines)
    wider = make_dataclass(
        "WithLines", [("lines", object, None)], bases=(Intake,), frozen=True, kw_only=True, eq=False
    )
    values = {field.name: getattr(intake, field.name) for field in fields(Intake)}
    return wider(**values, lines=lines)
