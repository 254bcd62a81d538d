"""Near repeats: events that follow others nearby and soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from analysis._day_numbers import day_numbers
from analysis._weights import checked_values
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

Metric = Literal["euclidean", "manhattan"]
_FEWEST_EVENTS = 3
_MOST_PAIRS = 30_000_000
_MOST_DAYS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class NearRepeats:
    """Pairs of events by how far apart they are in space (rows) and time (columns).

    Attributes
    ----------
    observed
        Pairs in each band.
    expected
        Pairs if place and time had nothing to do with each other: the product of the margins
        over all pairs (Knox 1964).
    ratio
        Observed over expected; 1 where nothing is expected.
    p
        One-sided Monte Carlo p-value of at least as many pairs: (1 + as many) / (1 + replicates).
    p_poisson
        Chance of at least as many pairs under a Poisson law with the expected mean.
    distance_bands_m, time_bands_days
        Edges of the bands. The first band starts at 0 and holds it; every band holds its end.
    replicates, seed, events
        Settings, and the number of events.
    notes
        What the reader must know about the data, as sentences.
    """

    observed: npt.NDArray[np.int64]
    expected: npt.NDArray[np.float64]
    ratio: npt.NDArray[np.float64]
    p: npt.NDArray[np.float64]
    p_poisson: npt.NDArray[np.float64]
    distance_bands_m: tuple[float, ...]
    time_bands_days: tuple[float, ...]
    replicates: int
    seed: int
    events: int
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        over = self.ratio[0, 0] - 1
        first = (
            f"Within {self.distance_bands_m[0]:g} m and {self.time_bands_days[0]:g} days "
            f"{self.observed[0, 0]:,} pairs of {self.events:,} events, {abs(over):.0%} "
            f"{'more' if over >= 0 else 'fewer'} than by chance (p {self.p[0, 0]:.3g})."
        )
        caution = (
            "Several records of one police visit look like near repeats: read the closest band "
            "with that in mind."
        )
        return " ".join([first, *self.notes, caution])


def near_repeat(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    day: npt.ArrayLike,
    *,
    distance_bands_m: Sequence[float],
    time_bands_days: Sequence[float],
    metric: Metric = "euclidean",
    replicates: int = 999,
    seed: int = 0,
) -> NearRepeats:
    """Test whether events cluster in space and time together (Knox's test by bands).

    Parameters
    ----------
    x, y
        Coordinates of each event in metres.
    day
        Day of each event, as numbers or dates. Dates known only to the month cannot show
        repeats within weeks.
    distance_bands_m
        Ends of the distance bands, rising: ``[100, 200]`` means 0 to 100 and over 100 to 200.
    time_bands_days
        Ends of the time bands, rising.
    metric
        ``"euclidean"``, or ``"manhattan"`` for a street grid.
    replicates
        Monte Carlo replicates, which shuffle the days among the places.
    seed
        Seed of the replicates.

    Returns
    -------
    NearRepeats
        ``observed``, ``expected``, ``ratio`` and ``p``, distance bands by time bands. The order
        of the events changes nothing.

    Raises
    ------
    InputError
        Columns differ in length, values are missing, or there are fewer than 3 events.
    ParameterError
        Bands do not rise, too many pairs lie within them, or another setting is unknown.

    Notes
    -----
    Pairs within the longest distance are found with a tree; time and memory grow with their
    number, and more than 30 million are refused. The Monte Carlo p-value is to be preferred to
    the Poisson one, because pairs share events. Peers report the Poisson chance of *more* pairs
    than observed; here it is of at least as many.

    References
    ----------
    Knox, E. G. (1964). The detection of space-time interactions. Applied Statistics 13, 25-29.
    Ratcliffe, J. H. and Rengert, G. F. (2008). Near-repeat patterns in Philadelphia shootings.
    Security Journal 21, 58-76.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x, y, day = rng.uniform(0, 5000, 200), rng.uniform(0, 5000, 200), rng.integers(0, 365, 200)
    >>> x[100:130], y[100:130], day[100:130] = x[:30] + 20, y[:30], day[:30] + 3
    >>> result = near_repeat(x, y, day, distance_bands_m=[100, 200], time_bands_days=[7, 14])
    >>> result.observed[0].tolist(), result.p[0, 0].item()
    ([32, 0], 0.001)
    """
    across, up = checked_values(x, what="x"), checked_values(y, what="y")
    days = day_numbers(day)
    if not across.size == up.size == days.size:
        raise InputError(
            f"the columns have different lengths ({across.size}, {up.size}, {days.size})",
            hint="Give one x, y and day for each event.",
            code="knox.lengths",
        )
    if across.size < _FEWEST_EVENTS:
        raise InputError(
            f"{across.size} events are too few for pairs in space and time",
            hint="Use at least 3 events; 50 or more can show a pattern.",
            code="knox.few",
        )
    far, late = (
        _bands(distance_bands_m, "distance_bands_m"),
        _bands(time_bands_days, "time_bands_days"),
    )
    if metric not in get_args(Metric):
        raise ParameterError(
            "unknown metric",
            hint="Choose 'euclidean' or 'manhattan'.",
            parameter="metric",
            value=metric,
        )
    if replicates < 1:
        raise ParameterError(
            "at least one replicate is needed for a p-value",
            hint="999 is the usual number.",
            parameter="replicates",
            value=replicates,
        )
    order = np.lexsort((days, up, across))
    across, up, days = across[order], up[order], days[order]
    pairs = _near_pairs(np.c_[across, up], far, metric)
    band_of = _time_band(days, late)
    observed = _counted(days, pairs, band_of, late.size)
    near = np.array([first.size for first, _ in pairs])
    expected = near[:, None] * _pairs_in_time(days, late) / (days.size * (days.size - 1) / 2)

    rng = np.random.default_rng(seed)
    beyond = np.zeros(observed.shape, dtype=np.int64)
    for _ in range(replicates):
        beyond += _counted(rng.permutation(days), pairs, band_of, late.size) >= observed
    from scipy.special import pdtrc

    ratio = np.ones(observed.shape)
    np.divide(observed, expected, out=ratio, where=expected > 0)
    poisson = np.where(observed > 0, pdtrc(np.maximum(observed - 1, 0), expected), 1.0)
    return NearRepeats(
        observed=observed,
        expected=expected,
        ratio=ratio,
        p=(beyond + 1) / (replicates + 1),
        p_poisson=poisson,
        distance_bands_m=tuple(far.tolist()),
        time_bands_days=tuple(late.tolist()),
        replicates=replicates,
        seed=seed,
        events=int(across.size),
        notes=_notes(across, up, days),
    )


def _bands(edges: Sequence[float], name: str) -> npt.NDArray[np.float64]:
    bands = np.array(edges, dtype=np.float64)
    rising = bands.ndim == 1 and bands.size and bands[0] >= 0 and (np.diff(bands) > 0).all()
    if not rising or not np.isfinite(bands).all():
        raise ParameterError(
            "bands must be numbers that rise from 0 or more",
            hint="Try distance_bands_m=[100, 200, 400] and time_bands_days=[7, 14, 28].",
            parameter=name,
            value=edges,
        )
    return bands


def _near_pairs(
    points: npt.NDArray[np.float64], far: npt.NDArray[np.float64], metric: Metric
) -> list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]]:
    """Both ends of the pairs of each distance band."""
    from scipy.spatial import KDTree

    power = 2.0 if metric == "euclidean" else 1.0
    edges = far * (1 + 1e-12)
    # Counted by places: heaps of records at snap points would take minutes one by one.
    places, records = np.unique(points, axis=0, return_counts=True)
    standing = KDTree(places)
    heavy = (records.astype(np.float64), records.astype(np.float64))
    ordered = standing.count_neighbors(standing, edges[-1], p=power, weights=heavy)
    number = (int(ordered) - len(points)) // 2
    if number > _MOST_PAIRS:
        raise ParameterError(
            f"{number:,} pairs of events lie within {far[-1]:g} m of each other",
            hint="Shorten the distance bands, or choose a smaller area or a shorter time.",
            parameter="distance_bands_m",
            value=float(far[-1]),
        )
    ends = KDTree(points).query_pairs(edges[-1], p=power, output_type="ndarray").astype(np.int32)
    gaps = np.abs(points[ends[:, 0]] - points[ends[:, 1]])
    distance = np.hypot(*gaps.T) if metric == "euclidean" else gaps.sum(axis=1)
    band = np.minimum(np.searchsorted(edges, distance), far.size - 1)
    return [(ends[band == k, 0], ends[band == k, 1]) for k in range(far.size)]


def _time_band(
    days: npt.NDArray[np.float64], late: npt.NDArray[np.float64]
) -> Callable[[npt.NDArray[np.float64]], npt.NDArray[np.intp]]:
    """Make the step from differences in days to bands: a table where days are whole numbers."""
    edges = late * (1 + 1e-12)
    span = np.ptp(days)
    if span > _MOST_DAYS or (days != np.round(days)).any():
        return lambda gap: np.searchsorted(edges, np.abs(gap))
    table = np.searchsorted(edges, np.abs(np.arange(-span, span + 1)))
    return lambda gap: table[(gap + span).astype(np.int32)]


def _counted(
    days: npt.NDArray[np.float64],
    pairs: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]],
    band_of: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.intp]],
    bands: int,
) -> npt.NDArray[np.int64]:
    """Pairs by distance band and time band."""
    return np.array(
        [
            np.bincount(band_of(days[first] - days[second]), minlength=bands + 1)[:bands]
            for first, second in pairs
        ]
    )


def _pairs_in_time(
    days: npt.NDArray[np.float64], late: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """All pairs by time band, wherever they are."""
    line = np.sort(days)
    own = np.arange(1, line.size + 1)
    within = [(np.searchsorted(line, line + t * (1 + 1e-12), "right") - own).sum() for t in late]
    return np.diff(np.array(within), prepend=0)


def _notes(
    across: npt.NDArray[np.float64], up: npt.NDArray[np.float64], days: npt.NDArray[np.float64]
) -> tuple[str, ...]:
    same = {"fall on one day": (days,), "lie at one place": (across, up)}
    alike = [what for what, values in same.items() if not any(np.ptp(each) for each in values)]
    return tuple(f"All events {what}, so nothing can be said about repeats." for what in alike)
