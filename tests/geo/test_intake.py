import copy
import pickle

import pandas as pd

import geo
from geo import Intake, Note


def test_a_note_is_text_with_a_code_and_survives_pickling():
    note = Note("one decimal", code="coord.low_precision")
    for twin in (note, pickle.loads(pickle.dumps(note)), copy.deepcopy(note)):  # noqa: S301
        assert twin == "one decimal"
        assert twin.code == "coord.low_precision"


def test_read_counts_good_and_rejected_rows_and_repr_tells():
    intake = Intake(records=pd.DataFrame({"a": range(1200)}), rejected=pd.DataFrame({"line": [3]}))
    assert intake.read == 1201
    assert repr(intake) == "<Intake: 1,201 read, 1,200 accepted, 1 rejected, 0 notes>"


MARKETS = (
    b"Ref,Market type,First seen,Easting,Northing,Borough\n"
    b"1,open,2024-01-10,533512,184733,Hackney\n"
    b"2,shut,2024-01-10,533512,184733,Hackney\n"
    b"2,closed,2024-01-10,533500,184700,Hackney\n"
)


def test_each_record_tells_its_line_and_each_column_where_it_was_taken_from():
    intake = geo.read_markets(MARKETS, columns={"market_id": "Ref"})
    assert list(intake.lines) == [2, 4]
    assert intake.mapping == {
        "market_id": "Ref",
        "kind": "Market type",
        "first_seen": "First seen",
        "easting": "Easting",
        "northing": "Northing",
        "borough": "Borough",
    }


def test_lines_of_every_reader_are_those_of_its_records():
    raids = geo.read_raids(b"raid_id,date,x,y\n1,soon,1,1\n2,2024-03-01,533512,184733\n")
    assert list(raids.lines) == [3]
    operations = geo.read_operations(
        b"operation_id,name,start,end,areas\n1,A,2001,,x\n2,B,2000-11,2001-03,Hackney\n"
    )
    assert list(operations.lines) == [3]
    assert operations.mapping["areas"] == "areas"
    wide = geo.read_area_counts(b"Borough,201004,201005\nNowhere,1,2\nHackney,3,4\nBarnet,,5\n")
    assert list(wide.lines) == [3, 3, 4]
    assert list(wide.records["count"]) == [3, 4, 5]
    long = geo.read_area_counts(b"code,year,category,count\nE09000012,1999-00,drugs,9\n")
    assert list(long.lines) == [2]
    assert long.mapping["period"] == "year"


def test_coarse_coordinates_are_marked_one_by_one():
    assert list(geo.read_markets(MARKETS, columns={"market_id": "Ref"}).records.low_precision) == [
        False,
        True,
    ]
    degrees = geo.read_raids(
        b"raid_id,date,longitude,latitude\n1,2024-03-01,-0.1,51.5\n"
        b"2,2024-03-01,-0.0754,51.5465\n3,2024-03-01,-0.0755,51.5465\n"
    )
    assert list(degrees.records.low_precision) == [True, False, False]
    assert "1 of 3" in next(n for n in degrees.warnings if n.code == "coord.low_precision")
    squares = geo.read_raids(
        b"raid_id,date,grid_ref\n1,2024-03-01,TQ 335 847\n2,2024-03-01,TQ 33512 84733\n"
    )
    assert list(squares.records.low_precision) == [True, False]
