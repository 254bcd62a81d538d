"""A reader's frame to the columns of a table, and back without a difference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo._periods import spans
from geo._project import BRITISH_GRID
from geo.errors import ParameterError
from geo.store._keys import days_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.store._kinds import Field, Kind

__all__ = ["check_frame", "from_columns", "to_columns"]


def check_frame(kind: Kind, frame: pd.DataFrame) -> None:
    """Refuse a frame whose columns are not those of the kind's reader.

    Raises
    ------
    ParameterError
        A column is missing or is not one that the store keeps.
    """
    wanted, given = {field.name for field in kind.fields}, set(frame.columns)
    if wanted == given:
        return
    apart = sorted(map(str, wanted ^ given))
    raise ParameterError(
        f"these are not the columns of {kind.name}: {', '.join(apart)} "
        "is missing or not known to the store",
        hint="Give what the reader of that kind returned.",
        parameter="intake",
    )


def to_columns(kind: Kind, frame: pd.DataFrame) -> list[list[Any]]:
    """Return one list of plain Python values for each column of the table."""
    made: list[list[Any]] = []
    for field in kind.fields:
        made += _encoded(field, frame[field.name])
    return made


def _encoded(field: Field, column: Any) -> list[list[Any]]:  # noqa: PLR0911 - one a sort
    if field.sort == "point":
        points = np.asarray(column.array)
        return [shapely.get_x(points).tolist(), shapely.get_y(points).tolist()]
    if field.sort == "period":
        days, precision = days_of(column)
        return [days.tolist(), [precision] * len(days)]
    if field.sort == "polygon":
        return [shapely.to_wkb(np.asarray(column.array)).tolist()]
    if field.sort == "moment":
        days = column.to_numpy().astype("datetime64[D]")
        return [_nulled(days.astype(np.int64).tolist(), np.isnat(days))]
    if field.sort == "list":
        return [[None if one is None else json.dumps(list(one)) for one in column]]
    if field.sort == "flag":
        return [column.to_numpy(dtype=np.int64).tolist()]
    if field.sort == "count":
        return [_nulled(column.fillna(0).astype("int64").tolist(), column.isna().to_numpy())]
    if field.sort == "number":
        return [_nulled(column.to_numpy("float64").tolist(), column.isna().to_numpy())]
    if field.sort == "whole":
        return [column.to_numpy("int64").tolist()]
    codes, names = pd.factorize(column)
    return [np.array([*map(str, names), None], dtype=object)[codes].tolist()]


def _nulled(values: list[Any], missing: NDArray[np.bool_]) -> list[Any]:
    for row in np.flatnonzero(missing):
        values[row] = None
    return values


def from_columns(kind: Kind, columns: dict[str, list[Any]], *, freq: str) -> pd.DataFrame:
    """Return the reader's frame from the columns of the table; periods have length ``freq``."""
    made = {field.name: _decoded(field, columns, freq=freq) for field in kind.fields}
    if "geometry" in made:
        frame: pd.DataFrame = gpd.GeoDataFrame(made, geometry="geometry", crs=BRITISH_GRID)
    else:
        frame = pd.DataFrame(made)
    for name in ("batch_id", "line"):
        frame[name] = np.array(columns[name], dtype=np.int64)
    return frame


def _decoded(  # noqa: PLR0911 - one a sort
    field: Field, columns: dict[str, list[Any]], *, freq: str
) -> Any:
    values = columns[field.stored[0]]
    if field.sort == "point":
        x, y = (np.array(columns[name], dtype=np.float64) for name in ("x", "y"))
        return gpd.GeoSeries(shapely.points(x, y), crs=BRITISH_GRID)
    if field.sort == "polygon":
        shapes = shapely.from_wkb(np.array(values, dtype=object))
        return gpd.GeoSeries(shapes, crs=BRITISH_GRID)
    if field.sort == "period":
        days = np.array(values, dtype=np.int64).astype("datetime64[D]")
        return _periods(days, freq)
    if field.sort == "moment":
        filled = np.array([np.iinfo(np.int64).min if one is None else one for one in values],
                          dtype=np.int64)  # fmt: skip
        return pd.Series(filled.astype("datetime64[D]").astype("datetime64[s]"))
    if field.sort == "list":
        return pd.Series([None if one is None else json.loads(one) for one in values], dtype=object)
    if field.sort == "flag":
        return np.array(values, dtype=np.int64).astype(bool)
    if field.sort == "count":
        return pd.array(values, dtype="Int64")
    if field.sort == "number":
        return np.array([np.nan if one is None else one for one in values], dtype=np.float64)
    if field.sort == "whole":
        return np.array(values, dtype=np.int64)
    return pd.array(pa.array(values, pa.large_string()).to_pandas(), dtype="str")


def _periods(days: NDArray[np.datetime64], freq: str) -> pd.PeriodIndex:
    if freq == "D":
        return spans(days.astype(np.int64), freq)
    months = days.astype("datetime64[M]").astype(np.int64)
    if freq == "M":
        return spans(months, freq)
    if freq == "Q-DEC":
        return spans(months // 3, freq)
    years = months // 12 + (1 if freq == "Y-MAR" else 0)
    return spans(years, freq)
