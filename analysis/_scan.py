"""What the scan statistics share: zones, the likelihood ratio, and fast replicates."""

from __future__ import annotations

import heapq
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

_GRID = 4096
_NEAR = 1e-9


@dataclass(frozen=True, kw_only=True)
class ScanCluster:
    """A circle, or a circle and a span of time, with more events than it should have.

    Attributes
    ----------
    members
        Positions of the areas (or, in space and time, of the events) inside, nearest first.
    observed, expected
        Events inside, and how many there would be without a cluster.
    relative_risk
        Observed over expected inside, divided by the same outside; infinite if all are inside.
    log_likelihood_ratio
        How unusual it is (Kulldorff 1997).
    p_value
        Share of replicates, this data set among them, whose most unusual zone is as unusual.
    x, y, radius_m
        Centre of the circle and distance to its farthest member, in the unit of the coordinates.
    periods
        In space and time, the periods of the cluster; else empty.
    """

    members: npt.NDArray[np.intp]
    observed: float
    expected: float
    relative_risk: float
    log_likelihood_ratio: float
    p_value: float
    x: float
    y: float
    radius_m: float
    periods: npt.NDArray[Any]

    @property
    def summary(self) -> str:
        """The result in plain English."""
        when = ""
        if self.periods.size:
            when = f" in {self.periods[0]}"
            when += f" to {self.periods[-1]}" if self.periods.size > 1 else ""
        return (
            f"{self.observed:,.0f} recorded{when} within {self.radius_m:,.0f} m of "
            f"({self.x:,.0f}, {self.y:,.0f}) where {self.expected:,.1f} were expected: relative "
            f"risk {self.relative_risk:.2f}, p {self.p_value:.3g}. Records follow police activity "
            "as well as dealing."
        )


@dataclass(frozen=True, kw_only=True)
class Zone:
    """The nearest places around one centre, cut off where the circle would be too large."""

    order: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float64]
    complete: npt.NDArray[np.bool_]


def zone_around(
    centre: int,
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
    *,
    largest: float,
) -> Zone:
    """Order the places by distance; a circle is complete when no tied place is left out."""
    distance = (x - x[centre]) ** 2 + (y - y[centre]) ** 2
    order = np.argsort(distance, kind="stable")
    sums = np.cumsum(weight[order])
    size = int(np.searchsorted(sums, largest * (1 + _NEAR), side="right"))
    distance = distance[order[: size + 1]]
    complete = np.ones(size, dtype=bool)
    inner = min(size, distance.size - 1)
    complete[:inner] = distance[1 : inner + 1] > distance[:inner] * (1 + _NEAR)
    return Zone(order=order[:size], weight=sums[:size], complete=complete)


def log_likelihood_ratio(observed: Any, expected: Any, total: float) -> npt.NDArray[np.float64]:
    """Kulldorff's ratio for an excess inside, 0 where there is none or nothing is expected."""
    from scipy.special import xlogy

    observed, expected = np.broadcast_arrays(
        np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    )
    excess = (observed > expected) & (expected > 0)
    ratio = np.zeros(observed.shape)
    o, e = observed[excess], expected[excess]
    ratio[excess] = xlogy(o, o / e) + xlogy(total - o, (total - o) / (total - e))
    return ratio


def least_counts(level: float, total: float) -> npt.NDArray[np.int64]:
    """For each step of expected counts, the fewest observed whose ratio can reach ``level``.

    Step ``k`` stands for expected counts from ``total * (k / steps) ** 2`` to the next, and the
    bound is that of its lower end, so that it never leaves out a zone that reaches the level.
    """
    expected = total * (np.arange(_GRID) / _GRID) ** 2
    low, high = expected.copy(), np.full(_GRID, float(total))
    for _ in range(24):
        middle = (low + high) / 2
        reached = log_likelihood_ratio(middle, expected, total) >= level
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    least = np.ceil(low - 1e-6).astype(np.int64)
    least[log_likelihood_ratio(total, expected, total) < level] = int(total) + 1
    least[0] = 1
    return np.maximum(least, 1)


