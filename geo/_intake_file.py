"""An intake as files, without pickle: what a reading process hands over to the app.

Frames are Arrow files, the rest is JSON. Nothing in them can be run.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo._distinct_places import points_at
from geo._intake import Intake, Note
from geo._periods import spans
from geo._project import BRITISH_GRID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["load_intake", "save_intake"]

_REPORT = "intake.json"
_TABLES = ("rejected", "disagreements")
_BATCH_ROWS = 65_536
_POINT = 0
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)


def save_intake(intake: Intake, folder: Path) -> None:
    """Write an intake into a folder of its own."""
    _save_frame(intake.records, folder / "records")
    for name in _TABLES:
        _save_frame(getattr(intake, name), folder / name)
    if intake.lines is not None:
        np.save(folder / "lines.npy", intake.lines, allow_pickle=False)
    report = {
        "notes": [[str(note), note.code, note.warning] for note in intake.notes],
        "duplicates": intake.duplicates,
        "left_out": intake.left_out,
        "rows": intake.rows,
        "mapping": dict(intake.mapping),
        "has_lines": intake.lines is not None,
    }
    (folder / _REPORT).write_text(json.dumps(report), encoding="utf-8")


def load_intake(folder: Path, *, as_numbers: bool = False) -> Intake:
    """Read an intake back from its folder, which may be removed afterwards.

    Points stay complex numbers on request; the records are then a plain DataFrame.
    """
    report = json.loads((folder / _REPORT).read_text(encoding="utf-8"))
    lines = np.load(folder / "lines.npy", allow_pickle=False) if report["has_lines"] else None
    return Intake(
        records=_load_frame(folder / "records", as_numbers=as_numbers),
        rejected=_load_frame(folder / "rejected"),
        disagreements=_load_frame(folder / "disagreements"),
        notes=tuple(
            Note(text, code=code, warning=warning) for text, code, warning in report["notes"]
        ),
        duplicates=report["duplicates"],
        left_out=report["left_out"],
        rows=report["rows"],
        mapping=report["mapping"],
        lines=lines,
    )


def _save_frame(frame: pd.DataFrame, path: Path) -> None:
    columns: list[Any] = []
    described = []
    for position, name in enumerate(frame.columns):
        kind, arrays = _arrays_of(frame.iloc[:, position])
        described.append([str(name), kind, len(arrays)])
        columns += arrays
    schema = pa.schema(
        [pa.field(f"c{at}", array.type) for at, array in enumerate(columns)],
        metadata={"columns": json.dumps(described), "rows": str(len(frame))},
    )
    table = pa.table(columns, schema=schema)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        writer.write_table(table, max_chunksize=_BATCH_ROWS)


def _arrays_of(series: Any) -> tuple[str, list[Any]]:
    """Return how a column is written, and the Arrow arrays that it is written as."""
    kind = series.dtype
    if isinstance(series, gpd.GeoSeries):
        shapes = series.to_numpy()
        if (shapely.get_type_id(shapes) == _POINT).all():
            return "points", [pa.array(shapely.get_x(shapes)), pa.array(shapely.get_y(shapes))]
        return "shapes", [pa.array(shapely.to_wkb(shapes), pa.binary())]
    if kind.kind == "c":
        points = series.to_numpy()
        return "points", [pa.array(points.real), pa.array(points.imag)]
    if isinstance(kind, pd.PeriodDtype):
        return str(kind), [pa.array(series.array.asi8)]
    if isinstance(kind, pd.StringDtype):
        found = "text", pa.array(series.array, pa.large_string(), from_pandas=True)
    elif isinstance(kind, pd.Int64Dtype):
        found = "Int64", pa.array(series.array, pa.int64())
    elif pd.api.types.is_object_dtype(kind):
        found = "lists", pa.array(series, pa.list_(pa.string()))
    else:
        found = "plain", pa.array(series.to_numpy())
    return found[0], [found[1]]


def _load_frame(path: Path, *, as_numbers: bool = False) -> pd.DataFrame:
    with pa.OSFile(str(path), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    table.validate(full=True)
    described = json.loads(table.schema.metadata[b"columns"])
    rows = int(table.schema.metadata[b"rows"])
    columns: dict[str, Any] = {}
    at = 0
    for name, kind, width in described:
        form = "numbers" if as_numbers and kind == "points" else kind
        columns[name] = _column_of(form, [table.column(at + i) for i in range(width)])
        at += width
    frame = pd.DataFrame(columns, index=pd.RangeIndex(rows), copy=False)
    geometry = next((name for name, kind, _ in described if kind in {"points", "shapes"}), None)
    if geometry is None or frame[geometry].dtype.kind == "c":
        return frame
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=BRITISH_GRID)


def _column_of(kind: str, arrays: list[Any]) -> Any:
    if kind.startswith("period["):
        return spans(arrays[0].to_numpy(), kind.removeprefix("period[").removesuffix("]"))
    return _MADE[kind](*arrays)


def _whole_numbers(array: Any) -> pd.arrays.IntegerArray:
    missing = array.is_null().to_numpy()
    return pd.arrays.IntegerArray(array.fill_null(0).to_numpy().astype("int64"), missing)


_MADE: dict[str, Callable[..., Any]] = {
    "points": lambda x, y: points_at(x.to_numpy(), y.to_numpy()),
    "numbers": lambda x, y: x.to_numpy() + 1j * y.to_numpy(),
    "shapes": lambda array: shapely.from_wkb(array.to_pylist()),
    "text": lambda array: pd.array(array, dtype=_TEXT),
    "Int64": _whole_numbers,
    "lists": lambda array: pd.Series(array.to_pylist(), dtype=object),
    "plain": lambda array: array.to_numpy(),
}
