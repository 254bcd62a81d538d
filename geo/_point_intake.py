"""The closing lines of every reader of points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo._intake import Intake
from geo._located import located
from geo._project import BRITISH_GRID

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from geo._columns import Columns
    from geo._coordinates import Placed
    from geo._intake import Note
    from geo._located import Locate
    from geo._table import Checks

__all__ = ["point_intake"]


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
    fields.insert(list(fields).index(before), "geometry", placed.geometry(rows))
    fields["low_precision"] = placed.low_precision[rows]
    frame = gpd.GeoDataFrame(fields, geometry="geometry", crs=BRITISH_GRID)
    table = checks.table
    lines = table.lines[rows]
    records, places, disagreements = located(frame, lines, locate)
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
