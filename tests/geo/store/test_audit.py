"""The log cannot be changed, and a change behind its back is found."""

import json

import pytest
import sqlalchemy

from geo.store import open_store
from geo.store._address import resolve
from geo.store._engine import connect
from tests.geo.store.made import offences, raids


def outside(address, *statements):
    """Change the database as something else than the program would."""
    engine = connect(resolve(address), create=False)
    try:
        with engine.connect() as connection, connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def guards_off(address):
    if address.startswith("postgresql"):
        return ["ALTER TABLE audit DISABLE TRIGGER USER"]
    return ["DROP TRIGGER audit_keeps_update", "DROP TRIGGER audit_keeps_delete"]


@pytest.fixture
def filled(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a")
    put("raids", raids((3, 2)), name="b")
    store.undo(1, by="lead")
    return store


def test_a_whole_log_is_found_whole(filled):
    check = filled.verify()
    assert (check.is_intact, check.entries, check.first_broken) == (True, 3, None)
    log = filled.audit()
    assert log["sequence"].tolist() == [1, 2, 3]
    assert log["previous"].tolist()[1:] == log["hash"].tolist()[:-1]


@pytest.mark.parametrize("statement", ["UPDATE audit SET \"by\" = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_the_log(filled, address, statement):
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="append-only"):
        outside(address, statement)
    assert filled.verify().is_intact


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE audit SET \"by\" = 'x' WHERE sequence = 2", 2),
        ("UPDATE audit SET detail = '{}' WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 1", 1),
        ("DELETE FROM audit WHERE sequence = 2", 2),
    ],
)
def test_a_changed_log_is_found(filled, address, statement, first):
    outside(address, *guards_off(address), statement)
    check = filled.verify()
    assert (check.is_intact, check.first_broken) == (False, first)
    assert f"entry {first}" in check.summary


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM raids WHERE batch_id = 2",
        "UPDATE raids SET batch_id = 1 WHERE batch_id = 2",
        "DELETE FROM batches WHERE batch_id = 2",
    ],
)
def test_records_changed_behind_the_log_are_found(filled, address, statement):
    outside(address, *([] if "batches" not in statement else
                       ["DELETE FROM notes WHERE batch_id = 2"]), statement)  # fmt: skip
    check = filled.verify()
    assert not check.is_intact
    assert check.first_broken is None
    assert "batch" in check.summary


def test_the_log_holds_no_value_of_a_record(store, put):
    put("offences", offences(("2024-03-01", 533987)))
    assert "533987" not in " ".join(store.audit()["detail"])


def test_versions_change_with_the_records_of_their_kind(store, put):
    start = {kind: store.version_of(kind) for kind in ("raids", "offences")}
    assert len(store.version) == 12
    assert store.version == start["raids"] == start["offences"]
    put("raids", raids((1, 2)))
    assert store.version == store.version_of("raids") != start["raids"]
    assert store.version_of("offences") == start["offences"]
    version = store.version
    store.remember_mapping("raids", ["Ref"], {"raid_id": "Ref"}, by="me")
    assert store.version == version
    store.undo(1, by="me")
    assert store.version not in {version, start["raids"]}


def test_equal_histories_have_equal_versions(address, store, put):
    put("raids", raids((1, 2)))
    with open_store(address) as same:
        assert same.version == store.version


def test_mappings_are_remembered_for_the_set_of_columns(store):
    assert store.mapping_for("raids", ["Ref", "Day"]) is None
    store.remember_mapping("raids", ["Ref", "Day"], {"raid_id": "Ref"}, by="me")
    store.remember_mapping("raids", ["Day", "Ref"], {"raid_id": "Ref", "date": "Day"}, by="me")
    assert store.mapping_for("raids", ["day ", "REF"]) == {"raid_id": "Ref", "date": "Day"}
    assert store.mapping_for("markets", ["Ref", "Day"]) is None
    assert store.mapping_for("raids", ["Ref"]) is None
    assert json.loads(store.audit()["detail"].iloc[-1])["mapping"]["date"] == "Day"
