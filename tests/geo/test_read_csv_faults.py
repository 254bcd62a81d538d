"""Every kind of broken CSV, made here and read as markets."""

import codecs
import gzip
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from tests.geo.files import HEADER, Upload, market_csv, market_row, police_csv, police_row

GOOD = market_csv(market_row(1), market_row(2), market_row(3))
TEXT = GOOD.decode()


def refusal(data, name="markets.csv", read=geo.read_markets):
    with pytest.raises(geo.InputError) as caught:
        read(Upload(data, name))
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b" \r\n\t \n", "file.empty"),
        (codecs.BOM_UTF8, "file.empty"),
        (HEADER.encode(), "file.no_rows"),
        (b"sep=;\n", "file.no_rows"),
        (HEADER.encode() + b"\n\n,,,,,,,,\n", "file.no_rows"),
        (TEXT.encode("utf-16-le"), "file.encoding"),
        (TEXT.encode("utf-16-be"), "file.encoding"),
        (codecs.BOM_UTF16_LE + b"\x00", "file.encoding"),
        (GOOD.replace(b"Market A", b"Mar\x00ket", 1), "file.binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file.type"),
        (b"%PDF-1.7\n" + GOOD, "file.type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, "file.type"),
        (b"\x80\x04\x95" + b"a" * 40, "file.type"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 100, "file.type"),
        (b"<!DOCTYPE html><html><body>Session expired</body></html>", "file.type"),
        (b"\xef\xbb\xbf\n <OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "file.type"),
        (b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "a">]><kml>&a;</kml>', "file.type"),
        (gzip.compress(GOOD, mtime=0), "file.type"),
        (GOOD.replace(b"borough,", b"latitude,"), "header.duplicate"),
        (GOOD.replace(b"latitude", b"north_ish"), "header.missing"),
        (b"\n".join(GOOD.split(b"\n")[1:]), "header.missing"),
        (b"Open markets\nOFFICIAL\n\n" + GOOD, "header.missing"),
        (GOOD.replace(b"source", b"suspect"), "privacy.columns"),
        (GOOD.replace(b"source", b"Date of Birth"), "privacy.columns"),
        (GOOD.replace(b"source", b"offenderAge"), "privacy.columns"),
        (GOOD.replace(b"2,Market A", b'2,"Market A'), "csv.unclosed_quote"),
        (GOOD.replace(b"Market A", b'"Market A', 2), "csv.unclosed_quote"),
        (GOOD.replace(b"kind,", b'"kind,'), "csv.unclosed_quote"),
        (police_csv(police_row()), "header.kind"),
        (b"MajorText,MinorText,BoroughName,201004\nDRUG OFFENCES,x,Hackney,1\n", "header.kind"),
        (b"raid_id,date,easting,northing\n1,2024-03-01,533512,184733\n", "header.kind"),
    ],
)
def test_an_unusable_file_is_refused_with_its_code_and_a_hint(data, code):
    error = refusal(data)
    assert error.code == code
    assert error.file == "markets.csv"
    assert error.hint


def test_the_refusal_says_where():
    assert refusal(b"Open markets\nOFFICIAL\n\n" + GOOD).hint.startswith(
        "The header seems to be on line 4"
    )
    assert "looks like a record" in refusal(b"\n".join(GOOD.split(b"\n")[1:])).hint
    assert refusal(GOOD.replace(b"2,Market A", b'2,"Market A')).line == 3
    assert refusal(GOOD.replace(b"latitude", b"north_ish")).column == "latitude"
    assert refusal(GOOD.replace(b"3,Market A", b"3,Mar\x00ket")).line == 4
    assert "offences" in refusal(police_csv(police_row())).hint


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (TEXT.encode("utf-16"), "file.encoding"),
        (TEXT.replace("Market", "Café").encode("cp1252"), "file.encoding"),
        (TEXT.replace(",", ";").encode(), "csv.separator"),
        (TEXT.replace(",", "\t").encode(), "csv.separator"),
        (TEXT.replace(",", "|").encode(), "csv.separator"),
        (b"sep=;\n" + TEXT.replace(",", ";").encode(), "csv.separator"),
        (TEXT.replace(",", ";").replace(".", ",").encode(), "csv.separator"),
        (GOOD.replace(b"source", b"<img src=x onerror=alert(1)>"), "columns.ignored"),
    ],
)
def test_another_way_of_writing_is_read_and_said(data, code):
    intake = geo.read_markets(Upload(data, "markets.csv"))
    assert len(intake.records) == 3
    assert intake.records.geometry.distance(geo.read_markets(GOOD).records.geometry).max() == 0
    assert code in {note.code for note in intake.warnings}


