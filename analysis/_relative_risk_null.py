"""What the ratio of two densities is by chance: its moments, and permutations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

_LEAST_RECORDS = 5.0


class Summing(Protocol):
    """Sums of the kernel, or of its square, over chosen points."""

    def __call__(
        self, chosen: Places, weights: Floats | None, *, squared: bool = False
    ) -> Floats: ...


class Pool(NamedTuple):
    """All points: which are cases, what each weighs, and whether the controls are known."""

    is_case: npt.NDArray[np.bool_]
    amount: Floats
    known: bool
    sums: Summing


class Null(NamedTuple):
    """The ratio at each cell, and the mean and spread by chance of the sum over the cases."""

    log_ratio: Floats
    low: Floats
    high: Floats
    z: Floats
    tested: npt.NDArray[np.bool_]
    mean: Floats
    spread: Floats


def null_of(
    pool: Pool, *, prior_records: float, inside: npt.NDArray[np.bool_], confidence: float
) -> Null:
    """Compare the sum over the cases with its exact moments under the null.

    Samples: of all points any n1 are the cases. Known controls: n1 cases fall on the controls
    with chances in proportion to their weights.
    """
    from scipy.special import ndtri

    cases, controls = np.flatnonzero(pool.is_case), np.flatnonzero(~pool.is_case)
    first, second = cases.size, controls.size
    share_of_cases = 1.0 if pool.known else first / (first + second)
    seen = pool.sums(cases, None)
    seen_squared = pool.sums(cases, None, squared=True)
    if pool.known:
        chance = pool.amount[controls] / pool.amount[controls].sum()
        one, square = pool.sums(controls, chance), pool.sums(controls, chance, squared=True)
        mean, variance = first * one, first * (square - one**2)
        everything, everything_squared = mean, first * square
        others, others_squared = mean, np.zeros_like(mean)
    else:
        others = pool.sums(controls, None)
        others_squared = pool.sums(controls, None, squared=True)
        number = first + second
        everything, everything_squared = seen + others, seen_squared + others_squared
        mean = share_of_cases * everything
        spare = everything_squared - everything**2 / number
        variance = share_of_cases * second / (number - 1) * spare

    # What one record weighs here, and how many the sum amounts to.
    record = _ratio(everything_squared, everything)
    records = _ratio(everything**2, everything_squared)
    fewest = share_of_cases if pool.known else min(share_of_cases, 1 - share_of_cases)
    tested = inside & (records * fewest >= _LEAST_RECORDS) & (variance > 0)
    z = np.where(tested, _ratio(seen - mean, np.sqrt(np.maximum(variance, 0))), 0.0)

    added = prior_records * record
    top = seen + share_of_cases * added
    below = others + (added if pool.known else (1 - share_of_cases) * added)
    shown = inside & (top > 0) & (below > 0) & (records > 0)
    scale = 1.0 if pool.known else second / first
    ratio = np.log(np.where(shown, top, 1.0)) - np.log(np.where(shown, below, 1.0))
    log_ratio = np.where(shown, ratio + np.log(scale), 0.0)
    top_spread = seen_squared + share_of_cases * added * record
    error = _ratio(top_spread, top**2)
    if not pool.known:
        below_spread = others_squared + (1 - share_of_cases) * added * record
        error = error + _ratio(below_spread, below**2)
    reach = np.where(shown, float(ndtri((1 + confidence) / 2)) * np.sqrt(error), 0.0)
    return Null(
        log_ratio,
        log_ratio - reach,
        log_ratio + reach,
        z,
        tested,
        mean,
        np.sqrt(np.maximum(variance, 0)),
    )


def permuted_p(pool: Pool, null: Null, *, permutations: int, seed: int) -> tuple[Floats, Floats]:
    """Return two-sided p-values of each cell, and against the largest deviation anywhere.

    Without permutations the first are from the normal curve, and the second are all 1.
    """
    from scipy.special import ndtr

    tested = null.tested
    p, p_max = np.ones_like(null.z), np.ones_like(null.z)
    if not permutations or not tested.any():
        p[tested] = 2 * ndtr(-np.abs(null.z[tested]))
        return p, p_max
    rng = np.random.default_rng(seed)
    seen = np.abs(null.z[tested])
    mean, spread = null.mean[tested], null.spread[tested]
    controls = np.flatnonzero(~pool.is_case)
    number, first = pool.is_case.size, int(pool.is_case.sum())
    fewer = min(first, number - first)
    sign = 1.0 if fewer == first else -1.0
    chance = pool.amount[controls] / pool.amount[controls].sum()
    whole = mean * number / first
    as_large, larger_anywhere = np.zeros(seen.size), np.zeros(seen.size)
    for _ in range(permutations):
        if pool.known:
            drawn = rng.multinomial(first, chance)
            hit = np.flatnonzero(drawn)
            again = pool.sums(controls[hit], drawn[hit].astype(np.float64))[tested]
        else:
            again = pool.sums(rng.permutation(number)[:fewer], None)[tested]
            again = again if sign > 0 else whole - again
        deviation = np.abs(again - mean) / spread
        as_large += deviation >= seen - 1e-9
        larger_anywhere += deviation.max() >= seen - 1e-9
    p[tested] = (1 + as_large) / (permutations + 1)
    p_max[tested] = (1 + larger_anywhere) / (permutations + 1)
    return p, p_max


def _ratio(top: Floats, below: Floats) -> Floats:
    return np.divide(top, below, out=np.zeros_like(top), where=below > np.finfo(float).tiny)
