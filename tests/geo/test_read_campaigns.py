import pandas as pd
import pytest

import geo
from tests.geo.counted import CAMPAIGNS


def test_records_say_what_ran_where_and_when():
    record = geo.read_campaigns(CAMPAIGNS).records.iloc[0]
    assert (record.campaign_id, record["name"]) == ("C1", "Hotline")
    assert (record.start, record.end) == (pd.Timestamp("2001-01-15"), pd.Timestamp("2001-02-11"))
    assert record.areas == ["E09000012", "E09000022"]
    assert record.channel == ["hotline", "posters"]


def test_a_campaign_without_a_number_goes_by_its_name_and_one_without_an_end_runs_on():
    intake = geo.read_campaigns(b"name,start,areas\nHotline,2001-01,all boroughs\n")
    record = intake.records.iloc[0]
    assert record.campaign_id == "Hotline"
    assert record.start_precision == "month"
    assert pd.isna(record.end)
    assert record.areas == ["all"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"C1,Other,2001-01-15,,Hackney,", "id.conflict"),
        (b",Other,2001-01-15,,Hackney,", "id.missing"),
        (b"C2,,2001-01-15,,Hackney,", "name.missing"),
        (b"C2,Other,,,Hackney,", "date.missing"),
        (b"C2,Other,2001-01-15,2001-01-01,Hackney,", "date.order"),
        (b"C2,Other,2001-01-15,,Gotham,", "area.unknown"),
        (b"C2,Other,2001-01-15,,,", "area.unknown"),
        (b"C2,ring 020 7946 0018,2001-01-15,,Hackney,", "privacy.text"),
        (b"C2,Other,2001-01-15,,Hackney,ring 020 7946 0018", "privacy.text"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_campaigns(CAMPAIGNS + row + b"\n")
    assert codes(intake) == [code]
    assert intake.records["campaign_id"].tolist() == ["C1"]
    assert "7946" not in intake.rejected.to_csv()


@pytest.mark.parametrize(
    "areas", ["Hackney;Camden", "Hackney | Camden", '"Hackney, Camden"', '"E09000012,E09000007"']
)
def test_areas_stand_between_semicolons_bars_or_commas(areas):
    intake = geo.read_campaigns(f"campaign_id,name,start,areas\n1,A,2000-11,{areas}\n".encode())
    assert intake.records["areas"].tolist() == [["E09000012", "E09000007"]]


def test_an_area_that_looks_personal_is_not_repeated_in_the_reason():
    intake = geo.read_campaigns(
        b"campaign_id,name,start,areas\n1,A,2000-11,Hackney;ring 020 7946 0018\n"
    )
    assert intake.rejected["code"].tolist() == ["area.unknown"]
    assert "7946" not in intake.rejected.to_csv()


def test_operations_are_no_campaigns():
    with pytest.raises(geo.InputError) as caught:
        geo.read_campaigns(b"operation_id,name,start,end,areas\n1,A,2000-11,2001-03,Hackney\n")
    assert caught.value.code == "header.kind"
