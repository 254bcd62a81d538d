"""Taking batches out loses no row that another batch brought too."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from geo.errors import ParameterError
from geo.store import _packed, _remove, open_store
from tests.geo.store.made import counts, offences, raids


def test_undo_takes_out_what_came_in(store, put):
    put("raids", raids((1, 2)), name="a")
    before = store.records("raids")
    batch = put("raids", raids((2, 0)), name="b")
    undone = store.undo(batch.batch_id, by="lead")
    assert undone.state == "undone"
    assert store.records("raids").equals(before)
    assert store.audit().iloc[-1][["by", "action", "batch_id"]].tolist() == ["lead", "undo", 2]


def test_a_duplicate_comes_to_the_front_when_the_first_goes(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a")
    put("raids", raids((2, 0), (3, 1)), name="b")
    store.undo(1, by="lead")
    found = store.records("raids")
    assert found["raid_id"].tolist() == ["2", "3"]
    assert found["batch_id"].tolist() == [2, 2]
    assert store.verify().is_intact


def test_the_earlier_publication_comes_back(store, put):
    put("area_counts", counts(("Hackney", "2024-01", 5), ("Hackney", "2024-01", 6)), name="a")
    put("area_counts", counts(("Hackney", "2024-01", 12)), name="b")
    store.undo(2, by="lead")
    assert store.records("area_counts")["count"].tolist() == [5, 6]


def test_an_undone_file_can_come_in_again(store, put):
    put("raids", raids((1, 2)))
    store.undo(1, by="lead")
    again = put("raids", raids((1, 2)))
    assert (again.batch_id, again.is_repeat, again.records) == (2, False, 1)


def test_only_current_batches_can_be_undone(store, put):
    put("raids", raids((1, 2)))
    store.undo(1, by="lead")
    with pytest.raises(ParameterError, match="was undone before"):
        store.undo(1, by="lead")
    with pytest.raises(ParameterError, match="no such batch"):
        store.undo(2, by="lead")


@pytest.mark.parametrize("many", [0, 50_000])
def test_a_batch_beside_others_goes_as_a_set_and_leaves_the_store_as_it_was(
    store, put, monkeypatch, many
):
    monkeypatch.setattr(_remove, "_MANY", many)
    monkeypatch.setattr(_packed, "_FEW_IDLE", 1)  # so that every look for them walks the table
    put("area_counts", counts(("Hackney", "2024-01", 5), ("Camden", "2024-01", 6)), name="a")
    before = store.records("area_counts")
    rows = [("Hackney", "2024-01", 7), ("Camden", "2024-01", 6), ("Barnet", "2024-02", 1)]
    put("area_counts", counts(*rows), name="b")
    put("area_counts", counts(("Hackney", "2024-01", 8)), name="c")
    assert store.counts()["area_counts"] == 3
    assert store.precisions("area_counts") == {"M": 3}
    store.undo(2, by="lead")
    assert store.records("area_counts")["count"].tolist() == [6, 8]
    store.undo(3, by="lead")
    assert store.records("area_counts").equals(before)
    assert store.counts()["area_counts"] == 2
    assert store.verify().is_intact
    # what keeps one live record a key is still there
    put("area_counts", counts(("Hackney", "2024-01", 9)), name="d")
    assert sorted(store.records("area_counts")["count"]) == [6, 9]
    with store._reading() as connection:
        kept = connection.exec_driver_sql(_INDEXES[connection.dialect.name]).scalars().all()
    assert set(kept) >= {f"area_counts_{name}" for name in ("live", "idle", "in_areas")}


_INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE tbl_name = 'area_counts'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE tablename = 'area_counts'",
}


def _digest(number):
    return f"{number:064x}"


@settings(max_examples=25)
@given(data=st.data())
def test_any_history_of_offences_leaves_what_its_current_batches_hold(tmp_path_factory, data):
    """The live rows are the union of the batches in use, with the most of each that one has."""
    files = data.draw(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4),
                               min_size=1, max_size=4))  # fmt: skip
    undone = data.draw(st.sets(st.integers(1, len(files))))
    with open_store(tmp_path_factory.mktemp("history") / "store.sqlite") as store:
        for number, rows in enumerate(files, start=1):
            made = offences(*[("2024-03-01", 533500 + 10 * ord(row)) for row in rows])
            store.add("offences", made, name="f", digest=_digest(number), by="me")
        for number in undone:
            store.undo(number, by="me")
        left = [rows for number, rows in enumerate(files, start=1) if number not in undone]
        wanted = sum(max((rows.count(one) for rows in left), default=0) for one in "abc")
        assert len(store.records("offences")) == wanted == store.counts()["offences"]
        assert store.verify().is_intact


@settings(max_examples=25)
@given(data=st.data())
def test_any_history_of_counts_leaves_the_latest_of_each(tmp_path_factory, data):
    rows = st.lists(st.tuples(st.sampled_from(["Hackney", "Lambeth"]), st.just("2024-01"),
                              st.integers(0, 2)), min_size=1, max_size=3)  # fmt: skip
    files = data.draw(st.lists(rows, min_size=1, max_size=4))
    undone = data.draw(st.sets(st.integers(1, len(files))))
    with open_store(tmp_path_factory.mktemp("history") / "store.sqlite") as store:
        for number, file in enumerate(files, start=1):
            store.add("area_counts", counts(*file), name="f", digest=_digest(number), by="me")
        for number in undone:
            store.undo(number, by="me")
        wanted = {}
        for number, file in enumerate(files, start=1):
            if number not in undone:
                for borough in {row[0] for row in file}:
                    wanted[borough] = sorted(row[2] for row in file if row[0] == borough)
        found = store.records("area_counts")
        got = {name: sorted(part["count"]) for name, part in found.groupby("area_name")}
        assert got == wanted


def test_a_file_whose_ids_were_taken_comes_in_once_they_are_free(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a")
    assert put("raids", raids((1, 5), (3, 1)), name="b").rejected == 1
    store.undo(1, by="lead")
    again = put("raids", raids((1, 5), (3, 1)), name="b")
    assert (again.is_repeat, again.accepted, again.rejected) == (False, 2, 0)
    assert store.batch(2).state == "replaced"
    assert store.counts()["raids"] == 2
    assert store.verify().is_intact
    assert put("raids", raids((1, 5), (3, 1)), name="b").is_repeat
