"""Sound and broken Parquet, made here and read as markets and counts."""

import io
import pickle
import random
from contextlib import suppress

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import geo
from tests.geo.files import HEADER, Upload, market_csv, market_row

POINTS = [shapely.Point(533512, 184733), shapely.Point(531891, 175321)]
FRAME = gpd.GeoDataFrame(
    {
        "market_id": ["001", "2"],
        "kind": pd.Categorical(["open", "closed"]),
        "first_seen": pd.to_datetime(["2024-01-10", "2023-02-01"]),
    },
    geometry=POINTS,
    crs=27700,
)


def saved(frame):
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def refusal(data, read=geo.read_markets):
    with pytest.raises(geo.InputError) as caught:
        read(Upload(data, "m.parquet"))
    return caught.value


@pytest.mark.parametrize("epsg", [27700, 4326, 3857])
def test_points_are_read_in_any_stated_system(epsg):
    records = geo.read_markets(saved(FRAME.to_crs(epsg))).records
    assert list(records.market_id) == ["001", "2"]
    assert list(records.kind) == ["open", "closed"]
    assert list(records.first_seen_precision) == ["day", "day"]
    assert records.geometry.distance(FRAME.geometry).max() < 0.01


def test_coordinates_in_columns_are_read_too():
    frame = pd.DataFrame(FRAME.drop(columns="geometry"))
    frame = frame.assign(easting=FRAME.geometry.x, northing=FRAME.geometry.y)
    records = geo.read_markets(saved(frame)).records
    assert list(records.geometry) == POINTS


def test_a_row_without_a_point_is_rejected(codes):
    frame = FRAME.copy()
    frame.geometry = [POINTS[0], None]
    intake = geo.read_markets(saved(frame))
    assert codes(intake) == ["geom.missing"]
    assert list(intake.rejected.line) == [2]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (FRAME.set_crs(None, allow_override=True), "coord.crs"),
        (FRAME.iloc[:0], "file.no_rows"),
        (FRAME.assign(suspect="x"), "privacy.columns"),
        (FRAME.drop(columns="kind"), "header.missing"),
        (FRAME.to_crs(4326).set_crs(27700, allow_override=True), "coord.degrees"),
        (FRAME.set_crs(4326, allow_override=True), "coord.projected"),
    ],
)
def test_an_unusable_file_is_refused_with_its_code(frame, code):
    assert refusal(saved(frame)).code == code


def test_a_pickle_is_never_opened():
    assert refusal(pickle.dumps({"market_id": 1})).code == "file.type"


def test_a_file_that_says_that_it_is_huge_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr("geo._parquet._MAX_ROWS", 1)
    assert refusal(saved(FRAME)).code == "file.size"


def test_another_encoding_of_geometry_is_refused():
    buffer = io.BytesIO()
    FRAME.to_parquet(buffer, geometry_encoding="geoarrow")
    assert refusal(buffer.getvalue()).code == "geom.encoding"


def test_a_broken_description_of_the_geometry_is_refused():
    table = pa.table({"market_id": ["1"]}).replace_schema_metadata({"geo": "{"})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    assert refusal(buffer.getvalue()).code == "file.corrupt"


def test_counts_of_the_home_office_by_force_and_quarter(codes):
    frame = pd.DataFrame({
        "FY": ["2012/13"] * 4, "Financial Quarter": [1.0, 4.0, 1.0, 1.0],
        "Force": ["Metropolitan Police", "London, City of", "British Transport Police", "Kent"],
        "Group": "Drug offences", "n": [14038.0, 12.0, 50.0, -1.0],
    })  # fmt: skip
    intake = geo.read_area_counts(saved(frame))
    assert list(intake.records.area_code) == ["E23000001", "E23000034"]
    assert [geo.period_label(p) for p in intake.records.period] == [
        "Apr to Jun 2012",
        "Jan to Mar 2013",
    ]
    assert list(intake.records["count"]) == [14038, 12]
    assert codes(intake) == ["area.unknown", "count.unreadable"]


GOOD = saved(FRAME)


@given(st.integers(0, 2**32))
@settings(max_examples=100)
def test_a_damaged_file_is_read_or_refused(seed):
    generator = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(generator.randint(1, 8)):
        data[generator.randrange(4, len(data))] = generator.randrange(256)
    with suppress(geo.InputError):
        assert geo.read_markets(bytes(data)).read >= 0


def test_our_own_records_come_back_from_geoparquet_with_their_lists():
    """A frame of markets written by geopandas and read again says the same."""
    header = f"{HEADER},drugs"
    data = market_csv(market_row(1) + ",heroin;crack", market_row(2) + ",", header=header)
    records = geo.read_markets(data).records
    buffer = io.BytesIO()
    records.drop(columns=["area_code", "low_precision"]).to_parquet(buffer)
    again = geo.read_markets(buffer.getvalue())
    assert not len(again.rejected)
    assert list(again.records.drugs) == [["heroin", "crack"], []]
    assert list(again.records.market_id) == ["1", "2"]


def test_text_that_older_programs_store_as_bytes_is_text():
    plain = geo.read_markets(market_csv(market_row(1))).records
    table = pa.table({
        "market_id": pa.array([b"1"]), "kind": pa.array([b"open"]),
        "first_seen": pa.array([b"2024-01-10"]),
        "x": pa.array([plain.geometry[0].x]), "y": pa.array([plain.geometry[0].y]),
    })  # fmt: skip
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    assert list(geo.read_markets(buffer.getvalue()).records.kind) == ["open"]
