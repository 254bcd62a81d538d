"""Excel workbooks: one visible sheet, values only, within bounds."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from contextlib import closing
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo._archive import ARCHIVE_FAULTS, check_members, read_member
from geo._csv_layout import check_header
from geo._intake import Note
from geo._table import Table
from geo._text import clean_text, quoted, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo._source import Source

__all__ = ["read_workbook"]

_MAX_ROWS = 300_000
_MAX_COLUMNS = 500
_LAST_ROW = 1_048_576
_MAX_CELLS = 20_000_000
_MAX_XML_BYTES = 512 * 1024**2
_MAX_RATIO = 250
_OPENING_LINES = 20
_HINT = "Save the table alone as an unprotected .xlsx, or as CSV."
_DOCTYPE = ("<!DOCTYPE", "<!ENTITY")
_ROW = re.compile(rb"<(?:[A-Za-z]+:)?row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_ROW_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
# both parsers that openpyxl may use raise a SyntaxError over broken XML
_FAULTS = (*ARCHIVE_FAULTS, SyntaxError, TypeError, AttributeError, ArithmeticError)


def read_workbook(source: Source, *, most_rows: int | None = None) -> Table:
    """Read the first visible sheet of a workbook that holds anything, or its first rows.

    Values are read as Excel stored them; formulas are not computed, so one that was never saved
    with its value is an empty cell.

    Raises
    ------
    InputError
        ``file.type`` for a workbook with macros or what is none, ``zip.*`` for a dangerous
        archive, ``xml.doctype``, ``file.size``, ``file.corrupt``, ``file.no_rows``,
        ``header.duplicate``.
    """
    from geo.errors import InputError

    try:
        _check(source)
        sheet, rows, notes = _rows(source, most_rows)
    except InputError:
        raise
    except _FAULTS as error:
        raise source.refused(
            "the workbook is damaged", code="file.corrupt", hint="Save it again in Excel."
        ) from error
    if len(rows) < 2:  # noqa: PLR2004
        raise source.refused(
            f"the sheet '{sheet}' has no rows below a header" if sheet else "the sheets are empty",
            code="file.no_rows",
            hint="Check that the export holds records.",
        )
    return _table(source, rows, notes)


def _check(source: Source) -> None:
    with source.handle() as handle, zipfile.ZipFile(handle) as archive:
        infos = archive.infolist()
        check_members(source, infos, ratio=_MAX_RATIO, hint=_HINT)
        names = {info.filename for info in infos}
        if "xl/workbook.xml" not in names:
            raise source.refused("this is an Office file, but no Excel workbook", code="file.type")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise source.refused("this workbook holds macros", code="file.type", hint=_HINT)
        parts = [info for info in infos if info.filename.lower().endswith((".xml", ".rels"))]
        if sum(info.file_size for info in parts) > _MAX_XML_BYTES:
            raise source.refused("the workbook is too large", code="file.size", hint="Split it.")
        for info in parts:
            data = read_member(source, archive, info)
            if any(
                mark.encode(encoding) in data
                for mark in _DOCTYPE
                for encoding in ("ascii", "utf-16-le", "utf-16-be")
            ):
                raise source.refused(
                    "the workbook defines XML entities, as no spreadsheet does",
                    code="xml.doctype",
                    hint=_HINT,
                )


def _rows(
    source: Source, most_rows: int | None
) -> tuple[str, list[tuple[int, list[str | None]]], tuple[Note, ...]]:
    """Return the name of the sheet, its rows that are not empty with their numbers, and notes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with closing(_book(source)) as book:
            if not book.worksheets:
                raise source.refused(
                    "the workbook holds charts and no sheet with cells",
                    code="file.no_rows",
                    hint="Save the table that the charts were drawn from.",
                )
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            hidden = len(book.worksheets) - len(visible)
            notes = []
            if hidden:
                notes.append(
                    Note(
                        f"{hidden:,} hidden sheet{'s were' if hidden > 1 else ' was'} not read.",
                        code="sheet.hidden",
                        warning=True,
                    )
                )
            for position, sheet in enumerate(visible):
                sheet.reset_dimensions()
                rows = _held(source, sheet, most_rows)
                if not rows:
                    continue
                name = shown_text(sheet.title)
                if most_rows is None:
                    notes += _hidden_rows(source, sheet, {number for number, _ in rows})
                others = tuple(other.title for other in visible[position + 1 :])
                if others:
                    notes.append(
                        Note(
                            f"The sheet '{name}' was read; not read: {quoted(others)}.",
                            code="sheet.chosen",
                            warning=True,
                        )
                    )
                return name, rows, tuple(notes)
    return "", [], ()


