"""The space-time permutation scan statistic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._scan import (
    ScanCluster,
    Zone,
    best_apart,
    check_lengths,
    check_scan,
    in_threads,
    is_due,
    least_counts,
    log_likelihood_ratio,
    p_value,
    relative_risk,
    running_sums,
    step_of,
    zone_around,
)
from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

_BLOCK_BYTES = 2**26
_FEWEST_PERIODS = 2


def space_time_scan(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    period: npt.ArrayLike,
    *,
    max_share: float = 0.5,
    max_period_share: float = 0.5,
    replicates: int = 999,
    seed: int = 0,
) -> list[ScanCluster]:
    """Find places that had more events for a while than their own level and the season explain.

    Parameters
    ----------
    x, y
        Coordinates of each event in metres. Events at the same place are taken together; the
        time taken grows with the square of the number of places, so snap points of a whole city
        are best put into grid cells first.
    period
        Period of each event: anything that sorts, such as month numbers or ``Period`` values.
    max_share
        Largest share of the events that a circle may hold.
    max_period_share
        Longest span of time, as a share of the periods that occur.
    replicates
        Monte Carlo replicates.
    seed
        Seed of the replicates.

    Returns
    -------
    list of ScanCluster
        Best first, none sharing a place with a better one, whatever its time. ``members`` are
        positions of the events inside the circle and the time, ``periods`` those of the cluster.
        Those that every replicate beats (p 1) are left out, except the best. The order of the
        events changes nothing.

    Raises
    ------
    InputError
        Columns differ in length, coordinates are missing, or there is only one place or period.
    ParameterError
        A share or ``replicates`` is out of range.

    Notes
    -----
    Replicates shuffle the periods among the events, which keeps each place's level and the
    city's rise and fall, so no population is needed. A place whose population grows, or where a
    team starts to search more people, shows as a cluster of records.

    References
    ----------
    Kulldorff, M., Heffernan, R., Hartman, J., Assunção, R. and Mostashari, F. (2005). A
    space-time permutation scan statistic for disease outbreak detection. PLoS Medicine 2, e59.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x, y, month = rng.integers(0, 5, 300), rng.integers(0, 5, 300), rng.integers(1, 13, 300)
    >>> x[:25], y[:25], month[:25] = 2, 2, 7
    >>> best = space_time_scan(x, y, month, replicates=99)[0]
    >>> best.x, best.y, best.periods.tolist(), best.p_value
    (2.0, 2.0, [7], 0.01)
    """
    check_scan(max_share=max_share, replicates=replicates)
    check_scan(max_share=max_period_share, replicates=replicates, name="max_period_share")
    across, up = checked_values(x, what="x"), checked_values(y, what="y")
    times = np.asarray(period)
    check_lengths(x=across, y=up, period=times)
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
    cases = _Cases(
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
    largest = cases.replicate(replicates, seed)
    clusters: list[ScanCluster] = []
    for level in (float(largest.min()), 0.0):
        if not clusters:
            clusters = _clusters(cases, largest, level=level, place=place, step=step)
    return [_named(cluster, names) for cluster in clusters]


def _named(cluster: ScanCluster, names: npt.NDArray[Any]) -> ScanCluster:
    return replace(cluster, periods=names[cluster.periods])


def _clusters(
    cases: _Cases,
    largest: npt.NDArray[np.float64],
    *,
    level: float,
    place: npt.NDArray[np.intp],
    step: npt.NDArray[np.intp],
) -> list[ScanCluster]:
    total = float(place.size)
    least = least_counts(level, total)
    bests = [(*cases.best(centre, least), centre) for centre in range(cases.x.size)]
    found = best_apart(
        [(ratio, centre, window) for ratio, window, centre in bests],
        lambda centre, taken: cases.best(centre, least, taken),
        lambda centre, window: cases.zone(centre).order[: window[0]],
        places=cases.x.size,
    )
    clusters: list[ScanCluster] = []
    for ratio, centre, (size, first, end) in found:
        chance = p_value(ratio, largest)
        if chance == 1 and clusters:
            break
        inside = cases.zone(centre).order[:size]
        rank = np.full(cases.x.size, -1)
        rank[inside] = np.arange(size)
        during = (step >= first) & (step < end)
        members = np.flatnonzero((rank[place] >= 0) & during)
        members = members[np.argsort(rank[place[members]], kind="stable")]
        expected = float((rank[place] >= 0).sum()) * float(during.sum()) / total
        far = inside[-1]
        radius = np.hypot(cases.x[far] - cases.x[centre], cases.y[far] - cases.y[centre])
        clusters.append(
            ScanCluster(
                members=members,
                observed=float(members.size),
                expected=expected,
                relative_risk=relative_risk(members.size, expected, total),
                log_likelihood_ratio=ratio,
                p_value=chance,
                x=float(cases.x[centre]),
                y=float(cases.y[centre]),
                radius_m=float(radius),
                periods=np.arange(first, end),
            )
        )
        if level == 0:  # nothing stands out: only the best is worth telling
            break
    return clusters


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
class _Cases:
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
