"""A raster over a study area: its frame, and which cells lie inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

_MOST_CELLS = 4_000_000


@dataclass(frozen=True, kw_only=True)
class Raster:
    """Square cells, the first row in the south, anchored at multiples of their size."""

    west: float
    south: float
    rows: int
    columns: int
    cell_m: float

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """The affine transform of an image whose first row is in the north (GDAL, rasterio)."""
        north = self.south + self.rows * self.cell_m
        return (self.cell_m, 0.0, self.west, 0.0, -self.cell_m, north)

    def finer(self, times: int) -> Raster:
        """Divide each cell, so that every ``times``-th finer cell has the centre of a cell."""
        cell_m = self.cell_m / times
        even = 1 - times % 2
        return Raster(
            west=self.west - even * cell_m / 2,
            south=self.south - even * cell_m / 2,
            rows=self.rows * times + even,
            columns=self.columns * times + even,
            cell_m=cell_m,
        )

    def centres(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return x of the columns and y of the rows."""
        x = self.west + (np.arange(self.columns) + 0.5) * self.cell_m
        y = self.south + (np.arange(self.rows) + 0.5) * self.cell_m
        return x.astype(np.float64), y.astype(np.float64)


def raster_over(bounds: tuple[float, float, float, float], *, cell_m: float) -> Raster:
    """Frame a rectangle in whole cells."""
    if not 0 < cell_m < np.inf:
        raise ParameterError(
            "a cell must be larger than nothing", hint="Try 100.", parameter="cell_m", value=cell_m
        )
    west, south, east, north = (float(edge) for edge in bounds)
    first_column, first_row = np.floor(west / cell_m), np.floor(south / cell_m)
    columns = max(np.ceil(east / cell_m) - first_column, 1)
    rows = max(np.ceil(north / cell_m) - first_row, 1)
    if rows * columns > _MOST_CELLS:
        raise ParameterError(
            f"the surface would have {rows:,.0f} x {columns:,.0f} cells",
            hint=f"Use larger cells: {_MOST_CELLS:,} are the most.",
            parameter="cell_m",
            value=cell_m,
        )
    return Raster(
        west=float(first_column * cell_m),
        south=float(first_row * cell_m),
        rows=int(rows),
        columns=int(columns),
        cell_m=float(cell_m),
    )


def polygons_of(areas: Any) -> npt.NDArray[np.object_]:
    """Return the single polygons of a frame, with outlines running anticlockwise."""
    import shapely

    parts = shapely.get_parts(areas.geometry.dropna().to_numpy())
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    parts = parts[~shapely.is_empty(parts)]
    if not parts.size:
        raise InputError(
            "there are no polygons in the study area",
            hint="Choose a layer of areas, such as the boroughs.",
            code="areas.empty",
        )
    oriented: npt.NDArray[np.object_] = shapely.orient_polygons(parts)
    return oriented


def inside_of(polygons: npt.NDArray[np.object_], raster: Raster) -> npt.NDArray[np.bool_]:
    """Return which cells have their centre inside, by one sweep along the rows.

    Each edge adds or takes one at the first centre east of it in every row that it crosses; a
    centre is inside where the sum from the west is not 0. Borders that polygons share cancel.
    """
    import shapely

    rings, owner = shapely.get_coordinates(shapely.get_rings(polygons), return_index=True)
    x = (rings[:, 0] - raster.west) / raster.cell_m - 0.5
    y = (rings[:, 1] - raster.south) / raster.cell_m - 0.5
    edge = np.flatnonzero(owner[1:] == owner[:-1])
    low = np.ceil(np.minimum(y[edge], y[edge + 1])).astype(np.int64)
    high = np.ceil(np.maximum(y[edge], y[edge + 1])).astype(np.int64)
    low, high = np.clip(low, 0, raster.rows), np.clip(high, 0, raster.rows)
    crossed = high - low
    edge = np.repeat(edge, crossed)
    first = np.repeat(np.cumsum(crossed) - crossed, crossed)
    row = np.arange(edge.size) - first + np.repeat(low, crossed)
    rise = y[edge + 1] - y[edge]
    at = x[edge] + (row - y[edge]) / rise * (x[edge + 1] - x[edge])
    column = np.clip(np.ceil(at), 0, raster.columns).astype(np.int64)
    shape = (raster.rows, raster.columns + 1)
    turns = np.bincount(
        row * shape[1] + column, weights=-np.sign(rise), minlength=shape[0] * shape[1]
    )
    inside: npt.NDArray[np.bool_] = np.cumsum(turns.reshape(shape), axis=1)[:, :-1] > 0.5  # noqa: PLR2004
    return inside


def points_inside(
    polygons: npt.NDArray[np.object_],
    inside: npt.NDArray[np.bool_],
    raster: Raster,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
) -> npt.NDArray[np.bool_]:
    """Return which points lie in the polygons; only cells near the border look at outlines."""
    import shapely

    column = np.floor((x - raster.west) / raster.cell_m).astype(np.int64)
    row = np.floor((y - raster.south) / raster.cell_m).astype(np.int64)
    framed = (row >= 0) & (row < raster.rows) & (column >= 0) & (column < raster.columns)
    near = np.zeros_like(inside)
    for axis in (0, 1):
        change = np.diff(inside, axis=axis)
        near |= np.insert(change, 0, values=False, axis=axis)
        near |= np.insert(change, change.shape[axis], values=False, axis=axis)
    near[[0, -1]] = True
    near[:, [0, -1]] = True
    near |= _crossed(polygons, raster)
    result = np.zeros(x.size, dtype=bool)
    result[framed] = inside[row[framed], column[framed]]
    doubt = np.flatnonzero(framed)
    doubt = doubt[near[row[doubt], column[doubt]]]
    result[doubt] = False
    places, place = np.unique(np.c_[x[doubt], y[doubt]], axis=0, return_inverse=True)
    hit, _ = shapely.STRtree(polygons).query(shapely.points(places), predicate="intersects")
    found = np.zeros(len(places), dtype=bool)
    found[hit] = True
    result[doubt] = found[place.ravel()]
    return result


def _crossed(polygons: npt.NDArray[np.object_], raster: Raster) -> npt.NDArray[np.bool_]:
    """Cells that hold a corner of an outline, which may be missed between the centres."""
    import shapely

    corners = shapely.get_coordinates(polygons)
    column = np.floor((corners[:, 0] - raster.west) / raster.cell_m).astype(np.int64)
    row = np.floor((corners[:, 1] - raster.south) / raster.cell_m).astype(np.int64)
    marks = np.zeros((raster.rows, raster.columns), dtype=bool)
    marks[np.clip(row, 0, raster.rows - 1), np.clip(column, 0, raster.columns - 1)] = True
    return marks
