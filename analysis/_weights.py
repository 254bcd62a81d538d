"""Neighbours as a sparse matrix, checked and in the order of the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis._neighbour_input import matrix_of
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

    Accepts a ``libpysal.graph.Graph`` or ``libpysal.weights.W``, a sparse or dense square matrix,
    or a dict of neighbours. A pandas Series of values is aligned with ids by its index, so that
    the order of the rows cannot go wrong. Entries of zero (libpysal's mark for an island) are
    dropped; the diagonal is kept.
    """
    matrix = matrix_of(neighbours, values)
    _check_shape(matrix.shape, n, least)
    if not (matrix.has_canonical_format and (matrix.data > 0).all()):
        matrix = matrix.copy()  # a Graph lends its weights read-only
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
    if (matrix.data < 0).any() or not np.isfinite(matrix.data.sum()):
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


class Rows(NamedTuple):
    """Sum, sum of squares and maximum of the weights of each row; 0, 0 and 1 where it has none."""

    sums: npt.NDArray[np.float64]
    squares: npt.NDArray[np.float64]
    maxima: npt.NDArray[np.float64]


def rows_of(matrix: Any) -> Rows:
    """Return what the weights of each row come to."""
    numbers: npt.NDArray[np.intp] = np.diff(matrix.indptr)
    counts, largest = numbers.astype(np.float64), np.ones(numbers.size)
    data = matrix.data
    if not data.size or (data[0] == 1.0 and (data == 1.0).all()):  # contiguity, as nearly always
        return Rows(counts, counts, largest)
    row = np.repeat(np.arange(numbers.size), numbers)
    sums, squares = (
        np.bincount(row, weights=each, minlength=numbers.size).astype(np.float64)
        for each in (data, data**2)
    )
    filled = numbers > 0
    largest[filled] = np.maximum.reduceat(data, matrix.indptr[:-1][filled])
    return Rows(sums, squares, largest)


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