def step_of(expected: npt.NDArray[np.float64], total: float) -> npt.NDArray[np.intp]:
    """Row of :func:`least_counts` for each expected count."""
    return np.minimum((_GRID * np.sqrt(expected / total)).astype(np.intp), _GRID - 1)


def running_sums(block: npt.NDArray[Any]) -> None:
    """Cumulative sums down the rows, in place, by whole slabs (numpy's own are 5 times slower)."""
    rows = block.shape[0]
    length = max(int(rows**0.5), 1)
    full = rows // length * length
    slabs = block[:full].reshape(rows // length, length, *block.shape[1:])
    for row in range(1, length):
        slabs[:, row] += slabs[:, row - 1]
    for slab in range(1, slabs.shape[0]):
        slabs[slab] += slabs[slab - 1, -1]
    for row in range(full, rows):
        block[row] += block[row - 1]


def in_threads(
    centres: int, worker: Callable[[npt.NDArray[np.intp]], npt.NDArray[np.float64]]
) -> npt.NDArray[np.float64]:
    """Share the centres out and take the largest answers; their number changes no result."""
    threads = min(os.cpu_count() or 1, 4)
    spread = np.random.default_rng(0).permutation(centres)  # so that early ones are varied
    with ThreadPoolExecutor(max_workers=threads) as pool:
        answers = list(pool.map(worker, np.array_split(spread, threads)))
    largest: npt.NDArray[np.float64] = np.max(answers, axis=0)
    return largest


def is_due(turn: int) -> bool:
    """Whether to raise the level after this many centres: after 1, 2, 4, 8 and so on."""
    return turn & (turn - 1) == 0


def best_apart(
    bests: list[tuple[float, int, Any]],
    again: Callable[[int, npt.NDArray[np.bool_]], tuple[float, Any]],
    inside: Callable[[int, Any], npt.NDArray[np.intp]],
    *,
    places: int,
) -> Iterator[tuple[float, int, Any]]:
    """Yield the best zones, best first, none sharing a place with an earlier one.

    ``bests`` holds each centre's best ratio and zone. A zone that meets an earlier cluster is
    replaced by its centre's best one that does not, only when its turn comes.
    """
    taken = np.zeros(places, dtype=bool)
    heap = [(-ratio, centre, zone) for ratio, centre, zone in bests if ratio > 0]
    heapq.heapify(heap)
    while heap:
        minus, centre, zone = heapq.heappop(heap)
        members = inside(centre, zone)
        if not taken[members].any():
            taken[members] = True
            yield -minus, centre, zone
            continue
        ratio, zone = again(centre, taken)
        if ratio > 0:
            heapq.heappush(heap, (-ratio, centre, zone))


def p_value(ratio: float, largest: npt.NDArray[np.float64]) -> float:
    """Rank of the ratio among the largest ratios of the replicates."""
    beyond = int((largest >= ratio * (1 - _NEAR)).sum())
    return (beyond + 1) / (largest.size + 1)


def relative_risk(observed: float, expected: float, total: float) -> float:
    """Risk inside over risk outside."""
    if observed >= total:
        return float("inf")
    return (observed / expected) / ((total - observed) / (total - expected))


def check_scan(*, max_share: float, replicates: int, name: str = "max_share") -> None:
    """Refuse a window or a number of replicates that makes no sense."""
    if not 0 < max_share <= 1:
        raise ParameterError(
            "the largest share must be above 0, and 1 at most",
            hint="0.5 is the usual largest window; try 0.1 for local clusters.",
            parameter=name,
            value=max_share,
        )
    if replicates < 1:
        raise ParameterError(
            "at least one replicate is needed for a p-value",
            hint="999 is the usual number.",
            parameter="replicates",
            value=replicates,
        )


def check_lengths(**columns: npt.NDArray[Any]) -> None:
    """Refuse columns of different lengths."""
    if len({column.size for column in columns.values()}) > 1:
        found = ", ".join(f"{name} {column.size}" for name, column in columns.items())
        raise InputError(
            f"the columns have different lengths ({found})",
            hint="Give one value of each for each place.",
            code="scan.lengths",
        )
