"""What the readers of counted records share: the count of a row, and its months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo._counts import read_counts, repeat_note
from geo._intake import Intake, Note
from geo._periods import gap_notes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo._dates import Dates
    from geo._fields import Fields

__all__ = ["AREA_CODE", "AREA_NAME", "ILLUSTRATIVE", "counted_intake", "months_of", "needed_counts"]

AREA_CODE = ("area_code", "borough_code", "gss_code", "lad_code", "code")
AREA_NAME = ("area_name", "borough", "borough_name", "local_authority", "area")
ILLUSTRATIVE = ("illustrative", "simulated")


def needed_counts(fields: Fields) -> tuple[NDArray[Any], tuple[Note, ...]]:
    """Return the counts of all rows, and reject the rows without one."""
    column = fields.columns["count"]
    counts, blank, notes = read_counts(fields.table, fields.checks, column)
    fields.checks.fail(blank, column=column, reason="the count is missing", code="count.missing")
    return counts, notes


def months_of(dates: Dates, rows: Any, *, column: str) -> tuple[pd.PeriodIndex, tuple[Note, ...]]:
    """Return the months in which the dates of some rows lie; days are said to be counted so."""
    index = pd.DatetimeIndex(dates.days[rows].astype("datetime64[s]")).to_period("M")
    if not len(rows) or dates.month_only[rows].all():
        return index, ()
    note = Note(
        f"Days in '{column}' were counted under their month.",
        code="date.to_month",
    )
    return index, (note,)


def counted_intake(
    frame: pd.DataFrame, rows: NDArray[Any], fields: Fields, *, notes: Iterable[Note]
) -> Intake:
    """Return counted records, with notes on what was repeated and on months without a row."""
    table, found = fields.table, fields.columns
    keys = frame.drop(columns=["count", "illustrative"])
    gaps = gap_notes(pd.PeriodIndex(frame["period"].unique())) if "period" in frame else ()
    return Intake(
        records=frame,
        rejected=fields.checks.frame(),
        lines=table.lines[rows],
        mapping=dict(found.taken),
        notes=(
            *table.notes,
            found.note(),
            *found.ignored_note(),
            *notes,
            *repeat_note(keys),
            *gaps,
            *fields.closing_notes(),
        ),
    )
