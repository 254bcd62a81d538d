"""Kulldorff's spatial scan statistic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._compiled import compiled
from analysis._scan import (
    ScanCluster,
    Zone,
    best_apart,
    check_lengths,
    check_scan,
    in_threads,
    log_likelihood_ratio,
    p_value,
    relative_risk,
    zone_around,
)
from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

_COLUMNS = 128  # so that the counts of a block stay close to the processor


def spatial_scan(
    observed: npt.ArrayLike,
    expected: npt.ArrayLike,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    max_share: float = 0.5,
    replicates: int = 999,
    seed: int = 0,
) -> list[ScanCluster]:
    """Find circles with more events than their population, or their past, explains.

    Parameters
    ----------
    observed
        Events in each area: whole numbers.
    expected
        What they are compared with: population, or the events of another period. Only their
        proportions matter. Smooth past counts that are often 0, because replicates never put an
        event where none is expected.
    x, y
        Centre of each area in metres.
    max_share
        Largest share of the expected events that a circle may hold.
    replicates
        Monte Carlo replicates.
    seed
        Seed of the replicates.

    Returns
    -------
    list of ScanCluster
        Best first, none sharing an area with a better one. Those that every replicate beats
        (p 1) are left out, except the best. Empty where no circle has an excess. The order of
        the areas changes nothing.

    Raises
    ------
    InputError
        Columns differ in length, values are missing or negative, observed counts are not whole,
        or there is nothing to compare.
    ParameterError
        ``max_share`` or ``replicates`` is out of range.

    Notes
    -----
    Circles grow around each centre; areas at the same distance enter together. Replicates share
    the observed total out by the expected counts. Secondary clusters are judged against the
    replicates' best, which is cautious. Recorded offences show policing as much as dealing.

    References
    ----------
    Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics: Theory and
    Methods 26, 1481-1496.

    Examples
    --------
    >>> x, y = np.meshgrid(np.arange(6.0), np.arange(6.0))
    >>> observed = np.full(36, 5)
    >>> observed[[0, 1, 6]] = 20
    >>> best = spatial_scan(observed, np.ones(36), x.ravel(), y.ravel())[0]
    >>> sorted(best.members.tolist()), best.observed, best.p_value
    ([0, 1, 6], 60.0, 0.001)
    """
    check_scan(max_share=max_share, replicates=replicates)
    o, e = (
        checked_values(observed, what="observed counts"),
        checked_values(expected, what="expected"),
    )
    across, up = checked_values(x, what="x"), checked_values(y, what="y")
    check_lengths(observed=o, expected=e, x=across, y=up)
    total = float(o.sum())
    if (o < 0).any() or (e < 0).any() or (o != np.round(o)).any():
        raise InputError(
            "counts must be whole numbers of 0 or more, and expected ones not negative",
            hint="Scan counts, not rates; put the population into expected.",
            code="scan.counts",
        )
    if total == 0 or e.sum() == 0:
        raise InputError(
            "there are no events, or none are expected anywhere",
            hint="Check the filter on period and category, and the expected column.",
            code="scan.empty",
        )
    if np.ptp(across) == 0 and np.ptp(up) == 0:
        raise InputError(
            "all areas have the same coordinates",
            hint="Pass the centre of each area in metres.",
            code="scan.single",
        )
    order = np.lexsort((o, e, up, across))
    areas = _Areas(
        x=across[order],
        y=up[order],
        observed=o[order],
        expected=e[order] * (total / e.sum()),
        largest=max_share * total,
        total=total,
    )
    largest, bests = areas.scan(replicates, seed)
    found = best_apart(
        [(ratio, centre, size) for centre, (ratio, size) in bests.items()],
        areas.best,
        lambda centre, size: areas.zone(centre).order[:size],
        places=order.size,
    )
    clusters: list[ScanCluster] = []
    for ratio, centre, size in found:
        chance = p_value(ratio, largest)
        if chance == 1 and clusters:
            break
        inside = areas.zone(centre).order[:size]
        events, share = float(areas.observed[inside].sum()), float(areas.expected[inside].sum())
        far = inside[-1]
        clusters.append(
            ScanCluster(
                members=order[inside],
                observed=events,
                expected=share,
                relative_risk=relative_risk(events, share, total),
                log_likelihood_ratio=ratio,
                p_value=chance,
                x=float(areas.x[centre]),
                y=float(areas.y[centre]),
                radius_m=float(
                    np.hypot(areas.x[far] - areas.x[centre], areas.y[far] - areas.y[centre])
                ),
                periods=np.empty(0),
            )
        )
    return clusters


@dataclass(frozen=True, kw_only=True)
class _Areas:
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    observed: npt.NDArray[np.float64]
    expected: npt.NDArray[np.float64]
    largest: float
    total: float

    def zone(self, centre: int) -> Zone:
        return zone_around(centre, self.x, self.y, self.expected, largest=self.largest)

    def best(self, centre: int, taken: npt.NDArray[np.bool_]) -> tuple[float, int]:
        """Largest ratio around a centre among areas not taken, and the size of its circle."""
        return self._best_of(self.zone(centre), taken)

    def _best_of(self, zone: Zone, taken: npt.NDArray[np.bool_] | None = None) -> tuple[float, int]:
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
                bests[int(centre)] = self._best_of(zone)
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
