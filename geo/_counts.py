"""Tables of counts: one column a period, or one row a period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo._boroughs import BOROUGHS, borough_code, is_total
from geo._fields import GSS_CODE
from geo._forces import FORCE_COLUMNS, force_code
from geo._intake import Note
from geo._periods import read_periods
from geo._table import MOST_COUNTED
from geo._text import header_key, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    from geo._fields import Fields
    from geo._table import Checks, Table

__all__ = ["OUTSIDE", "Areas", "WideColumn", "read_areas", "read_counts", "wide_columns"]

OUTSIDE = "outside"
_OUTSIDE_NAME = "Outside the area"

_WIDE = re.compile(
    r"(?:(?P<category>.*\D)[ _])?"
    r"(?P<period>(?:19|20)\d{2}(?:[-/]?\d{2}(?:-01)?|[-/]\d{4}|[ _-]?[Qq][1-4])?)"
)
_THOUSANDS = r"^\d{1,3}(,\d{3})+$"


@dataclass(frozen=True, kw_only=True)
class WideColumn:
    """One column of counts: its name in the file, its period, and a category if it names one."""

    name: str
    period: pd.Period
    category: str


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Code and name of the area of each row, null where the row is rejected."""

    code: pa.Array
    name: pa.Array


def may_be_wide(name: str) -> bool:
    """Say whether a column name is the name of a period, with or without a category before it."""
    return _WIDE.fullmatch(name.strip()) is not None


def wide_columns(names: Sequence[str]) -> tuple[str, tuple[WideColumn, ...]]:
    """Return the length of the periods that stand as column names, and those columns."""
    found = [(name, match) for name in names if (match := _WIDE.fullmatch(name.strip()))]
    freq, periods = read_periods([match["period"] for _, match in found])
    return freq, tuple(
        WideColumn(name=name, period=period, category=(match["category"] or "").strip(" _"))
        for (name, match), period in zip(found, periods, strict=True)
        if period is not None
    )


def read_areas(
    fields: Fields,
    *,
    code: str = "area_code",
    name: str = "area_name",
    outside: Collection[str] = (),
    echo: bool = True,
) -> Areas:
    """Find the area of each row by its code or, for boroughs, by its name.

    ``code`` and ``name`` are the columns. What is written as one of ``outside`` lies beyond all
    areas and has the code `OUTSIDE`. Without ``echo`` a cell that is no area is not repeated.

    Rejected are sums of areas (``area.total``), what is no area (``area.unknown``), rows without
    one (``area.missing``) and boroughs whose code and name disagree (``area.mismatch``).
    """
    checks, columns = fields.checks, fields.columns
    codes_given, names_given = fields.text(code), fields.text(name)
    keys = pc.binary_join_element_wise(codes_given, names_given, "\x1f", null_handling="replace")
    coded = keys.dictionary_encode()
    named = columns.taken.get(name, "")
    code_of = force_code if header_key(named) in FORCE_COLUMNS else borough_code
    pairs = [key.split("\x1f") for key in coded.dictionary.to_pylist()]
    found = [
        (OUTSIDE, _OUTSIDE_NAME, "")
        if outside and (pair[1] or pair[0]).lower() in outside
        else _area(pair[0], pair[1], code_of)
        for pair in pairs
    ]
    codes = coded.indices.to_numpy(zero_copy_only=False)
    column = columns.taken.get(code) or columns[name]
    for fault, reason in _FAULTS.items():
        wrong = np.array([area[2] == fault for area in found], dtype=bool)
        if wrong.any():
            shown = pc.coalesce(names_given, codes_given)
            checks.fail(
                wrong[codes],
                column=columns.taken.get(name, column),
                values=shown if echo else None,
                reason=reason,
                code=fault,
            )
    return Areas(
        code=pa.array([area[0] for area in found], pa.string()).take(coded.indices),
        name=pa.array([area[1] for area in found], pa.string()).take(coded.indices),
    )


_FAULTS = {
    "area.missing": "the area is missing",
    "area.total": "this is a sum of areas, not an area: counting it again would double it",
    "area.unknown": "this is neither a borough nor a police force, and there is no code for it",
    "area.mismatch": "the code and the name are those of two different boroughs",
}


def _area(
    code: str, name: str, code_of: Callable[[str], str | None]
) -> tuple[str | None, str | None, str]:
    if not code and not name:
        return None, None, "area.missing"
    if not code and re.match(GSS_CODE, name):
        code, name = name, ""
    by_name = code_of(name) if name else None
    if not by_name and is_total(code=code, name=name):
        return None, None, "area.total"
    if not re.match(GSS_CODE, code):
        code = by_name or code_of(code) or ""
        return (code, BOROUGHS.get(code, name), "") if code else (None, None, "area.unknown")
    if code.startswith("E09"):
        if by_name and by_name != code:
            return None, None, "area.mismatch"
        return code, BOROUGHS.get(code, name or None), ""
    return code, name or None, ""


def read_counts(
    table: Table, checks: Checks, column: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_], tuple[Note, ...]]:
    """Return a column of counts, NaN where empty or rejected, and which cells are empty."""
    values, given = table.numbers(column)
    notes: tuple[Note, ...] = ()
    if (given & np.isnan(values)).any():
        text, _ = table.text(column)
        grouped = pc.fill_null(pc.match_substring_regex(text, _THOUSANDS), False)
        where = grouped.to_numpy(zero_copy_only=False)
        if where.any():
            plain = pc.replace_substring(text.filter(grouped), ",", "")
            values = values.copy()
            values[where] = pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False)
            notes = (
                Note(
                    f"Commas in '{column}' were read as thousands separators.",
                    code="count.thousands",
                ),
            )
    whole = np.isfinite(values) & (values == np.floor(values))
    whole &= (values >= 0) & (values <= MOST_COUNTED)
    wrong = given & ~whole
    if wrong.any():
        checks.fail(
            wrong,
            column=column,
            values=table.text(column)[0],
            code="count.unreadable",
            reason="a count must be a whole number, 0 or more",
        )
    return np.where(whole, values, np.nan), ~given, notes


def blank_note(columns: Sequence[str], count: int) -> tuple[Note, ...]:
    """Say that empty cells are missing counts and no zeros."""
    if not count:
        return ()
    return (
        Note(
            f"{count:,} empty cells in {quoted(tuple(columns))} are missing counts, not zeros.",
            code="count.blank",
            warning=True,
        ),
    )


def repeat_note(keys: pd.DataFrame) -> tuple[Note, ...]:
    """Say where more than one row counts the same thing."""
    repeated = int(keys.duplicated().sum())
    if not repeated:
        return ()
    return (
        Note(
            f"{repeated:,} rows count the same area and category as an earlier one: they are all "
            "kept, so a sum adds them.",
            code="count.repeated",
            warning=True,
        ),
    )


def taken_rows(columns: dict[str, Any], rows: NDArray[np.int64]) -> dict[str, Any]:
    """Return Arrow text columns at some rows, as pandas text."""
    index = pa.array(rows)
    return {
        name: pd.array(column.take(index).to_pandas(), dtype="str")
        for name, column in columns.items()
    }
