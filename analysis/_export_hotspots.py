"""Hotspots as a file to hand over, with what is needed to make them again."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import geo
from analysis._sidecar import sidecar
from geo.errors import CrackdownError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import pandas as pd

    from analysis._recipe_run import RecipeRun

Format = Literal["gpkg", "geojson", "csv"]
SIDECAR_NAME = "sidecar.json"
AREAS_NAME = "areas.parquet"
_CARRIED = ("code", "name", "population")
_DECIMALS = 7
_SEPARATOR = "; "


def export_hotspots(
    run: RecipeRun,
    *,
    points: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    format: Format,  # noqa: A002  what everybody calls it
    sources: Iterable[Mapping[str, Any]] = (),
    caveats: Iterable[str] = (),
    shown: gpd.GeoDataFrame | None = None,
    disclosed: str = "",
) -> bytes:
    """Return a zip of the hotspots, the sidecar to rerun them, and the areas they stand on.

    Parameters
    ----------
    run
        What :func:`analysis.run_recipe` gave.
    points, areas
        What it was given.
    format
        ``"gpkg"`` (British National Grid), ``"geojson"`` (longitude and latitude) or ``"csv"``
        (with the outline as text, and no cell that a spreadsheet would run).
    sources
        The files behind the records, as plain values.
    caveats
        Sentences that must travel with the figures.
    shown
        The hotspots as they may be shown, where they may not be handed over as they were found;
        the sidecar then says so in the words of ``disclosed``. A rerun compares what was found.

    Returns
    -------
    bytes
        A zip of ``hotspots.<format>``, ``sidecar.json`` and ``areas.parquet``.

    Raises
    ------
    ParameterError
        If the format is unknown.
    CrackdownError
        If the file, read back, does not hold what was written.
    """
    beside = sidecar(run, points=points, areas=areas, sources=sources, caveats=caveats)
    if shown is not None:
        beside["disclosed"] = disclosed
        # Sentences tell exact numbers; the recipe tells what was done.
        beside["summary"], beside["notes"] = disclosed, []
        beside["result"] = {name: beside["result"][name] for name in ("hotspots", "digest")}
    body = file_of(run.hotspots if shown is None else shown, form=format, beside=beside)
    outlines = io.BytesIO()
    areas[[*(name for name in _CARRIED if name in areas), "geometry"]].to_parquet(outlines)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"hotspots.{format}", body)
        archive.writestr(SIDECAR_NAME, json.dumps(beside, indent=2, ensure_ascii=False))
        archive.writestr(AREAS_NAME, outlines.getvalue())
    return packed.getvalue()


def file_of(
    hotspots: gpd.GeoDataFrame,
    *,
    form: str,
    beside: Mapping[str, Any],
) -> bytes:
    """Return hotspots as the bytes of one file."""
    plain = as_plain(hotspots)
    if form == "gpkg":
        return _geopackage(plain)
    if form == "geojson":
        return _geojson(plain, beside)
    if form == "csv":
        return geo.to_safe_csv(_with_outlines(plain))
    raise ParameterError(
        "this format is not known",
        hint=f"Choose one of {', '.join(get_args(Format))}.",
        parameter="format",
        value=form,
    )


def as_plain(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return hotspots numbered from 1, with columns that every format can hold."""
    import pandas as pd

    plain: gpd.GeoDataFrame = hotspots.copy()
    plain["hotspot"] = plain["hotspot"] + 1
    if "cells" in plain:
        plain["cells"] = plain["cells"].map(len)
    for name in plain.columns.drop(plain.geometry.name):
        if name == "areas":
            plain[name] = plain[name].map(_SEPARATOR.join).astype(str)
        elif pd.api.types.is_datetime64_any_dtype(plain[name]):
            plain[name] = plain[name].dt.strftime("%Y-%m-%d").fillna("")
    return plain


def _geopackage(plain: gpd.GeoDataFrame) -> bytes:
    import shapely

    shapes = [
        shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
        for shape in plain.geometry
    ]
    multi: Any = plain.set_geometry(shapes, crs=plain.crs)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hotspots.gpkg"
        multi.to_file(path, driver="GPKG", layer="hotspots", geometry_type="MultiPolygon")
        _check_geopackage(path, rows=len(multi))
        return path.read_bytes()


def _check_geopackage(path: Path, *, rows: int) -> None:
    """Read the file back: an index that lost rows, or a damaged page, must not be handed over."""
    with closing(sqlite3.connect(path)) as database:
        sound = database.execute("PRAGMA integrity_check").fetchone()[0]
        held = database.execute("SELECT COUNT(*) FROM hotspots").fetchone()[0]
        indexed = database.execute("SELECT COUNT(*) FROM rtree_hotspots_geom").fetchone()[0]
    if sound != "ok" or held != rows or indexed != rows:
        raise CrackdownError(
            f"The GeoPackage was not written whole: {held} of {rows} hotspots, {indexed} in its "
            "index. Check the space on the disk and export again."
        )


def _geojson(plain: gpd.GeoDataFrame, beside: Mapping[str, Any]) -> bytes:
    import shapely

    metres = shapely.get_coordinates(plain.geometry.to_numpy())
    shapes = plain.geometry.to_numpy().copy()
    if len(metres):
        import numpy as np

        placed = np.column_stack(geo.to_degrees(metres[:, 0], metres[:, 1])).round(_DECIMALS)
        shapes = shapely.set_coordinates(shapely.force_2d(shapes), placed)
    rows = plain.drop(columns=plain.geometry.name).to_dict("records")
    collection = {
        "type": "FeatureCollection",
        "crackdown": dict(beside),
        "features": [
            {
                "type": "Feature",
                "properties": {key: _json_value(value) for key, value in row.items()},
                "geometry": json.loads(shapely.to_geojson(shape)),
            }
            for row, shape in zip(rows, shapes, strict=True)
        ],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False).encode()


def _json_value(value: Any) -> Any:
    import pandas as pd

    plain = value.item() if hasattr(value, "item") else value
    return None if pd.api.types.is_scalar(plain) and pd.isna(plain) else plain


def _with_outlines(plain: gpd.GeoDataFrame) -> pd.DataFrame:
    import pandas as pd
    import shapely

    inner = shapely.point_on_surface(plain.geometry.to_numpy())
    table = pd.DataFrame(plain.drop(columns=plain.geometry.name))
    return table.assign(
        easting=shapely.get_x(inner).round(1),
        northing=shapely.get_y(inner).round(1),
        outline=shapely.to_wkt(plain.geometry.to_numpy(), rounding_precision=1),
    )
