"""A reader's frame to the columns of a table, and back without a difference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo._coordinates_of import coordinates_of
from geo._distinct_places import points_at
from geo._periods import spans
from geo._project import BRITISH_GRID
from geo.errors import ParameterError
from geo.store._keys import days_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.store._kinds import Field, Kind

_NO_DAY = np.iinfo(np.int64).min  # what NumPy takes for no date

__all__ = ["arrow_types", "check_frame", "from_columns", "to_columns"]


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
        return [values.tolist() for values in coordinates_of(column)]
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


_ARROW = {"point": pa.float64(), "number": pa.float64(), "polygon": pa.binary()} | dict.fromkeys(
    ("text", "list"), pa.large_string()
)


def arrow_types(kind: Kind) -> dict[str, Any]:
    """Return the columns of the table that hold what the reader gave, with their Arrow types."""
    return {
        name: _ARROW.get(field.sort, pa.int64())
        for field in kind.fields
        for name in field.stored
        if (field.sort, name) != ("period", "precision")  # one for the whole frame
    }


def from_columns(kind: Kind, columns: dict[str, pa.ChunkedArray], *, freq: str) -> pd.DataFrame:
    """Return the reader's frame from the columns of the table; periods have length ``freq``."""
    made = {field.name: _decoded(field, columns, freq=freq) for field in kind.fields}
    if "geometry" in made:
        frame: pd.DataFrame = gpd.GeoDataFrame(made, geometry="geometry", crs=BRITISH_GRID)
    else:
        frame = pd.DataFrame(made)
    for name in ("batch_id", "line"):
        frame[name] = columns[name].to_numpy()
    return frame


def _decoded(  # noqa: PLR0911 - one a sort
    field: Field, columns: dict[str, pa.ChunkedArray], *, freq: str
) -> Any:
    values = columns[field.stored[0]]
    if field.sort == "point":
        points = points_at(columns["x"].to_numpy(), columns["y"].to_numpy())
        return gpd.GeoSeries(points, crs=BRITISH_GRID)
    if field.sort == "polygon":
        shapes = shapely.from_wkb(values.to_numpy())
        return gpd.GeoSeries(shapes, crs=BRITISH_GRID)
    if field.sort == "period":
        return _periods(values.to_numpy().astype("datetime64[D]"), freq)
    if field.sort == "moment":
        days = values.fill_null(_NO_DAY).to_numpy().astype("datetime64[D]")
        return pd.Series(days.astype("datetime64[s]"))
    if field.sort == "list":
        lists = [None if one is None else json.loads(one) for one in values.to_pylist()]
        return pd.Series(lists, dtype=object)
    if field.sort == "flag":
        return values.to_numpy().astype(bool)
    if field.sort == "count":
        return pd.array(values.to_pylist(), dtype="Int64")
    if field.sort == "number":
        return values.to_numpy().astype(np.float64)
    if field.sort == "whole":
        return values.to_numpy()
    return pd.array(values.to_pandas(), dtype="str")


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
