"""DBSCAN of weighted places, exact, by cells in which all places are within the radius."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis._compiled import compiled
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_REACH = 2  # a radius spans less than two cells
_SIDES_A_RADIUS = np.sqrt(2) * (1 + 1e-7)  # a little more than exact, for safety in rounding
_MOST_CELLS = 2**30  # along one side
_MOST_TESTS = 2e10
_THREADS = 4
_FEW_TESTS = 20_000  # sooner done by Python than numba is loaded


class _Cells(NamedTuple):
    """Places sorted by cell; ranges of neighbouring places for each cell, own row first."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    weight: NDArray[np.float64]
    rank: NDArray[np.int64]
    start: NDArray[np.int64]
    first_cell: NDArray[np.int64]
    end_cell: NDArray[np.int64]


def dense_places(
    xy: NDArray[np.float64], weight: NDArray[np.float64], *, radius_m: float, min_points: float
) -> NDArray[np.int64]:
    """Return for each place the first core of its cluster, or -1 for noise.

    Cells have a diagonal just under the radius. A cell that weighs enough is all core, the cores
    of one cell belong together, and two cells are joined by the first pair of cores found within
    the radius, so that neighbour lists are never kept. A place that several clusters claim goes
    to the one whose first core comes first in the order of the places.

    References
    ----------
    Gunawan, A. (2013). A faster algorithm for DBSCAN. Master's thesis, Eindhoven.
    Gan, J. and Tao, Y. (2015). DBSCAN revisited. SIGMOD, 519-530.
    """
    cells = _cells(xy, radius_m)
    cells = cells._replace(weight=weight[cells.rank])
    heavy = np.add.reduceat(cells.weight, cells.start[:-1]) >= min_points
    tests = _check_work(cells, heavy, radius_m)
    ready = compiled if tests > _FEW_TESTS else _as_it_is
    squared = float(radius_m) ** 2
    core = np.zeros(len(xy), dtype=np.bool_)
    _in_blocks(ready(_mark_cores), cells, heavy, squared, float(min_points), core)
    cluster = np.full(len(xy), -1, dtype=np.int64)
    ready(_join_cores)(*cells, squared, core, cluster)
    with_core = np.logical_or.reduceat(core, cells.start[:-1])
    _in_blocks(ready(_claim_borders), cells, squared, core, with_core, cluster)
    found = np.empty_like(cluster)
    found[cells.rank] = cluster
    return found


def _cells(xy: NDArray[np.float64], radius_m: float) -> _Cells:
    side = radius_m / _SIDES_A_RADIUS
    if np.ptp(xy, axis=0).max() / side > _MOST_CELLS:
        raise ParameterError(
            "the radius is too small for points this far apart",
            hint="Use a radius of a metre or more.",
            parameter="radius_m",
            value=radius_m,
        )
    column, row = np.floor((xy - xy.min(axis=0)) / side).astype(np.int64).T
    width = int(column.max()) + 2 * _REACH + 1
    key = row * width + column
    order = np.argsort(key, kind="stable")
    key = key[order]
    start = np.flatnonzero(np.diff(key, prepend=-1))
    unique = key[start]
    across = np.array([0, -1, 1, -2, 2]) * width
    first = unique[:, None] + across - _REACH
    first_cell = np.searchsorted(unique, first.T).T
    end_cell = np.searchsorted(unique, first.T + 2 * _REACH, side="right").T
    return _Cells(
        x=np.ascontiguousarray(xy[order, 0]),
        y=np.ascontiguousarray(xy[order, 1]),
        weight=np.empty(0),
        rank=order,
        start=np.append(start, len(key)),
        first_cell=np.ascontiguousarray(first_cell),
        end_cell=np.ascontiguousarray(end_cell),
    )


def _as_it_is(function: Callable[..., Any]) -> Callable[..., Any]:
    return function


def _check_work(cells: _Cells, heavy: NDArray[np.bool_], radius_m: float) -> float:
    """Return how many pairs of places lie in cells near each other."""
    near = (cells.start[cells.end_cell] - cells.start[cells.first_cell]).sum(axis=1)
    pairs = near * np.diff(cells.start)
    tests = float(pairs[~heavy].sum())
    if tests > _MOST_TESTS:
        raise ParameterError(
            f"{tests:,.0f} distances would have to be measured with this radius",
            hint="Use a smaller radius, ask for fewer points, or filter the points.",
            parameter="radius_m",
            value=radius_m,
        )
    return float(pairs.sum())


