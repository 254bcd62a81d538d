import pandas as pd
import pytest

import geo
from tests.geo.counted import PREMISES


def test_records_say_what_was_done_to_whose_premises_and_whether_it_held():
    record = geo.read_premises(PREMISES).records.iloc[0]
    assert (record.premises_id, record.area_code) == ("P1", "E09000012")
    assert (record.date, record.date_precision) == (pd.Timestamp("2000-11-22"), "day")
    assert (record.tenure, record.measure) == ("council", "closure_order")
    assert (record.re_emerged, record.outcome) == (pd.Timestamp("2001-01-15"), "re-emerged")


@pytest.mark.parametrize(
    ("cell", "outcome"), [(b"yes", "re-emerged"), (b"No", "held"), (b"2001-01", "re-emerged")]
)
def test_re_emergence_is_a_day_or_yes_or_no(cell, outcome):
    intake = geo.read_premises(PREMISES + b"P2,2000-11-23,Brent,street,secured," + cell + b"\n")
    assert intake.records["outcome"].tolist() == ["re-emerged", outcome]
    assert pd.isna(intake.records["re_emerged"].iloc[1]) == (cell != b"2001-01")


def test_where_nobody_looked_the_outcome_is_missing():
    intake = geo.read_premises(PREMISES + b"P2,2000-11-23,Brent,street,secured,\n")
    assert intake.records["outcome"].isna().tolist() == [False, True]
    without = geo.read_premises(b"premises_id,date,borough\nP1,2000-11-22,Hackney\n")
    assert without.records["outcome"].isna().all()
    assert without.records["re_emerged"].isna().all()


def test_there_is_no_position_to_point_at_a_home():
    data = b"premises_id,date,borough,easting,northing\nP1,2000-11-22,Hackney,533512,184733\n"
    intake = geo.read_premises(data)
    assert not {"geometry", "easting", "northing", "x", "y"} & set(intake.records)
    assert "columns.ignored" in {note.code for note in intake.notes}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"P1,2000-11-23,Brent,council,secured,", "id.conflict"),
        (b",2000-11-23,Brent,council,secured,", "id.missing"),
        (b"P2,,Brent,council,secured,", "date.missing"),
        (b"P2,2000-11-23,Gotham,council,secured,", "area.unknown"),
        (b"P2,2000-11-23,Brent,council,secured,2000-11-01", "date.order"),
        (b"P2,2000-11-23,Brent,council,secured,perhaps", "date.unreadable"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_premises(PREMISES + row + b"\n")
    assert codes(intake) == [code]
    assert intake.records["premises_id"].tolist() == ["P1"]


def test_two_columns_that_disagree_reject_the_row(codes):
    data = (
        b"premises_id,date,borough,re_emerged,outcome\n"
        b"P1,2000-11-22,Hackney,2001-01-15,held\nP2,2000-11-22,Hackney,no,held\n"
        b"P3,2000-11-22,Hackney,,returned\n"
    )
    intake = geo.read_premises(data)
    assert codes(intake) == ["outcome.contradiction"]
    assert intake.records["outcome"].tolist() == ["held", "re-emerged"]


@pytest.mark.parametrize("column", ["tenant_name", "householder", "owner_name"])
def test_columns_about_those_who_live_there_refuse_the_file(column):
    data = f"premises_id,date,borough,{column}\nP1,2000-11-22,Hackney,Jo Roe\n".encode()
    with pytest.raises(geo.InputError) as caught:
        geo.read_premises(data)
    assert caught.value.code == "privacy.columns"
