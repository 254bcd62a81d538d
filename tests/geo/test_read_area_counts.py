import io

import pandas as pd
import pytest

import geo
from geo._boroughs import BOROUGHS
from tests.geo.files import Upload, police_csv, police_row

WIDE = (
    b"MajorText,MinorText,BoroughName,201004,201005,201006\r\n"
    b"DRUG OFFENCES,POSSESSION OF DRUGS,Hackney,10,11,12\r\n"
    b"DRUG OFFENCES,POSSESSION OF DRUGS,Kensington & Chelsea,20,21,22\r\n"
    b"VIOLENCE AGAINST THE PERSON,HOMICIDE,City of Westminster,0,1,0\r\n"
    b"DRUG OFFENCES,POSSESSION OF DRUGS,London Heathrow and London City Airports,9,9,9\r\n"
    b"DRUG OFFENCES,POSSESSION OF DRUGS,Unknown,8,8,8\r\n"
)
ANNUAL = (
    b"Code,Borough,Year,Offences,Rate,Number_of_offences\n"
    b'E09000002,Barking and Dagenham,1999-00,All recorded offences,120.5,"19,567"\n'
    b"E09000002,Barking and Dagenham,2000-01,Drugs,2.5,406\n"
    b",Heathrow,1999-00,Drugs,,71\n"
    b'E13000001,Inner London,1999-00,Drugs,7.1,"18,000"\n'
    b"727,England and Wales,1999-00,Drugs,,\n"
)


def refusal(data):
    with pytest.raises(geo.InputError) as caught:
        geo.read_area_counts(data)
    return caught.value


def test_one_column_a_month_becomes_one_record_a_month():
    intake = geo.read_area_counts(WIDE)
    records = intake.records
    assert list(records.columns) == [
        "area_code", "area_name", "period", "category", "subcategory", "count",
    ]  # fmt: skip
    assert records.period.dtype == pd.PeriodDtype("M")
    assert records["count"].dtype == "int64"
    assert list(records.area_code.unique()) == ["E09000012", "E09000020", "E09000033"]
    assert list(records["count"]) == [10, 11, 12, 20, 21, 22, 0, 1, 0]
    assert geo.period_label(records.period[4]) == "2010-05"
    assert set(records.category) == {"Drug Offences", "Violence Against the Person"}
    assert records.subcategory[0] == "Possession of Drugs"
    assert (intake.read, intake.accepted) == (5, 3)
    assert list(intake.rejected.line) == [5, 6]
    assert set(intake.rejected.code) == {"area.unknown"}


def test_both_vintages_of_the_police_give_the_same_names():
    titled = (
        b"MajorText,MinorText,LookUp_BoroughName,201004\n"
        b"Drug Offences,Possession of Drugs,Hackney,10\n"
    )
    old = geo.read_area_counts(titled).records.iloc[0]
    new = geo.read_area_counts(WIDE).records.iloc[0]
    pd.testing.assert_series_equal(old, new)


def test_an_empty_first_line_is_no_header():
    intake = geo.read_area_counts(b"\n" + WIDE)
    assert len(intake.records) == 9
    assert list(intake.rejected.line) == [6, 7]


def test_financial_years_and_thousands():
    intake = geo.read_area_counts(ANNUAL)
    assert [note.code for note in intake.warnings] == ["category.total"]
    records = intake.records
    assert records.period.dtype == pd.PeriodDtype("Y-MAR")
    assert [geo.period_label(period) for period in records.period] == ["1999-00", "2000-01"]
    assert records.period[0].start_time == pd.Timestamp("1999-04-01")
    assert list(records["count"]) == [19567, 406]
    assert list(intake.rejected.line) == [4, 5, 6]
    assert list(intake.rejected.code) == ["area.unknown", "area.total", "area.total"]
    assert "count.thousands" in {note.code for note in intake.notes}


def test_wards_are_known_by_code_whatever_they_are_called():
    data = (
        b"wardname,wardcode,majortext,minortext,lookup_boroughname,201004,201005\n"
        b"Heathrow Villages,E05013570,ROBBERY,PERSONAL,Aviation Security (SO18),1,2\n"
        b"Heathrow Villages,E05013570,ROBBERY,PERSONAL,Hillingdon,3,4\n"
    )
    intake = geo.read_area_counts(data)
    assert set(intake.records.area_code) == {"E05013570"}
    assert set(intake.records.area_name) == {"Heathrow Villages"}
    assert intake.records["count"].sum() == 10
    assert "count.repeated" in {note.code for note in intake.warnings}


def test_the_long_form_and_parquet_give_the_same(tmp_path):
    frame = pd.DataFrame({
        "code": ["E09000012", "E09000012"], "borough": ["Hackney", "Hackney"],
        "year": ["1999-00", "2000-01"], "category": ["drugs", "drugs"], "count": [999, 951],
    })  # fmt: skip
    path = tmp_path / "counts.parquet"
    frame.to_parquet(path)
    by_text = geo.read_area_counts(frame.to_csv(index=False).encode())
    by_parquet = geo.read_area_counts(path)
    pd.testing.assert_frame_equal(by_text.records, by_parquet.records)
    assert list(by_text.records["count"]) == [999, 951]


def test_a_category_in_front_of_the_period_is_taken():
    head = b"code,borough,drugs_1999-00,drugs_2000-01,robbery_1999-00\n"
    data = head + b"E09000012,Hackney,999,951,2437\n"
    records = geo.read_area_counts(data).records
    assert list(records.category) == ["Drugs", "Drugs", "Robbery"]
    assert [geo.period_label(period) for period in records.period] == [
        "1999-00",
        "2000-01",
        "1999-00",
    ]


