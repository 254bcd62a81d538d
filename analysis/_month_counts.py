"""What cells hold month by month: a market in every month in which it was active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo._count_in_cells import cell_of
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._ground import Ground

    Numbers = np.ndarray[Any, np.dtype[Any]]


class Spans(NamedTuple):
    """The first and last month of each record, as positions in ``months``; -1 where unknown."""

    first: Numbers
    last: Numbers
    months: pd.PeriodIndex

    @property
    def is_moment(self) -> bool:
        """Whether each record has one month only."""
        return self.first is self.last


def spans_of(points: gpd.GeoDataFrame) -> Spans:
    """Return the months of records.

    Months without any record are filled in for markets and raids; for offences they are gaps in
    what was published.
    """
    if "first_seen" in points:
        first = pd.PeriodIndex(points["first_seen"].dt.to_period("M"))
        end = points["last_seen"] if "last_seen" in points else pd.Series(pd.NaT, points.index)
        latest = max(
            points["first_seen"].max(), end.max() if end.notna().any() else pd.Timestamp.min
        )
        last = pd.PeriodIndex(end.fillna(latest).dt.to_period("M"))
        months = pd.period_range(first.min(), last.max(), freq="M")
        starts = months[0].ordinal
        return Spans(first.asi8 - starts, last.asi8 - starts, months)
    column = "date" if "date" in points else "period"
    given = points[column].dt.to_period("M") if column == "date" else points[column]
    month = pd.PeriodIndex(given).asfreq("M")
    known = month.dropna()
    if not len(known):
        raise ParameterError(
            "none of these records has a date",
            hint="Load records with a date, or choose a method that needs none.",
            parameter="points",
        )
    months = pd.PeriodIndex(known.unique().sort_values())
    if column == "date":
        months = pd.period_range(months[0], months[-1], freq="M")
    at = months.get_indexer(month)
    return Spans(at, at, months)


def cells_at(points: gpd.GeoDataFrame, ground: Ground) -> Numbers:
    """Return the position of each record's cell, or -1."""
    shapes = points.geometry.to_numpy()
    return cell_of(shapely.get_x(shapes), shapely.get_y(shapes), ground.cells)


def month_counts(
    cell: Numbers, spans: Spans, *, cells: int, weights: Numbers | None = None
) -> Numbers:
    """Return cells by months: how many records, or how much they weigh."""
    width = len(spans.months) + (0 if spans.is_moment else 1)
    use = (cell >= 0) & (spans.first >= 0) & (spans.last >= spans.first)
    kept = None if weights is None else weights[use]
    kind = np.int64 if weights is None else np.float64

    def summed(month: Numbers) -> Numbers:
        at = cell[use] * width + month[use]
        found = np.bincount(at, weights=kept, minlength=cells * width).astype(kind)
        return found.reshape(cells, width)

    if spans.is_moment:
        return summed(spans.first)
    table: Numbers = (summed(spans.first) - summed(spans.last + 1)).cumsum(axis=1)[:, :-1]
    return table


def by_steps(table: Numbers, *, step_months: int) -> Numbers:
    """Return cells by steps of so many months, counted back from the last."""
    if step_months == 1:
        return table
    steps = table.shape[1] // step_months
    last = table[:, table.shape[1] - steps * step_months :]
    sums: Numbers = last.reshape(len(last), steps, step_months).sum(axis=2)
    return sums


def cube_of(points: gpd.GeoDataFrame, ground: Ground, *, step_months: int = 1) -> pd.DataFrame:
    """Return what each cell holds in each span of months, the oldest first.

    A market counts in every month in which it was active. Months without any record are filled
    in for markets and raids; for offences they are gaps in what was published.
    """
    if not len(points):
        raise ParameterError(
            "there are no points", hint="Load points, or widen the filter.", parameter="points"
        )
    spans = spans_of(points)
    weights = points["weight"].to_numpy(dtype=float) if "weight" in points else None
    counts = month_counts(cells_at(points, ground), spans, cells=len(ground.cells), weights=weights)
    table = by_steps(counts, step_months=step_months)
    offset = len(spans.months) - table.shape[1] * step_months
    return pd.DataFrame(table, index=ground.cells.index, columns=spans.months[offset::step_months])
