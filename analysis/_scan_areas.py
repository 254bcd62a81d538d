"""The areas of a spatial scan, and the ratios of the circles on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._compiled import compiled
from analysis._scan import Zone, in_threads, log_likelihood_ratio, zone_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_COLUMNS = 128  # so that the counts of a block stay close to the processor


@dataclass(frozen=True, kw_only=True)
class Areas:
    """Places with what was observed and expected at each, and the largest circle's share.

    ``zones`` are those of the same places and expected counts, where they are at hand.
    """

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    observed: npt.NDArray[np.float64]
    expected: npt.NDArray[np.float64]
    largest: float
    total: float
    zones: Sequence[Zone] | None = None

    def zone(self, centre: int) -> Zone:
        """Return the areas around a centre, nearest first."""
        if self.zones is not None:
            return self.zones[centre]
        return zone_around(centre, self.x, self.y, self.expected, largest=self.largest)

    def best(self, centre: int, taken: npt.NDArray[np.bool_]) -> tuple[float, int]:
        """Largest ratio around a centre among areas not taken, and the size of its circle."""
        return self.best_of(self.zone(centre), taken)

    def best_of(self, zone: Zone, taken: npt.NDArray[np.bool_] | None = None) -> tuple[float, int]:
        """Largest ratio of a centre's circles, and the size of that circle."""
        events = np.cumsum(self.observed[zone.order])
        ratio = log_likelihood_ratio(events, zone.weight, self.total)
        ratio[~zone.complete] = 0
        if taken is not None:
            ratio[np.logical_or.accumulate(taken[zone.order])] = 0
        if not ratio.any():
            return 0.0, 0
        size = int(np.argmax(ratio))
        return float(ratio[size]), size + 1

    def scan(
        self, replicates: int, seed: int
    ) -> tuple[npt.NDArray[np.float64], dict[int, tuple[float, int]]]:
        """Largest ratio of each replicate, and the data's best circle around each centre.

        Only counts that could beat their replicate's best so far have their ratio computed: that
        is exact, and spares nearly all logarithms.
        """
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(int(self.total), self.expected / self.total, size=replicates)
        # Only what lies above or below the rounded expected counts is summed, so that small
        # numbers, which are summed fastest, nearly always do.
        base = np.round(self.expected).astype(np.int64)
        drawn -= base
        small = np.abs(drawn).sum(axis=1).max() < np.iinfo(np.int16).max
        kind, most = (np.int16, 32767.0) if small else (np.float64, np.inf)
        blocks = [
            np.ascontiguousarray(drawn[start : start + _COLUMNS].T, dtype=kind)
            for start in range(0, replicates, _COLUMNS)
        ]
        raise_best = compiled(_raise_best)
        bests: dict[int, tuple[float, int]] = {}

        def worker(centres: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
            best = [np.zeros(block.shape[1]) for block in blocks]
            for centre in centres:
                zone = self.zone(centre)
                bests[int(centre)] = self.best_of(zone)
                below = np.cumsum(base[zone.order]).astype(np.float64)
                for block, part in zip(blocks, best, strict=True):
                    raise_best(
                        zone.order,
                        zone.weight,
                        zone.complete,
                        below,
                        block,
                        self.total,
                        part,
                        most,
                    )
            return np.concatenate(best)

        return in_threads(self.x.size, worker), bests


def _raise_best(  # noqa: C901
    order: Any,
    weight: Any,
    complete: Any,
    below: Any,
    block: Any,
    total: float,
    best: Any,
    most: float,
) -> None:
    """Raise the best ratio of each replicate by the circles around one centre.

    The ratio's second derivative in the count is at most ``total / (e (total - e))`` from the
    expected ``e`` up to ``total - e``. So a ratio of ``best`` needs an excess of at least
    ``sqrt(2 best e (total - e) / total)``; half an event is taken off for rounding.
    """
    need = np.sqrt(2 * best)
    slowest = need.min()
    above = np.zeros(best.size, dtype=block.dtype)
    for row in range(order.size):
        place, expected = order[row], weight[row]
        scale = np.sqrt(max(expected * (total - expected), 0.0) / total)
        start, end = expected - below[row] - 0.5, total - expected - below[row] - 0.5
        bound = min(max(np.ceil(min(start + scale * slowest, end)), -most), most)
        if not complete[row] or expected <= 0 or expected >= total:
            bound = most
        limit = block.dtype.type(bound)
        reached = False
        for column in range(best.size):
            above[column] += block[place, column]
            reached |= above[column] >= limit
        if not reached:
            continue
        reached = False
        for column in range(best.size):
            reached |= above[column] >= min(start + scale * need[column], end)
        if not reached:
            continue
        for column in range(best.size):
            if above[column] < min(start + scale * need[column], end):
                continue
            inside = below[row] + above[column]
            if inside <= expected:
                continue
            ratio = inside * np.log(inside / expected)
            if inside < total:
                ratio += (total - inside) * np.log((total - inside) / (total - expected))
            if ratio > best[column]:
                best[column] = ratio
                need[column] = np.sqrt(2 * ratio)
