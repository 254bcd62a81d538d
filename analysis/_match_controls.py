"""Controls whose past moved like that of the treated areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_known, listed
from analysis._panel import check_complete, check_panel
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_FEWEST_PERIODS = 4


@dataclass(frozen=True, kw_only=True)
class MatchedControls:
    """The result of :func:`match_controls`.

    Attributes
    ----------
    controls
        Codes of the areas chosen, best first.
    scores
        One row a candidate (index ``area_code``), best first: ``distance``, the root mean square
        difference from the treated areas' path in log points; ``correlation`` of the period to
        period changes (missing for an area that never changed); ``chosen``.
    distance, distance_of_rest
        The same difference for the chosen areas together, and for all candidates together: what
        choosing has gained.
    summary
        The result in plain words.
    """

    controls: tuple[str, ...]
    scores: pd.DataFrame
    distance: float
    distance_of_rest: float
    summary: str


def match_controls(
    history: pd.DataFrame, *, treated: Iterable[str], candidates: Iterable[str], number: int
) -> MatchedControls:
    """Return the candidates whose past moved most like the treated areas' total.

    A path is the log of a count plus a half, less its own mean: level plays no part, only the way
    it moved. Use the time before the operation only: areas chosen for how they moved after it
    would hide its effect.

    Parameters
    ----------
    history
        Counts of areas (rows, by code) by periods (columns, in order) before the operation, none
        missing for the areas named.
    treated
        Codes of the areas of the operation, taken together.
    candidates
        Codes of areas that may serve: neither treated nor next to it.
    number
        How many to choose.

    Returns
    -------
    MatchedControls

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown or in both groups, fewer candidates than `number` are given, a count is
        missing, or the history has fewer than four periods.

    Examples
    --------
    >>> import pandas as pd
    >>> history = pd.DataFrame({1: [100, 55, 80], 2: [200, 95, 80], 3: [100, 45, 80],
    ...                         4: [200, 105, 80]}, index=["t", "like", "flat"])
    >>> match_controls(history, treated=["t"], candidates=["flat", "like"], number=1).controls
    ('like',)
    """
    counts = check_panel(history, parameter="history")
    raided = as_codes(treated, parameter="treated")
    pool = as_codes(candidates, parameter="candidates")
    known = dict.fromkeys(counts.index)
    check_known(raided, known, parameter="treated")
    check_known(pool, known, parameter="candidates")
    both = [code for code in pool if code in set(raided)]
    if both or not raided:
        raise ParameterError(
            "the same areas are given as treated and as candidates"
            if both
            else "no area is treated",
            hint="Name the areas of the operation, and other ones as candidates.",
            parameter="candidates" if both else "treated",
            value=listed(both) or None,
        )
    if not 1 <= number <= len(pool):
        raise ParameterError(
            f"between 1 and {len(pool)} of the candidates can be chosen",
            hint="Ask for fewer, or name more candidates.",
            parameter="number",
            value=number,
        )
    if counts.shape[1] < _FEWEST_PERIODS:
        raise ParameterError(
            f"periods before the operation: {counts.shape[1]}, too few to see how areas moved",
            hint=f"Load at least {_FEWEST_PERIODS} periods before the operation.",
            parameter="history",
        )
    check_complete(counts.loc[[*raided, *pool]], parameter="history")
    target = _path(counts.loc[raided].sum())
    paths = counts.loc[pool].apply(_path, axis=1)
    scores = pd.DataFrame(
        {
            "distance": np.sqrt(((paths - target) ** 2).mean(axis=1)),
            "correlation": [_correlation(path, target.to_numpy()) for path in paths.to_numpy()],
        }
    ).rename_axis(index="area_code")
    scores["correlation"] = scores["correlation"].astype("Float64")
    scores = scores.sort_values("distance", kind="stable")
    scores["chosen"] = np.arange(len(pool)) < number
    chosen = list(scores.index[:number])
    distance, rest = (
        float(np.sqrt(((_path(counts.loc[codes].sum()) - target) ** 2).mean()))
        for codes in (chosen, pool)
    )
    return MatchedControls(
        controls=tuple(chosen),
        scores=scores,
        distance=distance,
        distance_of_rest=rest,
        summary=(
            f"{number} of {len(pool)} candidates chosen. Over {counts.shape[1]} periods they moved "
            f"within {100 * distance:.1f} log points of the treated areas, all candidates together "
            f"within {100 * rest:.1f}. Having moved alike does not prove that they would have gone "
            "on doing so."
        ),
    )


def _path(counts: pd.Series) -> pd.Series:
    logs = np.log(counts.astype(float) + 0.5)
    path: pd.Series = logs - logs.mean()
    return path


def _correlation(path: NDArray[np.float64], target: NDArray[np.float64]) -> float | None:
    own, other = np.diff(path), np.diff(target)
    if np.ptp(own) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(own, other)[0, 1])
