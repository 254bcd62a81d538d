"""Which method would have predicted the last periods best here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._intervals import wilson
from analysis._prediction_curve import best_share, captured, checked_cells
from analysis._weights import checked_values
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    Method = Callable[[npt.NDArray[np.float64]], npt.ArrayLike]

_DIMENSIONS = 2


@dataclass(frozen=True, kw_only=True)
class MethodAccuracy:
    """How well one method ranked the cells.

    Attributes
    ----------
    method
        Its name.
    hit_rate, low, high, confidence
        Share of the held-out events in its best cells, with Wilson's interval, which takes the
        events as independent; repeated records of one place make it too narrow.
    pai
        Hit rate over the share of the area (Chainey et al. 2008): 1 is no better than chance.
    pei
        Share of what the best possible choice of as much area would have caught (Hunt 2016).
    rri
        Share of the held-out events in its cells over the share of the past ones there (Levine
        2008): near 1 the cells kept their events, well below it they lost them. 0 where they
        held none in the past.
    area_share
        The share of the area that every method could choose.
    events
        Held-out events.
    """

    method: str
    hit_rate: float
    low: float
    high: float
    confidence: float
    pai: float
    pei: float
    rri: float
    area_share: float
    events: float

    @property
    def summary(self) -> str:
        """The result in plain English."""
        return (
            f"{self.method}: {self.hit_rate:.0%} ({self.low:.0%} to {self.high:.0%}) of "
            f"{self.events:,.0f} later records in {self.area_share:.1%} of the area, "
            f"{self.pai:.1f} times chance and {self.pei:.0%} of the best possible. It predicts "
            "records, and so also where police will look."
        )


def accuracy(
    cube: Any,
    methods: Mapping[str, Method],
    *,
    area_m2: npt.ArrayLike,
    hold_out: int = 1,
    area_share: float = 0.05,
    confidence: float = 0.95,
) -> list[MethodAccuracy]:
    """Hold out the last periods and see which method ranked the cells best before them.

    Parameters
    ----------
    cube
        Counts, one row per cell and one column per period, oldest first.
    methods
        For each name a function that is given the past periods only (an array like the cube)
        and returns a score for each cell; the highest scores are chosen first. Scores are per
        cell of equal worth: return densities where cells differ in area.
    area_m2
        True area of each cell.
    hold_out
        How many of the last periods are held out.
    area_share
        Share of the area that each method may choose. All are judged at exactly this share: a
        cell, or a group of equal scores, that is cut off counts in proportion.
    confidence
        Level of the interval of the hit rate.

    Returns
    -------
    list of MethodAccuracy
        Best hit rate first; among equals in the order given.

    Raises
    ------
    InputError
        The cube is no table of numbers, nothing happened in the periods held out, or a method
        returned scores that are missing or of the wrong length.
    ParameterError
        ``hold_out``, ``area_share`` or ``confidence`` is out of range, or there is no method.

    Notes
    -----
    One held-out period is one throw of the dice: methods whose intervals overlap are not told
    apart by it.

    References
    ----------
    See :func:`analysis.prediction_curve`.

    Examples
    --------
    >>> cube = np.array([[5, 4, 6], [0, 1, 0], [2, 9, 1], [1, 1, 1]])
    >>> for result in accuracy(cube, {
    ...     "last period": lambda past: past[:, -1], "mean": lambda past: past.mean(axis=1)},
    ...     area_m2=[1, 1, 1, 1], area_share=0.25):
    ...     print(result.method, result.hit_rate, result.pai)
    last period 0.125 0.5
    mean 0.125 0.5
    """
    x = np.array(cube, dtype=np.float64)
    if x.ndim != _DIMENSIONS:
        raise InputError(
            "the cube must be cells by periods",
            hint="Put cells in rows and periods in columns, as geo.count_in_cells does.",
            code="accuracy.shape",
        )
    checked_values(x.ravel(), what="counts of the cube")
    if not 1 <= hold_out < x.shape[1]:
        raise ParameterError(
            f"of {x.shape[1]} periods at least one must be held out and one left",
            hint="Try 1, or 3 of at least a year of months.",
            parameter="hold_out",
            value=hold_out,
        )
    for name, value in (("area_share", area_share), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ParameterError(
                "a share must lie between 0 and 1",
                hint="Try area_share=0.05 and confidence=0.95.",
                parameter=name,
                value=value,
            )
    if not methods:
        raise ParameterError(
            "there is no method to judge",
            hint="Pass at least {'mean': lambda past: past.mean(axis=1)}.",
            parameter="methods",
            value=methods,
        )
    past, later = x[:, :-hold_out], x[:, -hold_out:].sum(axis=1)
    before = past.sum(axis=1)
    results = []
    for name, method in methods.items():
        score, events, area = checked_cells(method(past.copy()), later, area_m2)
        total = float(events.sum())
        hit_rate = float(captured(score, events, area, area_share))
        low, high = wilson(hit_rate * total, total, confidence=confidence)
        kept = float(captured(score, before, area, area_share)) if before.any() else 0.0
        results.append(
            MethodAccuracy(
                method=name,
                hit_rate=hit_rate,
                low=float(low),
                high=float(high),
                confidence=confidence,
                pai=hit_rate / area_share,
                pei=hit_rate / float(best_share(events, area, area_share)),
                rri=hit_rate / kept if kept > 0 else 0.0,
                area_share=area_share,
                events=total,
            )
        )
    return sorted(results, key=lambda result: -result.hit_rate)
