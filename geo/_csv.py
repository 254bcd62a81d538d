"""CSV as exported by everything: separator, quotes and line numbers found out."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from geo._csv_cell_by_cell import split_cell_by_cell, unclosed_quote, width_fault
from geo._csv_records import Records, find_records
from geo._intake import Note
from geo._table import Table
from geo._text import clean_text
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from geo._source import Source

__all__ = ["check_header", "read_csv"]

_SEPARATORS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_STATED = re.compile(rb'"?sep=([,;|:^~\t])"?[,;\t ]*\r?', re.IGNORECASE)
_BLOCK_BYTES = 16 * 1024**2
_OPENING_LINES = 20
_OPENING_BYTES = 65536
_MAX_COLUMNS = 5000


def read_csv(
    source: Source, *, choose: Callable[[Sequence[str]], Collection[str]] | None = None
) -> Table:
    """Split a text file into columns of text.

    Parameters
    ----------
    source
        The file.
    choose
        Says which of the column names are wanted; the others are not built.

    Raises
    ------
    InputError
        ``file.empty``, ``file.encoding``, ``file.no_rows``, ``header.duplicate``,
        ``csv.unclosed_quote``, ``csv.cell``.
    """
    data, encoding = source.text_bytes()
    notes = [_encoding_note(encoding)] if encoding else []
    if data.count(b"\r") != data.count(b"\r\n"):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data[:_OPENING_BYTES].strip() and not data.strip():
        raise source.refused("the file is empty", code="file.empty")
    if not data.endswith(b"\n"):
        data += b"\n"
    start, line, told = _start_of_header(data)
    separator = told or _guess_separator(
        data[start : start + _OPENING_BYTES].decode(errors="replace")
    )
    if start == len(data):
        raise source.refused(
            "there is no header", code="file.no_rows", hint="Check that the export holds records."
        )
    header, end, lines_taken = _header(source, data, start, line, separator)
    opening = _opening(data, separator)
    if separator != ",":
        notes.append(
            Note(
                f"The cells are separated by {_NAMES.get(separator, repr(separator))}.",
                code="csv.separator",
                warning=True,
            )
        )
    body = memoryview(data)[end:]
    records = find_records(body, separator, len(header))
    wanted = set(header if choose is None else choose(header))
    if records is None:
        columns, lines, spoiled = split_cell_by_cell(
            source, bytes(body), separator, header, line + lines_taken
        )
    else:
        columns, lines, spoiled = _split(source, body, separator, header, records, wanted)
        lines = lines + (line + lines_taken)
        offset = line + lines_taken
        spoiled = [(at + offset, value, reason, code) for at, value, reason, code in spoiled]
    if not len(lines) and not spoiled:
        raise InputError(
            "there is a header and no rows below it" if len(header) > 1 else "there are no rows",
            hint="Check that the export holds records.",
            code="file.no_rows",
            file=source.name,
            line=line,
        )
    names = [name for name in header if name]
    return Table(
        file=source.name,
        names=tuple(names),
        lines=lines,
        notes=tuple(notes),
        columns={name: columns[name] for name in names if name in wanted},
        spoiled=tuple((at, value, reason, code, 0) for at, value, reason, code in spoiled),
        header_line=line,
        opening=opening,
        decimal_comma=separator in {";", "\t"},
    )


def _encoding_note(encoding: str) -> Note:
    if encoding == "Windows-1252":
        return Note(
            "Some lines are not UTF-8 and were read as Windows-1252: look at accented letters.",
            code="file.encoding",
            warning=True,
        )
    return Note(f"The text is {encoding} and was converted.", code="file.encoding", warning=True)


def _start_of_header(data: bytes) -> tuple[int, int, str | None]:
    """Return offset and line number of the header, and a separator that the file states."""
    start, line, told = 0, 1, None
    while start < len(data):
        end = data.index(b"\n", start)
        stated = _STATED.fullmatch(data, start, end) if line == 1 else None
        if stated:
            told = stated[1].decode()
        elif data[start:end].strip():
            break
        start, line = end + 1, line + 1
    return start, line, told


def _guess_separator(text: str) -> str:
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    counts = {separator: first.count(separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: counts[separator])
    return best if counts[best] else ","


def _header(
    source: Source, data: bytes, start: int, line: int, separator: str
) -> tuple[list[str], int, int]:
    """Return the column names, the offset of the first row and how many lines the header took."""
    end = data.index(b"\n", start) + 1
    taken = 1
    while data.count(b'"', start, end) % 2 and end < len(data):
        end = data.index(b"\n", end) + 1
        taken += 1
        if taken > _OPENING_LINES:
            break
    if data.count(b'"', start, end) % 2:
        raise unclosed_quote(source, line)
    cells = next(csv.reader(io.StringIO(data[start:end].decode(), newline=""), delimiter=separator))
    return check_header(source, cells, line), end, taken


def check_header(source: Source, cells: list[str], line: int) -> list[str]:
    """Return the cleaned column names of a file, if each of them is there once.

    Raises
    ------
    InputError
        ``header.duplicate`` or ``header.width``.
    """
    if len(cells) > _MAX_COLUMNS:
        raise InputError(
            f"the header has {len(cells):,} columns",
            hint=f"At most {_MAX_COLUMNS:,} are read.",
            code="header.width",
            file=source.name,
            line=line,
        )
    header = [clean_text(cell) for cell in cells]
    seen: dict[str, str] = {}
    for name in header:
        if name and name.lower() in seen:
            raise InputError(
                "two columns have the same name",
                hint="Rename or delete one of them.",
                code="header.duplicate",
                file=source.name,
                line=line,
                column=name,
            )
        seen[name.lower()] = name
    return header


def _opening(data: bytes, separator: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the first lines, split, to look for a header further down."""
    lines = data[:_OPENING_BYTES].decode(errors="replace").split("\n")[:_OPENING_LINES]
    found = []
    for number, text in enumerate(lines, start=1):
        mark = separator if separator in text else _guess_separator(text)
        found.append((number, tuple(clean_text(cell.strip('"')) for cell in text.split(mark))))
    return tuple(found)


def _split(
    source: Source,
    body: memoryview,
    separator: str,
    header: list[str],
    records: Records,
    wanted: set[str],
) -> tuple[dict[str, Any], Any, list[tuple[int, str, str, str]]]:
    spoiled = []
    for row in np.flatnonzero(records.spoiled):
        text = bytes(body[records.starts[row] : records.ends[row]]).decode()
        if text.strip(f'" \t{separator}'):
            fault = width_fault(text, int(records.widths[row]), len(header))
            spoiled.append((int(records.lines[row]), *fault))
    keep = ~(records.spoiled | records.blank)
    expected = int((~records.spoiled).sum())
    names = [f"c{position}" for position in range(len(header))]
    include = [key for key, name in zip(names, header, strict=True) if name in wanted and name]
    if not keep.any():
        empty = pa.array([], pa.string())
        return dict.fromkeys(header, empty), records.lines[keep], spoiled
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=_BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=records.has_quotes,
                invalid_row_handler=lambda _row: "skip",
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                include_columns=include or names[:1],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        table = None
    if table is None or table.num_rows != expected:
        return split_cell_by_cell(source, bytes(body), separator, header, 0)
    if records.blank.any():
        table = table.filter(pa.array(~records.blank[~records.spoiled]))
    columns = {
        header[int(key[1:])]: table.column(key).combine_chunks() for key in table.column_names
    }
    return columns, records.lines[keep], spoiled
