"""Rates that do not jump where few people live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._weights import checked_values, weight_matrix, without_diagonal
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt


@dataclass(frozen=True, kw_only=True)
class SmoothedRates:
    """Rates per head, drawn towards a mean where there is little evidence.

    Attributes
    ----------
    rate
        The smoothed rate of each area.
    low, high, confidence
        Interval of the rate: quantiles of the gamma posterior that gives the smoothed rate. It
        takes the mean and the spread between areas as known, and so is a little narrow.
    raw
        Events over population; 0 where nobody lives.
    kept
        How much of the area's own rate is kept: 1 all of it, 0 none (the mean is taken).
    mean
        The mean that each area is drawn towards: the same for all, or that of its neighbourhood.
    local
        Whether neighbourhoods were used.
    notes
        What the reader must know about the data, as sentences.
    """

    rate: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    confidence: float
    raw: npt.NDArray[np.float64]
    kept: npt.NDArray[np.float64]
    mean: npt.NDArray[np.float64]
    local: bool
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        towards = "that of its neighbourhood" if self.local else "the common one"
        first = (
            f"Rates of {self.rate.size:,} areas, each drawn towards {towards}; a typical area "
            f"keeps {np.median(self.kept):.0%} of its own rate."
        )
        caution = "A rate of recorded offences is also a rate of police activity."
        return " ".join([first, *self.notes, caution])


def smoothed_rates(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    *,
    neighbours: Any = None,
    confidence: float = 0.95,
) -> SmoothedRates:
    """Estimate rates by empirical Bayes: small populations borrow from the rest.

    Parameters
    ----------
    events
        Events in each area. A pandas Series is aligned with a Graph by its index, and so must
        ``population`` be.
    population
        People (or homes, or area) at risk there.
    neighbours
        A ``libpysal.graph.Graph`` or a SciPy sparse matrix: each area is then drawn towards the
        rate of itself and its neighbours, and keeps more of what is regional. Without it, towards
        the rate of all areas.
    confidence
        Level of the intervals.

    Returns
    -------
    SmoothedRates
        Events per head, in the order of ``events``. An area without population gets the mean, an
        island with ``neighbours`` keeps its raw rate. There is never a NaN.

    Raises
    ------
    InputError
        Columns differ in length, a value is missing or negative, or there are no people at all.
    ParameterError
        ``confidence`` is not between 0 and 1.

    Notes
    -----
    Marshall's moment estimates: where the rates vary by no more than chance, all areas get the
    mean. Use the smoothed rates for :func:`analysis.getis_ord` with care: with ``neighbours`` they
    already share values, and look more clustered than they are.

    References
    ----------
    Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators.
    Applied Statistics 40, 283-294.

    Examples
    --------
    >>> result = smoothed_rates([0, 30, 90, 1], [10, 1000, 1000, 5])
    >>> result.raw.round(3).tolist(), result.rate.round(3).tolist()
    ([0.0, 0.03, 0.09, 0.2], [0.053, 0.032, 0.088, 0.069])
    """
    from scipy.special import gammaincinv

    if not 0 < confidence < 1:
        raise ParameterError(
            "the confidence must lie between 0 and 1",
            hint="Try 0.95.",
            parameter="confidence",
            value=confidence,
        )
    count, people = _checked(events, population)
    raw = np.zeros_like(count)
    np.divide(count, people, out=raw, where=people > 0)
    around = None
    if neighbours is not None:
        around = _neighbourhoods(weight_matrix(neighbours, events, n=count.size))
    mean, spread = _moments(count, people, raw, around)
    # The posterior of a gamma prior with this mean and variance: gamma(shape, 1 / scale).
    shape, scale = count.copy(), people.copy()
    even, none = (spread <= 0) | (mean <= 0), people <= 0
    np.divide(mean**2, spread, out=shape, where=~even)
    np.divide(mean, spread, out=scale, where=~even)
    shape[~even] += count[~even]
    scale[~even] += people[~even]
    all_events, all_people = _sums(count, around), _sums(people, around)
    shape[even], scale[even] = all_events[even], all_people[even]
    rate, low, high = np.zeros((3, count.size))
    known = (scale > 0) & (shape > 0)
    rate[known] = shape[known] / scale[known]
    tail = (1 - confidence) / 2
    low[known] = gammaincinv(shape[known], tail) / scale[known]
    upper = np.where(shape > 0, shape, 1.0)  # the exact Poisson limit where no event was seen
    high[scale > 0] = gammaincinv(upper, 1 - tail)[scale > 0] / scale[scale > 0]
    kept = np.zeros(count.size)
    np.divide(spread, spread + mean / np.where(none, 1, people), out=kept, where=~even & ~none)
    notes = []
    if none.any():
        notes.append(f"{int(none.sum()):,} areas have no population and get the mean.")
    if (count[none] > 0).any():
        notes.append("Events are recorded where nobody lives: check that both use the same areas.")
    if even.all():
        notes.append("The rates vary by no more than chance, so every area gets the mean.")
    return SmoothedRates(
        rate=rate,
        low=low,
        high=high,
        confidence=confidence,
        raw=raw,
        kept=kept,
        mean=mean,
        local=around is not None,
        notes=tuple(notes),
    )


def _checked(
    events: Any, population: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    count = checked_values(events, what="events")
    people = checked_values(population, what="populations")
    if count.size != people.size or (count < 0).any() or (people < 0).any():
        raise InputError(
            f"{count.size} events and {people.size} populations do not match, or one is negative",
            hint="Give both for each area, 0 or more.",
            code="rates.columns",
        )
    mine: Any = getattr(events, "index", None)
    theirs: Any = getattr(population, "index", None)
    if hasattr(mine, "equals") and hasattr(theirs, "equals") and not mine.equals(theirs):
        raise InputError(
            "events and population have different indexes",
            hint="Reindex the population by the index of the events.",
            code="rates.index",
        )
    if not people.any():
        raise InputError(
            "nobody lives in any of the areas",
            hint="Check the population column.",
            code="rates.population",
        )
    return count, people


def _neighbourhoods(matrix: Any) -> Any:
    """Each area with its neighbours, counted once each."""
    from scipy import sparse

    rest, _ = without_diagonal(matrix)
    binary = rest.copy()
    binary.data = np.ones_like(binary.data)
    return (binary + sparse.eye_array(binary.shape[0])).tocsr()


def _sums(values: npt.NDArray[np.float64], around: Any) -> npt.NDArray[np.float64]:
    if around is None:
        return np.full(values.size, values.sum())
    sums: npt.NDArray[np.float64] = around @ values
    return sums


def _moments(
    count: npt.NDArray[np.float64],
    people: npt.NDArray[np.float64],
    raw: npt.NDArray[np.float64],
    around: Any,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean rate and variance between areas beyond chance, for each area's neighbourhood."""
    total, lived = _sums(people, around), _sums(np.where(people > 0, 1.0, 0.0), around)
    everywhere = count.sum() / people.sum()
    mean = np.full(count.size, everywhere)
    np.divide(_sums(count, around), total, out=mean, where=total > 0)
    # sum of people * (raw - mean)^2, expanded because the mean differs by neighbourhood
    square = _sums(people * raw**2, around) - 2 * mean * _sums(people * raw, around)
    square += mean**2 * total
    spread = np.zeros(count.size)
    np.divide(square - mean * lived, total, out=spread, where=total > 0)
    return mean, np.maximum(spread, 0)
