"""Where the middle of the points lies in each period, and how far they spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._arguments import check_confidence, percent
from analysis._ellipse import spread_of
from analysis._local_statistics import RECORDED
from analysis._period_gaps import missing_periods
from analysis._point_input import checked_amounts, coordinates_of
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

_FEWEST_POINTS = 3
_TOLD = 3


@dataclass(frozen=True, kw_only=True)
class CentreOfGravity:
    """Centre and spread of points by period.

    Attributes
    ----------
    periods
        GeoDataFrame with one row a period that has enough points, in order, indexed by
        ``period``: ``points``, ``weight``, ``mean_x``, ``mean_y``, ``median_x``, ``median_y``
        (the point with the least sum of distances), ``standard_distance_m``, ``major_m``,
        ``minor_m`` and ``bearing_deg`` (standard deviational ellipse: half axes, and the long
        axis clockwise from north, from 0 up to 180), and ``geometry`` (the ellipse).
    shifts
        One row for each period after the first: ``period``, ``since``, ``east_m``, ``north_m``
        and ``distance_m`` that the mean centre moved, with ``low_`` and ``high_`` ends of each
        for east and north, and of ``spread_change_m`` (standard distance), and ``moved``:
        whether no move at all lies outside the joint region of the two.
    confidence, resamples, seed
        Settings of the bootstrap.
    places
        Distinct coordinates, which are what is resampled.
    notes
        What the reader must know about the data, as sentences.
    """

    periods: gpd.GeoDataFrame
    shifts: pd.DataFrame
    confidence: float
    resamples: int
    seed: int
    places: int
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        sure = percent(self.confidence)
        if self.shifts.empty:
            first = "There is one period only, so no shift of the centre can be judged."
        else:
            told = [
                f"{row.since} to {row.period} by {row.distance_m:,.0f} m "
                f"({row.low_east_m:+,.0f} to {row.high_east_m:+,.0f} m east, "
                f"{row.low_north_m:+,.0f} to {row.high_north_m:+,.0f} m north)"
                for row in self.shifts[self.shifts["moved"]].itertuples()
            ]
            more = f", and {len(told) - _TOLD} more" if len(told) > _TOLD else ""
            shown = "; ".join(told[:_TOLD])
            first = (
                f"The mean centre moved by more than chance explains in {len(told)} of "
                f"{len(self.shifts)} steps ({sure} regions, each step alone)"
                + (f": {shown}{more}." if told else ".")
            )
        caution = (
            "A centre is one number for the whole area: it can stand still while everything "
            "moves, and lie where nothing happens."
        )
        return " ".join([first, *self.notes, caution, RECORDED])


def centre_of_gravity(
    points: Any,
    *,
    period: npt.ArrayLike | str,
    weights: npt.ArrayLike | None = None,
    resamples: int = 499,
    confidence: float = 0.95,
    seed: int = 0,
) -> CentreOfGravity:
    """Follow the mean centre, the median centre and the spread of points through the periods.

    Parameters
    ----------
    points
        A GeoDataFrame or GeoSeries of points in metres, or an array of x and y in EPSG:27700.
    period
        Name of a column, or one value for each point: months, years or anything that sorts.
        Points without a period are left out.
    weights
        One number of 0 or more for each point; 1 each if left out.
    resamples
        How often each period is drawn anew for the intervals. What is drawn are places with all
        their points, so that repeated records of one snap point do not make the centre look
        surer than it is.
    confidence
        Level of the intervals of the shifts.
    seed
        Seed of the draws.

    Returns
    -------
    CentreOfGravity
        Centres, standard distance and ellipse of each period, and the shifts between periods
        that follow each other. Never a NaN.

    Raises
    ------
    InputError
        No period has 3 points with a weight, or a length, a column or a value is wrong.
    ParameterError
        ``resamples`` or ``confidence`` is out of range.

    Notes
    -----
    The standard distance divides by n. The half axes of the ellipse are the square roots of twice
    the eigenvalues of the covariance (Yuill 1971, with the correction by the root of 2 of CrimeStat
    and ArcGIS), so that a round cloud gives a circle of the standard distance. The intervals are
    percentiles; ``moved`` asks whether the origin is farther from the middle of the resampled
    shifts, by their own covariance, than the confidence's share of them (Efron and Tibshirani
    1993).

    References
    ----------
    Bachi, R. (1963). Standard distance measures and related methods for spatial analysis. Papers
    of the Regional Science Association 10, 83-132.
    Yuill, R. S. (1971). The standard deviational ellipse. Geografiska Annaler B 53, 28-39.
    Weiszfeld, E. (1937). Sur le point pour lequel la somme des distances de n points donnes est
    minimum. Tohoku Mathematical Journal 43, 355-386.

    Examples
    --------
    >>> square = np.array([[0, 0], [200, 0], [0, 200], [200, 200]])
    >>> found = centre_of_gravity(np.r_[square, square + [300, 0]], period=[1] * 4 + [2] * 4)
    >>> found.periods["mean_x"].to_list(), found.shifts["distance_m"].to_list()
    ([100.0, 400.0], [300.0])
    """
    import geopandas as gpd
    import pandas as pd

    check_confidence(confidence)
    if resamples < 1:
        raise ParameterError(
            "there must be at least one resample",
            hint="Try 499.",
            parameter="resamples",
            value=resamples,
        )
    x, y, crs = coordinates_of(points)
    amount = checked_amounts(weights, x.size)
    amount = np.ones(x.size) if amount is None else amount
    code, names = pd.factorize(_periods_of(points, period, x.size), sort=True)
    rng = np.random.default_rng(seed)
    rows, shapes, draws, kept, thin = [], [], [], [], []
    for number, name in enumerate(names):
        mine = (code == number) & (amount > 0)
        if mine.sum() < _FEWEST_POINTS:
            thin.append(str(name))
            continue
        found = spread_of(x[mine], y[mine], amount[mine])
        rows.append(found.row() | {"points": int(mine.sum()), "weight": float(amount[mine].sum())})
        shapes.append(found.polygon())
        draws.append(_resampled(x[mine], y[mine], amount[mine], resamples, rng))
        kept.append(name)
    if not rows:
        raise InputError(
            "no period has 3 points or more",
            hint="Use longer periods, or check the filter.",
            code="centre.few",
        )
    table = pd.DataFrame(rows, index=pd.Index(kept, name="period"))
    order = ["points", "weight", *[name for name in table if name not in {"points", "weight"}]]
    return CentreOfGravity(
        periods=gpd.GeoDataFrame(table[order], geometry=shapes, crs=crs),
        shifts=_shifts(table, draws, confidence),
        confidence=confidence,
        resamples=resamples,
        seed=seed,
        places=len(np.unique(np.c_[x, y], axis=0)),
        notes=_notes(table, thin, kept, int((code < 0).sum())),
    )


def _periods_of(points: Any, period: Any, n: int) -> Any:
    import pandas as pd

    if isinstance(period, str):
        if not hasattr(points, "columns") or period not in points.columns:
            raise InputError(
                f"there is no column {period!r} for the period",
                hint="Name a column of the points, or pass one value for each.",
                code="centre.column",
            )
        period = points[period]
    values = pd.Index(period)
    if len(values) != n:
        raise InputError(
            f"there are {len(values)} periods for {n} points",
            hint="Give one for each point.",
            code="centre.length",
        )
    return values


def _resampled(
    x: Floats, y: Floats, amount: Floats, resamples: int, rng: np.random.Generator
) -> Floats:
    """Return mean x, mean y and standard distance of each resample of the places."""
    middle = np.array([x.mean(), y.mean()])
    places, place = np.unique(np.c_[x, y], axis=0, return_inverse=True)
    dx, dy = (places - middle).T
    weight = np.bincount(place.ravel(), weights=amount)
    parts = np.stack([weight, weight * dx, weight * dy, weight * (dx**2 + dy**2)])
    found = np.empty((resamples, 3))
    for draw in range(resamples):
        drawn = np.bincount(rng.integers(0, weight.size, weight.size), minlength=weight.size)
        total, sum_x, sum_y, squares = parts @ drawn
        mean_x, mean_y = sum_x / total, sum_y / total
        variance = max(squares / total - mean_x**2 - mean_y**2, 0.0)
        found[draw] = mean_x + middle[0], mean_y + middle[1], variance**0.5
    return found


def _shifts(table: pd.DataFrame, draws: list[Floats], confidence: float) -> pd.DataFrame:
    import pandas as pd

    ends = [50 * (1 - confidence), 50 * (1 + confidence)]
    names = ["east_m", "north_m", "spread_change_m"]
    columns = ["mean_x", "mean_y", "standard_distance_m"]
    rows: list[dict[str, Any]] = []
    for number in range(1, len(table)):
        before, after = table.iloc[number - 1], table.iloc[number]
        differences = draws[number] - draws[number - 1]
        low, high = np.percentile(differences, ends, axis=0)
        row: dict[str, Any] = {"period": table.index[number], "since": table.index[number - 1]}
        for name, column, least, most in zip(names, columns, low, high, strict=True):
            row |= {name: after[column] - before[column], f"low_{name}": least}
            row |= {f"high_{name}": most}
        row["distance_m"] = float(np.hypot(row["east_m"], row["north_m"]))
        row["moved"] = _moved(differences[:, :2], confidence)
        rows.append(row)
    filled = [f"{end}{name}" for name in names for end in ("", "low_", "high_")]
    return pd.DataFrame(rows, columns=["period", "since", "distance_m", *filled, "moved"])


def _moved(differences: Floats, confidence: float) -> bool:
    """Whether no move lies outside the region that holds so many of the resampled moves."""
    middle = differences.mean(axis=0)
    inverse = np.linalg.pinv(np.cov(differences.T) if len(differences) > 1 else np.zeros((2, 2)))
    away = differences - middle
    far = np.einsum("ij,jk,ik->i", away, inverse, away)
    origin = float(middle @ inverse @ middle)
    return bool(origin > np.quantile(far, confidence))


def _notes(table: pd.DataFrame, thin: list[str], kept: list[Any], undated: int) -> tuple[str, ...]:
    notes = []
    if thin:
        listed = ", ".join(thin[:_TOLD]) + (" and more" if len(thin) > _TOLD else "")
        notes.append(f"{len(thin)} periods with fewer than 3 points were left out ({listed}).")
    if undated:
        notes.append(f"{undated:,} points without a period were left out.")
    if (table["standard_distance_m"] == 0).any():
        notes.append("In a period all points lie in one place, so its spread is 0.")
    gaps = missing_periods(kept)
    if gaps:
        notes.append(f"{gaps} periods are missing in between: shifts run over the gap.")
    return tuple(notes)
