"""Records read from their columns are those that their rows hold, whatever was done to them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import geo
from geo.errors import StoreError
from geo.store import _packed, _records, open_store
from geo.store._statements import run
from tests.geo.store.made import counts, offences, raids
from tests.geo.store.old import VERSION_1
from tests.geo.store.test_migrations import old  # noqa: F401 - a fixture

DAYS = ("2023-12-31", "2024-01-01", "2024-02", "2025-03-04")
CHOICES = (
    {},
    {"start": date(2024, 1, 1)},
    {"end": date(2024, 1, 1)},
    {"categories": ["DRUGS"]},
    {"categories": ["fish"], "start": date(2023, 1, 1)},
    {"batch_id": 2},
    {"batch_id": 9},
    {"precision": "M"},
)


def blocks(store):
    with store._reading() as connection:
        return [tuple(row) for row in run(connection, "SELECT batch_id, part FROM packed")]


def check(store, kind):
    """Compare every choice of records with what the rows alone give."""
    for choice in CHOICES:
        quick = store.records(kind, **choice)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_records, "packed_lengths", lambda *_: {})
            assert_frame_equal(quick, store.records(kind, **choice))


ROW = st.tuples(st.sampled_from(DAYS), st.integers(533_512, 533_514))


@given(
    st.lists(st.lists(ROW, min_size=1, max_size=8), min_size=1, max_size=4),
    st.sampled_from([0, 1, 2]),
    st.booleans(),
    st.integers(1, 5),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_columns_and_rows_agree_after_overlaps_undoing_and_expiry(
    tmp_path_factory, files, undone, expires, size
):
    path = tmp_path_factory.mktemp("packed") / "store.sqlite"
    with pytest.MonkeyPatch.context() as patch, open_store(path) as store:
        patch.setattr(_packed, "_AT_ONCE", size)
        for number, rows in enumerate(files):
            store.add("offences", offences(*rows), name=f"{number}.csv",
                      digest=f"{number:064x}", by="analyst")  # fmt: skip
        check(store, "offences")
        if 0 < undone <= len(files):
            store.undo(undone, by="analyst")
        if expires:
            store.expire(by="analyst", kind="offences", before=date(2024, 1, 1))
        check(store, "offences")
        assert store.verify().is_intact


def test_every_kind_with_periods_is_kept_as_columns_on_each_engine(store, put):
    put("area_counts", counts(("Hackney", "2024-01", 5), ("Camden", "2024-02", 7)), name="a")
    put("area_counts", counts(("Hackney", "2024-01", 6)), name="b")
    put("offences", offences(("2024-01-01", 533_512), ("2024-02", 533_513)), name="c")
    put("disposals", geo.read_disposals(
        b"borough,period,drug,disposal,count\nHackney,2024-01,Heroin,Charged,3\n"
    ), name="d")  # fmt: skip
    put("raids", raids((1, 2)), name="e")
    assert blocks(store) == [(1, 0), (2, 0), (3, 0), (4, 0)]
    for kind in ("area_counts", "offences", "disposals"):
        check(store, kind)
    store.undo(2, by="analyst")
    assert [batch_id for batch_id, _ in blocks(store)] == [1, 3, 4]
    check(store, "area_counts")


def test_what_expires_leaves_the_columns_too(store, put):
    put("offences", offences(("2023-01-01", 533_512), ("2024-02-01", 533_513)))
    store.expire(by="analyst", before=date(2024, 1, 1))
    with store._reading() as connection:
        content = run(connection, "SELECT content FROM packed").scalar()
    held = _packed.pa.ipc.open_stream(_packed.pa.py_buffer(content)).read_all()
    assert held.column("x").to_pylist() == [533_513.0]
    check(store, "offences")


def test_an_old_store_gets_columns_when_it_is_opened(old):  # noqa: F811 - the fixture
    assert "packed" not in VERSION_1
    with open_store(old) as store:
        assert blocks(store) == [(2, 0), (3, 0)]
        check(store, "offences")
        check(store, "area_counts")


def test_a_damaged_block_is_told_and_not_read(store, put):
    put("offences", offences(("2024-01-01", 533_512)))
    with store._writing() as connection:
        run(connection, "UPDATE packed SET content = :content", {"content": b"no columns"})
    with pytest.raises(StoreError, match="columns of batch 1 are damaged"):
        store.records("offences")
