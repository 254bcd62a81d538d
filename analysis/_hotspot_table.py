"""One row a hotspot: what its points say about it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from analysis._places import Places

_SQUARE_METRES_A_HECTARE = 10_000


def hotspot_table(
    points: gpd.GeoDataFrame,
    places: Places,
    of_place: NDArray[np.int64],
    weight: NDArray[np.float64],
    *,
    widen_m: float,
) -> gpd.GeoDataFrame:
    """Return one row a label from 0 up, with hulls in the CRS of the points.

    ``of_place`` holds the label of each place, and ``weight`` the weight of each row.
    """
    import geopandas as gpd
    import shapely

    number = int(of_place.max()) + 1
    of_row = of_place[places.of_row]
    inside = of_row >= 0
    label = of_row[inside]
    table = pd.DataFrame({"hotspot": np.arange(number)})
    table["points"] = np.bincount(label, minlength=number)
    table["weight"] = np.bincount(label, weights=weight[inside], minlength=number)
    if "kind" in points:
        kinds = points["kind"]
        for kind in ("open", "closed"):
            held = inside & (kinds == kind).to_numpy(dtype=bool, na_value=False)
            table[kind] = np.bincount(of_row[held], minlength=number)
    if "area_code" in points:
        table["areas"] = _areas(points["area_code"], of_row, number)
        table["crosses_border"] = [len(codes) > 1 for codes in table["areas"]]
    seen = _seen(points[inside])
    if seen is not None:
        first, last = seen
        table["first_seen"] = first.groupby(label).min().to_numpy()
        table["last_seen"] = last.groupby(label).max().to_numpy()
    hulls = _hulls(places.xy, of_place, number, widen_m)
    table["area_ha"] = shapely.area(hulls) / _SQUARE_METRES_A_HECTARE
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(hulls, crs=points.crs))


def _areas(codes: pd.Series, of_row: NDArray[np.int64], number: int) -> list[tuple[Any, ...]]:
    """Return the sorted codes of each hotspot."""
    code, names = pd.factorize(codes, sort=True)
    held = (of_row >= 0) & (code >= 0)
    pairs = np.unique(of_row[held] * max(len(names), 1) + code[held])
    of_pair, which = np.divmod(pairs, max(len(names), 1))
    edges = np.searchsorted(of_pair, np.arange(number + 1))
    return [tuple(names[which[first:end]]) for first, end in pairwise(edges)]


def _hulls(
    xy: NDArray[np.float64], of_place: NDArray[np.int64], number: int, widen_m: float
) -> NDArray[Any]:
    import shapely

    order = np.argsort(of_place, kind="stable")
    order = order[of_place[order] >= 0]
    if not number:
        return np.array([], dtype=object)
    points = shapely.points(xy[order])
    hulls = shapely.convex_hull(shapely.multipoints(points, indices=of_place[order]))
    flat = shapely.area(hulls) == 0
    hulls[flat] = shapely.buffer(hulls[flat], widen_m)
    found: NDArray[Any] = hulls
    return found


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
