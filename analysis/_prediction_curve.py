"""How much of what happened lies in the places that were ranked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._weights import checked_values
from geo.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd


def prediction_curve(
    predicted: npt.ArrayLike, *, observed: npt.ArrayLike, area_m2: npt.ArrayLike
) -> pd.DataFrame:
    """Rank cells by predicted density and measure the ranking at every cell.

    Parameters
    ----------
    predicted
        Predicted number of events in each cell.
    observed
        Events that then happened there.
    area_m2
        Area of each cell, in any unit.

    Returns
    -------
    pandas.DataFrame
        One row for each cell, in order of predicted density; among equals those with fewer
        observed events come first, which is cautious. Columns: ``cell`` (position in the input),
        ``hit_rate`` and ``area_share`` (cumulative shares), ``pai`` (their ratio), ``pei`` (pai
        over that of the best ranking after as many cells, which is fair only where cells are
        equal), ``pei_equal_area`` (over the best ranking at the same area) and ``rri`` (predicted
        over observed so far, as ptools has it; infinite while nothing was observed).

    Raises
    ------
    InputError
        Columns differ in length, a value is missing or negative, an area is 0, or nothing
        happened.

    References
    ----------
    Chainey, S., Tompson, L. and Uhlig, S. (2008). The utility of hotspot mapping for predicting
    spatial patterns of crime. Security Journal 21, 4-28. (PAI)
    Hunt, J. M. (2016). Do crime hot spots move? PhD thesis, American University. (PEI)
    Levine, N. (2008). The "Hottest" part of a hotspot. Security Journal 21, 295-302. (RRI)

    Examples
    --------
    >>> curve = prediction_curve([6, 3, 1], observed=[6, 3, 0], area_m2=[1, 1, 1])
    >>> curve["pai"].tolist()
    [2.0, 1.5, 1.0]
    """
    import pandas as pd

    score, events, area = checked_cells(predicted, observed, area_m2)
    if (score < 0).any():
        raise InputError(
            "a predicted number is negative",
            hint="Pass predicted numbers of events; accuracy takes any score.",
            code="curve.negative",
        )
    order = np.lexsort((events, -score / area))
    hits, covered = np.cumsum(events[order]), np.cumsum(area[order])
    hit_rate, area_share = hits / hits[-1], covered / covered[-1]
    pai = hit_rate / area_share
    best = np.argsort(-events / area, kind="stable")
    best_hits, best_covered = np.cumsum(events[best]), np.cumsum(area[best])
    best_pai = best_hits / best_hits[-1] * best_covered[-1] / best_covered
    reachable = best_share(events, area, area_share)
    rri = np.full(hits.shape, np.inf)
    np.divide(np.cumsum(score[order]), hits, out=rri, where=hits > 0)
    return pd.DataFrame(
        {
            "cell": order,
            "hit_rate": hit_rate,
            "area_share": area_share,
            "pai": pai,
            "pei": pai / best_pai,
            "pei_equal_area": hit_rate / reachable,
            "rri": rri,
        }
    )


def best_share(
    events: npt.NDArray[np.float64], area: npt.NDArray[np.float64], area_share: Any
) -> npt.NDArray[np.float64]:
    """Largest share of the events that cells of a share of the area can hold."""
    return captured(events / area, events, area, area_share)


def captured(
    score: npt.NDArray[np.float64],
    events: npt.NDArray[np.float64],
    area: npt.NDArray[np.float64],
    area_share: Any,
) -> npt.NDArray[np.float64]:
    """Share of the events in the best-scored cells of a share of the area.

    A cell, or a group of cells with equal scores, that is cut off counts in proportion to the
    area taken, so that every method is judged at exactly the same area and ties favour nobody.
    """
    _, group = np.unique(-score, return_inverse=True)
    hits = np.concatenate([[0], np.cumsum(np.bincount(group, weights=events))])
    covered = np.concatenate([[0], np.cumsum(np.bincount(group, weights=area))])
    share: npt.NDArray[np.float64] = np.interp(area_share, covered / covered[-1], hits / hits[-1])
    return share


def checked_cells(
    score: Any, events: Any, area: Any
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return score, events and area of each cell, or say what is wrong with them."""
    columns = (
        checked_values(score, what="scores"),
        checked_values(events, what="observed events"),
        checked_values(area, what="areas"),
    )
    if len({column.size for column in columns}) > 1:
        raise InputError(
            f"scores, events and areas have different lengths "
            f"({', '.join(str(column.size) for column in columns)})",
            hint="Give one of each for each cell.",
            code="curve.lengths",
        )
    if (columns[1] < 0).any() or (columns[2] <= 0).any():
        raise InputError(
            "an observed number is negative, or an area is not above 0",
            hint="Drop cells without area; geo.grid makes none.",
            code="curve.range",
        )
    if not columns[1].any():
        raise InputError(
            "nothing happened in the periods held out",
            hint="Hold out more periods, or check the filter.",
            code="curve.empty",
        )
    return columns
