import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geoseries_equal

import geo
from tests.geo.files import Upload, market_csv, market_row

THREE = market_csv(
    "00123,Market A,open,2024-01-10,,-0.0754,51.5465,Hackney,MPS",
    "2,Market B,closed,2023-02,2024-05-06,-0.1426,51.5390,Camden,partner",
    "3,Market C,OPEN ,14 Feb 2022,,-0.1030,51.4613,Lambeth,",
)
COLUMNS = [
    "market_id", "kind", "geometry", "first_seen", "first_seen_precision", "last_seen",
    "last_seen_precision", "re_emerged", "re_emerged_precision", "name", "borough", "status",
    "drugs", "source", "grade", "tenure", "area_code", "illustrative", "low_precision",
]  # fmt: skip


def test_records_have_the_columns_of_the_design_in_metres():
    records = geo.read_markets(THREE).records
    assert isinstance(records, gpd.GeoDataFrame)
    assert sorted(records.columns) == sorted(COLUMNS)
    assert records.crs.to_epsg() == 27700
    assert list(records.market_id) == ["00123", "2", "3"]
    assert list(records.kind) == ["open", "closed", "open"]
    assert list(records.first_seen) == [
        pd.Timestamp(day) for day in ("2024-01-10", "2023-02-01", "2022-02-14")
    ]
    assert list(records.first_seen_precision) == ["day", "month", "day"]
    assert list(records.last_seen.isna()) == [True, False, True]
    assert records.last_seen_precision[1] == "day"
    assert list(records.source.fillna("?")) == ["police", "partner", "?"]
    assert records.area_code.isna().all()
    assert records.illustrative.dtype == bool
    assert not records.illustrative.any()
    assert list(records.drugs) == [[], [], []]


@pytest.mark.parametrize("wrap", [bytes, lambda data: Upload(data, "markets.csv")])
def test_bytes_uploads_and_paths_give_the_same(wrap, tmp_path):
    path = tmp_path / "markets.csv"
    path.write_bytes(THREE)
    expected = geo.read_markets(path).records
    found = geo.read_markets(wrap(THREE)).records
    assert_geoseries_equal(found.geometry, expected.geometry)
    pd.testing.assert_frame_equal(found.drop(columns="geometry"), expected.drop(columns="geometry"))


def test_rejected_rows_name_line_column_value_reason_code_and_file():
    data = market_csv(
        market_row(1), market_row(2, kind="shut"), market_row(3, first_seen="01/02/24")
    )
    intake = geo.read_markets(Upload(data, "north.csv"))
    assert intake.read == 3
    rejected = intake.rejected
    assert list(rejected.columns) == ["line", "column", "value", "reason", "code", "file"]
    assert list(rejected.line) == [3, 4]
    assert list(rejected.column) == ["kind", "first_seen"]
    assert list(rejected.value) == ["shut", "01/02/24"]
    assert list(rejected.code) == ["kind.unknown", "date.two_digit_year"]
    assert set(rejected.file) == {"north.csv"}
    assert rejected.reason.str.len().min() > 10


