import pandas as pd
import pytest

import geo
from tests.geo.counted import CALLS


def lengths(data):
    return geo.read_calls(data).records["start_precision"].tolist()


def test_records_are_counts_by_area_and_span():
    record = geo.read_calls(CALLS).records.iloc[0]
    assert (record.area_code, record["count"]) == ("E09000012", 31)
    assert (record.start, record.start_precision) == (pd.Timestamp("2001-01-15"), "week")
    assert pd.isna(record.hotline)


@pytest.mark.parametrize(
    ("data", "length"),
    [
        (b"borough,day,calls\nHackney,2001-01-15,3\n", "day"),
        (b"borough,month,calls\nHackney,2001-01,3\n", "month"),
        (b"borough,week commencing,calls\nHackney,15/01/2001,3\n", "week"),
        (b"borough,period,length,calls\nHackney,2001-01-15,weekly,3\n", "week"),
        (b"borough,period,length,calls\nHackney,2001-01-15,month,3\n", "month"),
        (b"borough,period,calls\nHackney,2001-W03,3\n", "week"),
    ],
)
def test_the_length_of_a_span_is_told_by_its_column_or_its_form(data, length):
    assert lengths(data) == [length]


def test_iso_weeks_begin_on_their_monday():
    # ISO 8601: week 3 of 2001 began on Monday 15 January.
    record = geo.read_calls(b"borough,period,calls\nHackney,2001-W03,3\n").records.iloc[0]
    assert record.start == pd.Timestamp("2001-01-15")


def test_days_that_are_all_mondays_are_weeks_and_it_is_said():
    days = ("2001-01-01", "2001-01-08", "2001-01-15", "2001-01-22")
    data = "borough,date,calls\n" + "".join(f"Hackney,{day},3\n" for day in days)
    intake = geo.read_calls(data.encode())
    assert intake.records["start_precision"].unique().tolist() == ["week"]
    assert "period.weekly" in {note.code for note in intake.warnings}
    assert lengths((data + "Hackney,2001-01-23,3\n").encode()) == ["day"] * 5


def test_counts_of_several_lengths_are_said():
    intake = geo.read_calls(b"borough,date,calls\nHackney,2001-01-15,3\nHackney,2001-02,50\n")
    assert intake.records["start_precision"].tolist() == ["day", "month"]
    assert [note.code for note in intake.warnings] == ["date.mixed_precision"]


def test_weeks_that_begin_before_the_last_is_over_are_said():
    intake = geo.read_calls(
        b"borough,week_beginning,calls\nHackney,2001-01-01,3\nHackney,2001-01-04,3\n"
        b"Hackney,2001-01-11,3\nCamden,2001-01-09,1\n"
    )
    assert [note for note in intake.warnings if note.code == "period.overlap"] == [
        "1 week begins before the one before it is over: their calls may be counted twice."
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"Gotham,2001-01-22,1", "area.unknown"),
        (b"Hackney,,1", "date.missing"),
        (b"Hackney,2001-W54,1", "date.unreadable"),
        (b"Hackney,2001-01-22,", "count.missing"),
        (b"Hackney,2001-01-22,-1", "count.unreadable"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_calls(CALLS + row + b"\n")
    assert codes(intake) == [code]
    assert intake.records["count"].tolist() == [31]


@pytest.mark.parametrize("column", ["caller_name", "phone_number", "email"])
def test_columns_about_callers_refuse_the_file(column):
    data = f"borough,day,calls,{column}\nHackney,2001-01-15,1,Jo Roe\n".encode()
    with pytest.raises(geo.InputError) as caught:
        geo.read_calls(data)
    assert caught.value.code == "privacy.columns"
