"""What the first lines of a CSV tell: separator, column names, where the rows begin."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo._csv_cell_by_cell import unclosed_quote
from geo._intake import Note
from geo._text import clean_text
from geo.errors import InputError

if TYPE_CHECKING:
    from geo._source import Source

__all__ = ["Layout", "check_header", "layout_in", "layout_of", "text_of"]

_SEPARATORS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_STATED = re.compile(rb'"?sep=([,;|:^~\t])"?[,;\t ]*\r?', re.IGNORECASE)
_OPENING_LINES = 20
_OPENING_BYTES = 65536
_MAX_COLUMNS = 5000
_HEAD_BYTES = 1024**2


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the first lines of a text tell: the columns, and where the rows begin."""

    header: list[str]
    separator: str
    line: int
    start: int
    first_line: int
    opening: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[Note, ...]


def layout_of(source: Source) -> Layout:
    """Return what the first lines of a text tell, without reading further.

    Raises
    ------
    InputError
        As `read_csv`.
    """
    head = source.piece(0, _HEAD_BYTES)
    if len(head) < source.size:
        head = head[: head.rfind(b"\n") + 1] or head
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            head = head[: len(head) // 4 * 4]
    return layout_in(*text_of(replace(source, content=head, path=None)))


def text_of(source: Source) -> tuple[Source, bytes, list[Note]]:
    """Return a text as UTF-8 with plain line ends, beside its source and what was converted."""
    data, encoding = source.text_bytes()
    if data.count(b"\r") != data.count(b"\r\n"):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data[:_OPENING_BYTES].strip() and not data.strip():
        raise source.refused("the file is empty", code="file.empty")
    if not data.endswith(b"\n"):
        data += b"\n"
    return source, data, [_encoding_note(encoding)] if encoding else []


def layout_in(source: Source, data: bytes, notes: list[Note]) -> Layout:
    """Return what the first lines of a text tell that is in memory."""
    start, line, told = _start_of_header(data)
    separator = told or _guess_separator(
        data[start : start + _OPENING_BYTES].decode(errors="replace")
    )
    if start == len(data):
        raise source.refused(
            "there is no header", code="file.no_rows", hint="Check that the export holds records."
        )
    header, end, lines_taken = _header(source, data, start, line, separator)
    if separator != ",":
        notes.append(
            Note(
                f"The cells are separated by {_NAMES.get(separator, repr(separator))}.",
                code="csv.separator",
                warning=True,
            )
        )
    return Layout(
        header=header,
        separator=separator,
        line=line,
        start=end,
        first_line=line + lines_taken,
        opening=_opening(data, separator),
        notes=tuple(notes),
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
