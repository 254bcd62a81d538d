import geopandas as gpd
import pandas as pd
import pytest

import boundaries
import geo
import geo._located
from tests.geo.files import market_csv, market_row, police_csv, police_row

RAIDS = b"raid_id,date,easting,northing\n1,2024-03-01,533512,184733\n"


def halves(points):
    """Return Croydon west of 530 km, Hackney east of 533 km and nothing between."""
    east = points.x.to_numpy()
    codes = pd.Series("E09000012", index=points.index, dtype="string")
    return codes.mask(east < 533_000).mask(east < 530_000, "E09000008")


DATA = market_csv(
    market_row(1, borough="Croydon"),
    market_row(2, borough="Hackney"),
    market_row(3, borough="Camden", longitude="-0.1426", latitude="51.5390"),
    market_row(4, borough="", longitude="-0.1030", latitude="51.4613"),
    market_row(5, borough="the north side"),
)


def test_the_place_wins_and_the_statement_is_kept():
    intake = geo.read_markets(DATA, locate=halves)
    codes = ["E09000012", "E09000012", "E09000008", None, "E09000012"]
    assert [code if isinstance(code, str) else None for code in intake.records.area_code] == codes
    assert intake.records.borough[0] == "Croydon"
    said = next(note for note in intake.warnings if note.code == "borough.mismatch")
    assert "line 2: Croydon is given, Hackney is where it lies" in said
    assert "line 4: Camden" in said
    assert "line 3" not in said
    assert "1 record lies in none" in next(n for n in intake.warnings if n.code == "area.none")


def test_records_that_state_another_borough_are_listed():
    found = geo.read_markets(DATA, locate=halves).disagreements
    assert found.to_dict("records") == [
        {"line": 2, "stated": "Croydon", "found": "Hackney"},
        {"line": 4, "stated": "Camden", "found": "Croydon"},
    ]
    assert geo.read_markets(DATA).disagreements.empty
    assert list(geo.read_raids(RAIDS).disagreements) == ["line", "stated", "found"]


def test_a_code_in_the_file_is_kept_where_the_point_is_in_no_area():
    data = b"date,easting,northing,gss_code\n2024-03-01,531512,180733,E09000022\n"
    assert list(geo.read_offences(data, locate=halves).records.area_code) == ["E09000022"]


def test_without_areas_nothing_is_assigned():
    intake = geo.read_markets(DATA)
    assert intake.records.area_code.isna().all()
    assert not {"borough.mismatch", "area.none"} & {note.code for note in intake.notes}


def test_offences_and_raids_are_located_too():
    offences = geo.read_offences(police_csv(police_row()), locate=halves).records
    raids = geo.read_raids(RAIDS, locate=halves)
    assert list(offences.area_code) == list(raids.records.area_code) == ["E09000012"]
    assert isinstance(offences, gpd.GeoDataFrame)


def test_areas_that_are_no_boroughs_contradict_no_borough():
    wards = geo.read_markets(DATA, locate=lambda points: pd.Series("E05009382", index=points.index))
    assert set(wards.records.area_code) == {"E05009382"}
    assert "borough.mismatch" not in {note.code for note in wards.notes}


@pytest.mark.parametrize("locate", [lambda _: ["E09000012"], lambda _: pd.Series(["E09000012"])])
def test_codes_that_are_not_one_a_point_are_refused(locate):
    with pytest.raises(geo.ParameterError, match="locate"):
        geo.read_markets(DATA, locate=locate)


def test_each_place_is_looked_up_once_and_some_at_a_time(monkeypatch):
    monkeypatch.setattr(geo._located, "_AT_ONCE", 2)
    asked = []

    def locate(points):
        asked.append(list(points.x))
        return pd.Series([f"W{x:.0f}" for x in points.x], index=points.index)

    body = "".join(f"2024-03-01,{x},184733,Drugs\n" for x in (533_001, 533_002, 533_001, 533_003))
    data = b"date,easting,northing,category\n" + body.encode()
    records = geo.read_offences(data, locate=locate).records
    assert asked == [[533_001, 533_002], [533_003]]
    assert list(records.area_code) == ["W533001", "W533002", "W533001", "W533003"]


def test_places_that_are_numbered_already_give_the_same_codes():
    rows = [police_row(lon=lon) for lon in ("-0.0754", "-0.2", "-0.0754")]
    points = [rows[0], police_row(lon="-0.1", month="2024-13"), *rows[1:]]
    areas = boundaries.load_boroughs()
    intake = geo.read_offences(
        police_csv(*points), locate=lambda places: boundaries.assign_areas(places, areas)
    )
    every = boundaries.assign_areas(intake.records.geometry, areas)
    assert len(intake.rejected) == 1  # so that the numbers of places have a gap
    assert intake.records.area_code.tolist() == every.tolist()
    assert len(set(every)) == 2
