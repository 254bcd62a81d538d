"""Sound and broken Excel workbooks, made here and read as markets."""

import datetime as dt
import io
import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from tests.geo.files import Upload

openpyxl = pytest.importorskip("openpyxl")

HEADER = ["market_id", "name", "kind", "first_seen", "longitude", "latitude"]
ROW = [7, "Market A", "open", dt.datetime(2024, 1, 10), -0.0754, 51.5465]  # noqa: DTZ001


def workbook(*sheets):
    """Return a workbook whose sheets are (title, state, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, state, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_member(data, name, text):
    """Return a workbook with one member more, or another one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = {member: old.read(member) for member in old.namelist()} | {name: text}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member, held in members.items():
            new.writestr(member, held)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GOOD = workbook(("Markets", "visible", [HEADER, ROW]))


def refusal(data, name="m.xlsx"):
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(Upload(data, name))
    return caught.value


def test_numbers_and_dates_come_as_they_are_meant():
    record = geo.read_markets(Upload(GOOD, "m.xlsx")).records.iloc[0]
    assert (record.market_id, record["name"], record.kind) == ("7", "Market A", "open")
    assert record.first_seen.isoformat() == "2024-01-10T00:00:00"
    assert record.first_seen_precision == "day"
    plain = b"market_id,kind,first_seen,longitude,latitude\n7,open,2024-01-10,-0.0754,51.5465\n"
    assert record.geometry == geo.read_markets(plain).records.geometry[0]


def test_lines_are_the_rows_of_the_sheet(codes):
    rows = [[], HEADER, ROW, [], [8, "B", "shut", *ROW[3:]], [9, "C", "open", 45301, *ROW[4:]]]
    intake = geo.read_markets(workbook(("M", "visible", rows)))
    assert codes(intake) == ["kind.unknown", "date.excel_serial"]
    assert list(intake.rejected.line) == [5, 6]


def test_only_the_first_visible_sheet_is_read_and_it_is_said():
    secret = [["suspect", "dob"], ["John Doe", "1990-01-01"]]
    data = workbook(
        ("secret", "hidden", secret), ("empty", "visible", []),
        ("M", "visible", [HEADER, ROW]), ("Notes", "visible", [["x"]]),
    )  # fmt: skip
    intake = geo.read_markets(data)
    assert len(intake.records) == 1
    assert {"sheet.hidden", "sheet.chosen"} <= {note.code for note in intake.warnings}
    assert "John" not in " ".join(intake.notes)


def test_a_formula_without_its_value_is_an_empty_cell(codes):
    data = workbook(("M", "visible", [HEADER, ROW, [8, "B", "open", ROW[3], "=A1", ROW[5]]]))
    assert codes(geo.read_markets(data)) == ["coord.missing"]


def test_other_tables_are_read_from_workbooks_too():
    counts = [["BoroughName", "201004", 201005], ["Hackney", 10, 11]]
    records = geo.read_area_counts(workbook(("C", "visible", counts))).records
    assert list(records["count"]) == [10, 11]


BOMB = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">]><worksheet>&a;</worksheet>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook(("M", "visible", [])), "file.no_rows"),
        (workbook(("M", "visible", [HEADER])), "file.no_rows"),
        (workbook(("M", "visible", [[*HEADER, "Kind"], [*ROW, 1]])), "header.duplicate"),
        (workbook(("M", "visible", [["Open markets"], HEADER, ROW])), "header.missing"),
        (workbook(("M", "visible", [[*HEADER, "dob"], [*ROW, 1]])), "privacy.columns"),
        (workbook(("M", "visible", [HEADER, ROW, [None] * 600 + [1]])), "file.size"),
        (with_member(GOOD, SHEET, BOMB), "xml.doctype"),
        (with_member(GOOD, SHEET, BOMB.encode("utf-16")), "xml.doctype"),
        (with_member(GOOD, SHEET, "<worksheet>"), "file.corrupt"),
        (with_member(GOOD, "[Content_Types].xml", "<Types"), "file.corrupt"),
        (with_member(GOOD, "xl/workbook.xml", '<workbook a="1'), "file.corrupt"),
        (with_member(GOOD, "xl/media/x.bin", b"\x00" * 30_000_000), "zip.ratio"),
        (with_member(GOOD, "xl/vbaProject.bin", b"x"), "file.type"),
        (GOOD[: len(GOOD) // 2], "file.corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "file.type"),
    ],
)
def test_an_unusable_workbook_is_refused_with_its_code(data, code):
    assert refusal(data).code == code


def test_another_office_file_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as handle:
        handle.writestr("[Content_Types].xml", "<Types/>")
        handle.writestr("word/document.xml", "<document/>")
    assert refusal(buffer.getvalue(), "m.docx").code == "file.type"


def test_a_cell_far_away_is_refused_and_not_lost():
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    book.active["A1048576"] = "far"
    buffer = io.BytesIO()
    book.save(buffer)
    assert refusal(buffer.getvalue()).code == "file.size"


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_damaged_workbook_is_read_or_refused(seed):
    generator = random.Random(seed)
    data = bytearray(GOOD)
    for _ in range(generator.randint(1, 20)):
        data[generator.randrange(len(data))] = generator.randrange(256)
    with suppress(geo.InputError):
        assert geo.read_markets(bytes(data)).read >= 1


def of_book(change):
    """Return the good workbook after a change to it."""
    book = openpyxl.load_workbook(io.BytesIO(GOOD))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_rows_that_a_filter_hides_are_read_and_counted():
    def hide(book):
        sheet = book.active
        for number in (8, 9):
            sheet.append([number, *ROW[1:]])
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[4].hidden = True
        sheet.row_dimensions[9].hidden = True  # holds nothing

    intake = geo.read_markets(Upload(of_book(hide), "m.xlsx"))
    assert intake.accepted == 3
    note = next(note for note in intake.warnings if note.code == "row.hidden")
    assert note.startswith("2 rows that Excel hides were read")
    plain = geo.read_markets(Upload(GOOD, "m.xlsx"))
    assert "row.hidden" not in {note.code for note in plain.notes}


def test_a_hidden_header_is_no_hidden_record():
    data = of_book(lambda book: setattr(book.active.row_dimensions[1], "hidden", True))
    assert "row.hidden" not in {
        note.code for note in geo.read_markets(Upload(data, "m.xlsx")).notes
    }


def test_a_chart_sheet_is_passed_over_even_where_it_is_empty():
    intake = geo.read_markets(Upload(of_book(lambda book: book.create_chartsheet("C")), "m.xlsx"))
    assert intake.accepted == 1


def test_a_workbook_of_charts_alone_says_so():
    def only_chart(book):
        book.create_chartsheet("Chart")
        book.remove(book.active)

    error = refusal(of_book(only_chart))
    assert (error.code, error.problem) == (
        "file.no_rows", "the workbook holds charts and no sheet with cells",
    )  # fmt: skip


def test_a_cover_sheet_without_the_columns_leads_to_the_other_sheet():
    def change(book):
        book.create_sheet("Cover", 0)["A1"] = "Report"
        book["Cover"]["A2"] = "made today"

    error = refusal(of_book(change))
    assert error.code == "header.missing"
    assert "The sheet 'Cover' was read; not read: 'Markets'." in str(error)


def test_an_open_document_is_refused_with_what_would_mend_it():
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:  # stored, as the standard asks of the first member
        made.writestr("mimetype", kind)
    error = refusal(buffer.getvalue(), "libre.ods")
    assert error.code == "file.type"
    assert ".xlsx" in str(error)
