"""One row a hotspot: what its points say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_SQUARE_METRES_A_HECTARE = 10_000


def hotspot_table(
    points: gpd.GeoDataFrame,
    labels: NDArray[np.intp],
    weight: NDArray[np.float64],
    *,
    radius_m: float,
) -> gpd.GeoDataFrame:
    """Return one row a label from 0 up, with hulls in the CRS of the points."""
    import geopandas as gpd

    inside = labels >= 0
    label = labels[inside]
    rows = points[inside]
    grouped = rows.groupby(label, sort=True)
    table = pd.DataFrame({"hotspot": np.unique(label)})
    table["points"] = grouped.size().to_numpy()
    table["weight"] = pd.Series(weight[inside]).groupby(label).sum().to_numpy()
    if "kind" in points:
        for kind in ("open", "closed"):
            table[kind] = (rows["kind"] == kind).groupby(label).sum().to_numpy(dtype=int)
    if "area_code" in points:
        codes = rows["area_code"].groupby(label)
        table["areas"] = [tuple(sorted(set(group.dropna()))) for _, group in codes]
    seen = _seen(rows)
    if seen is not None:
        first, last = seen
        table["first_seen"] = first.groupby(label).min().to_numpy()
        table["last_seen"] = last.groupby(label).max().to_numpy()
    hulls = _hulls(rows, label, radius_m)
    table["area_ha"] = hulls.area / _SQUARE_METRES_A_HECTARE
    return gpd.GeoDataFrame(table, geometry=hulls)


def _hulls(rows: gpd.GeoDataFrame, label: NDArray[np.intp], radius_m: float) -> gpd.GeoSeries:
    import geopandas as gpd
    import shapely

    order = np.argsort(label, kind="stable")
    groups, group_of_row = np.unique(label[order], return_inverse=True)
    together = shapely.multipoints(rows.geometry.to_numpy()[order], indices=group_of_row)
    hulls = shapely.convex_hull(together) if groups.size else np.array([], dtype=object)
    flat = shapely.area(hulls) == 0
    hulls[flat] = shapely.buffer(hulls[flat], radius_m / 2)
    return gpd.GeoSeries(hulls, crs=rows.crs)


def _seen(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series] | None:
    """Return the first and the last day of every row, from the first column that is there."""
    if "first_seen" in rows:
        first = _days(rows["first_seen"])
        if "last_seen" not in rows:
            return first, first
        return first, _days(rows["last_seen"]).fillna(first)
    if "date" in rows:
        day = _days(rows["date"])
        return day, day
    if "period" in rows:
        return _period_bounds(rows["period"])
    return None


def _days(values: pd.Series) -> pd.Series:
    try:
        return pd.Series(pd.to_datetime(values, format="ISO8601")).dt.normalize()
    except (TypeError, ValueError) as error:
        raise ParameterError(
            f"the column {values.name!r} holds something that is not a date",
            hint="Give dates as YYYY-MM-DD, or leave the column out.",
            parameter="points",
        ) from error


def _period_bounds(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind == "M":
        day = _days(values)
        return day, day
    unique = values.dropna().unique()
    try:
        periods = {value: pd.Period(value) for value in unique}
    except (TypeError, ValueError) as error:
        raise ParameterError(
            "the column 'period' holds something that is not a month or a day",
            hint="Give months as YYYY-MM, or leave the column out.",
            parameter="points",
        ) from error
    starts = {value: period.start_time for value, period in periods.items()}
    ends = {value: period.end_time.normalize() for value, period in periods.items()}
    return pd.to_datetime(values.map(starts)), pd.to_datetime(values.map(ends))
