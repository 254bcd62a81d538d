"""Coordinates in columns, however they are called and written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo._columns import PLACE, Columns, require
from geo._intake import Note
from geo._project import BRITISH_GRID, WGS84
from geo._written_coordinates import degrees_of, grid_square

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._table import Checks, Table

__all__ = ["Given", "from_columns"]

_HALF = 0.5
_COARSE_M = 100.0


@dataclass(frozen=True, kw_only=True)
class Given:
    """Coordinates as a file gives them, with their system and the name of their columns."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    epsg: int
    column: str
    notes: tuple[Note, ...] = ()
    coarse: NDArray[np.bool_] | None = None

    @property
    def shown(self) -> Any:
        """The coordinates of each row, as text."""
        return _Pairs(self.first, self.second)


class _Pairs:
    def __init__(self, first: NDArray[np.float64], second: NDArray[np.float64]) -> None:
        self._first, self._second = first, second

    def __getitem__(self, row: int) -> str:
        return f"{self._first[row]:.10g}, {self._second[row]:.10g}"


def from_columns(table: Table, columns: Columns, checks: Checks, what: str) -> Given:
    """Read the coordinates from the columns that hold them, and reject what cannot be read.

    Raises
    ------
    InputError
        ``header.missing`` or ``header.kind`` where there are none.
    """
    if "grid_reference" in columns and not {"easting", "longitude", "x"} & set(columns.taken):
        return _from_references(table, columns["grid_reference"], checks)
    pairs = (("longitude", "latitude"), ("easting", "northing"), ("x", "y"))
    pair = next((names for names in pairs if set(names) & set(columns.taken)), pairs[0])
    require(table, columns, pair, known=PLACE, what=what)
    first = _numbers(table, columns[pair[0]], checks)
    second = _numbers(table, columns[pair[1]], checks)
    notes: tuple[Note, ...] = ()
    epsg = WGS84 if pair[0] == "longitude" else BRITISH_GRID
    if pair[0] == "x":
        epsg, notes = _guess_system(first, second)
    return Given(
        first=first,
        second=second,
        epsg=epsg,
        notes=notes,
        column=f"{columns[pair[0]]}, {columns[pair[1]]}",
    )


def _guess_system(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[int, tuple[Note, ...]]:
    small = (np.abs(first) <= 180) & (np.abs(second) <= 90)  # noqa: PLR2004
    held = np.isfinite(first) & np.isfinite(second)
    degrees = held.any() and small[held].mean() > _HALF
    note = Note(
        "The columns x and y were taken as "
        + ("degrees (WGS84)." if degrees else "British National Grid metres."),
        code="coord.assumed",
        warning=True,
    )
    return (WGS84 if degrees else BRITISH_GRID), (note,)


def _from_references(table: Table, column: str, checks: Checks) -> Given:
    text, _ = table.text(column)
    found = [grid_square(value) if value else None for value in text.to_pylist()]
    missing = text.is_null().to_numpy(zero_copy_only=False)
    unread = np.array([square is None for square in found], dtype=bool)
    checks.fail(
        missing, column=column, reason="the grid reference is missing", code="coord.missing"
    )
    checks.fail(
        unread,
        column=column,
        values=text,
        reason="this is no Ordnance Survey grid reference such as TQ 33512 84733",
        code="coord.unreadable",
    )
    squares = np.array([square or (np.nan,) * 3 for square in found]).reshape(-1, 3)
    notes = [
        Note("Grid references were placed in the middle of their squares.", code="coord.grid"),
    ]
    coarse = squares[:, 2] >= _COARSE_M
    if coarse.any():
        notes.append(
            Note(
                f"{int(coarse.sum()):,} grid references name squares of {_COARSE_M:,.0f} m or "
                "more: hotspots made of them would be artefacts.",
                code="coord.low_precision",
                warning=True,
            )
        )
    return Given(
        first=squares[:, 0],
        second=squares[:, 1],
        epsg=BRITISH_GRID,
        column=column,
        notes=tuple(notes),
        coarse=coarse,
    )


def _numbers(table: Table, column: str, checks: Checks) -> NDArray[np.float64]:
    values, given = table.numbers(column)
    checks.fail(~given, column=column, reason="the coordinate is missing", code="coord.missing")
    unread = given & ~np.isfinite(values)
    if not unread.any():
        return values
    text, _ = table.text(column)
    rows = np.flatnonzero(unread)
    read = [degrees_of(text[int(row)].as_py()) for row in rows]
    values = values.copy()
    values[rows] = [np.nan if degrees is None else degrees for degrees in read]
    checks.fail(
        given & ~np.isfinite(values),
        column=column,
        values=text,
        reason="the coordinate is not a plain number (no thousands separators, no units)",
        code="coord.unreadable",
    )
    return values
