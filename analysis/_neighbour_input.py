"""Neighbours in whatever form a caller has them, as a sparse matrix and the ids of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

_ENDS = ("focal", "neighbor")
_DIMENSIONS, _MOST_INT32 = 2, 2**31


def matrix_of(neighbours: Any, values: Any) -> Any:
    """Return neighbours as a CSR matrix, its rows in the order of the values where both have ids.

    The matrix may share memory with what was given, and may hold entries of 0.
    """
    from scipy import sparse

    if sparse.issparse(neighbours):
        return sparse.csr_array(neighbours, dtype=np.float64)
    if hasattr(neighbours, "adjacency") and hasattr(neighbours, "unique_ids"):
        ids = _ids(neighbours)
        return _from_adjacency(neighbours.adjacency, ids, place=places_of(ids, values))
    pairs = _pairs_of(neighbours)
    if pairs is not None:
        return _from_mapping(pairs, values)
    if isinstance(neighbours, Mapping):
        return _from_mapping(neighbours, values)
    if hasattr(neighbours, "id_order") and sparse.issparse(getattr(neighbours, "sparse", None)):
        import pandas as pd

        matrix = sparse.csr_array(neighbours.sparse, dtype=np.float64)
        return _in_order(matrix, places_of(pd.Index(neighbours.id_order), values))
    table = _table_of(neighbours)
    if table is None:
        raise ParameterError(
            "neither a libpysal Graph or W, a square matrix, a table of pairs, nor a dict",
            hint="Build them with geo.lattice_neighbours or boundaries.neighbours.",
            parameter="neighbours",
            value=type(neighbours).__name__,
        )
    return sparse.csr_array(table)


def places_of(ids: Any, values: Any) -> npt.NDArray[np.intp] | None:
    """Where the values of ``ids`` stand, or None where they are already in that order.

    A Series that was never given an index goes by its order, as an array does.
    """
    import pandas as pd

    index: Any = getattr(values, "index", None)
    if not hasattr(index, "get_indexer") or index.equals(ids):
        return None
    place: npt.NDArray[np.intp] = index.get_indexer(ids) if index.is_unique else np.array([-1])
    never_set = isinstance(index, pd.RangeIndex) and (index.start, index.step) == (0, 1)
    if never_set and len(ids) == len(index) and (place < 0).all():
        return None
    if (place < 0).any():
        raise InputError(
            "the index of the values and the areas of the neighbours are not the same",
            hint="Set the area codes as the index of the values, or pass a plain array in the "
            "order of neighbours.unique_ids.",
            code="values.index",
        )
    return place


def _ids(graph: Any) -> Any:
    """Return the areas in the Graph's order; asking the Graph itself is slow where it is large."""
    level, code = graph.adjacency.index.levels[0], graph.adjacency.index.codes[0]
    steps = code[1:] - code[:-1]
    in_order = code.size and code[0] == 0 and code[-1] == len(level) - 1
    if in_order and ((steps == 0) | (steps == 1)).all():
        return level
    return graph.unique_ids


def _from_adjacency(adjacency: Any, ids: Any, *, place: npt.NDArray[np.intp] | None) -> Any:
    from scipy import sparse

    n = len(ids)
    weights = adjacency.to_numpy(dtype=np.float64)
    codes = []
    for level, code in zip(adjacency.index.levels, adjacency.index.codes, strict=True):
        lookup = None if level.equals(ids) else ids.get_indexer(level)
        if place is not None:
            lookup = place if lookup is None else place[lookup]
        codes.append(code if lookup is None else lookup[code])
    row, column = codes
    as_kept = place is None and adjacency.index.levels[0] is ids
    if as_kept or (row[1:] >= row[:-1]).all():  # as libpysal keeps it: no sorting needed
        starts = np.zeros(n + 1, dtype=np.int32 if weights.size < _MOST_INT32 else np.int64)
        np.cumsum(np.bincount(row, minlength=n), out=starts[1:])
        return sparse.csr_array((weights, column, starts), shape=(n, n))
    return sparse.csr_array((weights, (row, column)), shape=(n, n))


def _from_mapping(neighbours: Mapping[Any, Any], values: Any) -> Any:
    """Read ``{area: [neighbours]}`` or ``{area: {neighbour: weight}}``, the areas in any order."""
    import pandas as pd
    from scipy import sparse

    ids = pd.Index(list(neighbours))
    if ids.dtype.kind in "iu" and set(ids) == set(range(len(ids))):
        ids = pd.RangeIndex(len(ids))  # whole numbers from 0 are places in an array
    row, column, weight = [], [], []
    for area, others in neighbours.items():
        pairs = (
            others.items() if isinstance(others, Mapping) else ((other, 1.0) for other in others)
        )
        for other, amount in pairs:
            row.append(area)
            column.append(other)
            weight.append(float(amount))
    places = [ids.get_indexer(pd.Index(ends)) if ends else [] for ends in (row, column)]
    unknown = np.flatnonzero(np.asarray(places[1], dtype=np.intp) < 0)
    if unknown.size:
        raise InputError(
            f"{column[unknown[0]]!r} is a neighbour but not an area of its own",
            hint="Give every area a key, with an empty list where it has no neighbours.",
            code="neighbours.unknown",
        )
    matrix = sparse.coo_array((weight, places), shape=(len(ids), len(ids))).tocsr()
    return _in_order(matrix, places_of(ids, values))


def _pairs_of(neighbours: Any) -> dict[Any, dict[Any, float]] | None:
    """Read a table of ``focal``, ``neighbor`` and perhaps ``weight``, or such a Series' index."""
    names = getattr(getattr(neighbours, "index", None), "names", ())
    table = neighbours
    if tuple(names) == _ENDS and hasattr(neighbours, "reset_index"):
        table = neighbours.reset_index(name="weight") if neighbours.ndim == 1 else None
    columns = getattr(table, "columns", ())
    if not set(_ENDS) <= set(columns):
        return None
    weight = table["weight"] if "weight" in columns else [1.0] * len(table)
    found: dict[Any, dict[Any, float]] = {area: {} for area in table[_ENDS[0]]}
    for area, other, amount in zip(table[_ENDS[0]], table[_ENDS[1]], weight, strict=True):
        found.setdefault(other, {})
        found[area][other] = float(amount)
    return found


def _in_order(matrix: Any, place: npt.NDArray[np.intp] | None) -> Any:
    if place is None:
        return matrix
    order = np.argsort(place)
    return matrix[order][:, order].tocsr()


def _table_of(neighbours: Any) -> npt.NDArray[np.float64] | None:
    """Return a square table of weights, or None where this is none."""
    if isinstance(neighbours, str | bytes):
        return None
    try:
        table = np.asarray(neighbours, dtype=np.float64)
    except (TypeError, ValueError):
        return None
    square = table.ndim == _DIMENSIONS and table.shape[0] == table.shape[1]
    return table if square else None