def _book(source: Source) -> Any:
    """Open the workbook without its chart sheets, over which openpyxl stumbles when empty."""
    from openpyxl.reader.excel import ExcelReader

    class CellsOnly(ExcelReader):
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            """Leave a chart sheet out: it holds no cell."""

    made: Any = CellsOnly
    reader = made(io.BytesIO(source.data), read_only=True, data_only=True, keep_links=False)
    reader.read()
    return reader.wb


def _hidden_rows(source: Source, sheet: Any, held: set[int]) -> list[Note]:
    """Say how many of the rows below the header Excel hides, by a filter or by hand."""
    with source.handle() as handle, zipfile.ZipFile(handle) as archive:
        data = archive.read(sheet._worksheet_path)  # noqa: SLF001 - the reader knows no other way
    if b"hidden=" not in data:
        return []
    below, number, hidden = held - {min(held)}, 0, 0
    for row in _ROW.finditer(data):
        stated = _ROW_NUMBER.search(row[1])
        number = int(stated[1]) if stated else number + 1
        hidden += number in below and _ROW_HIDDEN.search(row[1]) is not None
    if not hidden:
        return []
    are = "rows that Excel hides were" if hidden > 1 else "row that Excel hides was"
    return [
        Note(
            f"{hidden:,} {are} read like the others. If a filter was to leave them out, copy what "
            "is seen into a new sheet and save that.",
            code="row.hidden",
            warning=True,
        )
    ]


def _held(source: Source, sheet: Any, most_rows: int | None) -> list[tuple[int, list[str | None]]]:
    """Return the rows of a sheet that hold anything, with their numbers from 1."""
    rows = []
    seen = 0
    cells: Iterable[Any]
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [as_text(cell) for cell in cells]
        seen += len(texts)
        while texts and not texts[-1]:
            texts.pop()
        too_far = texts and (number > _MAX_ROWS or len(texts) > _MAX_COLUMNS)
        if too_far or seen > _MAX_CELLS or number > _LAST_ROW:
            raise source.refused(
                f"the sheet is larger than {_MAX_ROWS:,} rows or {_MAX_COLUMNS:,} columns",
                code="file.size",
                hint="Save it as CSV.",
            )
        if texts:
            rows.append((number, texts))
        if most_rows is not None and len(rows) >= most_rows:
            break
    return rows


def as_text(value: Any) -> str | None:
    """Return a cell as text: dates in ISO, whole numbers without a point."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        whole = value.time() == time()
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).encode("utf-8", "replace").decode()


def _table(
    source: Source, rows: list[tuple[int, list[str | None]]], notes: tuple[Note, ...]
) -> Table:
    line, first = rows[0]
    header = check_header(source, [cell or "" for cell in first], line)
    width = len(header)
    spoiled = tuple(
        (number, "", f"the row has {len(cells)} cells and the header {width}", "row.width", 0)
        for number, cells in rows[1:]
        if len(cells) > width
    )
    body = [(number, cells) for number, cells in rows[1:] if len(cells) <= width]
    columns = {
        name: pa.array(
            [cells[position] if position < len(cells) else None for _, cells in body], pa.string()
        )
        for position, name in enumerate(header)
        if name
    }
    return Table(
        file=source.name,
        names=tuple(columns),
        columns=columns,
        lines=np.array([number for number, _ in body], dtype=np.int64),
        notes=notes,
        spoiled=spoiled,
        header_line=line,
        opening=tuple(
            (number, tuple(clean_text(cell or "") for cell in cells))
            for number, cells in rows[:_OPENING_LINES]
        ),
    )
