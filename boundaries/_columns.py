"""Which columns of a polygon file hold the codes and the names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo import Note
from geo._text import MAX_CHARACTERS, clean_text
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["as_text", "pick_columns"]

_GSS = re.compile(r"[EWSNKJL]\d{8}")
_CODE_NAMES = (
    r"(gss_?code|gss|code|area_?code)",
    r"(lad|wd|lsoa|msoa|oa|pfa|lpa|bcu|csp|utla|ltla|ctyua|bua|rgn)\d{2}cd",
    r".*(code|cd)",
    r"(id|ref|.*_id|.*_ref)",
)
_NAME_NAMES = (
    r"(name|area_?name)",
    r"(lad|wd|lsoa|msoa|oa|pfa|lpa|bcu|csp|utla|ltla|ctyua|bua|rgn)\d{2}nm",
    r".*(name|nm)",
    r"(borough|ward|district|area|label|title|neighbou?rhood)",
)
_SHOWN = 12


def as_text(value: object) -> str:
    """Return a code or a name as text, empty where there is none."""
    if value is None or value != value:  # noqa: PLR0124  # a missing number differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))[:MAX_CHARACTERS]
    text = str(value)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:MAX_CHARACTERS]
    return clean_text(text)


def pick_columns(
    fields: dict[str, list[Any]],
    rows: Sequence[int],
    *,
    code: str | None,
    name: str | None,
    file: str | None,
) -> tuple[str, str, list[Note]]:
    """Return the columns of codes and of names, and notes that say which were taken and why."""
    for parameter, wanted in (("code", code), ("name", name)):
        if wanted is not None and wanted not in fields:
            raise ParameterError(
                f"the file has no column {_quoted(wanted)}",
                hint=f"Its columns are: {_listed(fields)}.",
                parameter=parameter,
                value=wanted,
            )
    notes = []
    if code is None:
        code, why = _code_column(fields, rows, file=file)
        notes.append(
            Note(f"Codes were taken from the column {_quoted(code)}, {why}.", code="area.code")
        )
    if name is None:
        name = _name_column(fields, code)
        what = (
            f"the column {_quoted(name)}" if name != code else "the codes, as no column holds names"
        )
        notes.append(Note(f"Names were taken from {what}.", code="area.name"))
    return code, name, notes


def _code_column(
    fields: dict[str, list[Any]], rows: Sequence[int], *, file: str | None
) -> tuple[str, str]:
    texts = {column: [as_text(values[i]) for i in rows] for column, values in fields.items()}
    distinct = [column for column, text in texts.items() if all(text) and _unique(text)]
    gss = [column for column in distinct if all(map(_GSS.fullmatch, texts[column]))]
    if gss:
        return _best(gss, _CODE_NAMES), "which holds a different GSS code in each row"
    named = [column for column in distinct if _rank(column, _CODE_NAMES) < len(_CODE_NAMES)]
    if named:
        return _best(named, _CODE_NAMES), "which is named like one and differs in each row"
    # a likely column with faults deserves to be named, rather than passed over
    partly = [c for c, text in texts.items() if _mostly(text, _GSS.fullmatch)]
    if partly:
        return _best(partly, _CODE_NAMES), "which holds GSS codes"
    labels = [column for column in distinct if _rank(column, _NAME_NAMES) < len(_NAME_NAMES)]
    if labels:
        return _best(labels, _NAME_NAMES), "as no column holds codes and these names differ"
    raise InputError(
        "no column holds a code that differs from area to area",
        hint=f"Say which with code=. The columns are: {_listed(fields)}.",
        code="header.missing",
        file=file,
    )


def _name_column(fields: dict[str, list[Any]], code: str) -> str:
    by_lower = {column.lower(): column for column in fields}
    partner = re.sub(r"cd$", "nm", re.sub(r"code$", "name", code.lower()))
    if partner != code.lower() and partner in by_lower:
        return by_lower[partner]
    likely = [
        column
        for column, values in fields.items()
        if column != code
        and _rank(column, _NAME_NAMES) < len(_NAME_NAMES)
        and any(isinstance(value, str) and value.strip() for value in values)
    ]
    return _best(likely, _NAME_NAMES) if likely else code


def _unique(text: list[str]) -> bool:
    return len(set(text)) == len(text)


def _mostly(text: list[str], test: Callable[[str], object]) -> bool:
    return 2 * sum(test(value) is not None for value in text) > len(text)


def _rank(column: str, patterns: tuple[str, ...]) -> int:
    """Return how far down the list of patterns the first match is."""
    lowered = column.lower().strip()
    matches = (i for i, pattern in enumerate(patterns) if re.fullmatch(pattern, lowered))
    return next(matches, len(patterns))


def _best(columns: list[str], patterns: tuple[str, ...]) -> str:
    return min(columns, key=lambda column: _rank(column, patterns))


def _quoted(column: str) -> str:
    return f"'{clean_text(column, limit=40)}'"


def _listed(fields: dict[str, list[Any]]) -> str:
    names = [_quoted(column) for column in list(fields)[:_SHOWN]]
    more = len(fields) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "") if names else "none"
