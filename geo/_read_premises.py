"""Read premises that partners secured, and whether they stayed so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo._columns import require
from geo._counted import AREA_CODE, AREA_NAME, ILLUSTRATIVE
from geo._counts import read_areas
from geo._dates import read_dates
from geo._fields import Fields, strings
from geo._intake import Intake
from geo._load import load
from geo._moments import check_order, moments
from geo._read_markets import TENURES
from geo._repeats import drop_repeats
from geo._table import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo._dates import Dates

__all__ = ["read_premises"]

KNOWN: dict[str, tuple[str, ...]] = {
    "premises_id": ("premises_id", "premises_ref", "premises_reference", "premises_no", "id"),
    "date": ("date", "date_secured", "secured", "secured_on", "month"),
    "area_code": AREA_CODE,
    "area_name": AREA_NAME,
    "tenure": ("tenure",),
    "measure": ("measure", "action", "partnership_action", "order"),
    "re_emerged": ("re_emerged", "reemerged", "re_emerged_on", "date_re_emerged", "returned"),
    "outcome": ("outcome", "result"),
    "operation": ("operation", "operation_name", "operation_id"),
    "market_id": ("market_id", "marketid", "market_ref", "market"),
    "illustrative": ILLUSTRATIVE,
}
_SPELLINGS = {
    "secured": ("secured", "boarded up", "screened", "sealed", "target hardened"),
    "closure_order": ("closure order", "closure", "closure notice", "crack house closure",
                      "partial closure"),
    "possession": ("possession", "possession order", "eviction", "evicted"),
    "injunction": ("injunction",),
    "demolished": ("demolished", "demolition"),
    "other": ("other",),
}  # fmt: skip
_MEASURES = {spelling: name for name, held in _SPELLINGS.items() for spelling in held}
RE_EMERGED, HELD = "re-emerged", "held"
_OUTCOMES = dict.fromkeys(("re emerged", "reemerged", "returned", "yes", "y"), RE_EMERGED)
_OUTCOMES |= dict.fromkeys(("held", "closed", "not re emerged", "still secure", "no", "n"), HELD)
OPTIONAL = ("tenure", "measure", "re_emerged", "outcome", "operation", "market_id")


def read_premises(source: Any, *, columns: Mapping[str, str] | None = None) -> Intake:
    r"""Read premises that were secured, by borough and tenure, from CSV or Excel.

    A kind of its own beside the ``premises_secured`` of a raid, which counts how many a raid
    secured, but not what was done, to whose property, and whether it held. A record has a borough
    and no position: the position of a home beside what was done to it would point at those who
    live there.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``premises_id``, ``date`` (of the measure) and its
        ``_precision``, ``area_code``, ``area_name``, ``tenure`` (council, housing_association,
        private, street), ``measure`` (secured, closure_order, possession, injunction, demolished,
        other), ``re_emerged`` (the day on which dealing was back, where known) and its
        ``_precision``, ``outcome`` (re-emerged, held; missing where nobody looked),
        ``operation``, ``market_id`` and ``illustrative``. The column ``re_emerged`` of a file may
        hold dates, or yes and no.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, or is about persons.

    Examples
    --------
    >>> intake = read_premises(b"premises_id,date,borough,tenure,measure,re_emerged\n"
    ...                        b"P1,2000-11-22,Hackney,council,secured,2001-01-15\n"
    ...                        b"P2,2000-11-22,Hackney,private,secured,no\n")
    >>> intake.records[["premises_id", "re_emerged", "outcome"]]
      premises_id re_emerged     outcome
    0          P1 2001-01-15  re-emerged
    1          P2        NaT        held
    """
    table, found = load(source, KNOWN, given=columns)
    area = "area_code" if "area_code" in found else "area_name"
    require(table, found, ("premises_id", "date", area), known=KNOWN, what="premises")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    premises_id = fields.identifier("premises_id")
    areas = read_areas(fields)
    date = read_dates(table, checks, found["date"], needed=True)
    back, outcome = _what_came_of_it(fields)
    check_order(checks, date, back, column=found.taken.get("re_emerged", ""))
    frame = pd.DataFrame(
        {
            "premises_id": strings(premises_id),
            **moments(date, "date"),
            "area_code": strings(areas.code),
            "area_name": strings(areas.name),
            "tenure": strings(fields.word("tenure", TENURES)),
            "measure": strings(fields.word("measure", _MEASURES)),
            **moments(back, "re_emerged", size=len(table)),
            "outcome": outcome,
            "operation": strings(fields.text("operation", free=True)),
            "market_id": strings(fields.text("market_id")),
            "illustrative": fields.flag("illustrative"),
        }
    )
    kept, repeats, duplicates = drop_repeats(frame, table, checks, key="premises_id")
    return Intake(
        records=frame.iloc[kept].reset_index(drop=True),
        rejected=checks.frame(),
        duplicates=duplicates,
        lines=table.lines[kept],
        mapping=dict(found.taken),
        notes=(
            *table.notes,
            found.note(),
            *found.ignored_note(),
            *fields.absent(*OPTIONAL),
            *date.notes,
            *(back.notes if back else ()),
            *fields.closing_notes(),
            *repeats,
        ),
    )


def _what_came_of_it(fields: Fields) -> tuple[Dates | None, Any]:
    """Return when dealing was back, and whether it was, and reject what contradicts itself."""
    table, checks, columns = fields.table, fields.checks, fields.columns
    stated = fields.word("outcome", _OUTCOMES).to_pylist()
    if "re_emerged" not in columns:
        return None, pd.array(stated, dtype="str")
    column = columns["re_emerged"]
    text = fields.text("re_emerged")
    said = [_OUTCOMES.get((value or "").lower().replace("-", " ")) for value in text.to_pylist()]
    is_word = pa.array([word is not None for word in said], pa.bool_())
    dated = pc.if_else(is_word, pa.scalar(None, pa.string()), text)
    only_dates = replace(table, columns={**table.columns, column: dated})
    back = read_dates(only_dates, checks, column, needed=False)
    told = np.array(
        [
            RE_EMERGED if not np.isnat(day) else word
            for day, word in zip(back.days, said, strict=True)
        ],
        dtype=object,
    )
    against = np.array(
        [bool(one and other and one != other) for one, other in zip(told, stated, strict=True)],
        dtype=bool,
    )
    checks.fail(
        against,
        column=column,
        values=text,
        reason="two columns disagree on whether dealing was back",
        code="outcome.contradiction",
    )
    whole = [one or other for one, other in zip(told, stated, strict=True)]
    return back, pd.array(whole, dtype="str")
