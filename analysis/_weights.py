"""Neighbours as a sparse matrix, checked and in the order of the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt


def checked_values(values: Any, *, what: str = "values") -> npt.NDArray[np.float64]:
    """Return one finite number per cell, as a copy that is safe to keep."""
    found = np.array(values, dtype=np.float64)
    if found.ndim != 1:
        raise InputError(
            f"{what} must be one number per cell, not an array of {found.ndim} dimensions",
            hint="Pass one column.",
            code="values.shape",
        )
    missing = int(found.size - np.isfinite(found).sum())
    if missing:
        raise InputError(
            f"{missing} of {found.size} {what} are missing or infinite",
            hint="Fill a cell without records with 0, and leave out cells that were not counted.",
            code="values.missing",
        )
    return found


def weight_matrix(neighbours: Any, values: Any, *, n: int, least: int = 3) -> Any:
    """Return the neighbours as a CSR matrix in the order of the values.

    Accepts a ``libpysal.graph.Graph`` or a SciPy sparse matrix. A pandas Series of values is
    aligned with the Graph by its index, so that the order of the rows cannot go wrong. Entries
    of zero (libpysal's mark for an island) are dropped; the diagonal is kept.
    """
    from scipy import sparse

    if sparse.issparse(neighbours):
        matrix = sparse.csr_array(neighbours, dtype=np.float64)
        _check_shape(matrix.shape, n, least)
        if not matrix.has_canonical_format or (matrix.nnz and not matrix.data.min() > 0):
            matrix = matrix.copy()
            matrix.sum_duplicates()
    elif hasattr(neighbours, "adjacency") and hasattr(neighbours, "unique_ids"):
        ids = _ids(neighbours)
        _check_shape((len(ids), len(ids)), n, least)
        matrix = _from_adjacency(neighbours.adjacency, ids, place=_places(ids, values))
    else:
        raise ParameterError(
            "neither a libpysal Graph nor a SciPy sparse matrix",
            hint="Build one with geo.lattice_neighbours or boundaries.neighbours.",
            parameter="neighbours",
            value=type(neighbours).__name__,
        )
    if matrix.nnz and not matrix.data.min() > 0:
        matrix = matrix.copy()  # a Graph lends its weights read-only
        matrix.eliminate_zeros()
    if matrix.nnz and not (matrix.data.min() > 0 and np.isfinite(matrix.data.max())):
        raise ParameterError(
            "a weight is negative or not finite",
            hint="Use contiguity (0 and 1), or distance weights above zero.",
            parameter="neighbours",
        )
    return matrix


def without_diagonal(matrix: Any) -> tuple[Any, npt.NDArray[np.float64]]:
    """Split a CSR matrix into its off-diagonal part and its diagonal."""
    diagonal = matrix.diagonal()
    if not diagonal.any():
        return matrix, diagonal
    from scipy import sparse

    coo = matrix.tocoo()
    keep = coo.row != coo.col
    rest = sparse.csr_array((coo.data[keep], (coo.row[keep], coo.col[keep])), shape=matrix.shape)
    return rest, diagonal


def row_sums(matrix: Any, power: int = 1) -> npt.NDArray[np.float64]:
    """Return the sum of the weights of each row, each raised to ``power``."""
    counts: npt.NDArray[np.intp] = np.diff(matrix.indptr)
    if matrix.nnz == 0 or (matrix.data.min() == 1.0 and matrix.data.max() == 1.0):
        return counts.astype(np.float64)
    rows = np.repeat(np.arange(counts.size), counts)
    sums = np.bincount(rows, weights=matrix.data**power, minlength=counts.size)
    return sums.astype(np.float64)


def row_maxima(matrix: Any) -> npt.NDArray[np.float64]:
    """Return the largest weight of each row, and 1 for a row without any."""
    counts = np.diff(matrix.indptr)
    largest = np.ones(counts.size)
    filled = counts > 0
    if matrix.nnz and not (matrix.data.min() == 1.0 and matrix.data.max() == 1.0):
        largest[filled] = np.maximum.reduceat(matrix.data, matrix.indptr[:-1][filled])
    return largest


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
    if (row[1:] >= row[:-1]).all():  # as libpysal keeps it: no sorting needed
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n))])
        return sparse.csr_array((weights, column, starts), shape=(n, n))
    return sparse.csr_array((weights, (row, column)), shape=(n, n))


def _places(ids: Any, values: Any) -> npt.NDArray[np.intp] | None:
    """Where the values of ``ids`` stand, or None where they are already in that order."""
    index: Any = getattr(values, "index", None)
    if not hasattr(index, "get_indexer") or index.equals(ids):
        return None
    place: npt.NDArray[np.intp] = index.get_indexer(ids) if index.is_unique else np.array([-1])
    if (place < 0).any():
        raise InputError(
            "the index of the values and the areas of the neighbours are not the same",
            hint="Set the area codes as the index of the values, or pass a plain array in the "
            "order of neighbours.unique_ids.",
            code="values.index",
        )
    return place


def _check_shape(shape: tuple[int, ...], n: int, least: int) -> None:
    if shape != (n, n):
        raise InputError(
            f"there are {n} values, but the neighbours describe {shape[0]} x {shape[1]} cells",
            hint="Build the neighbours from the same cells as the values.",
            code="neighbours.shape",
        )
    if n < least:
        raise InputError(
            f"{n} cells are too few to compare a place with the rest",
            hint=f"Use at least {least} cells; 30 or more make the p-values trustworthy.",
            code="values.few",
        )
