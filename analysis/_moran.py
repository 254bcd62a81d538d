"""Whether a map is clustered at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from analysis._local_statistics import RECORDED, field_notes, is_flat
from analysis._weights import checked_values, rows_of, weight_matrix, without_diagonal
from geo.errors import ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

Assumption = Literal["randomisation", "normality"]
_FEWEST_CELLS = 4


@dataclass(frozen=True, kw_only=True)
class Moran:
    """Moran's I of a map and its test.

    Attributes
    ----------
    statistic
        I: above ``expected`` where like values are neighbours, below where unlike ones are.
    expected, variance
        Its moments without clustering.
    z, p
        Standard score and two-sided normal p-value; 0 and 1 where nothing can be tested.
    assumption
        ``"randomisation"`` or ``"normality"``.
    cells
        Number of cells.
    notes
        What the reader must know about the data, as sentences.
    """

    statistic: float
    expected: float
    variance: float
    z: float
    p: float
    assumption: Assumption
    cells: int
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        first = (
            f"Moran's I of {self.cells:,} cells is {self.statistic:.3f} ({self.expected:.3f} "
            f"without clustering), z {self.z:.2f}, two-sided p {self.p:.3g}."
        )
        return " ".join([first, *self.notes, RECORDED])


def moran(
    values: npt.ArrayLike, neighbours: Any, *, assumption: Assumption = "randomisation"
) -> Moran:
    """Test whether like values lie next to each other on the whole map.

    Parameters
    ----------
    values
        Counts or rates, one per cell. A pandas Series is aligned with a Graph by its index.
    neighbours
        As for :func:`analysis.getis_ord`. Rows are standardised to
        sum to one; a weight of a cell on itself is dropped.
    assumption
        ``"randomisation"`` shuffles the values that there are; ``"normality"`` takes them as
        normal.

    Returns
    -------
    Moran
        ``statistic``, ``z`` and ``p``. On a map without variation or neighbours z is 0 and p 1.

    Raises
    ------
    InputError
        A value is missing, there are fewer than 4 cells, or the sizes do not match.
    ParameterError
        ``assumption`` is unknown.

    Notes
    -----
    Cells without neighbours stay in the mean and the variance but add nothing to I. Recorded
    offences show policing as much as dealing.

    References
    ----------
    Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17-23.
    Cliff, A. D. and Ord, J. K. (1981). Spatial processes. Pion.

    Examples
    --------
    >>> from scipy import sparse
    >>> chain = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(8, 8))
    >>> result = moran([9, 8, 9, 7, 1, 0, 1, 2], chain)
    >>> round(result.statistic, 3), round(result.p, 3)
    (0.787, 0.015)
    """
    if assumption not in get_args(Assumption):
        raise ParameterError(
            "unknown assumption",
            hint="Choose 'randomisation' or 'normality'.",
            parameter="assumption",
            value=assumption,
        )
    x = checked_values(values)
    n = x.size
    matrix, _ = without_diagonal(weight_matrix(neighbours, values, n=n, least=_FEWEST_CELLS))
    islands = int((np.diff(matrix.indptr) == 0).sum())
    sums = rows_of(matrix).sums
    standard = matrix.copy()
    standard.data = matrix.data / np.repeat(sums, np.diff(matrix.indptr))
    centred = x - x.mean()
    flat = is_flat(x)
    s0 = float(standard.sum())
    expected = -1 / (n - 1)
    notes = field_notes(islands=islands, flat=flat)
    if flat or s0 == 0:
        return Moran(
            statistic=0.0,
            expected=expected,
            variance=0.0,
            z=0.0,
            p=1.0,
            assumption=assumption,
            cells=n,
            notes=notes,
        )
    from scipy.special import ndtr

    square = float(centred @ centred)
    statistic = n / s0 * float(centred @ (standard @ centred)) / square
    both = standard + standard.T
    s1 = float((both.data**2).sum()) / 2
    ends = np.asarray(standard.sum(axis=0)) + np.asarray(standard.sum(axis=1))
    s2 = float(ends @ ends)
    if assumption == "normality":
        second = (n * n * s1 - n * s2 + 3 * s0**2) / ((n - 1) * (n + 1) * s0**2)
    else:
        kurtosis = n * float((centred**4).sum()) / square**2
        above = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
        above -= kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
        second = above / ((n - 1) * (n - 2) * (n - 3) * s0**2)
    variance = second - expected**2
    z = (statistic - expected) / variance**0.5 if variance > 0 else 0.0
    return Moran(
        statistic=statistic,
        expected=expected,
        variance=variance,
        z=z,
        p=float(2 * ndtr(-abs(z))),
        assumption=assumption,
        cells=n,
        notes=notes,
    )