def _in_blocks(kernel: Any, cells: _Cells, *rest: Any) -> None:
    """Run a kernel on several ranges of cells at once; each cell is written by one of them."""
    threads = min(os.cpu_count() or 1, _THREADS)
    cell_of = np.linspace(0, len(cells.x), 8 * threads + 1)
    edges = np.unique(np.searchsorted(cells.start, cell_of))
    with ThreadPoolExecutor(max_workers=threads) as pool:
        list(pool.map(lambda first, end: kernel(first, end, *cells, *rest), edges[:-1], edges[1:]))


def _mark_cores(  # noqa: PLR0917
    first: int,
    end: int,
    x: Any,
    y: Any,
    weight: Any,
    rank: Any,  # noqa: ARG001
    start: Any,
    first_cell: Any,
    end_cell: Any,
    heavy: Any,
    squared: float,
    least: float,
    core: Any,
) -> None:
    for cell in range(first, min(end, heavy.size)):
        for i in range(start[cell], start[cell + 1]):
            total = least if heavy[cell] else 0.0
            for row in range(first_cell.shape[1]):
                if total >= least:
                    break
                for j in range(start[first_cell[cell, row]], start[end_cell[cell, row]]):
                    across, up = x[j] - x[i], y[j] - y[i]
                    total += weight[j] * (across * across + up * up <= squared)
            core[i] = total >= least


def _join_cores(  # noqa: C901, PLR0912
    x: Any,
    y: Any,
    weight: Any,  # noqa: ARG001
    rank: Any,
    start: Any,
    first_cell: Any,
    end_cell: Any,
    squared: float,
    core: Any,
    cluster: Any,
) -> None:
    cells = start.size - 1
    root = np.arange(cells)
    least = np.full(cells, x.size)
    box = np.empty((cells, 4))
    for cell in range(cells):
        box[cell, :2], box[cell, 2:] = np.inf, -np.inf
        for i in range(start[cell], start[cell + 1]):
            if core[i]:
                least[cell] = min(least[cell], rank[i])
                box[cell, 0], box[cell, 2] = min(box[cell, 0], x[i]), max(box[cell, 2], x[i])
                box[cell, 1], box[cell, 3] = min(box[cell, 1], y[i]), max(box[cell, 3], y[i])
    for a in range(cells):
        if least[a] == x.size:
            continue
        for row in range(first_cell.shape[1]):
            for b in range(first_cell[a, row], min(end_cell[a, row], a)):
                if least[b] == x.size:
                    continue
                top, other = a, b
                while root[top] != top:
                    root[top] = root[root[top]]
                    top = root[top]
                while root[other] != other:
                    root[other] = root[root[other]]
                    other = root[other]
                if top == other:
                    continue
                near = False
                for i in range(start[a], start[a + 1]):
                    if near or not core[i]:
                        continue
                    across = max(box[b, 0] - x[i], 0.0, x[i] - box[b, 2])
                    up = max(box[b, 1] - y[i], 0.0, y[i] - box[b, 3])
                    if across * across + up * up > squared:
                        continue
                    for j in range(start[b], start[b + 1]):
                        across, up = x[j] - x[i], y[j] - y[i]
                        if core[j] and across * across + up * up <= squared:
                            near = True
                            break
                if near:
                    root[top] = other
                    least[other] = min(least[other], least[top])
    for cell in range(cells):
        top = cell
        while root[top] != top:
            top = root[top]
        for i in range(start[cell], start[cell + 1]):
            if core[i]:
                cluster[i] = least[top]


def _claim_borders(  # noqa: PLR0917
    first: int,
    end: int,
    x: Any,
    y: Any,
    weight: Any,  # noqa: ARG001
    rank: Any,  # noqa: ARG001
    start: Any,
    first_cell: Any,
    end_cell: Any,
    squared: float,
    core: Any,
    with_core: Any,
    cluster: Any,
) -> None:
    for cell in range(first, min(end, with_core.size)):
        for i in range(start[cell], start[cell + 1]):
            if core[i]:
                continue
            best = x.size
            for row in range(first_cell.shape[1]):
                for other in range(first_cell[cell, row], end_cell[cell, row]):
                    if not with_core[other]:
                        continue
                    for j in range(start[other], start[other + 1]):
                        across, up = x[j] - x[i], y[j] - y[i]
                        if core[j] and across * across + up * up <= squared:
                            best = min(best, cluster[j])
            cluster[i] = best if best < x.size else -1
