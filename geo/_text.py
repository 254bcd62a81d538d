"""Text from outside: made clean, and kept apart from personal data."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "HIDDEN",
    "clean_text",
    "clean_texts",
    "header_key",
    "looks_personal",
    "quoted",
    "shown_text",
]

MAX_CHARACTERS = 200
HIDDEN = "(hidden: it may be personal)"
_BLANKS = {"", "-", "n/a", "na", "nan", "none", "null", "#n/a"}

_PERSONAL = (
    re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"(?<!\d)(?:(?:\+|00)44[\s.-]*(?:\(0\))?|0)(?:[\s().-]*\d){9,10}(?!\d)"),
    re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b", re.IGNORECASE),
    re.compile(r"\b(?:[A-Z]\d{1,3}[A-Z]{3}|[C-LN-Y]\d{1,3} [A-Z]{3})\b"),
    re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b"),
)


def clean_text(value: str, *, limit: int = MAX_CHARACTERS) -> str:
    """Return text without invisible characters, in NFC, on one line, at most ``limit`` long.

    Control and format characters go (zero-width spaces, direction marks), every kind of space
    becomes one plain space. HTML stays what it is: it is text.
    """
    normal = unicodedata.normalize("NFC", value)
    kept = "".join(
        " " if character.isspace() else character
        for character in normal
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return " ".join(kept.split())[:limit].rstrip()


def clean_texts(values: Any) -> tuple[pa.Array, int]:
    """Clean a whole column of text, and count the cells that held invisible characters.

    Cells that say that they are empty (``N/A``, ``null``, ``-``) become null.
    """
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    array = pc.utf8_trim_whitespace(array)
    odd = pc.fill_null(pc.match_substring_regex(array, r"[^\x20-\x7e]|  "), False)
    odd = pc.or_(odd, pc.fill_null(pc.greater(pc.utf8_length(array), MAX_CHARACTERS), False))
    hidden = 0
    if pc.any(odd).as_py():
        dirty = array.filter(odd).to_pylist()
        cleaned = {cell: clean_text(cell) for cell in set(dirty)}
        hidden = sum(cleaned[cell] != " ".join(cell.split()) for cell in dirty)
        array = pc.replace_with_mask(array, odd, pa.array([cleaned[cell] for cell in dirty]))
    blank = pc.is_in(pc.utf8_lower(array), value_set=pa.array(sorted(_BLANKS)))
    return pc.if_else(blank, pa.scalar(None, pa.string()), array), hidden


def looks_personal(text: str) -> bool:
    """Say whether text holds what looks like a phone number, e-mail address, vehicle mark or NINO.

    Examples
    --------
    >>> looks_personal("ask on 07700 900123"), looks_personal("north side of the market, SE1 7PB")
    (True, False)
    """
    return any(pattern.search(text) for pattern in _PERSONAL)


def shown_text(text: str, *, limit: int = 60) -> str:
    """Return text as a message may show it: clean, cut, and hidden where it looks personal.

    Examples
    --------
    >>> shown_text("High Street"), shown_text("ask on 07700 900123")
    ('High Street', '(hidden: it may be personal)')
    """
    return HIDDEN if looks_personal(text) else clean_text(text, limit=limit)


def header_key(name: str) -> str:
    """Return a column name in the one form in which names are compared.

    Examples
    --------
    >>> header_key(" Crime ID "), header_key("LookUp_BoroughName"), header_key("First seen (date)")
    ('crime_id', 'lookup_boroughname', 'first_seen_date')
    """
    return re.sub(r"[^0-9a-z]+", "_", clean_text(name).lower()).strip("_")


def quoted(names: list[str] | tuple[str, ...], *, most: int = 8) -> str:
    """Return names in quotes, joined, cut after ``most`` of them."""
    shown = ", ".join(f"'{shown_text(name)}'" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
