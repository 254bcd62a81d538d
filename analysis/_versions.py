"""Short names for contents: the same records give the same name, in any order, from any file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_LENGTH = 16
_MILLIMETRES = 3
_DIGITS = 9
# What a result can depend on. Names and free text play no part in it.
_COLUMNS = ("kind", "category", "weight", "date", "first_seen", "last_seen", "period")


def data_version(records: gpd.GeoDataFrame) -> str:
    """Return a name for what records say about place, time, kind and weight.

    Parameters
    ----------
    records
        Markets, raids or offences.

    Returns
    -------
    str
        16 hexadecimal digits of a SHA-256. The order of the rows plays no part, nor do columns
        that no hotspot is found from.

    Examples
    --------
    >>> import geopandas as gpd
    >>> points = gpd.GeoDataFrame(geometry=gpd.points_from_xy([1, 2], [3, 4]), crs=27700)
    >>> data_version(points) == data_version(points.iloc[::-1])
    True
    """
    import pandas as pd
    import shapely

    shapes = records.geometry.to_numpy()
    table = pd.DataFrame(
        {
            "x": shapely.get_x(shapes).round(_MILLIMETRES),
            "y": shapely.get_y(shapes).round(_MILLIMETRES),
        }
    )
    for name in _COLUMNS:
        if name in records:
            table[name] = _as_text(records[name])
    distinct = table.groupby(list(table.columns), dropna=False, sort=True).size()
    return _digest("\x1f".join(map(str, (*_tuple(row), count))) for row, count in distinct.items())


def areas_version(areas: gpd.GeoDataFrame) -> str:
    """Return a name for areas: their codes and residents, where known, and outlines.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame({"code": ["A"]}, geometry=[box(0, 0, 1, 1)], crs=27700)
    >>> len(areas_version(areas))
    16
    """
    import shapely

    outlines = shapely.to_wkb(shapely.normalize(areas.geometry.to_numpy()), hex=True)
    codes = areas["code"].astype(str) if "code" in areas else [""] * len(areas)
    lines = [f"{code}\x1f{text}" for code, text in zip(codes, outlines, strict=True)]
    if "population" in areas:
        people = areas["population"].to_numpy(dtype=float)
        lines = [f"{line}\x1f{_shown(each)}" for line, each in zip(lines, people, strict=True)]
    return _digest(sorted(lines))


def result_digest(hotspots: gpd.GeoDataFrame) -> str:
    """Return a name for a table of hotspots, equal where two show the same.

    Numbers are taken to nine digits and outlines to the millimetre, so that another machine's
    last bit makes no difference.
    """
    import shapely

    lines = []
    grid = shapely.set_precision(hotspots.geometry.to_numpy(), 10.0**-_MILLIMETRES)
    outlines = shapely.to_wkb(shapely.normalize(grid), hex=True)
    plain = hotspots.drop(columns=hotspots.geometry.name)
    for outline, row in zip(outlines, plain.to_dict("records"), strict=True):
        lines.append("\x1f".join([*(f"{key}={_shown(row[key])}" for key in sorted(row)), outline]))
    return _digest(lines)


def _as_text(values: pd.Series) -> Any:
    import pandas as pd

    if isinstance(values.dtype, pd.PeriodDtype):
        index = pd.PeriodIndex(values)
        return index.freqstr + pd.Series(index.asi8).astype(str)
    if values.dtype.kind == "M":
        return values.dt.strftime("%Y-%m-%d").fillna("").to_numpy()
    if values.dtype.kind == "f":
        return values.round(_DIGITS).to_numpy()
    return values.astype(str).to_numpy()


def _shown(value: Any) -> str:
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.{_DIGITS}g}"
    if isinstance(value, (list, tuple, np.ndarray)):
        return ",".join(map(_shown, value))
    return str(value)


def _tuple(row: Any) -> tuple[Any, ...]:
    return row if isinstance(row, tuple) else (row,)


def _digest(parts: Any) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode())
        found.update(b"\x1e")
    return found.hexdigest()[:_LENGTH]
