"""Clusters and outliers by Local Moran's I."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._local_statistics import (
    LocalStatistics,
    assemble,
    check_settings,
    field_notes,
    is_flat,
)
from analysis._permutation import conditional_tails
from analysis._weights import checked_values, rows_of, weight_matrix, without_diagonal

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._adjust_p import Correction

_FEWEST_CELLS = 4


def local_moran(
    values: npt.ArrayLike,
    neighbours: Any,
    *,
    alpha: float = 0.05,
    correction: Correction = "fdr",
    permutations: int = 0,
    seed: int = 0,
) -> LocalStatistics:
    """Find clusters of like values and outliers among unlike ones.

    Parameters
    ----------
    values
        Counts or rates, one per cell. A pandas Series is aligned with the neighbours by its index;
        an array goes by their order.
    neighbours
        A ``libpysal.graph.Graph`` (or the older ``W``), a square matrix of weights, sparse or not,
        or a dict such as ``{"E01": ["E02"], "E02": ["E01"]}``. Rows are standardised to
        sum to one; a weight of a cell on itself is dropped.
    alpha
        Level of the two-sided test.
    correction
        ``"fdr"``, ``"bonferroni"`` or ``"none"``: see :func:`analysis.adjust_p`.
    permutations
        0 for normal p-values; otherwise the number of conditional permutations, each an exact
        sample without replacement of the other cells' values.
    seed
        Seed of the permutations.

    Returns
    -------
    LocalStatistics
        Arrays in the order of ``values``. ``statistic`` is Ii with the variance's divisor n
        (Anselin 1995 and spdep; esda divides by n - 1, which makes its Ii smaller by the factor
        (n - 1) / n). ``label`` is high-high, low-low, high-low, low-high or none; ``quadrant``
        is filled for every cell. Islands, and every cell of a map without variation, are not
        tested (statistic and z 0, p 1). There is never a NaN.

    Raises
    ------
    InputError
        A value is missing, there are fewer than 4 cells, or the sizes do not match.
    ParameterError
        A setting is out of range.

    Notes
    -----
    ``z`` holds the cell's own value fixed (Sokal et al. 1998), as the permutations do and as
    spdep does by default. Shuffling that value too, as Anselin's first variance does, gives
    products with heavy tails, whose normal p-values mark too many cells. Recorded offences show
    policing as much as dealing.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association. Geographical Analysis 27, 93-115.
    Sokal, R. R., Oden, N. L. and Thomson, B. A. (1998). Local spatial autocorrelation in a
    biological model. Geographical Analysis 30, 331-354.

    Examples
    --------
    >>> from scipy import sparse
    >>> ring = sparse.diags_array([1.0] * 4, offsets=[-1, 1, -8, 8], shape=(9, 9))
    >>> local_moran([8, 9, 8, 1, 0, 1, 0, 1, 0], ring, correction="none").label.tolist()
    ['none', 'high-high', 'none', 'none', 'none', 'none', 'none', 'none', 'none']
    """
    check_settings(alpha=alpha, permutations=permutations)
    x = checked_values(values)
    n = x.size
    matrix, _ = without_diagonal(weight_matrix(neighbours, values, n=n, least=_FEWEST_CELLS))
    rows = rows_of(matrix)
    islands = rows.sums == 0
    sums = np.where(islands, 1.0, rows.sums)
    squared_weight = rows.squares / sums**2

    flat = is_flat(x)
    centred = x - x.mean()
    variance = float(centred @ centred) / n
    lag = matrix @ centred / sums
    statistic = np.zeros(n)
    if not flat:
        statistic = centred * lag / variance
    expected, spread = _moments(centred, variance, squared_weight, flat=flat)
    tested = ~islands & (spread > 1e-12 * squared_weight) & (not flat)
    z = np.zeros(n)
    np.divide(statistic - expected, np.sqrt(np.maximum(spread, 0)), out=z, where=tested)

    if permutations and tested.any():
        p = conditional_tails(x, matrix, permutations=permutations, seed=seed).p
    else:
        from scipy.special import ndtr

        p = 2 * ndtr(-np.abs(z))
    p[~tested] = 1.0
    high, around = centred > 0, lag > 0
    return assemble(
        method="Local Moran",
        statistic=statistic,
        z=z,
        p=p,
        tested=tested,
        side=np.select([high & around, ~high & around, ~high], [1, 2, 3], 4).astype(np.int8),
        alpha=alpha,
        correction=correction,
        permutations=permutations,
        seed=seed,
        notes=field_notes(islands=int(islands.sum()), flat=flat),
    )


def _moments(
    centred: npt.NDArray[np.float64],
    variance: float,
    squared_weight: npt.NDArray[np.float64],
    *,
    flat: bool,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and variance of Ii over the permutations of the others, rows summing to one."""
    n = centred.size
    if flat:
        return np.zeros(n), np.zeros(n)
    own = centred**2 / variance
    expected = -own / (n - 1)
    others = (n - own * n / (n - 1)) / (n - 2)  # their variance, in units of the variance
    return expected, own * others * (squared_weight - 1 / (n - 1))
