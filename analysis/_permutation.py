"""Conditional permutation of a map: exact draws without replacement for every cell."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._compiled import compiled
from analysis._weights import rows_of

if TYPE_CHECKING:
    import numpy.typing as npt

_BLOCKS = 8


@dataclass(frozen=True, kw_only=True)
class Tails:
    """How many permutations gave a lag at least, and at most, as large as the observed one."""

    at_least: npt.NDArray[np.int64]
    at_most: npt.NDArray[np.int64]
    permutations: int

    @property
    def p(self) -> npt.NDArray[np.float64]:
        """The pseudo p-value of the smaller tail, ties counted on both sides."""
        smaller = np.minimum(self.at_least, self.at_most)
        return (smaller + 1.0) / (self.permutations + 1.0)


def conditional_tails(
    values: npt.NDArray[np.float64], weights: Any, *, permutations: int, seed: int
) -> Tails:
    """Compare each cell's spatial lag with lags in which only its neighbours are shuffled.

    For each replicate the whole map is shuffled once, and each cell reads its neighbours'
    places. Where the shuffle puts a cell's own value among its neighbours, that value is
    exchanged with the one that landed on the cell. The exchange turns a uniform permutation of
    n values into a uniform permutation of the n - 1 others, so that every cell gets an exact
    sample without replacement of the other values, fresh for each replicate.

    Parameters
    ----------
    values
        One value per cell.
    weights
        CSR matrix without a diagonal. The scale of a row does not matter.
    permutations
        Number of replicates.
    seed
        Seed of the generator.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association. Geographical Analysis 27, 93-115.
    """
    lags = _Lags.of(values, weights)
    blocks = np.diff(np.linspace(0, permutations, _BLOCKS + 1).astype(int))
    seeds = np.random.SeedSequence(seed).spawn(_BLOCKS)
    # The blocks do not depend on the number of threads, so neither does the result.
    with ThreadPoolExecutor(max_workers=min(_BLOCKS, os.cpu_count() or 1)) as pool:
        counts = np.sum(list(pool.map(lags.tails, blocks, seeds)), axis=0)
    at_least, at_most = np.empty((2, values.size), dtype=np.int64)
    at_least[lags.cells], at_most[lags.cells] = counts
    return Tails(at_least=at_least, at_most=at_most, permutations=permutations)


@dataclass(frozen=True, kw_only=True)
class _Lags:
    """The map in an order that keeps neighbours close together in memory."""

    cells: npt.NDArray[np.intp]
    values: npt.NDArray[np.float64]
    weights: Any
    bandwidth: int

    @classmethod
    def of(cls, values: npt.NDArray[np.float64], weights: Any) -> _Lags:
        from scipy import sparse
        from scipy.sparse.csgraph import reverse_cuthill_mckee

        n = values.size
        cells = reverse_cuthill_mckee(weights, symmetric_mode=False)
        place = np.empty(n, dtype=np.intp)
        place[cells] = np.arange(n)
        rows = place[np.repeat(np.arange(n), np.diff(weights.indptr))]
        columns = place[weights.indices]
        # Each row is divided by its largest weight, so that sums of counts over row-standardised
        # contiguity are whole numbers, whose ties are exact.
        scaled = weights.data / np.repeat(rows_of(weights).maxima, np.diff(weights.indptr))
        matrix = sparse.csr_array(
            (scaled, (rows.astype(np.int32), columns.astype(np.int32))), shape=(n, n)
        )
        matrix.sort_indices()
        bandwidth = int(np.abs(rows - columns).max()) if rows.size else 0
        return cls(cells=cells, values=values[cells], weights=matrix, bandwidth=bandwidth)

    def tails(self, replicates: int, seed: np.random.SeedSequence) -> npt.NDArray[np.int32]:
        """Count the replicates whose lag is at least, and at most, the observed one."""
        observed = self.weights @ self.values
        slack = 1e-10 * (self.weights @ np.abs(self.values))
        counts = np.zeros((2, self.values.size), dtype=np.int32)
        data = self.weights.data
        compiled(_count_tails)(
            self.values,
            self.weights.indptr.astype(np.int32),
            self.weights.indices.astype(np.int32),
            np.empty(0) if (data == 1).all() else data,
            observed - slack,
            observed + slack,
            self.bandwidth,
            int(replicates),
            seed.generate_state(4, np.uint64),
            counts,
        )
        return counts


def _count_tails(  # noqa: C901, PLR0912
    values: Any,
    indptr: Any,
    indices: Any,
    data: Any,
    lowest: Any,
    highest: Any,
    bandwidth: int,
    replicates: int,
    state: Any,
    counts: Any,
) -> None:
    """Shuffle, add up, and count, one replicate after the other; ``data`` is empty where all 1.

    The shuffle is Fisher and Yates's with numbers of the generator SFC64, cut to a range without
    bias (Lemire 2019).
    """
    n = values.size
    order = np.arange(n, dtype=np.int32)
    drawn, lag = np.empty(n), np.empty(n)
    a, b, c, step = state[0], state[1], state[2], state[3]
    one, low_bits, half = np.uint64(1), np.uint64(0xFFFFFFFF), np.uint64(32)
    for _ in range(replicates):
        for last in range(n - 1, 0, -1):
            span = np.uint64(last + 1)
            while True:
                made = a + b + step
                step += one
                a = b ^ (b >> np.uint64(11))
                b = c + (c << np.uint64(3))
                c = ((c << np.uint64(24)) | (c >> np.uint64(40))) + made
                product = (made >> half) * span
                spare = product & low_bits
                if spare >= span or spare >= (low_bits + one - span) % span:
                    break
            other = np.int64(product >> half)
            order[last], order[other] = order[other], order[last]
        for i in range(n):
            drawn[i] = values[order[i]]
        for i in range(n):
            total = 0.0
            if data.size:
                for k in range(indptr[i], indptr[i + 1]):
                    total += data[k] * drawn[indices[k]]
            else:
                for k in range(indptr[i], indptr[i + 1]):
                    total += drawn[indices[k]]
            lag[i] = total
        # A value can only have become its own cell's neighbour if it moved by no more than the
        # bandwidth.
        for j in range(n):
            i = order[j]
            if abs(i - j) <= bandwidth and i != j:
                for k in range(indptr[i], indptr[i + 1]):
                    if indices[k] == j:
                        weight = data[k] if data.size else 1.0
                        lag[i] += weight * (drawn[i] - values[i])
                        break
        for i in range(n):
            counts[0, i] += lag[i] >= lowest[i]
            counts[1, i] += lag[i] <= highest[i]
