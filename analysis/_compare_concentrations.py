"""Whether two groups of points concentrate in different places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis._adjust_p import adjust_p
from analysis._arguments import critical_z, percent
from analysis._local_statistics import check_settings
from analysis._weights import checked_values
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._adjust_p import Correction

_FEWEST_CELLS = 2
_AT_ONCE = 2_000_000


@dataclass(frozen=True, kw_only=True)
class ComparedConcentrations:
    """The result of :func:`compare_concentrations`. Arrays are in the order of the cells.

    Attributes
    ----------
    difference, low, high
        Share of the first group that lies in each cell minus that of the second, from -1 to 1,
        and its interval (Newcombe 1998, method 10).
    p, p_adjusted
        Two-sided exact p-value of each cell, and the one after correction. 1 in empty cells.
    label
        Name of the group that has the larger share where the difference is significant, or
        ``"none"``.
    similarity
        Share of the cells with any points that show no significant difference (Andresen's S).
    dissimilarity
        Share of either group that would have to move for both to lie alike, from 0 to 1.
    chance_low, chance_high
        Between these the dissimilarity would lie at this confidence if the groups were dealt out
        to the same points at random.
    p_value
        Share of random dealings, this one among them, with at least this dissimilarity.
    confidence
        Of all intervals: 1 minus ``alpha``.
    compared, different, different_uncorrected
        Cells with any points, and those that differ with and without correction.
    names, points, replicates, seed
        Groups, number of points of each, and settings.
    summary
        The result in plain words.
    """

    difference: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    p: npt.NDArray[np.float64]
    p_adjusted: npt.NDArray[np.float64]
    label: npt.NDArray[np.str_]
    similarity: float
    dissimilarity: float
    chance_low: float
    chance_high: float
    p_value: float
    confidence: float
    compared: int
    different: int
    different_uncorrected: int
    names: tuple[str, str]
    points: tuple[int, int]
    replicates: int
    seed: int
    summary: str


def compare_concentrations(
    first: npt.ArrayLike,
    second: npt.ArrayLike,
    *,
    names: tuple[str, str] = ("first", "second"),
    alpha: float = 0.05,
    correction: Correction = "fdr",
    replicates: int = 999,
    seed: int = 0,
) -> ComparedConcentrations:
    """Compare where two groups of points lie, such as open and closed markets, or two periods.

    What is compared is the share of each group in each cell, so that it does not matter that one
    group is larger. Andresen's spatial point pattern test (2009) asks in how many cells the shares
    are alike. It is done here as Wheeler, Steenbeek and Andresen (2018) advise: by Fisher's exact
    test in each cell in place of resampling 85% of one group, with correction for the many cells,
    and with cells that hold no points left out. Whether the groups differ at all is judged by
    dealing the group names out to the points anew (random labelling).

    Parameters
    ----------
    first, second
        Points of each group in each cell, in the same order: whole numbers, as from
        :func:`geo.count_in_cells`.
    names
        What to call the groups.
    alpha
        Level of the two-sided tests, and 1 minus the confidence of the intervals.
    correction
        ``"fdr"``, ``"bonferroni"`` or ``"none"``: see :func:`analysis.adjust_p`.
    replicates
        Random dealings for the test of any difference.
    seed
        Seed of the dealings.

    Returns
    -------
    ComparedConcentrations

    Raises
    ------
    InputError
        Counts are missing, negative or not whole, the columns differ in length, there are fewer
        than 2 cells, or a group has no points.
    ParameterError
        A setting is out of range, or the names are the same or ``"none"``.

    Notes
    -----
    The answer depends on the size of the cells. Points that come in bunches, such as several
    records of one police visit, make differences look surer than they are.

    References
    ----------
    Andresen, M. A. (2009). Testing for similarity in area-based spatial patterns: a nonparametric
    Monte Carlo approach. Applied Geography 29, 333-345.
    Wheeler, A., Steenbeek, W. and Andresen, M. A. (2018). Testing for similarity in area-based
    spatial patterns: alternative methods to Andresen's spatial point pattern test. Transactions
    in GIS 22, 760-774.
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions. Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> found = compare_concentrations(
    ...     [40, 10, 10, 0], [10, 12, 11, 0], names=("open", "closed"))
    >>> found.label.tolist(), round(found.similarity, 2), round(found.dissimilarity, 2)
    (['open', 'none', 'none', 'none'], 0.67, 0.36)
    """
    check_settings(alpha=alpha, permutations=replicates)
    _check_names(names, replicates)
    a, b = checked_values(first, what="first counts"), checked_values(second, what="second counts")
    _check_counts(a, b, names)
    n, m = float(a.sum()), float(b.sum())
    held = (a + b) > 0
    difference = a / n - b / m
    low, high = _newcombe(a, n, b, m, critical_z(1 - alpha))
    p = _exact(a, b, n, m)
    p_adjusted = np.ones(a.size)
    p_adjusted[held] = adjust_p(p[held], correction=correction)
    significant = held & (p_adjusted <= alpha)
    label = np.full(a.size, "none", dtype=np.array([*names, "none"]).dtype)
    label[significant & (difference > 0)], label[significant & (difference < 0)] = names
    apart = float(np.abs(difference).sum() / 2)
    dealt = _dealt(a + b, n, m, replicates, seed)
    chance_low, chance_high = np.quantile(dealt, [alpha / 2, 1 - alpha / 2])
    p_value = (1 + int((dealt >= apart * (1 - 1e-12)).sum())) / (1 + replicates)
    compared, different = int(held.sum()), int(significant.sum())
    similarity = 1 - different / compared
    said = f"{different} of {compared} cells differ by themselves, {similarity:.0%} do not."
    if not different:
        said = f"None of {compared} cells differs by itself."
    outside = (
        "more than random dealing explains"
        if p_value <= alpha
        else "no more than random dealing can explain, so no difference is shown"
    )
    return ComparedConcentrations(
        difference=difference,
        low=low,
        high=high,
        p=p,
        p_adjusted=p_adjusted,
        label=label,
        similarity=similarity,
        dissimilarity=apart,
        chance_low=float(chance_low),
        chance_high=float(chance_high),
        p_value=p_value,
        confidence=1 - alpha,
        compared=compared,
        different=different,
        different_uncorrected=int((held & (p <= alpha)).sum()),
        names=names,
        points=(int(n), int(m)),
        replicates=replicates,
        seed=seed,
        summary=(
            f"{apart:.0%} of the {names[0]} points ({n:,.0f}) would have to move to lie as the "
            f"{names[1]} ones ({m:,.0f}) do; dealt out at random it would be {chance_low:.0%} to "
            f"{chance_high:.0%} ({percent(1 - alpha)}). That is {outside} (p {p_value:.3g}). "
            f"{said} A cell that does not differ may only have too few points to show it."
        ),
    )


def _newcombe(
    a: npt.NDArray[np.float64], n: float, b: npt.NDArray[np.float64], m: float, z: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Interval of a difference of shares, from the score interval of each."""
    (first, low_1, high_1), (second, low_2, high_2) = _wilson(a, n, z), _wilson(b, m, z)
    gap = first - second
    below = np.sqrt((first - low_1) ** 2 + (high_2 - second) ** 2)
    above = np.sqrt((high_1 - first) ** 2 + (second - low_2) ** 2)
    return gap - below, gap + above


def _wilson(
    a: npt.NDArray[np.float64], n: float, z: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    share = a / n
    middle = (a + z**2 / 2) / (n + z**2)
    half = z * np.sqrt(n * share * (1 - share) + z**2 / 4) / (n + z**2)
    return share, np.minimum(middle - half, share), np.maximum(middle + half, share)


def _exact(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], n: float, m: float
) -> npt.NDArray[np.float64]:
    """Fisher's two-sided p-value of each cell against the rest, once for equal cells."""
    from scipy.stats import fisher_exact

    pairs, cell = np.unique(np.column_stack([a, b]).astype(int), axis=0, return_inverse=True)
    p = [fisher_exact([[i, int(n) - i], [j, int(m) - j]]).pvalue for i, j in pairs.tolist()]
    return np.minimum(np.array(p, dtype=np.float64), 1.0)[cell.ravel()]


def _dealt(
    total: npt.NDArray[np.float64], n: float, m: float, replicates: int, seed: int
) -> npt.NDArray[np.float64]:
    """Dissimilarity of random dealings of the points into two groups of the same sizes."""
    rng = np.random.default_rng(seed)
    filled = total[total > 0].astype(np.int64)
    found: list[npt.NDArray[np.float64]] = []
    left, step = replicates, max(_AT_ONCE // filled.size, 1)
    while left > 0:
        drawn = rng.multivariate_hypergeometric(
            filled, int(n), size=min(step, left), method="marginals"
        )
        found.append(np.abs(drawn / n - (filled - drawn) / m).sum(axis=1) / 2)
        left -= step
    return np.concatenate(found)


def _check_counts(
    a: npt.NDArray[np.float64], b: npt.NDArray[np.float64], names: tuple[str, str]
) -> None:
    if a.size != b.size:
        raise InputError(
            f"there are {a.size} cells of the first group and {b.size} of the second",
            hint="Count both groups in the same cells.",
            code="compare.lengths",
        )
    if a.size < _FEWEST_CELLS:
        raise InputError(
            f"{a.size} cell(s) cannot show where points concentrate",
            hint="Use at least 2 cells.",
            code="compare.few",
        )
    for counts, name in zip((a, b), names, strict=True):
        if (counts < 0).any() or (counts != np.round(counts)).any():
            raise InputError(
                f"the counts of the {name} group must be whole numbers of 0 or more",
                hint="Compare counts of points, not rates or densities.",
                code="compare.counts",
            )
        if counts.sum() == 0:
            raise InputError(
                f"the {name} group has no points in these cells",
                hint="Check the filter on kind and period.",
                code="compare.empty",
            )


def _check_names(names: tuple[str, str], replicates: int) -> None:
    if len(set(names)) < len(names) or "none" in names:
        raise ParameterError(
            "the groups need two different names, neither of them 'none'",
            hint="Try ('open', 'closed').",
            parameter="names",
            value=names,
        )
    if replicates < 1:
        raise ParameterError(
            "at least one replicate is needed for a p-value",
            hint="999 is the usual number.",
            parameter="replicates",
            value=replicates,
        )
