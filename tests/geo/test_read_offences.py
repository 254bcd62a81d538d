import gzip

import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from tests.geo.files import Upload, police_csv, police_row


def refusal(data, name="a.csv"):
    with pytest.raises(geo.InputError) as caught:
        geo.read_offences(Upload(data, name))
    return caught.value


def test_a_police_file_gives_months_and_snap_points():
    intake = geo.read_offences(
        police_csv(
            police_row(),
            police_row("2024-06", kind="Drugs "),
            police_row("2024-07", lon="", lat=""),
        )
    )
    records = intake.records
    assert list(records.columns) == [
        "category",
        "period",
        "geometry",
        "weight",
        "area_code",
        "snap_point",
        "low_precision",
    ]
    assert records.crs.to_epsg() == 27700
    assert records.period.dtype == pd.PeriodDtype("M")
    assert [geo.period_label(period) for period in records.period] == ["2024-05", "2024-06"]
    assert list(records.category) == ["Drugs", "Drugs"]
    assert records.snap_point.all()
    assert (records.weight == 1.0).all()
    assert records.area_code.isna().all()
    assert list(intake.rejected.code) == ["coord.missing"]
    assert list(intake.rejected.line) == [4]
    assert {note.code for note in intake.warnings} == {"date.month_only", "coord.snap_points"}


def test_crime_types_outside_the_published_list_are_rejected(codes):
    rows = [police_row(kind=kind) for kind in ("Robbery", "Narcotics", "", "anti-social behaviour")]
    intake = geo.read_offences(police_csv(*rows))
    assert codes(intake) == ["category.unknown", "category.missing"]
    assert list(intake.records.category) == ["Robbery", "Anti-social behaviour"]


def test_categories_are_kept_in_any_case_and_the_others_counted():
    rows = [police_row(kind=kind, lon=lon) for kind, lon in (("Drugs", "-0.07"), ("Robbery", "x"))]
    intake = geo.read_offences(police_csv(*rows), categories=["DRUGS"])
    assert (intake.read, intake.accepted, intake.left_out, len(intake.rejected)) == (2, 1, 1, 0)


def test_categories_that_are_not_there_are_said():
    intake = geo.read_offences(police_csv(police_row()), categories=["Arson"])
    assert len(intake.records) == 0
    assert "category.absent" in {note.code for note in intake.warnings}


@pytest.mark.parametrize("categories", ["Drugs", []])
def test_categories_that_are_no_list_are_refused(categories):
    with pytest.raises(geo.ParameterError, match="categories"):
        geo.read_offences(police_csv(police_row()), categories=categories)


def test_days_stay_days_and_a_mixture_becomes_months():
    head = b"date,easting,northing,offence,weight,gss_code\n"
    days = geo.read_offences(head + b"14/02/2018,533512,184733,Drugs,2.5,E09000012\n")
    assert days.records.period.dtype == pd.PeriodDtype("D")
    assert geo.period_label(days.records.period[0]) == "14 Feb 2018"
    assert days.records.weight[0] == 2.5
    assert days.records.area_code[0] == "E09000012"
    assert not days.records.snap_point[0]
    mixed = geo.read_offences(
        head + b"2018-02-14,533512,184733,Drugs,,\n2018-02,533513,184734,Drugs,,\n"
    )
    assert mixed.records.period.dtype == pd.PeriodDtype("M")
    assert "date.mixed_precision" in {note.code for note in mixed.warnings}


@pytest.mark.parametrize(
    ("name", "category"), [("drug_offences.csv", "Drugs"), ("export_7.csv", "unstated")]
)
def test_a_file_without_categories_takes_one_from_its_name(name, category):
    data = b"month,longitude,latitude\n2018-02,-0.0754,51.5465\n"
    intake = geo.read_offences(Upload(data, name))
    assert list(intake.records.category) == [category]
    assert {note.code for note in intake.warnings} & {"category.from_name", "category.unstated"}


def test_repeated_points_by_month_are_taken_for_snap_points():
    rows = "".join(f"2018-02,-0.07{place:02d},51.54\n" for place in range(60) for _ in range(20))
    data = ("month,longitude,latitude\n" + rows).encode()
    assert geo.read_offences(data).records.snap_point.all()
    assert not geo.read_offences(data.replace(b"2018-02,", b"2018-02-03,")).records.snap_point.any()


def test_anywhere_in_great_britain_unless_an_area_is_given(codes):
    places = (("-0.0754", "51.5465"), ("-1.550626", "53.597400"), ("8", "50"))
    rows = [police_row(lon=lon, lat=lat) for lon, lat in places]
    everywhere = geo.read_offences(police_csv(*rows))
    assert codes(everywhere) == ["area.outside"]
    assert (
        codes(geo.read_offences(police_csv(*rows), within=geo.GREATER_LONDON))
        == ["area.outside"] * 2
    )


@pytest.mark.parametrize("weight", ["0", "-1", "many"])
def test_a_weight_is_above_zero(weight, codes):
    data = f"date,easting,northing,weight\n2018-02-14,533512,184733,{weight}\n".encode()
    assert codes(geo.read_offences(data)) == ["weight.unreadable"]


def test_swapped_metres_are_found_although_they_lie_in_great_britain():
    data = b"date,easting,northing\n2018-02-14,184733,533512\n"
    assert refusal(data).code == "coord.swapped"


STOP_AND_SEARCH = (
    b"Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
    b"Age range,Self-defined ethnicity,Object of search\nx,2024-01-10,,,51.5,-0.1,M,18-24,B,d\n"
)
PERSONS = b"event_id,date,longitude,latitude,offender_age\n1,2024-01-10,-0.07,51.5,17\n"


@pytest.mark.parametrize("data", [STOP_AND_SEARCH, PERSONS])
def test_files_about_persons_are_refused(data):
    error = refusal(data)
    assert error.code == "privacy.columns"
    assert "17" not in str(error)


def test_a_gzip_csv_is_read_like_the_csv(tmp_path):
    data = b"month,longitude,latitude,gss_code\n2018-02,-0.0754,51.5465,E09000012\n"
    path = tmp_path / "robbery.csv.gz"
    path.write_bytes(gzip.compress(data))
    records = geo.read_offences(path).records
    assert list(records.category) == ["Robbery"]
    assert records.geometry[0].distance(shapely.Point(533550.67, 184822.45)) < 0.01


def test_many_rows_are_placed_like_each_one_alone():
    generator = np.random.default_rng(5)
    places = generator.choice(generator.uniform([-0.5, 51.3], [0.3, 51.7], (40, 2)), 5_000)
    rows = "".join(f"2018-02,{lon:.6f},{lat:.6f}\n" for lon, lat in places)
    records = geo.read_offences(("month,longitude,latitude\n" + rows).encode()).records
    easting, northing = geo.to_metres(*np.round(places, 6).T)
    np.testing.assert_allclose(records.geometry.x, easting, rtol=0, atol=1e-6)
    np.testing.assert_allclose(records.geometry.y, northing, rtol=0, atol=1e-6)


def test_what_became_of_cases_is_no_offence():
    header = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,"
    row = "1,2024-05,Met,Met,-0.0754,51.5465,On or near X,E01001770,"
    data = f"{header}LSOA name,Outcome type\n{row}Hackney 010A,Under investigation\n".encode()
    with pytest.raises(geo.InputError) as caught:
        geo.read_offences(data)
    assert caught.value.code == "header.kind"
    assert "outcomes of data.police.uk" in str(caught.value)
    assert geo.recognise(data).kind is None
