"""Text from outside: made clean, and kept apart from personal data."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo._repeated_cells import repeated_cells

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

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]+\s?(?:@|[(\[]at[)\]])\s?[\w-]+(?:\.|\s?[(\[]dot[)\]]\s?)\w", re.IGNORECASE
)
_HOST = re.compile(r"(?<![\w.+-])[\w.+-]{2,}@[a-z][\w-]*", re.IGNORECASE)
_GAP = r"[\s()./_-]*"
_PHONES = (
    # a nought with a point behind it begins a coordinate
    re.compile(
        rf"(?<![\d.])(?:(?:\+|00){_GAP}44{_GAP}(?:\(0\))?|0(?!\.))(?:{_GAP}\d){{9,10}}(?!\d)"
    ),
    re.compile(rf"(?<![\d.])7\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?![\d.])"),
    re.compile(r"\+[\s(]*[1-9](?:[\s()-]*\d){7,14}(?![\d.])"),
)
_MARKS = (
    re.compile(r"\b[A-Z]{2}\d{2}[\s-]?[A-Z]{3}\b", re.IGNORECASE),
    re.compile(r"\b(?:[A-Z]\d{1,3}[A-Z]{3}|[C-LN-Y]\d{1,3} [A-Z]{3})\b"),
    re.compile(r"\b[A-Z]{3} ?\d{3}[A-Z]\b"),
)
_NINO = re.compile(r"\b[A-Z]{2}(?:\s?\d{2}){3}\s?[A-D]\b", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:d\.?o\.?b\.?|born(?: on)?|date of birth)\W*\d", re.IGNORECASE)
_PERSONAL = (_EMAIL, _HOST, *_PHONES, *_MARKS, _NINO, _BIRTH)
# an id may be a long number: only what nothing but a phone or an address is written like
_PERSONAL_IDS = (_EMAIL, _HOST, _PHONES[2], re.compile(rf"^0{_GAP}7(?:{_GAP}\d){{9}}$"),
                 re.compile(r"^0\d{2,4}[\s()-]+\d{3,4}[\s()-]*\d{3,4}$"))  # fmt: skip


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
    coded = repeated_cells(array)
    if coded is None:
        cleaned, hidden = _cleaned(array)
        return cleaned, len(hidden)
    cleaned, hidden = _cleaned(coded.dictionary)
    codes = coded.indices
    found = pc.is_in(codes, value_set=pa.array(hidden, codes.type)) if hidden else None
    return cleaned.take(codes), 0 if found is None else pc.sum(found).as_py()


def _cleaned(array: pa.Array) -> tuple[pa.Array, list[int]]:
    """Return cells clean, and the positions of those that hid characters."""
    array = pc.utf8_trim_whitespace(array)
    odd = pc.fill_null(pc.match_substring_regex(array, r"[^\x20-\x7e]|  "), False)
    odd = pc.or_(odd, pc.fill_null(pc.greater(pc.utf8_length(array), MAX_CHARACTERS), False))
    hidden: list[int] = []
    if pc.any(odd).as_py():
        dirty = array.filter(odd).to_pylist()
        cleaned = {cell: clean_text(cell) for cell in set(dirty)}
        rows = np.flatnonzero(odd.to_numpy(zero_copy_only=False)).tolist()
        hidden = [
            row
            for row, cell in zip(rows, dirty, strict=True)
            if cleaned[cell] != " ".join(cell.split())
        ]
        array = pc.replace_with_mask(array, odd, pa.array([cleaned[cell] for cell in dirty]))
    blank = pc.is_in(pc.utf8_lower(array), value_set=pa.array(sorted(_BLANKS)))
    return pc.if_else(blank, pa.scalar(None, pa.string()), array), hidden


def looks_personal(text: str, *, is_id: bool = False) -> bool:
    """Say whether text holds what looks like a phone number, e-mail address, vehicle mark or NINO.

    Letters and digits count in whatever width or script they are written. An id is held against
    fewer patterns, because a long number is nothing odd in it.

    Examples
    --------
    >>> looks_personal("ask on 07700 900123"), looks_personal("north side of the market, SE1 7PB")
    (True, False)
    """
    patterns = _PERSONAL_IDS if is_id else _PERSONAL
    if not text.isascii():
        text = "".join(
            map(_plain, unicodedata.normalize("NFKC", clean_text(text, limit=len(text))))
        )
    return any(pattern.search(text) for pattern in patterns)


def _plain(character: str) -> str:
    """Return a digit of any script as one of ours, and a dash of any length as the short one."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(character) == "Pd" else character


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
