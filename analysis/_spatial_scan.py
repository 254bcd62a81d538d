"""Kulldorff's spatial scan statistic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._scan import (
    ScanCluster,
    best_apart,
    check_lengths,
    check_scan,
    p_value,
    relative_risk,
)
from analysis._scan_areas import Areas
from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt


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
    areas = Areas(
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
