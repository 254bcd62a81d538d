"""Read counts of offences by area and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo._categories import category_from_name, leave_out, normal_case, total_note
from geo._columns import require
from geo._counts import (
    blank_note,
    may_be_wide,
    read_areas,
    read_counts,
    repeat_note,
    taken_rows,
    wide_columns,
)
from geo._fields import Fields
from geo._forces import FORCE_COLUMNS
from geo._intake import Intake, Note
from geo._load import load
from geo._open_source import open_source
from geo._periods import gap_notes, length_note, read_periods, spans
from geo._table import Checks
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo._counts import WideColumn

__all__ = ["read_area_counts"]

KNOWN: dict[str, tuple[str, ...]] = {
    "area_code": (
        "area_code", "lsoa_code", "lsoa21cd", "lsoa11cd", "msoa_code", "msoa21cd", "ward_code",
        "wardcode", "wd24cd", "wd22cd", "gss_code", "borough_code", "lad_code", "lad22cd",
        "pfa23cd", "code",
    ),
    "area_name": (
        "area_name", "lsoa_name", "lsoa21nm", "lsoa11nm", "msoa_name", "ward_name", "wardname",
        "borough_name", "boroughname", "lookup_boroughname", "borough", "local_authority",
        *sorted(FORCE_COLUMNS), "area", "name",
    ),
    "category": (
        "category", "majortext", "major_text", "major_category", "offences", "offence_group",
        "crimetype", "crime_type", "offence", "group",
    ),
    "subcategory": (
        "subcategory", "minortext", "minor_text", "minor_category", "crimedetails",
        "offence_description", "offence_subgroup",
    ),
    "period": ("period", "month", "financial_year", "year", "fy", "quarter", "date"),
    "financial_quarter": ("financial_quarter",),
    "count": (
        "count", "number_of_offences", "crimecount", "offence_count", "number", "n", "value",
        "total",
    ),
}  # fmt: skip
_TEXTS = ("area_code", "area_name", "category", "subcategory")


def read_area_counts(
    source: Any,
    *,
    categories: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Intake:
    r"""Read recorded offences counted by area and by month, quarter or year.

    Understood are the tables of the Metropolitan Police by borough, ward and LSOA (one column a
    month, in capitals or not), its borough counts by financial year, the Home Office's counts by
    police force and quarter, and any table with one row for an area, a period and a category.
    Boroughs and police forces may be given by name alone.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    categories
        Keep only rows whose category or subcategory is one of these, in any case.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``area_code`` (GSS), ``area_name``, ``period`` (months,
        quarters ``Q-DEC``, financial years ``Y-MAR`` or calendar years ``Y-DEC``), ``category``
        (normal case), ``subcategory`` (missing where the file has none) and ``count``. An empty
        cell makes no record: it is not a zero. Sums of areas and what is no area are rejected.
        ``read`` counts the rows of the file.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind or has no such columns.

    Examples
    --------
    >>> intake = read_area_counts(b"MajorText,MinorText,BoroughName,201004,201005\n"
    ...                           b"DRUG OFFENCES,DRUG TRAFFICKING,Hackney,13,11\n"
    ...                           b"DRUG OFFENCES,DRUG TRAFFICKING,Unknown,1,0\n")
    >>> intake.records[["area_code", "period", "category", "count"]]
       area_code   period       category  count
    0  E09000012  2010-04  Drug Offences     13
    1  E09000012  2010-05  Drug Offences     11
    >>> intake
    <Intake: 2 read, 1 accepted, 1 rejected, 2 records, 3 notes>
    """
    opened = open_source(source)
    table, found = load(opened, KNOWN, given=columns, also=may_be_wide)
    freq, wide = wide_columns([name for name in table.names if name not in found.taken.values()])
    if "area_code" not in found:
        require(table, found, ("area_name",), known=KNOWN, what="area counts")
    if not wide:
        require(table, found, ("period", "count"), known=KNOWN, what="area counts")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    areas = read_areas(fields)
    category, notes = _category(fields, opened.stem, wide)
    subcategory = _cased(fields.text("subcategory"))
    notes += leave_out(checks, (category, subcategory), categories)
    texts = {
        "area_code": areas.code,
        "area_name": areas.name,
        "category": category,
        "subcategory": subcategory,
    }
    if wide:
        notes += (length_note(freq),)
        records, rows, more = _from_wide(fields, texts, wide)
    else:
        records, rows, more = _from_long(fields, texts)
    ignored = tuple(name for name in found.ignored if name not in {column.name for column in wide})
    found = type(found)(taken=found.taken, ignored=ignored)
    return Intake(
        records=records,
        rejected=checks.frame(),
        rows=len(table) + len(table.spoiled),
        left_out=int(checks.skipped.sum()),
        lines=table.lines[rows],
        mapping=dict(found.taken),
        notes=(
            *table.notes,
            found.note(),
            *found.ignored_note(),
            *notes,
            *more,
            *total_note(records),
            *gap_notes(pd.PeriodIndex(records["period"].unique())),
            *fields.closing_notes(),
        ),
    )


def _cased(text: pa.Array) -> pa.Array:
    coded = text.dictionary_encode()
    names = [normal_case(name) for name in coded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(coded.indices)


def _category(
    fields: Fields, stem: str, wide: tuple[WideColumn, ...]
) -> tuple[pa.Array, tuple[Note, ...]]:
    if "category" in fields.columns:
        text = _cased(fields.text("category"))
        fields.checks.fail(
            text.is_null().to_numpy(zero_copy_only=False),
            column=fields.columns["category"],
            reason="the category is missing",
            code="category.missing",
        )
        return text, ()
    if any(column.category for column in wide):
        return pa.nulls(len(fields.table), pa.string()), ()
    name, note = category_from_name(stem)
    return pa.repeat(pa.scalar(name, pa.string()), len(fields.table)), (note,)


def _from_wide(
    fields: Fields, texts: dict[str, pa.Array], wide: tuple[WideColumn, ...]
) -> tuple[pd.DataFrame, NDArray[np.int64], tuple[Note, ...]]:
    """Make one record a cell, and say which row each is from."""
    table, checks = fields.table, fields.checks
    counts = np.empty((len(table), len(wide)))
    notes: dict[str, Note] = {}
    for position, column in enumerate(wide):
        counts[:, position], _, found = read_counts(table, checks, column.name)
        notes |= {note.code: note for note in found}
    rows = checks.good
    kept = counts[rows]
    held = ~np.isnan(kept)
    row, at = np.nonzero(held)
    blank = int((~held).sum())
    frame = pd.DataFrame(taken_rows(texts, rows[row]))
    named = np.array([normal_case(column.category.capitalize()) for column in wide], dtype=object)
    if texts["category"].null_count == len(table) and named.any():
        frame["category"] = pd.array(named[at], dtype="str")
    ordinals = np.array([column.period.ordinal for column in wide], dtype=np.int64)
    period = spans(ordinals[at], wide[0].period.freqstr)
    frame.insert(2, "period", period)
    frame["count"] = kept[row, at].astype("int64")
    keys = pd.DataFrame(taken_rows(texts, rows))
    return (
        frame,
        rows[row],
        (
            Note(
                f"{len(rows):,} rows were turned into {len(frame):,} counts, one for each of "
                f"{len(wide):,} columns.",
                code="counts.wide",
            ),
            *notes.values(),
            *blank_note([column.name for column in wide], blank),
            *repeat_note(keys),
        ),
    )


def _from_long(
    fields: Fields, texts: dict[str, pa.Array]
) -> tuple[pd.DataFrame, NDArray[np.int64], tuple[Note, ...]]:
    """Make one record a row, and say which row each is from."""
    table, checks, columns = fields.table, fields.checks, fields.columns
    name = columns["period"]
    text = fields.text("period")
    if "financial_quarter" in columns:
        text = pc.binary_join_element_wise(text, fields.text("financial_quarter"), " Q")
    coded = text.dictionary_encode()
    freq, periods = read_periods(coded.dictionary.to_pylist(), name=name)
    if not freq:
        raise InputError(
            "no period can be read",
            code="date.unreadable",
            file=table.file,
            column=name,
            line=int(table.lines[0]),
            value=next((value for value in text.to_pylist() if value), ""),
            hint="Write months as 2024-02, financial years as 2023-24, years as 2024.",
        )
    ordinals = np.array([-1 if period is None else period.ordinal for period in periods] + [-1])
    codes = coded.indices.fill_null(len(periods)).to_numpy(zero_copy_only=False)
    unread = np.array([period is None for period in periods] + [True])[codes]
    empty = text.is_null().to_numpy(zero_copy_only=False)
    checks.fail(empty, column=name, reason="the period is missing", code="date.missing")
    checks.fail(
        unread,
        column=name,
        values=text,
        code="date.unreadable",
        reason="the period cannot be read, or is of another length than the others",
    )
    counts, blank, notes = read_counts(table, checks, columns["count"])
    checks.fail(blank, column=columns["count"], reason="the count is missing", code="count.missing")
    rows = checks.good
    frame = pd.DataFrame(taken_rows(texts, rows))
    frame.insert(2, "period", spans(ordinals[codes[rows]], freq))
    frame["count"] = counts[rows].astype("int64")
    return frame, rows, (length_note(freq), *notes, *repeat_note(frame.drop(columns="count")))
