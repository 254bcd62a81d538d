"""The closing lines of every reader of points."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import geopandas as gpd

from geo._intake import Intake, no_disagreements
from geo._located import located
from geo._project import BRITISH_GRID
from geo._release_memory import release_memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from geo._columns import Columns
    from geo._coordinates import Placed
    from geo._intake import Note
    from geo._located import Locate
    from geo._table import Checks

__all__ = ["point_intake", "points_as_numbers"]

_MANY = 200_000
_AS_NUMBERS: ContextVar[bool] = ContextVar("as_numbers", default=False)


@contextmanager
def points_as_numbers() -> Iterator[None]:
    """Have readers leave points as complex numbers, which take a tenth of the memory of points.

    The records are then a plain DataFrame, fit only to be handed over.
    """
    token = _AS_NUMBERS.set(True)
    try:
        yield
    finally:
        _AS_NUMBERS.reset(token)


def point_intake(
    fields: pd.DataFrame,
    rows: NDArray[np.int64],
    *,
    before: str,
    placed: Placed,
    columns: Columns,
    checks: Checks,
    locate: Locate | None,
    notes: Iterable[Note],
    duplicates: int = 0,
) -> Intake:
    """Return what was read, with the points of the rows that were kept.

    Parameters
    ----------
    fields
        The columns of the kept rows, in order, without their place.
    rows
        Their positions in the table.
    before
        The column before which the geometry stands.
    placed
        Where all rows of the table are.
    columns, checks
        The columns taken, and what was rejected.
    locate
        As the readers take it.
    notes
        What was decided on the way.
    duplicates
        How many rows repeated an earlier one.
    """
    fields["low_precision"] = placed.low_precision[rows]
    table = checks.table
    lines = table.lines[rows]
    at = list(fields).index(before)
    numbered = placed.at[rows]  # noqa: PD008 - no frame
    places: tuple[Note, ...] = ()
    disagreements = no_disagreements()
    records = fields
    if _AS_NUMBERS.get():
        fields.insert(at, "geometry", placed.x[rows] + 1j * placed.y[rows])
    else:
        if len(rows) > _MANY:
            table.columns.clear()  # the cells have been read, and points take more than they
            release_memory()
        fields.insert(at, "geometry", placed.x[rows] + 1j * placed.y[rows])
        fields, places, disagreements = located(fields, lines, locate, numbered=numbered)
        fields["geometry"] = placed.geometry(rows)
        records = gpd.GeoDataFrame(fields, geometry="geometry", crs=BRITISH_GRID)
    return Intake(
        records=records,
        rejected=checks.frame(),
        notes=(
            *table.notes,
            columns.note(),
            *columns.ignored_note(),
            *notes,
            *places,
        ),
        duplicates=duplicates,
        left_out=int(checks.skipped.sum()),
        lines=lines,
        mapping=dict(columns.taken),
        disagreements=disagreements,
    )
