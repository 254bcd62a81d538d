"""Exported hotspots, made again."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geo
from analysis._export_hotspots import AREAS_NAME, SIDECAR_NAME, file_of
from analysis._ground import codes_at
from analysis._recipe import Recipe
from analysis._run_recipe import run_recipe
from analysis._sidecar import KIND, sidecar
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from analysis._recipe_run import RecipeRun

_READERS = {
    "markets": geo.read_markets,
    "raids": geo.read_raids,
    "offences": geo.read_offences,
}
_IDENTITY = {"markets": "market_id", "raids": "raid_id"}
_MOST_BYTES = 200_000_000


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """A result made again.

    Attributes
    ----------
    run
        What came out.
    was, now
        The sidecar as it was exported, and as it would be written now.
    """

    run: RecipeRun
    was: Mapping[str, Any]
    now: Mapping[str, Any]

    @property
    def is_identical(self) -> bool:
        """Whether the hotspots are the same."""
        return bool(self.was["result"]["digest"] == self.now["result"]["digest"])

    @property
    def report(self) -> str:
        """What was compared and what came of it, line by line."""
        lines = [self.run.summary]
        for name, key in (("records", "data_version"), ("areas", "areas_version")):
            before, after = self.was["recipe"][key], self.now["recipe"][key]
            same = "the same" if before == after else f"NOT the same ({before} then, {after} now)"
            lines.append(f"The {name} are {same}.")
        before, after = self.was["software"]["crackdown"], self.now["software"]["crackdown"]
        if before != after:
            lines.append(f"The software was {before} then and is {after} now.")
        before, after = self.was["result"]["hotspots"], self.now["result"]["hotspots"]
        lines.append(
            f"Identical: {after:,} hotspots, all as exported."
            if self.is_identical
            else f"NOT identical: {before:,} hotspots then, {after:,} now."
        )
        return "\n".join(lines)

    def file(self, form: str) -> bytes:
        """Return the hotspots as a file of that format."""
        return file_of(self.run.hotspots, form=form, beside=self.now)


def rerun(path: Path, *, data: Sequence[Path] | None = None, areas: Path | None = None) -> Rerun:
    """Make exported hotspots again, and compare them with what was exported.

    Parameters
    ----------
    path
        The exported zip, or its ``sidecar.json``.
    data
        The files of records, in the order in which they were loaded; the live records of the
        store (:func:`geo.store.open_store`) unless given.
    areas
        The areas as GeoParquet; ``areas.parquet`` from beside the sidecar unless given.

    Returns
    -------
    Rerun
        The hotspots, and whether they are identical.

    Raises
    ------
    InputError
        If the sidecar, the records or the areas cannot be read.
    StoreError
        If the store is to be read and there is none.
    """
    was, beside = _opened(path)
    recipe = Recipe.from_plain(was["recipe"])
    ground = _areas(areas.read_bytes() if areas is not None else beside)
    points = _records(recipe.kind, data, ground)
    run = run_recipe(recipe, points, areas=ground)
    now = sidecar(run, points=points, areas=ground, caveats=was.get("caveats", ()))
    return Rerun(run=run, was=was, now=now)


def _opened(path: Path) -> tuple[dict[str, Any], bytes]:
    """Return the sidecar, and the bytes of the areas that came with it."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                text, outlines = (
                    _member(archive, name, path) for name in (SIDECAR_NAME, AREAS_NAME)
                )
        else:
            text = path.read_bytes()
            near = path.with_name(AREAS_NAME)
            outlines = near.read_bytes() if near.exists() else b""
        was = json.loads(text)
    except (OSError, KeyError, UnicodeError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(
            "the sidecar cannot be read",
            hint="Give the zip as it was exported, or its sidecar.json.",
            code="rerun.sidecar",
            file=path.name,
        ) from error
    if not isinstance(was, dict) or was.get("what") != KIND or "result" not in was:
        raise InputError(
            "this is not the sidecar of exported hotspots",
            hint="Give the zip as it was exported, or its sidecar.json.",
            code="rerun.sidecar",
            file=path.name,
        )
    return was, outlines


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise InputError(
            f"{name} is too large",
            hint="Use the zip as it was exported.",
            code="rerun.sidecar",
            file=path.name,
        )
    return archive.read(name)


def _areas(body: bytes) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from pyarrow.lib import ArrowInvalid

    if not body:
        raise InputError(
            "there are no areas beside the sidecar",
            hint=f"Keep {AREAS_NAME} beside it, or name a GeoParquet file with --areas.",
            code="rerun.areas",
        )
    try:
        read: Any = gpd.read_parquet
        found: gpd.GeoDataFrame = read(io.BytesIO(body))
    except (ArrowInvalid, ValueError) as error:
        raise InputError(
            "the areas cannot be read",
            hint="Give GeoParquet, as it was exported.",
            code="rerun.areas",
        ) from error
    return found


def _records(kind: str, data: Sequence[Path] | None, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    import pandas as pd
    import shapely

    parts = [_READERS[kind](path).records for path in data] if data else [_stored(kind)]
    points: Any = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    if kind in _IDENTITY:
        points = points.drop_duplicates(_IDENTITY[kind], keep="last", ignore_index=True)
    shapes = points.geometry.to_numpy()
    codes = codes_at(shapely.get_x(shapes), shapely.get_y(shapes), areas)
    located: gpd.GeoDataFrame = points.assign(
        area_code=pd.Series(codes, index=points.index, dtype="string").replace("", pd.NA)
    )
    return located


def _stored(kind: str) -> gpd.GeoDataFrame:
    from geo.store import open_store

    with open_store(create=False) as store:
        found: Any = store.records(kind)
    if not len(found):
        raise InputError(
            f"the store holds no {kind}",
            hint="Name the file of records with --data.",
            code="rerun.data",
        )
    points: gpd.GeoDataFrame = found
    return points
