"""What was done and what came of it, in the store, on both engines."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import geo
from tests.geo.counted import FILES, READERS
from tests.geo.store.test_round_trip import check_same

EXAMPLE = Path(__file__).parents[3] / "example"


@pytest.mark.parametrize("kind", READERS)
def test_example_files_come_back_exactly(store, put, kind):
    intake = READERS[kind](EXAMPLE / f"{kind}.csv")
    put(kind, intake)
    check_same(store.records(kind), intake.records)
    assert store.verify().is_intact


@pytest.mark.parametrize("kind", READERS)
def test_an_empty_store_gives_an_empty_frame_of_the_same_shape(store, kind):
    found = store.records(kind).drop(columns=["batch_id", "line"])
    made = READERS[kind](FILES[kind]).records
    assert found.empty
    pd.testing.assert_series_equal(found.dtypes.astype(str), made.dtypes.astype(str))


@pytest.mark.parametrize("kind", READERS)
def test_the_same_rows_twice_are_kept_once(store, put, kind):
    put(kind, READERS[kind](FILES[kind]))
    again = put(kind, READERS[kind](FILES[kind]), name="again.csv")
    assert (again.duplicate, again.accepted) == (1, 0)
    assert store.counts()[kind] == 1


@pytest.mark.parametrize("kind", READERS)
def test_an_undone_batch_leaves_nothing(store, put, kind):
    batch = put(kind, READERS[kind](FILES[kind]))
    store.undo(batch.batch_id, by="analyst")
    assert store.records(kind).empty
    assert store.verify().is_intact


@pytest.mark.parametrize("kind", ["disposals", "links", "calls"])
def test_a_later_count_takes_the_place_of_an_earlier_one(store, put, kind):
    first = put(kind, READERS[kind](FILES[kind]))
    later = READERS[kind](FILES[kind].rsplit(b",", 1)[0] + b",99\n")
    second = put(kind, later, name="later.csv")
    assert store.records(kind)["count"].tolist() == [99]
    store.undo(second.batch_id, by="analyst")
    assert (
        store.records(kind)["count"].tolist()
        == READERS[kind](FILES[kind]).records["count"].tolist()
    )
    assert first.state == "current"


def test_a_real_count_and_a_simulated_one_are_not_the_same(store, put):
    head, row = b"borough,week_beginning,calls,illustrative\n", b"Hackney,2001-01-15,31,"
    put("calls", geo.read_calls(head + row + b"true\n"))
    put("calls", geo.read_calls(head + row + b"false\n"), name="real.csv")
    assert store.records("calls")["illustrative"].tolist() == [False]


def test_calls_of_a_day_a_week_and_a_month_that_begin_together_are_three_counts(store, put):
    rows = b"Hackney,2001-01-01,day,3\nHackney,2001-01-01,week,20\nHackney,2001-01-01,month,80\n"
    put("calls", geo.read_calls(b"borough,period,length,calls\n" + rows))
    assert store.records("calls")["count"].tolist() == [3, 20, 80]


def test_links_without_a_month_are_kept_once_and_found_by_either_end(store, put):
    data = b"from_area,to_area,count\nHackney,Brent,3\nBrent,outside,1\n"
    put("links", geo.read_links(data))
    again = put("links", geo.read_links(data), name="again.csv")
    assert again.duplicate == 2
    assert store.records("links", area_codes=["E09000012"])["count"].tolist() == [3]
    assert store.records("links", area_codes=["E09000005"])["count"].tolist() == [3, 1]
    assert store.records("links", start=date(2000, 1, 1)).empty


def test_campaigns_are_found_by_their_areas_and_run_on_without_an_end(store, put):
    rows = b"A,2001-01-15,2001-02-11,Hackney\nB,2001-01-15,,Brent\nC,2001-01-15,2001-02-11,all\n"
    put("campaigns", geo.read_campaigns(b"name,start,end,areas\n" + rows))
    of_hackney = store.records("campaigns", area_codes=["E09000012"])
    assert of_hackney["name"].tolist() == ["A", "C"]
    assert store.records("campaigns", start=date(2001, 6, 1))["name"].tolist() == ["B"]


def test_disposals_are_chosen_by_drug_and_time(store, put):
    rows = b"Hackney,2000-11,crack,charge,3\nHackney,2001-02,heroin,caution,1\n"
    put("disposals", geo.read_disposals(b"borough,month,drug,disposal,count\n" + rows))
    assert store.records("disposals", categories=["Crack"])["count"].tolist() == [3]
    assert store.records("disposals", end=date(2001, 1, 1))["count"].tolist() == [3]


def test_only_weeks_that_are_wholly_over_expire(store, put):
    days = ("2001-01-15", "2001-01-22", "2001-01-28")  # the last two end on or after 28 January
    data = "borough,week_beginning,calls\n" + "".join(f"Hackney,{day},1\n" for day in days)
    put("calls", geo.read_calls(data.encode()))
    removed = store.expire(by="analyst", kind="calls", before=date(2001, 1, 28))
    assert removed == 1
    left = store.records("calls")["start"].dt.date.astype(str).tolist()
    assert left == ["2001-01-22", "2001-01-28"]
    assert store.expire(by="analyst", kind="calls", before=date(2001, 1, 29)) == 1


def test_premises_that_contradict_what_is_held_are_refused(store, put):
    put("premises", geo.read_premises(FILES["premises"]))
    other = geo.read_premises(FILES["premises"].replace(b"council", b"private"))
    batch = put("premises", other, name="other.csv")
    assert batch.rejected == 1
    assert store.rejected(batch.batch_id)["code"].tolist() == ["id.conflict"]
