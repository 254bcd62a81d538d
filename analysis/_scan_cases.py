"""The events of a space-time scan by place and step, and the ratios of windows on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._scan import (
    Zone,
    in_threads,
    is_due,
    least_counts,
    log_likelihood_ratio,
    running_sums,
    step_of,
    zone_around,
)
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

_BLOCK_BYTES = 2**26
_FEWEST_PERIODS = 2


def cases_of(
    across: npt.NDArray[np.float64],
    up: npt.NDArray[np.float64],
    times: npt.NDArray[Any],
    *,
    max_share: float,
    max_period_share: float,
) -> tuple[Cases, npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[Any]]:
    """Return the events as a scan has them, the place and step of each, and the steps' names."""
    places, place = np.unique(np.c_[across, up], axis=0, return_inverse=True)
    names, step = np.unique(times, return_inverse=True)
    if len(places) < _FEWEST_PERIODS or names.size < _FEWEST_PERIODS:
        raise InputError(
            f"the events lie at {len(places)} place(s) in {names.size} period(s)",
            hint="A scan in space and time needs at least two of both.",
            code="scan.single",
        )
    place = place.ravel()
    order = np.lexsort((step, place))
    table = _events_before(place, step, (len(places), names.size + 1))
    cases = Cases(
        x=places[:, 0],
        y=places[:, 1],
        place=place[order],
        step=step[order],
        weight=table[:, -1].astype(np.float64),
        before=table.sum(axis=0),
        table=table,
        longest=max(int(max_period_share * names.size), 1),
        largest=max_share * across.size,
    )
    return cases, place, step, names


def _events_before(
    place: npt.NDArray[np.intp], step: npt.NDArray[np.intp], shape: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    """Events of each place before each step, and before the end."""
    rows, columns = shape[0], shape[1] - 1
    counts = np.bincount(place * columns + step, minlength=rows * columns)
    table = np.zeros((rows, columns + 1), dtype=np.int64)
    np.cumsum(counts.reshape(rows, columns), axis=1, out=table[:, 1:])
    return table


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Places, and the place and step of each event, sorted by place and step."""

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    place: npt.NDArray[np.intp]
    step: npt.NDArray[np.intp]
    weight: npt.NDArray[np.float64]
    before: npt.NDArray[np.int64]
    table: npt.NDArray[np.int64]
    longest: int
    largest: float

    def zone(self, centre: int) -> Zone:
        """Return the places around a centre, nearest first."""
        return zone_around(centre, self.x, self.y, self.weight, largest=self.largest)

    def _expected(self, zone: Zone, length: int) -> npt.NDArray[np.float64]:
        share = (self.before[length:] - self.before[:-length]) / self.place.size
        expected: npt.NDArray[np.float64] = zone.weight[:, None] * share
        return expected

    def best(
        self,
        centre: int,
        least: npt.NDArray[np.int64],
        taken: npt.NDArray[np.bool_] | None = None,
    ) -> tuple[float, tuple[int, int, int]]:
        """Largest ratio around a centre: number of places, first step, and the step after."""
        total = float(self.place.size)
        zone = self.zone(centre)
        usable = zone.complete.copy()
        if taken is not None:
            usable &= ~np.logical_or.accumulate(taken[zone.order])
        sums = np.cumsum(self.table[zone.order], axis=0)
        best, where = 0.0, (0, 0, 0)
        for length in range(1, self.longest + 1):
            counts = sums[:, length:] - sums[:, :-length]
            expected = self._expected(zone, length)
            row, first = np.nonzero((counts >= least[step_of(expected, total)]) & usable[:, None])
            ratio = log_likelihood_ratio(counts[row, first], expected[row, first], total)
            if ratio.size and ratio.max() > best:
                at = int(np.argmax(ratio))
                best = float(ratio[at])
                where = (int(row[at]) + 1, int(first[at]), int(first[at]) + length)
        return best, where

    def replicate(self, replicates: int, seed: int) -> npt.NDArray[np.float64]:
        """Largest ratio of each replicate; see the spatial scan for the level."""
        rng = np.random.default_rng(seed)
        total = float(self.place.size)
        kind = np.int16 if total < np.iinfo(np.int16).max else np.int32
        bytes_each = self.x.size * self.before.size * np.dtype(kind).itemsize
        columns = int(np.clip(_BLOCK_BYTES // bytes_each, 8, replicates))
        found = []
        for start in range(0, replicates, columns):
            number = min(columns, replicates - start)
            block = np.empty((self.x.size, self.before.size, number), dtype=kind)
            for column in range(number):
                shuffled = rng.permutation(self.step)
                block[:, :, column] = _events_before(self.place, shuffled, block.shape[:2])
            found.append(in_threads(self.x.size, partial(self._worker, block)))
        return np.concatenate(found)

    def _worker(
        self, block: npt.NDArray[Any], centres: npt.NDArray[np.intp]
    ) -> npt.NDArray[np.float64]:
        total = float(self.place.size)
        best = np.zeros(block.shape[2])
        never = int(total) + 1
        for turn, centre in enumerate(centres):
            if is_due(turn):
                least = least_counts(float(best.min()), total)
            zone = self.zone(centre)
            sums = block[zone.order]
            running_sums(sums)
            for length in range(1, self.longest + 1):
                expected = self._expected(zone, length)
                bound = least[step_of(expected, total)]
                bound[~zone.complete] = never
                counts = sums[:, length:] - sums[:, :-length]
                hits = np.flatnonzero(counts >= bound.astype(block.dtype)[:, :, None])
                cell, column = np.divmod(hits, best.size)
                ratio = log_likelihood_ratio(counts.ravel()[hits], expected.ravel()[cell], total)
                np.maximum.at(best, column, ratio)
        return best
