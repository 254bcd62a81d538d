"""Dates with times of day, at the edges of the calendar, and in other people's figures."""

import pytest

import geo


def read(text):
    data = f'raid_id,date,x,y\n1,"{text}",533512,184733\n'.encode()
    return geo.read_raids(data)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01T14:05:00+00:00", "2024-03-01"),
        ("2024-03-01 14:05", "2024-03-01"),
        ("2024-03-01T14:05:00.123456Z", "2024-03-01"),
        ("01/03/2024 14:05", "2024-03-01"),
        ("01/03/2024, 2:05 pm", "2024-03-01"),
        # half past eleven at night in Greenwich is the next day in a British summer
        ("2024-06-30T23:30:00Z", "2024-07-01"),
        ("2024-06-30T23:30:00+01:00", "2024-06-30"),
        ("2024-01-30T23:30:00Z", "2024-01-30"),
        ("2024-01-10T02:00:00+05:30", "2024-01-09"),
        ("2024-02-29", "2024-02-29"),
        ("2000-02-29", "2000-02-29"),
        ("1st March 2024", "2024-03-01"),
    ],
)
def test_a_time_of_day_is_read_and_gives_the_day_in_the_united_kingdom(text, day):
    intake = read(text)
    assert [str(found.date()) for found in intake.records.date] == [day]
    moved = day not in text and "T" in text
    assert ("date.time_zone" in {note.code for note in intake.notes}) == moved


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2024",
        "29/02/1900",
        "2023-02-29",
        "2024-03-01 24:00",
        "2024-03-01T14:60",
        "2024-03-01T25:00:00Z",
        "2024-03-01 14:05 or 2024-04-01",
        "2024-03-01 13:00 pm",
        "00/00/2024",
        "2024-13",
        "٢٠٢٤-٠٣-٠١",  # noqa: RUF001 - Arabic-Indic digits
        "２０２４-03-01",  # noqa: RUF001 - full width
        "2024-03-01T14:05:00+99:00",
        "0000-00-00",
    ],
)
def test_what_is_no_day_or_no_time_is_rejected(text, codes):
    assert codes(read(text)) == ["date.unreadable"]


def test_a_year_before_records_is_out_of_range(codes):
    assert codes(read("1066-10-14")) == ["date.range"]


def test_an_excel_serial_is_named_with_its_likely_day():
    rejected = read("45352").rejected
    assert list(rejected.code) == ["date.excel_serial"]
    assert "2024-03-01" in rejected.reason[0]
