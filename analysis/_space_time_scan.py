"""The space-time permutation scan statistic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._scan import (
    ScanCluster,
    best_apart,
    check_lengths,
    check_scan,
    least_counts,
    p_value,
    relative_risk,
)
from analysis._scan_cases import Cases, cases_of
from analysis._weights import checked_values

if TYPE_CHECKING:
    import numpy.typing as npt


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
    cases, place, step, names = cases_of(
        across, up, times, max_share=max_share, max_period_share=max_period_share
    )
    largest = cases.replicate(replicates, seed)
    clusters: list[ScanCluster] = []
    for level in (float(largest.min()), 0.0):
        if not clusters:
            clusters = clusters_beyond(cases, largest, level=level, place=place, step=step)
    return [_named(cluster, names) for cluster in clusters]


def _named(cluster: ScanCluster, names: npt.NDArray[Any]) -> ScanCluster:
    return replace(cluster, periods=names[cluster.periods])


def clusters_beyond(
    cases: Cases,
    largest: npt.NDArray[np.float64],
    *,
    level: float,
    place: npt.NDArray[np.intp],
    step: npt.NDArray[np.intp],
) -> list[ScanCluster]:
    """Return the clusters whose ratio reaches a level, best first; the best alone where it is 0."""
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
