"""Read judicial disposals by area, month and drug."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._columns import require
from geo._counted import (
    AREA_CODE,
    AREA_NAME,
    ILLUSTRATIVE,
    counted_intake,
    months_of,
    needed_counts,
)
from geo._counts import read_areas, taken_rows
from geo._dates import read_dates
from geo._drugs import CLASS_A, DRUGS
from geo._fields import Fields
from geo._intake import Note
from geo._load import load
from geo._table import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo._intake import Intake

__all__ = ["read_disposals"]

KNOWN: dict[str, tuple[str, ...]] = {
    "area_code": AREA_CODE,
    "area_name": AREA_NAME,
    "period": ("period", "month", "date", "year_month", "month_of_disposal"),
    "drug": ("drug", "drug_type", "class_a_drug", "substance", "drug_name"),
    "disposal": (
        "disposal", "disposal_type", "type_of_disposal", "method_of_disposal", "outcome",
        "judicial_disposal",
    ),
    "count": ("count", "disposals", "number_of_disposals", "number", "n", "total", "value"),
    "illustrative": ILLUSTRATIVE,
}  # fmt: skip
_SPELLINGS = {
    "charge": ("charge", "charged"),
    "summons": ("summons", "summonsed", "postal requisition"),
    "conviction": ("conviction", "convicted"),
    "caution": ("caution", "cautioned", "simple caution", "youth caution", "conditional caution"),
    "reprimand": ("reprimand", "reprimanded"),
    "warning": ("warning", "final warning", "formal warning", "cannabis warning"),
    "penalty_notice": ("penalty notice", "penalty notice for disorder", "pnd"),
    "community_resolution": ("community resolution",),
    "taken_into_consideration": ("taken into consideration", "tic", "tics"),
    "other": ("other",),
}
_DISPOSALS = {spelling: name for name, held in _SPELLINGS.items() for spelling in held}


def read_disposals(source: Any, *, columns: Mapping[str, str] | None = None) -> Intake:
    r"""Read judicial disposals counted by area, month and drug, from CSV or Excel.

    A kind of its own beside the ``disposals`` of a raid: those are what one raid led to, while a
    force publishes disposals by borough, month and drug, and cannot say from which raid each came.
    Neither can be made of the other, so neither is added to the other.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``area_code`` (GSS), ``area_name``, ``period`` (months),
        ``drug`` (a name of `geo.CLASS_A`, or of another class), ``disposal`` (charge, summons,
        conviction, caution, reprimand, warning, penalty_notice, community_resolution,
        taken_into_consideration, other; missing where not given), ``count`` and ``illustrative``.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, or is about persons.

    Examples
    --------
    >>> intake = read_disposals(b"borough,month,drug,disposal,count\n"
    ...                         b"Hackney,2000-11,Crack cocaine,Charged,14\n"
    ...                         b"Hackney,2000-11,tea,Charged,1\n")
    >>> intake.records[["area_code", "period", "drug", "disposal", "count"]]
       area_code   period   drug disposal  count
    0  E09000012  2000-11  crack   charge     14
    >>> intake.rejected[["line", "column", "value", "code"]]
       line column value          code
    0     3   drug   tea  drug.unknown
    """
    table, found = load(source, KNOWN, given=columns)
    areas = ("area_code",) if "area_code" in found else ("area_name",)
    require(table, found, (*areas, "period", "drug", "count"), known=KNOWN, what="disposals")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    area = read_areas(fields)
    date = read_dates(table, checks, found["period"], needed=True)
    drug = fields.word("drug", DRUGS, needed=True)
    disposal = fields.word("disposal", _DISPOSALS)
    simulated = fields.flag("illustrative")
    counts, notes = needed_counts(fields)
    rows = checks.good
    texts = {"area_code": area.code, "area_name": area.name, "drug": drug, "disposal": disposal}
    frame = pd.DataFrame(taken_rows(texts, rows))
    period, of_days = months_of(date, rows, column=found["period"])
    frame.insert(2, "period", period)
    frame["count"] = counts[rows].astype("int64")
    frame["illustrative"] = simulated[rows]
    return counted_intake(
        frame,
        rows,
        fields,
        notes=(*fields.absent("disposal"), *date.notes, *of_days, *notes, *_other_class(frame)),
    )


def _other_class(frame: pd.DataFrame) -> tuple[Note, ...]:
    other = int(np.count_nonzero(~frame["drug"].isin(CLASS_A)))
    if not other:
        return ()
    return (
        Note(
            f"{other:,} rows are of drugs that are not of Class A: they are kept, and left out of "
            "what is shown of Class A.",
            code="drug.other_class",
        ),
    )
