"""Who is next to whom on a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from geo._lattice import Lattice
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

Rule = Literal["queen", "rook"]


def lattice_neighbours(grid: gpd.GeoDataFrame, *, rule: Rule = "queen") -> Graph:
    """Find the neighbours of the cells of a grid by arithmetic, without comparing outlines.

    Parameters
    ----------
    grid
        Cells from :func:`geo.grid`, or some of them, in any order.
    rule
        ``"queen"`` takes squares that share a side or a corner, ``"rook"`` a side only.
        Hexagons have no neighbours by a corner alone.

    Returns
    -------
    libpysal.graph.Graph
        Binary, keyed by cell in the order of ``grid``. Cells count as neighbours where their
        whole outlines touch, also if the touching part was cut away (across a river, say).

    Raises
    ------
    InputError
        The table did not come from :func:`geo.grid`.
    ParameterError
        ``rule`` is unknown.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from geo import grid
    >>> area = gpd.GeoDataFrame(geometry=[box(0, 0, 2000, 2000)], crs="EPSG:27700")
    >>> cells = grid(area, cell_m=1000)
    >>> lattice_neighbours(cells, rule="rook")["0_0"].index.tolist()
    ['0_1', '1_0']
    """
    import pandas as pd
    from libpysal.graph import Graph

    if rule not in get_args(Rule):
        raise ParameterError(
            "unknown rule", hint="Choose 'queen' or 'rook'.", parameter="rule", value=rule
        )
    if "lattice" not in grid.attrs or not {"row", "column"} <= set(grid.columns) or grid.empty:
        raise InputError(
            "the cells do not say where they stand in a lattice",
            hint="Pass the frame that geo.grid returned; for other polygons use "
            "boundaries.neighbours.",
            code="cells.lattice",
        )
    rows = (grid["row"] - grid["row"].min() + 1).to_numpy()
    columns = (grid["column"] - grid["column"].min() + 1).to_numpy()
    width = int(columns.max()) + 2
    at = np.full((int(rows.max()) + 2) * width, -1, dtype=np.int32)
    place = rows * width + columns
    at[place] = np.arange(len(grid), dtype=np.int32)
    even, odd = Lattice(**grid.attrs["lattice"]).steps(corners=rule == "queen")
    is_odd = (grid["row"].to_numpy() & 1).astype(bool)
    # The cell itself stands between those before and after it, for an island's loop of weight 0.
    half = len(even) // 2
    other = np.empty((len(grid), len(even) + 1), dtype=np.int32)
    for k, (step, odd_step) in enumerate(zip(even, odd, strict=True)):
        there = place + step[0] * width + step[1]
        if step != odd_step:
            there[is_odd] += odd_step[1] - step[1]
        other[:, k + (k >= half)] = at[there]
    other[:, half] = -1
    if not (place[1:] > place[:-1]).all():  # libpysal wants neighbours in the order of the cells
        other = np.sort(other, axis=1)
        alone = (other < 0).all(axis=1)
        other[alone, 0] = np.flatnonzero(alone)
    else:
        alone = (other < 0).all(axis=1)
        other[alone, half] = np.flatnonzero(alone)
    known = other >= 0
    cells: Any = grid.index
    neighbour: Any = other[known]
    focal: Any = np.repeat(np.arange(len(grid), dtype=np.int32), known.sum(axis=1))
    index = pd.MultiIndex(
        levels=[cells, cells],
        codes=[focal, neighbour],
        names=["focal", "neighbor"],
        verify_integrity=False,
    )
    weight = np.ones(focal.size)
    if alone.any():
        weight[alone.astype(bool)[focal]] = 0.0
    return Graph(pd.Series(weight, index=index, name="weight"), transformation="B", is_sorted=True)