def test_calendar_years():
    data = b"LSOA11CD,LSOA11NM,LAD11CD,2011,2012\nE01000006,Barking 016A,E09000002,10.0,1.0\n"
    records = geo.read_area_counts(Upload(data, "drugs.csv")).records
    assert records.period.dtype == pd.PeriodDtype("Y-DEC")
    assert list(records.area_code) == ["E01000006"] * 2
    assert list(records["count"]) == [10, 1]


def test_categories_filter_either_column_in_any_case():
    by_major = geo.read_area_counts(WIDE, categories=["drug offences"])
    by_minor = geo.read_area_counts(WIDE, categories=["HOMICIDE"])
    assert (len(by_major.records), by_major.left_out, len(by_major.rejected)) == (6, 1, 2)
    assert list(by_minor.records["count"]) == [0, 1, 0]


def test_an_empty_cell_is_no_zero():
    intake = geo.read_area_counts(WIDE.replace(b",10,11,", b",10,,"))
    assert list(intake.records["count"])[:2] == [10, 12]
    assert "count.blank" in {note.code for note in intake.warnings}
    long = geo.read_area_counts(ANNUAL.replace(b"2.5,406", b"2.5,"))
    assert "count.missing" in set(long.rejected.code)


@pytest.mark.parametrize("cell", [b"-1", b"1.5", b"many", b"1,1"])
def test_a_cell_that_is_no_count_rejects_its_row(cell, codes):
    data = b'BoroughName,201004,201005\nHackney,1,2\nCamden,3,"' + cell + b'"\n'
    intake = geo.read_area_counts(data)
    assert codes(intake) == ["count.unreadable"]
    assert list(intake.rejected.column) == ["201005"]
    assert set(intake.records.area_code) == {"E09000012"}


def test_a_month_that_is_missing_is_said():
    intake = geo.read_area_counts(b"BoroughName,201004,201006\nHackney,1,2\n")
    assert "2010-05" in next(note for note in intake.warnings if note.code == "series.gap")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"E09000012,Croydon,2024-01,Drugs,1", "area.mismatch"),
        (b",,2024-01,Drugs,1", "area.missing"),
        (b",Gotham,2024-01,Drugs,1", "area.unknown"),
        (b",Met Police Area,2024-01,Drugs,1", "area.total"),
        (b"E12000007,London,2024-01,Drugs,1", "area.total"),
        (b"E09000012,Hackney,2024-13,Drugs,1", "date.unreadable"),
        (b"E09000012,Hackney,,Drugs,1", "date.missing"),
        (b"E09000012,Hackney,2024-01,,1", "category.missing"),
        (b"E09000012,Hackney,2024-01,Drugs,", "count.missing"),
    ],
)
def test_one_bad_row_is_rejected_and_the_good_row_kept(row, code, codes):
    head = b"area_code,borough,month,category,count\nE09000007,Camden,2024-01,Drugs,5\n"
    intake = geo.read_area_counts(head + row + b"\n")
    assert codes(intake) == [code]
    assert list(intake.records["count"]) == [5]


def test_months_and_financial_years_are_told_apart():
    head = b"borough,month,category,count\n"
    months = geo.read_area_counts(head + b"Camden,2000-01,Drugs,5\nCamden,2001-02,Drugs,5\n")
    assert months.records.period.dtype == pd.PeriodDtype("M")
    years = geo.read_area_counts(head.replace(b"month", b"year") + b"Camden,2000-01,Drugs,5\n")
    assert years.records.period.dtype == pd.PeriodDtype("Y-MAR")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (police_csv(police_row()), "header.kind"),
        (b"colour,201004\nred,1\n", "header.missing"),
        (b"BoroughName,category\nHackney,Drugs\n", "header.missing"),
        (b"borough,period,count\nHackney,sometime,4\n", "date.unreadable"),
        (b"MajorText,MinorText,BoroughName,201004\n", "file.no_rows"),
        (b"PAR1" + b"x" * 60 + b"PAR1", "file.corrupt"),
    ],
)
def test_an_unusable_file_is_refused_with_its_code(data, code):
    assert refusal(data).code == code


def test_parquet_without_rows_is_refused():
    buffer = io.BytesIO()
    pd.DataFrame({"BoroughName": pd.array([], "str"), "201004": []}).to_parquet(buffer)
    assert refusal(buffer.getvalue()).code == "file.no_rows"


@pytest.mark.parametrize("code", BOROUGHS)
def test_every_borough_is_known_by_its_name(code):
    name = BOROUGHS[code]
    spellings = {name, name.upper(), name.replace(" and ", " & "), f"London Borough of {name}"}
    assert {geo.borough_code(spelling) for spelling in spellings} == {code}


@pytest.mark.parametrize("name", ["", "London", "Unknown", "Heathrow", "Inner London", "East Ham"])
def test_what_is_no_borough_has_no_code(name):
    assert geo.borough_code(name) is None


def test_months_that_a_spreadsheet_made_dates_of_are_months():
    data = b"Borough,Category,2024-01-01,2024-02-01\nHackney,Drugs,12,5\n"
    records = geo.read_area_counts(data).records
    assert [geo.period_label(period) for period in records["period"]] == ["2024-01", "2024-02"]
    assert records["count"].tolist() == [12, 5]
