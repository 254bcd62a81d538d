"""Records go when they have been kept long enough, and the log says how many."""

import json
from datetime import date

import pytest

import geo
from geo.errors import ParameterError
from tests.geo.store.made import counts, offences, raids


def removed(store):
    return json.loads(store.audit()["detail"].iloc[-1])["removed"]


def test_records_before_a_day_go(store, put):
    put("raids", raids((1, 2), (2, 0), (3, 1)))
    assert store.expire(by="lead", before=date(2024, 3, 3)) == 2
    assert store.records("raids")["raid_id"].tolist() == ["3"]
    assert removed(store) == {"1": 2}
    assert store.batch(1).state == "current"
    assert store.verify().is_intact


@pytest.mark.parametrize(
    ("before", "left"), [(date(2024, 1, 31), 2), (date(2024, 2, 1), 1), (date(2024, 3, 15), 0)]
)
def test_a_month_goes_when_all_of_it_is_past(store, put, before, left):
    put("area_counts", counts(("Hackney", "2024-01", 5), ("Hackney", "2024-02", 6)))
    store.expire(by="lead", before=before)
    assert store.counts()["area_counts"] == left
    assert store.batch(1).state == ("expired" if not left else "current")


def test_a_financial_year_goes_in_april(store, put):
    put("area_counts", counts(("Hackney", "1999-00", 5), ("Hackney", "2000-01", 6)))
    assert store.expire(by="lead", before=date(2000, 3, 31)) == 0
    assert store.expire(by="lead", before=date(2000, 4, 1)) == 1


def test_a_market_without_an_end_is_still_open_and_stays(store, put):
    put("markets", geo.read_markets(
        b"market_id,kind,first_seen,last_seen,easting,northing\n"
        b"day,open,2020-01-01,2020-06-30,533512,184733\n"
        b"month,open,2020-01-01,2020-07,533512,184733\n"
        b"open,open,2020-01-01,,533512,184733\n"
    ))  # fmt: skip
    assert store.expire(by="lead", before=date(2020, 7, 20)) == 1
    assert store.expire(by="lead", before=date(2020, 8, 1)) == 1
    assert store.records("markets")["market_id"].tolist() == ["open"]


def test_a_batch_goes_with_its_rejected_rows(store, put):
    put("raids", geo.read_raids(
        b"raid_id,date,easting,northing\n1,2024-03-01,533512,184733\n2,soon,533512,184733\n"
    ))  # fmt: skip
    assert store.expire(by="lead", batch_id=1) == 1
    assert store.batch(1).state == "expired"
    assert store.rejected(1).empty
    assert store.verify().is_intact


def test_what_another_batch_brought_too_stays(store, put):
    put("offences", offences(("2024-03-01", 533512), ("2024-03-02", 533512)), name="a")
    put("offences", offences(("2024-03-01", 533512)), name="b")
    store.expire(by="lead", batch_id=1)
    assert store.records("offences")["batch_id"].tolist() == [2]
    assert store.verify().is_intact


def test_by_age_of_a_batch_and_of_a_kind_only(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a")
    put("raids", raids((1, 2), (3, 0)), name="b")
    put("offences", offences(("2024-03-01", 533512)), name="c")
    assert store.expire(by="lead", batch_id=1, before=date(2024, 3, 2)) == 1
    assert store.records("raids")["batch_id"].tolist() == [1, 2, 2]
    assert store.expire(by="lead", kind="offences", before=date(2024, 4, 1)) == 1
    assert store.counts()["raids"] == 3


def test_a_run_that_removes_nothing_is_logged_too(store, put):
    put("raids", raids((1, 2)))
    assert store.expire(by="lead", before=date(1999, 1, 1)) == 0
    assert store.audit()["action"].tolist() == ["add", "expire"]
    assert removed(store) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "areas", "before": date(2024, 1, 1)},
        {"batch_id": 9},
        {"batch_id": 1, "kind": "markets"},
    ],
)
def test_what_to_remove_must_be_said(store, put, wrong):
    put("raids", raids((1, 2)))
    with pytest.raises(ParameterError):
        store.expire(by="lead", **wrong)
    assert store.counts()["raids"] == 1


def test_a_dry_run_counts_and_leaves_everything_as_it_was(store, put):
    put("raids", raids((1, 2), (2, 0), (3, 1)))
    version = store.version
    assert store.expire(by="lead", before=date(2024, 3, 3), dry_run=True) == 2
    assert store.expire(by="lead", batch_id=1, dry_run=True) == 3
    assert store.version == version
    assert len(store.audit()) == 1
    assert store.counts()["raids"] == 3
