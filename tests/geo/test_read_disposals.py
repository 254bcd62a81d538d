import pandas as pd
import pytest

import geo
from tests.geo.counted import DISPOSALS


def test_records_say_where_when_what_and_how_many():
    record = geo.read_disposals(DISPOSALS).records.iloc[0]
    assert (record.area_code, record.area_name) == ("E09000012", "Hackney")
    assert record.period == pd.Period("2000-11", "M")
    assert (record.drug, record.disposal, record["count"]) == ("crack", "charge", 14)
    assert not record.illustrative


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"Gotham,2000-11,crack,charge,1", "area.unknown"),
        (b"Greater London,2000-11,crack,charge,1", "area.total"),
        (b",2000-11,crack,charge,1", "area.missing"),
        (b"Hackney,soon,crack,charge,1", "date.unreadable"),
        (b"Hackney,,crack,charge,1", "date.missing"),
        (b"Hackney,2999-01,crack,charge,1", "date.future"),
        (b"Hackney,2000-11,tea,charge,1", "drug.unknown"),
        (b"Hackney,2000-11,,charge,1", "drug.missing"),
        (b"Hackney,2000-11,crack,charge,", "count.missing"),
        (b"Hackney,2000-11,crack,charge,-1", "count.unreadable"),
        (b"Hackney,2000-11,crack,charge,1.5", "count.unreadable"),
        (b"Hackney,2000-11,crack,charge,many", "count.unreadable"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_disposals(DISPOSALS + row + b"\n")
    assert codes(intake) == [code]
    assert intake.rejected["line"].tolist() == [3]
    assert intake.records["count"].tolist() == [14]


def test_drugs_of_class_a_are_told_from_the_others():
    rows = b"Hackney,2000-11,Cannabis,caution,9\nHackney,2000-11,Magic mushrooms,caution,2\n"
    intake = geo.read_disposals(DISPOSALS + rows)
    assert intake.records["drug"].tolist() == ["crack", "cannabis", "mushrooms"]
    assert [drug in geo.CLASS_A for drug in intake.records["drug"]] == [True, False, True]
    assert "drug.other_class" in {note.code for note in intake.notes}


def test_days_are_counted_under_their_month_and_it_is_said():
    data = b"borough,date,drug,disposal,count\nHackney,21/11/2000,heroin,TIC,3\n"
    intake = geo.read_disposals(data)
    assert intake.records["period"].tolist() == [pd.Period("2000-11", "M")]
    assert intake.records["disposal"].tolist() == ["taken_into_consideration"]
    assert "date.to_month" in {note.code for note in intake.notes}


def test_a_disposal_that_is_not_known_is_left_empty_and_said():
    intake = geo.read_disposals(DISPOSALS + b"Brent,2000-11,heroin,tea and talk,3\n")
    assert intake.records["disposal"].isna().tolist() == [False, True]
    assert [note.code for note in intake.warnings] == ["disposal.unknown"]


def test_rows_that_count_the_same_are_kept_and_said():
    intake = geo.read_disposals(DISPOSALS + b"Hackney,2000-11,crack,charge,3\n")
    assert intake.records["count"].sum() == 17
    assert [note.code for note in intake.warnings] == ["count.repeated"]


def test_a_month_without_a_row_is_said():
    intake = geo.read_disposals(DISPOSALS + b"Hackney,2001-02,crack,charge,3\n")
    assert [note.code for note in intake.warnings] == ["series.gap"]


def test_a_file_that_names_persons_is_refused():
    with pytest.raises(geo.InputError) as caught:
        geo.read_disposals(b"borough,month,drug,defendant,count\nHackney,2000-11,crack,J Roe,1\n")
    assert caught.value.code == "privacy.columns"
    assert "Roe" not in str(caught.value)
