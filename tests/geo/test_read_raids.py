import pandas as pd
import pytest

import geo

HEAD = b"raid_id,date,easting,northing,operation,market_id,tactic,arrests,borough\n"


def test_records_have_the_columns_of_the_design():
    data = HEAD + (
        b"007,2024-03-01,533512,184733,Crackdown,12,Test purchase,3,Hackney\n"
        b"8,2024-04,531891,175321,,,,,\n"
    )
    records = geo.read_raids(data).records
    assert records.crs.to_epsg() == 27700
    assert list(records.raid_id) == ["007", "8"]
    assert list(records.date) == [pd.Timestamp("2024-03-01"), pd.Timestamp("2024-04-01")]
    assert list(records.date_precision) == ["day", "month"]
    assert records.tactic[0] == "test_purchase"
    assert records.arrests.dtype == "Int64"
    assert list(records.arrests.fillna(-1)) == [3, -1]
    assert records.disposals.isna().all()
    assert (records.geometry.x[0], records.geometry.y[0]) == (533512.0, 184733.0)
    assert set(records.columns) >= {
        "premises_secured",
        "forensic_hits",
        "area_code",
        "illustrative",
    }


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b'1,2024-03-01,"533,512","184,733",,,,,', "coord.unreadable"),
        (b"1,2024-03-01,TQ 335 847,,,,,,", "coord.unreadable"),
        (b"1,2024-03-01,533512,184733,,,,two,", "count.unreadable"),
        (b"1,2024-03-01,533512,184733,,,,-1,", "count.unreadable"),
        (b"1,2024-03-01,533512,184733,,,,1.5,", "count.unreadable"),
        (b"1,2024-03-01,900000,184733,,,,,", "coord.range"),
        (b"1,2024-03-01,184733,533512,,,,,", "coord.swapped"),
        (b"1,2024-03-01,-0.0754,51.5465,,,,,", "coord.degrees"),
        (b"1,2024-03-01,-8393.5,6716500.2,,,,,", "coord.projected"),
        (b"1,2024-03-01,383864,398103,,,,,", "area.outside"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_raids(HEAD + b"9,2024-03-01,533512,184733,,,,,\n" + row + b"\n")
    assert codes(intake) == [code]
    assert list(intake.records.raid_id) == ["9"]


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (b"184733,533512", "coord.swapped"),
        (b"-0.0754,51.5465", "coord.degrees"),
        (b"-8393.5,6716500.2", "coord.projected"),
    ],
)
def test_a_fault_that_all_rows_share_refuses_the_file(pair, code):
    rows = b"".join(b"%d,2024-03-01,%s,,,,,\n" % (number, pair) for number in range(3))
    with pytest.raises(geo.InputError) as caught:
        geo.read_raids(HEAD + rows)
    assert caught.value.code == code
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("x", "y", "told"), [("-0.0754", "51.5465", "degrees"), ("533512", "184733", "metres")]
)
def test_columns_called_x_and_y_are_taken_for_what_they_hold(x, y, told):
    intake = geo.read_raids(f"raid_id,date,x,y\n1,2024-03-01,{x},{y}\n".encode())
    assert len(intake.records) == 1
    said = next(note for note in intake.warnings if note.code == "coord.assumed")
    assert told in said
