"""Workbooks, zips and gzip files whose inside is not what their outside says."""

import gzip
import io
import struct
import time
import zipfile
from datetime import datetime

import openpyxl
import pytest

import geo
from tests.geo.files import Upload, archive, market_csv, market_row, police_csv, police_row

HEADER = ["market_id", "kind", "first_seen", "longitude", "latitude"]
VALUES = ["1", "open", "2024-01-10", -0.0754, 51.5465]
SHEET = "xl/worksheets/sheet1.xml"
STREET = "2024-05/2024-05-metropolitan-street.csv"


def refusal(data, name, read=geo.read_markets):
    with pytest.raises(geo.InputError) as caught:
        read(Upload(data, name))
    return caught.value.code


def workbook(change=None, *, part=SHEET, old=b"", new=b"", drop=""):
    book = openpyxl.Workbook()
    for row in (HEADER, VALUES):
        book.active.append(row)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as held:
        parts = {name: held.read(name) for name in held.namelist() if name != drop}
    if old:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
    return archive(parts)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (
            workbook(old=b't="inlineStr"><is><t>open</t></is>', new=b't="s"><v>9999</v>'),
            "file.corrupt",
        ),
        (workbook(old=b"</sheetData>", new=b""), "file.corrupt"),
        (workbook(old=b'<row r="2"', new=b'<row r="99999999999"'), "file.size"),
        (workbook(drop="xl/_rels/workbook.xml.rels"), "file.corrupt"),
        (workbook(drop=SHEET), "file.no_rows"),
        (workbook(lambda book: book.active.cell(1, 6, "kind")), "header.duplicate"),
        (workbook(lambda book: book.active.cell(1, 6, "Surname")), "privacy.columns"),
        (
            workbook(part="xl/workbook.xml", old=b'state="visible"', new=b'state="veryHidden"'),
            "file.no_rows",
        ),
    ],
)
def test_a_workbook_that_contradicts_itself_is_refused_soon(data, code):
    start = time.monotonic()
    assert refusal(data, "a.xlsx") == code
    assert time.monotonic() - start < 10


def _mac_dates(book):
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["C2"] = datetime(2024, 1, 10)  # noqa: DTZ001


def _merged(book):
    book.active.merge_cells("A1:A1")


def test_a_number_beyond_all_numbers_rejects_its_row(codes):
    data = workbook(old=b"<v>51.5465<", new=b"<v>1e999<")
    assert codes(geo.read_markets(Upload(data, "a.xlsx"))) == ["coord.unreadable"]


def _packed(method):
    """Return a zip whose member says that it is packed in some way."""
    data = bytearray(archive({STREET: police_csv(police_row())}))
    at = data.index(b"PK\x01\x02")
    data[8:10] = data[at + 10 : at + 12] = struct.pack("<H", method)
    return bytes(data)


@pytest.mark.parametrize("method", [9, 14, 93, 95, 99, 255])
def test_a_zip_that_is_packed_in_an_unknown_way_is_refused(method):
    assert refusal(_packed(method), "a.zip", geo.read_offences) == "zip.corrupt"


def test_a_large_kind_of_zip_and_one_with_a_comment_are_read():
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w") as made,
        made.open(STREET, "w", force_zip64=True) as member,
    ):
        member.write(police_csv(police_row()))
    assert geo.read_offences(buffer.getvalue()).accepted == 1
    plain = archive({STREET: police_csv(police_row())})
    assert geo.read_offences(plain[:-2] + b"\x05\x00hello").accepted == 1


@pytest.mark.parametrize(
    "name",
    [
        "2024-05/2024-05--street.csv",
        f"{STREET}\x00.exe",
        "２０２４-05-metropolitan-street.csv",  # noqa: RUF001 - full width
    ],
)
def test_a_member_with_another_name_is_no_street_crime(name):
    data = archive({name: b"x", "note.txt": b""})
    assert refusal(data, "a.zip", geo.read_offences) in {"zip.no_data", "file.no_rows"}


GOOD = market_csv(market_row(1))
PACKED = gzip.compress(GOOD, mtime=0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (gzip.compress(GOOD[:60], mtime=0) + gzip.compress(GOOD[60:], mtime=0), "file.corrupt"),
        (PACKED + b"junk", "file.corrupt"),
        (PACKED[:-5], "file.corrupt"),
        (PACKED[:-8] + bytes(8), "file.corrupt"),
        (b"\x1f\x8b\x08\xff" + bytes(50), "file.corrupt"),
        (gzip.compress(GOOD + b"a" * 60_000_000, 1, mtime=0), "zip.ratio"),
        (gzip.compress(PACKED, mtime=0), "file.type"),
        (gzip.compress(b"", mtime=0), "file.empty"),
    ],
)
def test_a_gzip_file_that_is_damaged_or_a_bomb_is_refused(data, code):
    assert refusal(data, "a.csv.gz") == code


NAMES = [
    "../../x.csv",
    "..\\..\\x.csv",
    "/etc/passwd",
    "a\x00b.csv",
    "x" * 300 + ".csv",
    "<img src=x onerror=alert(1)>.csv",
    "${alert(1)}`.csv",
    "CON.csv",
    "\u202egnp.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_an_upload_is_text_and_never_a_path(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    bad = market_csv(market_row(1, kind="shut"))
    intake = geo.read_safely("markets", Upload(bad, name))
    shown = intake.rejected.file[0]
    assert shown == geo.read_markets(Upload(bad, name)).rejected.file[0]
    assert len(shown) <= 200
    assert not set(shown) & {"\x00", "\u202e"}
    with pytest.raises(geo.InputError) as caught:
        geo.read_safely("markets", Upload(b"", name))
    assert caught.value.file == shown
    assert not list(tmp_path.iterdir())
