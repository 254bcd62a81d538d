"""Stores of earlier versions open as they are, and of later ones not at all."""

import hashlib
import sqlite3

import pytest

import geo
from geo.errors import StoreError
from geo.store import open_store
from geo.store._migrations import NEWEST
from tests.geo.store.old import FILES, VERSION_1

READERS = {
    "raids": geo.read_raids,
    "offences": geo.read_offences,
    "area_counts": geo.read_area_counts,
}


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.sqlite"
    database = sqlite3.connect(path)
    database.executescript(VERSION_1)
    database.close()
    return path


def tables(path):
    database = sqlite3.connect(path)
    try:
        found = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        ).fetchall()
        return {name: "".join(sql.split()) for name, sql in found}
    finally:
        database.close()


def test_a_store_of_version_1_is_brought_up_to_date(old, tmp_path):
    open_store(old).close()
    open_store(tmp_path / "new.sqlite").close()
    assert tables(old) == tables(tmp_path / "new.sqlite")
    database = sqlite3.connect(old)
    versions = database.execute("SELECT version FROM schema_version ORDER BY version").fetchall()
    database.close()
    assert [row[0] for row in versions] == list(range(1, NEWEST + 1))


def test_an_old_store_keeps_its_records_its_log_and_its_keys(old):
    """The seals and keys were made by the program of then: they must never come out otherwise."""
    with open_store(old) as store:
        assert store.verify().is_intact
        assert [batch.name for batch in store.batches()][::-1] == [
            "raids.csv", "offences.csv", "counts.csv",
        ]  # fmt: skip
        for kind, data in FILES.items():
            made = READERS[kind](data)
            found = store.records(kind).drop(columns=["batch_id", "line"])
            assert found.equals(made.records)
            digest = hashlib.sha256(data + b"\n").hexdigest()
            again = store.add(kind, made, name="again", digest=digest, by="me")
            assert (again.duplicate, again.accepted, again.rejected) == (len(found), 0, 0)


def test_a_store_of_a_later_version_is_refused_and_left_alone(old):
    open_store(old).close()
    database = sqlite3.connect(old)
    database.execute("INSERT INTO schema_version VALUES (?, 'later')", (NEWEST + 1,))
    database.commit()
    before = database.execute("PRAGMA data_version").fetchone()
    with pytest.raises(StoreError, match="newer version of Crackdown"):
        open_store(old)
    assert database.execute("PRAGMA data_version").fetchone() == before
    database.close()


def test_opening_again_changes_nothing(address):
    open_store(address).close()
    with open_store(address) as store:
        assert store.audit().empty
        assert store.counts() == dict.fromkeys(store.counts(), 0)
