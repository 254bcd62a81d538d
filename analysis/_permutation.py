"""Conditional permutation of a map: exact draws without replacement for every cell."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._weights import row_maxima

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
    # NumPy and SciPy release the interpreter lock in the shuffle and the product. The blocks do
    # not depend on the number of threads, so neither does the result.
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
        scaled = weights.data / np.repeat(row_maxima(weights), np.diff(weights.indptr))
        matrix = sparse.csr_array(
            (scaled, (rows.astype(np.int32), columns.astype(np.int32))), shape=(n, n)
        )
        matrix.sort_indices()
        bandwidth = int(np.abs(rows - columns).max()) if rows.size else 0
        return cls(cells=cells, values=values[cells], weights=matrix, bandwidth=bandwidth)

    def tails(self, replicates: int, seed: np.random.SeedSequence) -> npt.NDArray[np.int32]:
        """Count the replicates whose lag is at least, and at most, the observed one."""
        n = self.values.size
        observed = self.weights @ self.values
        slack = 1e-10 * (self.weights @ np.abs(self.values))
        lowest, highest = observed - slack, observed + slack
        counts = np.zeros((2, n), dtype=np.int32)
        rng = np.random.Generator(np.random.SFC64(seed))
        place = np.arange(n)
        order = place.copy()
        for _ in range(replicates):
            rng.shuffle(order)
            drawn = self.values[order]
            lag = self.weights @ drawn
            # A value can only have become its own cell's neighbour if it moved by no more than
            # the bandwidth.
            near = np.flatnonzero(np.abs(order - place) <= self.bandwidth)
            cell, weight = self._own_among_neighbours(order[near], near)
            lag[cell] += weight * (drawn[cell] - self.values[cell])
            counts[0] += lag >= lowest
            counts[1] += lag <= highest
        return counts

    def _own_among_neighbours(
        self, cell: npt.NDArray[np.intp], other: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
        """Which of the pairs are neighbours, and the weight: a bisection within each row."""
        indptr, indices = self.weights.indptr, self.weights.indices
        low, end = indptr[cell], indptr[cell + 1]
        high = end
        for _ in range(int(np.diff(indptr).max(initial=0)).bit_length()):
            middle = (low + high) // 2
            right = (low < high) & (indices[np.minimum(middle, indices.size - 1)] < other)
            low, high = np.where(right, middle + 1, low), np.where(right, high, middle)
        hit = low < end
        hit[hit] = indices[low[hit]] == other[hit]
        return cell[hit], self.weights.data[low[hit]]
