import pandas as pd
import pytest

import geo
from tests.geo.counted import LINKS


def test_records_are_counts_between_places():
    record = geo.read_links(LINKS).records.iloc[0]
    assert (record.from_code, record.to_code) == ("E09000012", "E09000014")
    assert (record.from_name, record.to_name) == ("Hackney", "Haringey")
    assert (record.month, record.month_precision) == (pd.Timestamp("2000-12-01"), "month")
    assert (record.kind, record["count"]) == ("forensic", 4)


@pytest.mark.parametrize("told", [b"outside the area", b"OUTSIDE", b"Other force", b"elsewhere"])
def test_what_lies_beyond_has_a_code_of_its_own(told):
    records = geo.read_links(LINKS + b"Hackney," + told + b",2000-12,vehicle,2\n").records
    assert records["to_code"].tolist() == ["E09000014", geo.OUTSIDE]
    assert records["to_name"].iloc[1] == "Outside the area"


def test_links_within_a_borough_and_links_without_a_month_are_kept():
    intake = geo.read_links(b"from_borough,to_borough,count\nHackney,Hackney,3\n")
    record = intake.records.iloc[0]
    assert record.from_code == record.to_code
    assert pd.isna(record.month)
    assert pd.isna(record.month_precision)
    assert "columns.absent" in {note.code for note in intake.notes}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"Gotham,Hackney,2000-12,forensic,1", "area.unknown"),
        (b"Hackney,,2000-12,forensic,1", "area.missing"),
        (b"Hackney,London,2000-12,forensic,1", "area.total"),
        (b"outside,elsewhere,2000-12,forensic,1", "link.outside"),
        (b"Hackney,Brent,2000-13,forensic,1", "date.unreadable"),
        (b"Hackney,Brent,2000-12,forensic,-2", "count.unreadable"),
        (b"Hackney,Brent,2000-12,forensic,", "count.missing"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_links(LINKS + row + b"\n")
    assert codes(intake) == [code]
    assert intake.records["count"].tolist() == [4]


@pytest.mark.parametrize(
    "column", ["from_person", "Subject", "associate", "alias", "contact", "nominal", "suspect"]
)
def test_columns_that_name_persons_refuse_the_file(column):
    data = f"from_area,to_area,count,{column}\nHackney,Brent,1,Jo Roe\n".encode()
    with pytest.raises(geo.InputError) as caught:
        geo.read_links(data)
    assert caught.value.code == "privacy.columns"
    assert "Roe" not in str(caught.value)


def test_a_person_where_an_area_should_stand_is_rejected_and_not_repeated(codes):
    intake = geo.read_links(LINKS + b"Jo Roe,Hackney,2000-12,forensic,1\n")
    assert codes(intake) == ["area.unknown"]
    assert intake.rejected["value"].tolist() == [""]
    assert "Roe" not in intake.rejected.to_csv() + "".join(intake.notes)


def test_days_are_kept_as_months():
    data = b"from_area,to_area,date,count\nHackney,Brent,2000-12-24,1\n"
    record = geo.read_links(data).records.iloc[0]
    assert (record.month, record.month_precision) == (pd.Timestamp("2000-12-01"), "month")