def test_lines_count_quoted_newlines_and_blank_lines():
    data = market_csv(
        '1,"Market\nA, ""north"" side",open,2024-01-10,,-0.0754,51.5465,Hackney,MPS',
        "",
        ",,,,,,,,",
        market_row(2, kind="shut"),
    )
    intake = geo.read_markets(data)
    assert intake.read == 2
    assert intake.records.name[0] == 'Market A, "north" side'
    assert list(intake.rejected.line) == [6]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"market_id": ""}, "id.missing"),
        ({"market_id": "1.23E+12"}, "id.mangled"),
        ({"market_id": "#REF!"}, "id.mangled"),
        ({"kind": ""}, "kind.missing"),
        ({"kind": "maybe"}, "kind.unknown"),
        ({"longitude": ""}, "coord.missing"),
        ({"latitude": "fifty-one"}, "coord.unreadable"),
        ({"latitude": "nan"}, "coord.missing"),
        ({"latitude": "inf"}, "coord.unreadable"),
        ({"latitude": "91"}, "coord.range"),
        ({"longitude": "-181"}, "coord.range"),
        ({"longitude": "359.9246"}, "coord.range"),
        ({"longitude": "51.5465", "latitude": "-0.0754"}, "coord.swapped"),
        ({"longitude": "533537", "latitude": "184709"}, "coord.projected"),
        ({"longitude": "0", "latitude": "0"}, "coord.zero"),
        ({"longitude": "-2.2446", "latitude": "53.4794"}, "area.outside"),
        ({"longitude": "0.26", "latitude": "51.27"}, "area.outside"),
        ({"first_seen": ""}, "date.missing"),
        ({"first_seen": "2024-02-30"}, "date.unreadable"),
        ({"first_seen": "03/25/2024"}, "date.unreadable"),
        ({"first_seen": "last summer"}, "date.unreadable"),
        ({"first_seen": "45301"}, "date.excel_serial"),
        ({"first_seen": "2099-01-01"}, "date.future"),
        ({"first_seen": "1824-01-01"}, "date.range"),
        ({"last_seen": "2023-12"}, "date.order"),
        ({"name": "ring 07700 900123"}, "privacy.text"),
        ({"name": "a.b@example.org"}, "privacy.text"),
        ({"name": "parks AB12 CDE"}, "privacy.text"),
    ],
)
def test_one_bad_row_is_rejected_with_its_code_and_the_good_row_kept(cells, code, codes):
    bad = market_row(**{"market_id": 9} | cells)
    intake = geo.read_markets(market_csv(market_row(1), bad))
    assert codes(intake) == [code]
    assert list(intake.records.market_id) == ["1"]
    assert list(intake.rejected.line) == [3]


def test_a_last_month_may_hold_the_first_day():
    intake = geo.read_markets(market_csv(market_row(1, last_seen="2024-01")))
    assert len(intake.records) == 1


def test_personal_text_is_never_echoed():
    number = "07700900123"
    intake = geo.read_markets(market_csv(market_row(1, name=f"ask {number}")))
    assert list(intake.rejected.value) == [""]
    shown = intake.rejected.to_csv() + " ".join(intake.notes) + repr(intake)
    assert number not in shown


def test_the_likely_date_of_a_serial_number_is_named():
    intake = geo.read_markets(market_csv(market_row(1, first_seen="45301")))
    assert "2024-01-10" in intake.rejected.reason[0]


def test_equal_rows_are_kept_once_and_a_contradicting_id_is_rejected(codes):
    data = market_csv(market_row(1), market_row(1), market_row(2), market_row(2, kind="closed"))
    intake = geo.read_markets(data)
    assert (len(intake.records), intake.duplicates, intake.read) == (2, 1, 4)
    assert codes(intake) == ["id.conflict"]
    said = next(note for note in intake.warnings if note.code == "row.duplicate")
    assert said.endswith("(line 3).")


def test_markets_elsewhere_are_read_where_they_are_asked_for():
    data = market_csv(market_row(1, longitude="-2.2446", latitude="53.4794"))
    assert len(geo.read_markets(data).records) == 0
    assert len(geo.read_markets(data, within=geo.GREAT_BRITAIN).records) == 1
    manchester = gpd.GeoSeries([shapely.box(380_000, 390_000, 390_000, 400_000)], crs=27700)
    assert len(geo.read_markets(data, within=manchester).records) == 1


@pytest.mark.parametrize(
    "within", [gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=4326), "London", shapely.Polygon()]
)
def test_an_area_that_is_none_is_refused(within):
    with pytest.raises(geo.ParameterError, match="within"):
        geo.read_markets(THREE, within=within)


def test_other_names_are_found_and_the_users_choice_wins():
    data = (
        b"Market Ref,Market Type,Opened,Start,Lon,Lat\n"
        b"7,open market,2024-01-10,2020-01-01,-0.0754,51.5465\n"
    )
    found = geo.read_markets(data).records
    assert (found.market_id[0], found.kind[0], found.first_seen[0].year) == ("7", "open", 2020)
    chosen = geo.read_markets(data, columns={"first_seen": "Opened"}).records
    assert chosen.first_seen[0].year == 2024


@pytest.mark.parametrize("columns", [{"colour": "Lon"}, {"first_seen": "Closed"}])
def test_a_mapping_to_nothing_is_refused(columns):
    with pytest.raises(geo.ParameterError, match="columns"):
        geo.read_markets(THREE, columns=columns)


