"""Every kind comes out of the store as its reader made it."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo
from geo import Intake
from tests.geo.files import police_csv, police_row

EXAMPLE = Path(__file__).parents[3] / "example"
READERS = {
    "markets": geo.read_markets,
    "raids": geo.read_raids,
    "area_counts": geo.read_area_counts,
    "operations": geo.read_operations,
}


def areas():
    square = shapely.box(530000, 180000, 531000.125, 181000)
    both = shapely.MultiPolygon([square, shapely.box(532000, 180000, 532500, 180500)])
    frame = gpd.GeoDataFrame(
        {"code": ["E09000012", "E09000022"], "name": ["Hackney", "Lambeth"]},
        geometry=[square, both],
        crs=27700,
    )
    return Intake(records=frame, rejected=pd.DataFrame())


def check_same(found, made):
    """Compare with what the reader made, types and missing values included."""
    assert type(found) is type(made)
    extra = ["batch_id", "line"]
    assert list(found) == [*made, *extra]
    assert [str(found[name].dtype) for name in extra] == ["int64", "int64"]
    kept = found.drop(columns=extra)
    if isinstance(made, gpd.GeoDataFrame):
        assert kept.crs == made.crs
        assert shapely.equals_identical(kept.geometry.array, made.geometry.array).all()
        kept, made = kept.drop(columns="geometry"), made.drop(columns="geometry")
    pd.testing.assert_frame_equal(pd.DataFrame(kept), pd.DataFrame(made), check_exact=True)


@pytest.mark.parametrize("kind", READERS)
def test_example_files_come_back_exactly(store, put, kind):
    intake = READERS[kind](EXAMPLE / f"{kind}.csv")
    batch = put(kind, intake)
    found = store.records(kind)
    check_same(found, intake.records)
    assert (found["batch_id"] == batch.batch_id).all()
    assert batch.records == len(intake.records) == store.counts()[kind]


def test_areas_come_back_exactly(store, put):
    put("areas", areas())
    check_same(store.records("areas"), areas().records)
    assert store.records("areas", area_codes=["E09000022"])["name"].tolist() == ["Lambeth"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            b"date,easting,northing,category,weight,gss_code\n"
            b"2024-03-01,533512.25,184733,Drugs,0.5,E09000012\n2024-03-02,533518,184741.125,B,2,\n",
            id="days",
        ),
        pytest.param(police_csv(police_row(), police_row("2024-06")), id="months"),
    ],
)
def test_offences_come_back_exactly(store, put, data):
    intake = geo.read_offences(data)
    put("offences", intake)
    check_same(store.records("offences"), intake.records)


@pytest.mark.parametrize(
    "periods", ["2024-01 2024-02 2025-12", "2024Q1 2024Q4 2025Q2", "1999-00 2000-01 2010-11",
                "1999 2000 2010"]
)  # fmt: skip
def test_every_length_of_period_comes_back(store, put, periods):
    rows = "".join(f"Hackney,{period},Drugs,7\n" for period in periods.split())
    intake = geo.read_area_counts(b"borough,period,category,count\n" + rows.encode())
    put("area_counts", intake)
    check_same(store.records("area_counts"), intake.records)


def test_counts_and_lists_keep_what_is_missing(store, put):
    raids = geo.read_raids(
        b"raid_id,date,easting,northing,arrests\n7,2024-03,533512,184733,\n8,2024-03,533512,184733,3\n"
    )
    markets = geo.read_markets(
        b"market_id,kind,first_seen,easting,northing,drugs\n"
        b"1,open,2024-03,533512,184733,\n2,open,2024-03,533512,184733,crack;heroin\n"
    )
    put("raids", raids)
    put("markets", markets)
    check_same(store.records("raids"), raids.records)
    check_same(store.records("markets"), markets.records)


@pytest.mark.parametrize(
    "kind", ["markets", "raids", "offences", "area_counts", "operations", "areas"]
)
def test_an_empty_store_gives_empty_frames_of_the_same_shape(store, kind):
    found = store.records(kind)
    assert found.empty
    if kind in READERS:
        made = READERS[kind](EXAMPLE / f"{kind}.csv").records
        same = found.drop(columns=["batch_id", "line"]).dtypes.astype(str)
        wanted = made.dtypes.astype(str).replace({"period[Y-MAR]": "period[M]"})
        pd.testing.assert_series_equal(same, wanted)
    else:
        assert isinstance(found, gpd.GeoDataFrame)
        assert found.crs == 27700


def test_lines_lead_back_to_the_file(store, put):
    intake = geo.read_raids(EXAMPLE / "raids.csv")
    put("raids", intake)
    assert store.records("raids")["line"].tolist() == list(range(2, len(intake.records) + 2))


@pytest.mark.parametrize("kind", ["markets", "raids", "offences"])
def test_points_given_as_numbers_come_back_as_points(store, put, kind):
    data = police_csv(police_row()) if kind == "offences" else EXAMPLE / f"{kind}.csv"
    put(kind, geo.read_safely(kind, data, as_numbers=True))
    check_same(store.records(kind), geo.read_safely(kind, data).records)
    again = put(kind, geo.read_safely(kind, data), name="again.csv")
    assert again.duplicate == again.rows_read
