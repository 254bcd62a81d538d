"""The table of a shapefile (dBASE III)."""

from __future__ import annotations

import struct
from typing import Any

from boundaries._formats.layer import MOST_AREAS, check_cells

__all__ = ["read_dbf"]

_HEADER = struct.Struct("<xxxxIHH")
_FIELD = struct.Struct("<11sc4xB15x")
_END_OF_FIELDS = 0x0D


def read_dbf(content: bytes, *, encoding: bytes | None) -> dict[str, list[Any]]:
    """Return the columns of a dBASE table as text or numbers, empty cells as None.

    A ValueError says what is wrong with it. Rows that are marked as deleted are kept, because
    the shapes beside them are.
    """
    count, header_bytes, row_bytes = _HEADER.unpack_from(content, 0)
    columns = []
    at, offset = 32, 1
    while at + 32 <= min(header_bytes, len(content)) and content[at] != _END_OF_FIELDS:
        raw, kind, width = _FIELD.unpack_from(content, at)
        columns.append((raw.split(b"\0")[0], kind.decode("latin-1"), offset, width))
        at, offset = at + 32, offset + width
    if not all(width for *_, width in columns):
        raise ValueError("a column of its .dbf has no width")
    if not columns or offset > row_bytes or header_bytes + count * row_bytes > len(content):
        raise ValueError("its .dbf is cut short")
    if count > MOST_AREAS:
        raise ValueError("its .dbf has too many rows")
    check_cells(len(columns), count, file=None)
    codec = _codec(content[header_bytes:], encoding)
    rows = [
        content[start : start + row_bytes]
        for start in range(header_bytes, header_bytes + count * row_bytes, row_bytes)
    ]
    return {
        raw.decode(codec, errors="replace"): [
            _value(row[at : at + width].decode(codec, errors="replace"), kind) for row in rows
        ]
        for raw, kind, at, width in columns
    }


def _codec(rows: bytes, encoding: bytes | None) -> str:
    named = (encoding or b"").decode("ascii", errors="ignore").strip().upper()
    if named in {"UTF-8", "UTF8", "65001"}:
        return "utf-8"
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _value(text: str, kind: str) -> Any:
    text = text.strip(" \0")
    if not text or kind not in "NFI" or text.startswith("*"):
        return text or None
    try:
        return float(text) if "." in text or "e" in text.lower() else int(text)
    except ValueError:
        return text
