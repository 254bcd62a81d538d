"""Arithmetic of square and hexagonal cells: which cell holds a point, and who is next to whom."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

_ROOT3 = 3**0.5


@dataclass(frozen=True, kw_only=True)
class Lattice:
    """Cells anchored at the origin of the coordinates.

    A hexagon points north; odd rows are moved half a cell to the east.
    """

    cell_m: float
    shape: str

    def as_dict(self) -> dict[str, Any]:
        """Return the lattice as plain values, which survive a copy of a frame's ``attrs``."""
        return asdict(self)

    @property
    def row_m(self) -> float:
        """Distance between the rows."""
        return self.cell_m if self.shape == "square" else self.cell_m * _ROOT3 / 2

    @property
    def cell_area_m2(self) -> float:
        """Area of a whole cell."""
        return self.cell_m * self.row_m

    def centres(
        self, row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Centres of cells in metres."""
        square = self.shape == "square"
        shift = np.full(row.shape, 0.5) if square else 0.5 * (row & 1)
        x, y = (column + shift) * self.cell_m, (row + 0.5 * square) * self.row_m
        return x.astype(np.float64), y.astype(np.float64)

    def cell_of(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Row and column of the one cell that holds each point."""
        if self.shape == "square":
            return _floor(y / self.cell_m), _floor(x / self.cell_m)
        # The nearest centre is in one of the two rows around the point.
        low = _floor(y / self.row_m)
        best_row, best_column, least = low, low, np.full(x.shape, np.inf)
        for row in (low, low + 1):
            shift = 0.5 * (row & 1)
            column = _floor(x / self.cell_m - shift + 0.5)
            distance = ((column + shift) * self.cell_m - x) ** 2 + (row * self.row_m - y) ** 2
            nearer = distance < least
            best_row = np.where(nearer, row, best_row)
            best_column = np.where(nearer, column, best_column)
            least = np.where(nearer, distance, least)
        return best_row, best_column

    def polygons(self, row: npt.NDArray[np.int64], column: npt.NDArray[np.int64]) -> Any:
        """Outlines of cells."""
        import shapely

        if self.shape == "square":
            # from the corners' own multiples, so that neighbours share them to the last bit
            west, south = column * self.cell_m, row * self.cell_m
            return shapely.box(west, south, (column + 1) * self.cell_m, (row + 1) * self.cell_m)
        x, y = self.centres(row, column)
        half = self.cell_m / 2
        tall = self.cell_m / _ROOT3
        ring = [(0, tall), (half, tall / 2), (half, -tall / 2), (0, -tall), (-half, -tall / 2),
                (-half, tall / 2)]  # fmt: skip
        return shapely.polygons(np.stack([np.c_[x + dx, y + dy] for dx, dy in ring], axis=1))

    def steps(self, *, corners: bool) -> list[list[tuple[int, int]]]:
        """List the steps to neighbours, for cells in even and in odd rows, south-west first."""
        if self.shape == "square":
            around = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]
            kept = [step for step in around if corners or 0 in step]
            return [kept, kept]
        return [
            [(-1, -1 + odd), (-1, odd), (0, -1), (0, 1), (1, -1 + odd), (1, odd)] for odd in (0, 1)
        ]


def lattice_over(
    lattice: Lattice, bounds: tuple[float, float, float, float], *, most: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows and columns of all cells that can touch a rectangle, in order."""
    west, south, east, north = bounds
    low_row, high_row = int(south // lattice.row_m) - 1, int(north // lattice.row_m) + 1
    low_column, high_column = int(west // lattice.cell_m) - 1, int(east // lattice.cell_m) + 1
    number = (high_row - low_row + 1) * (high_column - low_column + 1)
    if number > most:
        raise ParameterError(
            f"the study area needs about {number:,} cells",
            hint=f"Use larger cells: {most:,} are the most.",
            parameter="cell_m",
            value=lattice.cell_m,
        )
    rows, columns = np.arange(low_row, high_row + 1), np.arange(low_column, high_column + 1)
    return np.repeat(rows, columns.size), np.tile(columns, rows.size)


def _floor(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    return np.floor(values).astype(np.int64)
