"""Rows that say the same twice, and rows that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo._intake import Note

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo._table import Checks, Table

__all__ = ["drop_repeats"]

_SHOWN_LINES = 10


def drop_repeats(
    frame: pd.DataFrame, table: Table, checks: Checks, *, key: str
) -> tuple[NDArray[np.int64], tuple[Note, ...], int]:
    """Keep one of equal rows, and reject a row that uses an id again for something else.

    ``frame`` has one row a row of the table, with hashable cells.

    Returns
    -------
    kept
        The positions of the rows to keep.
    notes
        Which lines were repeated.
    repeated
        How many rows were equal to an earlier one.
    """
    good = checks.good
    part = frame.iloc[good]
    equal = part.duplicated().to_numpy()
    again = part[key].duplicated().to_numpy() & ~equal
    conflict = np.zeros(len(table), dtype=bool)
    conflict[good[again]] = True
    checks.fail(
        conflict,
        column=key,
        values=frame[key].to_numpy(),
        code="id.conflict",
        reason="the id was used on an earlier line for something else",
    )
    kept = good[~equal & ~again]
    repeated = int(equal.sum())
    if not repeated:
        return kept, (), 0
    lines = ", ".join(str(table.lines[row]) for row in good[equal][:_SHOWN_LINES])
    more = "…" if repeated > _SHOWN_LINES else ""
    told = (
        f"1 row repeats an earlier one and was kept once (line {lines})."
        if repeated == 1
        else f"{repeated:,} rows repeat earlier ones and were kept once (lines {lines}{more})."
    )
    return kept, (Note(told, code="row.duplicate", warning=True),), repeated
