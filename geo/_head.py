"""The beginning of a file: its columns and the shape of its geometry, whatever the format."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo._archive import ARCHIVE_FAULTS
from geo._csv_layout import layout_of
from geo._text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo._source import Source

__all__ = ["Head", "head_of"]

_HEAD_BYTES = 2 * 1024**2
_MOST_FEATURES = 200
_MOST_ROWS = 20
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_POLYGONS = {"polygon", "multipolygon", "curvepolygon", "multisurface", "geometrycollection"}
_POINTS = {"point", "multipoint"}


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the beginning of a file tells.

    ``shape`` is ``point``, ``polygon`` or ``other`` where the file holds geometry, else empty.
    ``members`` are the files in a zip, ``opening`` the first lines of a table with their numbers.
    """

    names: tuple[str, ...] = ()
    shape: str = ""
    line: int = 1
    members: tuple[str, ...] = ()
    opening: tuple[tuple[int, tuple[str, ...]], ...] = ()


def head_of(source: Source) -> Head:
    """Read the beginning of a file.

    Raises
    ------
    InputError
        The file is of no kind that is read, or broken at its beginning.
    """
    kind = source.kind
    if kind == "gzip":
        source = source.unpacked(most=_HEAD_BYTES)
        kind = source.kind
    if kind == "text":
        layout = layout_of(source)
        names = tuple(name for name in layout.header if name)
        return Head(names=names, line=layout.line, opening=layout.opening)
    if kind == "json":
        return _of_json(source)
    if kind == "sqlite":
        from geo._geopackage import read_geopackage_head

        names, types = read_geopackage_head(source, rows=_MOST_ROWS)
        return Head(names=names, shape=_shape(types))
    if kind == "parquet":
        return _of_parquet(source)
    if kind == "xlsx":
        from geo._workbook import read_workbook

        table = read_workbook(source, most_rows=_MOST_ROWS)
        return Head(names=table.names, line=table.header_line, opening=table.opening)
    return _of_zip(source)


def _shape(types: set[str]) -> str:
    """Return what the names of types of geometry amount to."""
    types = {name.lower().split(" ")[0] for name in types}
    if not types:
        return ""
    if types & _POINTS:
        return "point"
    return "polygon" if types & _POLYGONS else "other"


def _of_json(source: Source) -> Head:
    from geo._geojson import features_of, parse_json

    features: list[Any] = []
    if source.size > _HEAD_BYTES:
        features = list(_first_features(source))
    if not features:
        features, _, _ = features_of(source, parse_json(source))
    if not features:
        raise source.refused(
            "there are no features", code="file.no_rows", hint="Check that the export holds any."
        )
    held = [feature for feature in features[:_MOST_FEATURES] if isinstance(feature, dict)]
    names = dict.fromkeys(
        clean_text(str(name))
        for feature in held
        if isinstance(feature.get("properties"), dict)
        for name in feature["properties"]
    )
    shapes = [feature.get("geometry") for feature in held]
    types = {str(shape.get("type")) for shape in shapes if isinstance(shape, dict)}
    return Head(names=tuple(names), shape=_shape(types) or "other")


def _first_features(source: Source) -> Iterator[Any]:
    text = source.piece(0, _HEAD_BYTES).decode("utf-8-sig", errors="replace")
    begin = _FEATURES.search(text)
    if not begin:
        return
    at = begin.end()
    decoder = json.JSONDecoder()
    for _ in range(_MOST_FEATURES):
        at += len(text[at : at + 1000]) - len(text[at : at + 1000].lstrip(" \t\r\n,"))
        try:
            feature, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield feature


def _of_parquet(source: Source) -> Head:
    from geo._parquet import read_parquet_head

    names, types = read_parquet_head(source, rows=_MOST_ROWS)
    return Head(names=names, shape=_shape(types))


def _of_zip(source: Source) -> Head:
    try:
        with source.handle() as handle, zipfile.ZipFile(handle) as archive:
            members = tuple(archive.namelist())
    except ARCHIVE_FAULTS as error:
        raise source.refused(
            "the zip is damaged", code="zip.corrupt", hint="Fetch it again."
        ) from error
    return Head(members=members)