def test_lines_of_two_encodings_are_each_read_in_their_own():
    data = market_csv(market_row(1, name="Café"), market_row(2, name="Cafe"))
    intake = geo.read_markets(data.replace(b"Cafe", b"Caf\xe9"))
    assert list(intake.records.name) == ["Café", "Café"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_line_ends_do_not_matter(newline, end):
    bad = market_row(4, kind="shut")
    data = (TEXT.strip() + "\n" + bad + end).replace("\n", newline).encode()
    intake = geo.read_markets(codecs.BOM_UTF8 + data)
    assert (len(intake.records), list(intake.rejected.line)) == (3, [5])


def test_decimal_commas_need_another_separator(codes):
    quoted = market_csv(market_row(1, longitude='"-0,0754"', latitude='"51,5465"'))
    assert codes(geo.read_markets(quoted)) == ["coord.unreadable"]


def test_rows_of_another_width_are_rejected_and_the_others_kept(codes):
    data = market_csv(market_row(1), market_row(2) + ",more", "3,Market", market_row(4))
    intake = geo.read_markets(data)
    assert codes(intake) == ["row.width", "row.width"]
    assert list(intake.rejected.line) == [3, 4]
    assert list(intake.records.market_id) == ["1", "4"]


def test_a_quote_inside_a_cell_is_text():
    data = market_csv(market_row(1, name='5" pipe'), market_row(2, name='the "Ritz" bar'))
    assert list(geo.read_markets(data).records.name) == ['5" pipe', 'the "Ritz" bar']


def test_a_gzip_file_that_says_so_is_read_up_to_a_bound():
    assert len(geo.read_markets(Upload(gzip.compress(GOOD), "m.csv.gz")).records) == 3
    assert refusal(gzip.compress(b"a" * 30_000_000), "m.csv.gz").code == "zip.ratio"
    assert refusal(gzip.compress(GOOD)[:-20], "m.csv.gz").code == "file.corrupt"
    assert refusal(b"\x1f\x8b" + b"x" * 50, "m.csv.gz").code == "file.corrupt"
    assert refusal(gzip.compress(b"\x89PNG" + b"x" * 50), "m.csv.gz").code == "file.type"


@pytest.mark.parametrize("name", ["data", "markets.geojson", "../../m", "a\x00b", "n" * 300])
def test_a_file_is_recognised_by_content_and_its_name_only_shown(name):
    intake = geo.read_markets(Upload(GOOD, name))
    assert len(intake.records) == 3
    assert "file.name" in {note.code for note in intake.warnings}


def test_a_path_that_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(tmp_path / "none.csv")
    assert caught.value.code == "file.unreadable"
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("source", [None, 7, open])
def test_what_is_no_file_is_refused(source):
    with pytest.raises(geo.InputError):
        geo.read_markets(source)


@pytest.mark.parametrize("column", ["Date", "Average", "village", "sex_offences_count", "arrests"])
def test_columns_that_are_not_about_persons_pass_or_not(column):
    data = GOOD.replace(b"source", column.encode())
    if column == "sex_offences_count":
        assert refusal(data).code == "privacy.columns"
    else:
        assert len(geo.read_markets(data).records) == 3


CELL = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL, CELL), max_size=8))
@settings(max_examples=150)
def test_any_text_is_read_or_refused_and_no_row_is_lost(rows):
    head = "market_id,kind,first_seen,longitude,latitude"
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    good = "x1,open,2024-01-10,-0.0754,51.5465"
    intake = geo.read_markets("\n".join([head, *quoted, good, ""]).encode())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(filled) + 1 <= intake.read <= len(rows) + 1
    assert "x1" in set(intake.records.market_id)


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(data):
    for read in (geo.read_markets, geo.read_offences, geo.read_area_counts, geo.read_operations):
        with suppress(geo.InputError):
            assert isinstance(read(data), geo.Intake)


@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
@settings(max_examples=200)
def test_a_good_file_with_bytes_put_in_is_read_or_refused(data, at):
    with suppress(geo.InputError):
        assert geo.read_markets(GOOD[:at] + data + GOOD[at:]).read >= 1
