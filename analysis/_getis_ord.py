"""Hot and cold spots by the local G statistic."""

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
from analysis._weights import (
    checked_values,
    rows_of,
    weight_matrix,
    without_diagonal,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._adjust_p import Correction


def getis_ord(
    values: npt.ArrayLike,
    neighbours: Any,
    *,
    star: bool = True,
    alpha: float = 0.05,
    correction: Correction = "fdr",
    permutations: int = 0,
    seed: int = 0,
) -> LocalStatistics:
    """Find hot and cold spots: cells whose neighbourhood has more or less than its share.

    Parameters
    ----------
    values
        Counts or rates, one per cell. A pandas Series is aligned with the neighbours by its index;
        an array goes by their order.
    neighbours
        A ``libpysal.graph.Graph`` (or the older ``W``), a square matrix of weights, sparse or not,
        a dict such as ``{"E01": ["E02"], "E02": ["E01"]}``, or a table of pairs with the columns
        ``focal``, ``neighbor`` and perhaps ``weight`` (areas in no pair have to pair with
        themselves, with weight 0); usually contiguity.
    star
        Count the cell itself as part of its neighbourhood (Gi*). It gets its own weight if the
        neighbours give it one, and the largest weight of its row if not, so that binary and
        row-standardised contiguity give the same z.
    alpha
        Level of the two-sided test.
    correction
        ``"fdr"``, ``"bonferroni"`` or ``"none"``: see :func:`analysis.adjust_p`.
    permutations
        0 for normal p-values; otherwise the number of conditional permutations, each an exact
        sample without replacement of the other cells' values. Prefer them where counts are
        small or skewed. They hold the cell's own value fixed and so judge its neighbours: hot
        then means that the neighbours are high, also with ``star``.
    seed
        Seed of the permutations.

    Returns
    -------
    LocalStatistics
        Arrays in the order of ``values``. ``label`` is hot, cold or none. A cell without
        neighbours is not tested (z 0, p 1) and is named in ``notes``; neither is a map on which
        every value is the same. There is never a NaN.

    Raises
    ------
    InputError
        A value is missing, there are fewer than 3 cells, or the sizes do not match.
    ParameterError
        A setting is out of range.

    Notes
    -----
    ``statistic`` is the weighted share of the total (0 where the total is 0); ``z`` follows Ord
    and Getis (1995, equation 14). Recorded offences show policing as much as dealing.

    References
    ----------
    Getis, A. and Ord, J. K. (1992). Geographical Analysis 24, 189-206.
    Ord, J. K. and Getis, A. (1995). Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> from scipy import sparse
    >>> chain = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(9, 9))
    >>> result = getis_ord([9, 9, 9, 0, 1, 0, 1, 0, 1], chain)
    >>> result.label.tolist()
    ['none', 'hot', 'none', 'none', 'none', 'none', 'none', 'none', 'none']
    >>> result.counts_uncorrected
    {'hot': 2, 'none': 7}
    """
    check_settings(alpha=alpha, permutations=permutations)
    x = checked_values(values)
    n = x.size
    matrix, own = without_diagonal(weight_matrix(neighbours, values, n=n))
    rows = rows_of(matrix)
    islands = rows.sums == 0
    if not star:
        own = np.zeros(n)
    elif not own.all():
        own = np.where(own > 0, own, rows.maxima)
    total_weight = rows.sums + own
    squared_weight = rows.squares + own**2

    flat = is_flat(x)
    centred = x - x.mean()
    left_out = 0 if star else 1
    count = n - left_out
    mean = np.full(n, 0.0) if star else -centred / count
    total_square = float(centred @ centred)
    variance = (total_square - left_out * centred**2) / count - mean**2
    spread = variance * (count * squared_weight - total_weight**2) / max(count - 1, 1)
    scale = total_square / n * count * squared_weight
    tested = ~islands & (spread > 1e-12 * scale) & (not flat)
    lag = matrix @ centred + own * centred
    excess = lag if star else lag - total_weight * mean
    z = np.zeros(n)
    np.divide(excess, np.sqrt(np.maximum(spread, 0)), out=z, where=tested)

    if permutations and tested.any():
        tails = conditional_tails(x, matrix, permutations=permutations, seed=seed)
        p, hot = tails.p, tails.at_least <= tails.at_most
    else:
        from scipy.special import ndtr

        p, hot = 2 * ndtr(-np.abs(z)), z > 0
    p[~tested] = 1.0
    total = x.sum() - left_out * x
    statistic = np.zeros(n)
    usable = np.abs(total) > 1e-12 * np.abs(x).sum()
    np.divide(lag + total_weight * x.mean(), total, out=statistic, where=usable)
    return assemble(
        method="Getis-Ord Gi*" if star else "Getis-Ord Gi",
        statistic=statistic,
        z=z,
        p=p,
        tested=tested,
        side=np.where(hot, 1, 2).astype(np.int8),
        alpha=alpha,
        correction=correction,
        permutations=permutations,
        seed=seed,
        notes=field_notes(islands=int(islands.sum()), flat=flat),
    )