def test_optional_words_lists_and_flags():
    header = "market_id,kind,first_seen,easting,northing,status,drugs,grade,tenure,illustrative"
    data = market_csv(
        "1,open,2024-01-10,533512,184733,Re emerged,Crack;heroin/CRACK,1bP,Housing association,yes",
        "2,open,2024-01-10,533613,184834,simmering,,9Z,moon,no",
        header=header,
    )
    intake = geo.read_markets(data)
    first, second = intake.records.iloc[0], intake.records.iloc[1]
    assert first.status == "re-emerged"
    assert first.drugs == ["crack", "heroin"]
    assert first.grade == "1BP"
    assert first.tenure == "housing_association"
    assert bool(first.illustrative)
    assert second[["status", "grade", "tenure"]].isna().all()
    assert {note.code for note in intake.warnings} >= {
        "status.unknown",
        "grade.unknown",
        "tenure.unknown",
    }
    np.testing.assert_array_equal(intake.records.geometry.x, [533512.0, 533613.0])


def test_html_stays_text():
    intake = geo.read_markets(market_csv(market_row(1, name="<img src=x onerror=alert(1)>")))
    assert intake.records.name[0] == "<img src=x onerror=alert(1)>"


def test_invisible_characters_go_and_spaces_become_plain():
    intake = geo.read_markets(
        market_csv(market_row(1, name="Mar\u200bket\u00a0A\u202e", borough="Hackney\u00a0"))
    )
    assert intake.records.name[0] == "Market A"
    assert intake.records.borough[0] == "Hackney"
    assert "text.cleaned" in {note.code for note in intake.warnings}


def test_long_text_is_cut():
    intake = geo.read_markets(market_csv(market_row(1, name="e\u0301" * 500)))
    assert intake.records.name[0] == "\u00e9" * 200


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            [market_row(i, longitude="-0.1", latitude="51.5") for i in range(3)],
            "coord.low_precision",
        ),
        ([market_row(i) for i in range(9)], "coord.pile"),
        ([market_row(1, first_seen="01/02/2024")], "date.ambiguous"),
    ],
)
def test_doubts_are_said(rows, code):
    intake = geo.read_markets(market_csv(*rows))
    assert len(intake.records) == len(rows)
    assert code in {note.code for note in intake.warnings}


def test_dates_above_twelve_settle_the_order():
    intake = geo.read_markets(market_csv(market_row(1, first_seen="13/02/2024")))
    assert intake.records.first_seen[0] == pd.Timestamp("2024-02-13")
    assert {note.code for note in intake.notes} >= {"date.day_first"}
    assert not intake.warnings


def test_a_month_first_file_is_not_believed_in_silence(codes):
    rows = [market_row(1, first_seen="01/02/2024"), market_row(2, first_seen="01/25/2024")]
    intake = geo.read_markets(market_csv(*rows))
    assert codes(intake) == ["date.unreadable"]
    assert "date.month_first" in {note.code for note in intake.warnings}


def test_a_plain_file_gives_no_warning_but_says_its_accuracy():
    intake = geo.read_markets(THREE)
    assert not intake.warnings
    assert "coord.accuracy" in {note.code for note in intake.notes}


def test_the_day_of_a_return_is_read_and_held_against_the_first():
    data = (
        b"market_id,kind,first_seen,re_emerged,easting,northing\n"
        b"1,open,2000-01-05,2000-12-24,533512,184733\n"
        b"2,open,2000-01-05,2000-12,533512,184739\n"
        b"3,open,2000-01-05,1999-12-24,533512,184748\n"
        b"4,open,2000-01-05,,533512,184751\n"
    )
    intake = geo.read_markets(data)
    assert list(intake.records["re_emerged"].dropna()) == [
        pd.Timestamp("2000-12-24"),
        pd.Timestamp("2000-12-01"),
    ]
    assert list(intake.records["re_emerged_precision"].dropna()) == ["day", "month"]
    assert intake.rejected[["line", "column", "code"]].to_numpy().tolist() == [
        [4, "re_emerged", "date.order"]
    ]
