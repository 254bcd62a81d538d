"""How many points each cell holds, in all or by period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._first_area_at import first_area_at
from geo._lattice import Lattice
from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd


def count_in_cells(
    points: Any,
    grid: gpd.GeoDataFrame,
    *,
    period: Any = None,
    weights: Any = None,
) -> pd.Series | pd.DataFrame:
    """Count points in cells, or in cells and periods at once.

    Parameters
    ----------
    points
        Points in the same CRS as the grid, or an array of their x and y.
    grid
        Cells from :func:`geo.grid`, or any polygons that do not overlap, such as boroughs.
    period
        Name of a column of ``points``, or one value per point: months, days or anything that
        sorts. Points without a period are not counted.
    weights
        Name of a column, or one number per point, to add up instead of counting; for instance
        the number of records at a snap point.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        Indexed like ``grid``. Without ``period`` a Series of counts; with it one column per
        period that occurs, in order. Periods in which nothing was recorded at all are not made
        up. Whole numbers unless there are weights. ``attrs["outside"]`` is the number of points
        that lie in no cell, ``attrs["undated"]`` of those without a period.

    Raises
    ------
    InputError
        The CRS differ, a column is missing or has the wrong length, a weight is missing, or
        something else than points was passed.

    Notes
    -----
    A point on the border of two cells counts once: in the northern or eastern square, in the first
    of two polygons.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from geo import grid
    >>> area = gpd.GeoDataFrame(geometry=[box(0, 0, 2000, 1000)], crs="EPSG:27700")
    >>> points = gpd.GeoDataFrame(
    ...     {"month": [1, 1, 2]}, geometry=gpd.points_from_xy([5, 1500, 1500], [5, 5, 5]),
    ...     crs="EPSG:27700")
    >>> count_in_cells(points, grid(area, cell_m=1000), period="month")
          1  2
    cell
    0_0   1  0
    0_1   1  1
    """
    import pandas as pd

    plain = not hasattr(points, "geometry")
    if plain:
        points = _table_of(points)
    elif points.crs != grid.crs:
        raise InputError(
            f"the points are in {points.crs} and the cells in {grid.crs}",
            hint="Convert one with to_crs; EPSG:27700 is usual here.",
            code="cells.crs",
        )
    x, y = _columns(points) if plain else _coordinates(points)
    cell = cell_of(x, y, grid)
    amount = None if weights is None else _column(points, weights, "weights").to_numpy(np.float64)
    if amount is not None and not np.isfinite(amount).all():
        raise InputError(
            "a weight is missing or infinite",
            hint="Fill it with 1 to count the point once, or with 0 to leave it out.",
            code="cells.weights",
        )
    inside = cell >= 0
    kind = np.int64 if amount is None else np.float64
    if period is None:
        kept = None if amount is None else amount[inside]
        counts = np.bincount(cell[inside], weights=kept, minlength=len(grid)).astype(kind)
        result: pd.Series | pd.DataFrame = pd.Series(counts, index=grid.index, name="count")
        undated = 0
    else:
        code, names = pd.factorize(_column(points, period, "period"), sort=True)
        dated = code >= 0
        use = inside & dated
        counts = np.bincount(
            cell[use] * len(names) + code[use],
            weights=None if amount is None else amount[use],
            minlength=len(grid) * len(names),
        ).astype(kind)
        table = counts.reshape(len(grid), len(names))
        result = pd.DataFrame(table, index=grid.index, columns=pd.Index(names))
        undated = int((~dated).sum())
    result.attrs.update(outside=int((~inside).sum()), undated=undated)
    return result


def _table_of(points: Any) -> npt.NDArray[np.float64]:
    try:
        return np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError):
        return np.empty(0)  # refused below, in the same words as a table of another shape


def _columns(
    points: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():  # noqa: PLR2004
        raise InputError(
            "points must be a table of x and y without gaps",
            hint="Pass a GeoDataFrame of points, or an array with two columns.",
            code="cells.points",
        )
    return points[:, 0].astype(np.float64), points[:, 1].astype(np.float64)


def _coordinates(
    points: gpd.GeoDataFrame,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    import shapely

    shapes = points.geometry.to_numpy()
    if not (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        raise InputError(
            "something else than a point is among the points",
            hint="Drop rows without a place, and use centroids of areas.",
            code="cells.points",
        )
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _column(points: Any, given: Any, name: str) -> pd.Index:
    import pandas as pd

    if isinstance(given, str):
        if not hasattr(points, "columns") or given not in points:
            raise InputError(
                f"there is no column {given!r} for {name}",
                hint=f"The columns are {', '.join(map(str, getattr(points, 'columns', ())))}.",
                code="cells.column",
            )
        given = points[given]
    values: pd.Index = pd.Index(given, name=None)
    if len(values) != len(points):
        raise InputError(
            f"{name} has {len(values)} values for {len(points)} points",
            hint="Give one for each point.",
            code="cells.length",
        )
    return values


def cell_of(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], grid: gpd.GeoDataFrame
) -> npt.NDArray[np.int64]:
    """Return the position of each point's cell, or -1."""
    if "lattice" not in grid.attrs or not {"row", "column", "whole"} <= set(grid.columns):
        return first_area_at(x, y, grid.geometry.to_numpy()).astype(np.int64)
    import shapely

    row, column = Lattice(**grid.attrs["lattice"]).cell_of(x, y)
    rows, columns = grid["row"].to_numpy(), grid["column"].to_numpy()
    table = np.full((np.ptp(rows) + 1, np.ptp(columns) + 1), -1, dtype=np.int64)
    table[rows - rows.min(), columns - columns.min()] = np.arange(len(grid))
    row, column = row - rows.min(), column - columns.min()
    known = (row >= 0) & (row < table.shape[0]) & (column >= 0) & (column < table.shape[1])
    cell = np.full(x.shape, -1, dtype=np.int64)
    cell[known] = table[row[known], column[known]]
    check = np.flatnonzero((cell >= 0) & ~grid["whole"].to_numpy()[cell])
    inside = shapely.intersects_xy(grid.geometry.to_numpy()[cell[check]], x[check], y[check])
    cell[check[~inside]] = -1
    return cell
