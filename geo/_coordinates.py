"""From whatever a file calls its coordinates to checked points in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo._coordinate_checks import (
    check_degrees,
    check_metres,
    coarse_coordinates,
    pile_notes,
    precision_notes,
)
from geo._coordinate_columns import Given, from_columns
from geo._distinct_places import distinct_places
from geo._intake import Note
from geo._project import ACCURACY_M, BRITISH_GRID, WGS84
from geo.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._columns import Columns
    from geo._coordinate_checks import Faults
    from geo._table import Checks, Table

__all__ = ["Placed", "place"]

_HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Easting and northing of every row in EPSG:27700 metres; NaN where the row is rejected.

    ``at`` numbers the distinct places; rows that were rejected before have none, which is -1.
    ``low_precision`` marks the rows whose coordinate is too coarse for a street.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    at: NDArray[np.intp]
    low_precision: NDArray[np.bool_]
    notes: tuple[Note, ...]

    def geometry(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return the points of some rows; rows of one place share one, which never changes."""
        at = self.at[rows]
        x, y = np.zeros((2, int(at.max(initial=-1)) + 1))
        x[at], y[at] = self.x[rows], self.y[rows]
        points: NDArray[Any] = shapely.points(x, y)
        return points[at]


def place(
    table: Table,
    columns: Columns,
    checks: Checks,
    *,
    within: shapely.Geometry,
    what: str,
) -> Placed:
    """Read, check and convert the coordinates of a table.

    Raises
    ------
    InputError
        ``header.missing`` where there are none, and, where not one row can be placed and most of
        them share the fault, ``coord.swapped``, ``coord.projected`` or ``coord.degrees``.
    """
    given = _from_geometry(table, checks) or from_columns(table, columns, checks, what)
    rows = np.flatnonzero(~checks.bad)
    at, first, second = distinct_places(given.first[rows], given.second[rows])
    counts = np.bincount(at)
    if given.epsg == BRITISH_GRID:
        found, x, y = check_metres(first, second, within, counts=counts)
    else:
        found, x, y = check_degrees(first, second, given.epsg, counts=counts)
    faults = {code: (mask[at], reason) for code, (mask, reason) in found.items()}
    _refuse_shared_fault(table, given, faults, rows)
    for code, (mask, reason) in faults.items():
        checks.fail(
            _spread(mask, rows, len(table)),
            column=given.column,
            values=given.shown,
            reason=reason,
            code=code,
        )
    notes = list(given.notes)
    if given.epsg != BRITISH_GRID:
        notes.append(
            Note(
                f"Coordinates were converted to British National Grid metres, to about "
                f"{ACCURACY_M:.0f} m.",
                code="coord.accuracy",
            )
        )
    all_x, all_y = np.full(len(table), np.nan), np.full(len(table), np.nan)
    all_x[rows], all_y[rows] = x[at], y[at]
    place_of = np.full(len(table), -1)
    place_of[rows] = at
    shapely.prepare(within)
    outside = np.zeros(len(table), dtype=bool)
    outside[rows] = ~shapely.contains_xy(within, x, y)[at]
    notes += _reject_outside(checks, given, all_x, all_y, within, outside=outside)
    good = checks.good
    coarse = given.coarse
    if coarse is None:
        coarse = np.zeros(len(table), dtype=bool)
        coarse[good] = coarse_coordinates(first, second, given.epsg)[place_of[good]]
        notes += precision_notes(coarse[good], given.epsg)
    notes += pile_notes(place_of[good])
    return Placed(x=all_x, y=all_y, at=place_of, low_precision=coarse, notes=tuple(notes))


def _spread(mask: NDArray[np.bool_], rows: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    spread = np.zeros(size, dtype=bool)
    spread[rows[mask]] = True
    return spread


def _known_system(table: Table, epsg: int) -> None:
    try:
        crs = CRS.from_epsg(epsg)
    except (CRSError, OverflowError) as error:
        raise _unknown_system(table, epsg) from error
    if not (crs.is_projected or crs.is_geographic):
        raise _unknown_system(table, epsg)


def _unknown_system(table: Table, epsg: int) -> InputError:
    return InputError(
        f"its coordinate system EPSG:{epsg} is not one of places on a map",
        hint="Export it in British National Grid (EPSG:27700) or WGS84 (EPSG:4326).",
        code="coord.crs",
        file=table.file,
    )


def _from_geometry(table: Table, checks: Checks) -> Given | None:
    points = table.points
    if points is None:
        return None
    _known_system(table, points.epsg)
    wrong = np.zeros(len(table), dtype=bool)
    wrong[list(points.faults)] = True
    checks.fail(
        wrong,
        column="geometry",
        reason={row: reason for row, (_, reason) in points.faults.items()},
        code={row: code for row, (code, _) in points.faults.items()},
    )
    if points.epsg in {BRITISH_GRID, WGS84}:
        return Given(first=points.x, second=points.y, epsg=points.epsg, column="geometry")
    return Given(
        first=points.x,
        second=points.y,
        epsg=points.epsg,
        column="geometry",
        notes=(Note(f"The file states EPSG:{points.epsg}.", code="coord.crs"),),
    )


_SYSTEMATIC = {
    "coord.swapped": ("Exchange the two columns.", "Exchange the two coordinates."),
    "coord.projected": (
        "Convert them to longitude and latitude, or call the columns easting and northing.",
        "Export the file with the coordinate system that it is in, or in WGS84 degrees.",
    ),
    "coord.degrees": (
        "Call the columns longitude and latitude.",
        "Export the file with the coordinate system that it is in.",
    ),
}


def _refuse_shared_fault(
    table: Table,
    given: Given,
    faults: Faults,
    rows: NDArray[np.int64],
) -> None:
    if not len(rows):
        return
    wrong = np.logical_or.reduce([mask for mask, _ in faults.values()])
    if not wrong.all():
        return
    for code, hints in _SYSTEMATIC.items():
        mask, reason = faults.get(code, (np.zeros(len(rows), dtype=bool), ""))
        if mask.mean() >= _HALF:
            row = int(rows[np.flatnonzero(mask)[0]])
            raise InputError(
                reason,
                hint=hints[given.column == "geometry"],
                code=code,
                file=table.file,
                line=int(table.lines[row]),
                column=given.column,
                value=given.shown[row],
            )


def _reject_outside(
    checks: Checks,
    given: Given,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    within: shapely.Geometry,
    *,
    outside: NDArray[np.bool_],
) -> list[Note]:
    out = ~checks.bad & outside
    rows = np.flatnonzero(out)
    if not len(rows):
        return []
    away = shapely.distance(within, shapely.points(x[rows], y[rows])) / 1000
    checks.fail(
        out,
        column=given.column,
        values=given.shown,
        code="area.outside",
        reason={
            int(row): f"the point is {distance:,.1f} km outside the area"
            for row, distance in zip(rows, away, strict=True)
        },
    )
    return [
        Note(
            f"{len(rows):,} point{'s' if len(rows) > 1 else ''} outside the area rejected: "
            f"{int((away <= 1).sum()):,} within 1 km of it, {int((away > 1).sum()):,} further "
            f"(farthest {away.max():,.0f} km).",
            code="area.outside",
            warning=True,
        )
    ]
