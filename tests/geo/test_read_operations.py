import pandas as pd
import pytest

import geo

HEAD = b"operation_id,name,start,end,areas,cost,notes\n"


def test_areas_are_codes_whether_named_or_coded():
    data = (
        HEAD
        + b"1,Crackdown,2000-11-06,2001-03,Hackney; E09000022 | Kensington & Chelsea,1200.50,\n"
    )
    record = geo.read_operations(data).records.iloc[0]
    assert record.areas == ["E09000012", "E09000022", "E09000020"]
    assert record.start == pd.Timestamp("2000-11-06")
    assert (record.start_precision, record.end_precision) == ("day", "month")
    assert record.cost == 1200.5


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"2,A,2000-11-06,2001-03,Gotham,,", "area.unknown"),
        (b"2,A,2000-11-06,2001-03,,,", "area.unknown"),
        (b"2,A,2001-11-06,2001-03,Hackney,,", "date.order"),
        (b"2,A,2001-11-06,,Hackney,,", "date.missing"),
        (b"2,A,2000-11-06,2001-03,Hackney,lots,", "cost.unreadable"),
        (b"2,A,2000-11-06,2001-03,Hackney,-1,", "cost.unreadable"),
        (b"2,A,2000-11-06,2001-03,Hackney,,call 020 7946 0018", "privacy.text"),
        (b"1,A,2000-11-06,2001-03,Hackney,,", "id.conflict"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    intake = geo.read_operations(HEAD + b"1,Crackdown,2000-11,2001-03,Hackney,,\n" + row + b"\n")
    assert codes(intake) == [code]
    assert list(intake.records.operation_id) == ["1"]


def test_markets_are_no_operations():
    with pytest.raises(geo.InputError) as caught:
        geo.read_operations(
            b"market_id,kind,first_seen,longitude,latitude\n1,open,2024-01-10,0,51\n"
        )
    assert caught.value.code == "header.kind"
