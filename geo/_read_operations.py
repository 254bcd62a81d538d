"""Read operations: which areas were treated, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._area_lists import area_lists
from geo._columns import require
from geo._dates import read_dates
from geo._fields import Fields, strings
from geo._intake import Intake
from geo._load import load
from geo._moments import check_order, moments
from geo._repeats import drop_repeats
from geo._table import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_operations"]

KNOWN: dict[str, tuple[str, ...]] = {
    "operation_id": ("operation_id", "operationid", "operation_ref", "id"),
    "name": ("name", "operation", "operation_name"),
    "start": ("start", "start_date", "from", "begins"),
    "end": ("end", "end_date", "to", "until", "ends"),
    "areas": ("areas", "area_codes", "boroughs", "area", "borough"),
    "cost": ("cost", "cost_gbp", "total_cost"),
    "notes": ("notes", "note", "comment", "description"),
    "illustrative": ("illustrative", "simulated"),
}
OPTIONAL = ("cost", "notes")


def read_operations(source: Any, *, columns: Mapping[str, str] | None = None) -> Intake:
    r"""Read operations from CSV or Excel.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``operation_id``, ``name``, ``start``, ``end`` (datetime64)
        and their ``_precision`` (day, month), ``areas`` (a list of GSS codes a row), ``cost``
        (pounds, missing where not given), ``notes`` and ``illustrative``. Areas are written as
        codes or borough names with semicolons or bars between them.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, or is about persons.

    Examples
    --------
    >>> intake = read_operations(b"operation_id,name,start,end,areas\n"
    ...                          b"1,Crackdown,2000-11,2001-03,Hackney; E09000022\n")
    >>> intake.records[["name", "start", "start_precision", "areas"]]
            name      start start_precision                   areas
    0  Crackdown 2000-11-01           month  [E09000012, E09000022]
    """
    table, found = load(source, KNOWN, given=columns)
    require(
        table,
        found,
        ("operation_id", "name", "start", "end", "areas"),
        known=KNOWN,
        what="operations",
    )
    checks = Checks(table)
    fields = Fields(table, found, checks)
    operation_id = fields.identifier("operation_id")
    start = read_dates(table, checks, found["start"], needed=True)
    end = read_dates(table, checks, found["end"], needed=True)
    check_order(checks, start, end, column=found["end"])
    areas = area_lists(fields)
    frame = pd.DataFrame(
        {
            "operation_id": strings(operation_id),
            "name": strings(fields.text("name", free=True)),
            **moments(start, "start"),
            **moments(end, "end"),
            "cost": _cost(fields),
            "notes": strings(fields.text("notes", free=True)),
            "illustrative": fields.flag("illustrative"),
        }
    )
    whole = frame.assign(areas=[";".join(codes) for codes in areas])
    kept, repeats, duplicates = drop_repeats(whole, table, checks, key="operation_id")
    records = frame.iloc[kept].reset_index(drop=True)
    records.insert(6, "areas", pd.Series([areas[row] for row in kept], dtype=object))
    return Intake(
        records=records,
        rejected=checks.frame(),
        duplicates=duplicates,
        lines=table.lines[kept],
        mapping=dict(found.taken),
        notes=(
            *table.notes,
            found.note(),
            *found.ignored_note(),
            *fields.absent(*OPTIONAL),
            *start.notes,
            *end.notes,
            *fields.closing_notes(),
            *repeats,
        ),
    )


def _cost(fields: Fields) -> Any:
    if "cost" not in fields.columns:
        return np.full(len(fields.table), np.nan)
    column = fields.columns["cost"]
    values, given = fields.table.numbers(column)
    text, _ = fields.table.text(column)
    fields.checks.fail(
        given & ~(np.isfinite(values) & (values >= 0)),
        column=column,
        values=text,
        reason="the cost must be a plain number of pounds, 0 or more",
        code="cost.unreadable",
    )
    return values
