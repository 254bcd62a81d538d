"""Which method would have predicted the last periods best here, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from analysis._accuracy import accuracy
from analysis._hotspot_methods import NAMES, standard_methods
from analysis._method_comparison import MethodComparison
from analysis._period_gaps import missing_periods
from analysis._point_input import coordinates_of
from analysis._prediction_curve import captured
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from analysis._accuracy import Method

    Floats = npt.NDArray[np.float64]

_FEW_PERIODS = 3


def compare_methods(
    cube: pd.DataFrame,
    cells: gpd.GeoDataFrame,
    *,
    methods: Mapping[str, Method] | Sequence[str] | None = None,
    hold_out: int = 3,
    area_share: float = 0.05,
    bandwidth_m: float | None = None,
    resamples: int = 499,
    confidence: float = 0.95,
    seed: int = 0,
) -> MethodComparison:
    """Hold out the last periods and compare how methods, given the rest, foretell them.

    Parameters
    ----------
    cube
        Counts, one row per cell and one column per period, oldest first, as
        :func:`geo.count_in_cells` makes them.
    cells
        The cells in the order of the cube, in metres, with ``area_m2`` or their geometry.
    methods
        Names out of ``"count of the past"``, ``"last period"``, ``"kernel density"``,
        ``"Gi* cells"`` and ``"DBSCAN clusters"``, or functions as for
        :func:`analysis.accuracy`; all five if left out.
    hold_out
        How many of the last periods are held out.
    area_share
        Share of the area that each method may choose; all are judged at exactly this share.
    bandwidth_m
        Radius of the kernel and of the clusters; twice the side of a square as large as the
        median cell if left out.
    resamples
        Resamples for the intervals: cells are drawn with replacement, each with all its later
        events, because records of one place come together and are not independent.
    confidence
        Level of the intervals.
    seed
        Seed of the draws.

    Returns
    -------
    MethodComparison
        All methods at equal area, with intervals, and each period held out by itself.

    Raises
    ------
    InputError
        There is one period only, nothing happened in the periods held out or before, or the
        cells do not fit the cube.
    ParameterError
        A setting is out of range, or a method is unknown.

    Notes
    -----
    The methods see the past only. Where one finds too little for the area, its remaining cells
    are ordered by their past count. The intervals hold for these periods: three months of one
    place say little about another year.

    References
    ----------
    Chainey, S., Tompson, L. and Uhlig, S. (2008). Security Journal 21, 4-28. (PAI)
    Hunt, J. M. (2016). Do crime hot spots move? PhD thesis, American University. (PEI)
    Levine, N. (2008). Security Journal 21, 295-302. (RRI)

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from geo import count_in_cells, grid
    >>> rng = np.random.default_rng(0)
    >>> cells = grid(gpd.GeoDataFrame(geometry=[box(0, 0, 9000, 9000)], crs=27700), cell_m=1000)
    >>> xy = np.r_[rng.normal(3500, 600, (400, 2)), rng.uniform(0, 9000, (400, 2))]
    >>> cube = count_in_cells(xy, cells, period=rng.integers(1, 7, 800))
    >>> found = compare_methods(cube, cells, methods=["count of the past", "last period"])
    >>> found.table["method"].to_list()
    ['count of the past', 'last period']
    """
    import pandas as pd

    counts = _checked_cube(cube, cells, hold_out)
    area = _areas(cells)
    chosen: Mapping[str, Method]
    if isinstance(methods, Mapping):
        chosen = methods
    else:
        names = NAMES if methods is None else methods
        chosen = standard_methods(cells, area, names=names, bandwidth_m=bandwidth_m)
    if resamples < 1:
        raise ParameterError(
            "there must be at least one resample",
            hint="Try 499.",
            parameter="resamples",
            value=resamples,
        )
    past, later = counts[:, :-hold_out], counts[:, -hold_out:]
    scores = {name: np.asarray(method(past.copy()), float) for name, method in chosen.items()}
    # Scores are worked out once, and judged many times.
    found = accuracy(
        counts,
        {name: _given(score) for name, score in scores.items()},
        area_m2=area,
        hold_out=hold_out,
        area_share=area_share,
        confidence=confidence,
    )
    order = [result.method for result in found]
    drawn = _resampled(
        [scores[name] for name in order], later.sum(axis=1), area, area_share, resamples, seed
    )
    ends = [50 * (1 - confidence), 50 * (1 + confidence)]
    low, high = np.percentile(drawn, ends, axis=1)
    behind = drawn[0] - drawn
    behind_low, behind_high = np.percentile(behind, ends, axis=1)
    table = pd.DataFrame(
        {
            "method": order,
            "hit_rate": [result.hit_rate for result in found],
            "low": low,
            "high": high,
            "pai": [result.pai for result in found],
            "pai_low": low / area_share,
            "pai_high": high / area_share,
            "pei": [result.pei for result in found],
            "rri": [result.rri for result in found],
            "behind": [found[0].hit_rate - result.hit_rate for result in found],
            "behind_low": behind_low,
            "behind_high": behind_high,
        }
    )
    held_out = tuple(str(name) for name in cube.columns[-hold_out:])
    return MethodComparison(
        table=table,
        periods=_by_period(
            {name: scores[name] for name in order}, later, held_out, area, area_share
        ),
        scores=pd.DataFrame(scores, index=cube.index),
        area_share=area_share,
        confidence=confidence,
        resamples=resamples,
        seed=seed,
        past_periods=past.shape[1],
        held_out=held_out,
        events=float(later.sum()),
        notes=_notes(cube, past.shape[1]),
    )


def _given(score: Floats) -> Method:
    return lambda _: score


def _checked_cube(cube: pd.DataFrame, cells: gpd.GeoDataFrame, hold_out: int) -> Floats:
    if len(cube) != len(cells) or not cube.index.equals(cells.index):
        raise InputError(
            f"the cube has {len(cube)} rows and there are {len(cells)} cells, or in another order",
            hint="Count with geo.count_in_cells on these cells.",
            code="compare.cells",
        )
    if hold_out < 1:
        raise ParameterError(
            "at least one period must be held out",
            hint="Try 3 of at least a year of months.",
            parameter="hold_out",
            value=hold_out,
        )
    if cube.shape[1] <= hold_out:
        raise InputError(
            f"there are {cube.shape[1]} periods, too few to hold out {hold_out}",
            hint="Load more months, or hold out fewer.",
            code="compare.periods",
        )
    counts = cube.to_numpy(dtype=np.float64)
    if not counts[:, :-hold_out].any():
        raise InputError(
            "nothing happened before the periods held out",
            hint="Load a longer history, or check the filter.",
            code="compare.past",
        )
    return counts


def _areas(cells: gpd.GeoDataFrame) -> Floats:
    coordinates_of(cells.geometry.representative_point())
    area: Floats = cells.get("area_m2", cells.area).to_numpy(np.float64)
    without = int((~(area > 0)).sum())
    if without:
        raise InputError(
            f"{without} cells have no area",
            hint="Drop cells without area; geo.grid makes none.",
            code="compare.area",
        )
    return area


def _resampled(
    scores: list[Floats],
    later: Floats,
    area: Floats,
    area_share: float,
    resamples: int,
    seed: int,
) -> Floats:
    """Return the hit rate of each method in each resample of the cells."""
    rng = np.random.default_rng(seed)
    groups = [np.unique(-score, return_inverse=True)[1].ravel() for score in scores]
    rates = np.empty((len(scores), resamples))
    for draw in range(resamples):
        while True:  # cells without any later event say nothing
            times = np.bincount(rng.integers(0, area.size, area.size), minlength=area.size)
            hits = times * later
            if hits.any():
                break
        ground = times * area
        for number, group in enumerate(groups):
            found = np.r_[0, np.cumsum(np.bincount(group, weights=hits))]
            covered = np.r_[0, np.cumsum(np.bincount(group, weights=ground))]
            rates[number, draw] = np.interp(area_share, covered / covered[-1], found) / found[-1]
    return rates


def _by_period(
    scores: dict[str, Floats],
    later: Floats,
    names: tuple[str, ...],
    area: Floats,
    area_share: float,
) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "method": method,
            "period": name,
            "hit_rate": float(captured(score, events, area, area_share)),
            "events": float(events.sum()),
        }
        for method, score in scores.items()
        for name, events in zip(names, later.T, strict=True)
        if events.any()
    ]
    return pd.DataFrame(rows, columns=["method", "period", "hit_rate", "events"])


def _notes(cube: pd.DataFrame, past: int) -> tuple[str, ...]:
    notes = []
    gaps = missing_periods(list(cube.columns))
    if gaps:
        notes.append(f"{gaps} periods are missing from the history.")
    empty = int((cube.sum(axis=0) == 0).sum())
    if empty:
        notes.append(f"In {empty} periods nothing was recorded.")
    if past < _FEW_PERIODS:
        notes.append(f"The methods saw {past} periods only, which is little to learn from.")
    return tuple(notes)
