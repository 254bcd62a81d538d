"""GeoJSON, read with a JSON parser and never with GDAL."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from geo._intake import Note
from geo._privacy import check_privacy
from geo._project import WGS84
from geo._table import Points, Table
from geo._text import clean_text, shown_text
from geo.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo._source import Source

__all__ = ["columns_of", "features_of", "parse_json", "read_geojson", "unique_keys"]

_CRS = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d+)|.*/EPSG/\d+/(\d+)", re.IGNORECASE)
_CRS84 = re.compile(
    r"(?:urn:ogc:def:crs:)?OGC:(?:[\d.]*:)?CRS84|.*/OGC/[\d.]+/CRS84", re.IGNORECASE
)
_MAX_PROPERTIES = 1000


class _RepeatedKeyError(ValueError):
    pass


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, or raise a ValueError where a key is there twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedKeyError(next(name for name in names if names.count(name) > 1))
    return found


def parse_json(source: Source) -> Any:
    """Parse JSON strictly: no repeated keys, no endless depth, no monstrous numbers.

    Raises
    ------
    InputError
        ``json.invalid``, ``json.duplicate_key``, ``json.depth``, ``json.number`` or
        ``file.encoding``.
    """
    data, encoding = source.text_bytes()
    again = "Export it again as GeoJSON (RFC 7946)."
    if encoding is not None:
        raise source.refused(
            "JSON must be UTF-8, and this is not", code="file.encoding", hint=again
        )
    try:
        return json.loads(data.decode(), object_pairs_hook=unique_keys)
    except _RepeatedKeyError as error:
        raise source.refused(
            f"an object has the key '{shown_text(str(error), limit=40)}' twice",
            code="json.duplicate_key",
            hint=again,
        ) from error
    except RecursionError as error:
        raise source.refused("it is nested too deeply", code="json.depth", hint=again) from error
    except json.JSONDecodeError as error:
        raise InputError(
            f"this is not valid JSON ({error.msg})",
            hint="It may be cut off: fetch or export it again.",
            code="json.invalid",
            file=source.name,
            line=error.lineno,
        ) from error
    except ValueError as error:
        raise source.refused("a number is too long", code="json.number", hint=again) from error


def read_geojson(source: Source) -> Table:
    """Read the features of a GeoJSON file; their place is the number of the feature, from 1.

    Raises
    ------
    InputError
        ``json.*`` where it is no GeoJSON, ``coord.crs`` where its system is unknown,
        ``file.no_rows``.
    """
    features, epsg, notes = features_of(source, parse_json(source))
    if not features:
        raise source.refused(
            "there are no features", code="file.no_rows", hint="Check that the export holds any."
        )
    properties = [feature.get("properties") or {} for feature in features]
    names = list(dict.fromkeys(name for held in properties for name in held))
    if len(names) > _MAX_PROPERTIES:
        raise source.refused(
            f"there are {len(names):,} different properties",
            code="header.width",
            hint=f"At most {_MAX_PROPERTIES:,} are read.",
        )
    check_privacy(_inner_names(properties), file=source.name)
    cells = {name: [held.get(name) for held in properties] for name in names}
    columns, structured = columns_of(cells)
    return Table(
        file=source.name,
        names=tuple(columns),
        columns=columns,
        structured=structured,
        lines=np.arange(1, len(features) + 1, dtype=np.int64),
        notes=notes,
        header_line=1,
        points=_points([feature.get("geometry") for feature in features], epsg),
    )


def _inner_names(properties: list[dict[str, Any]]) -> list[str]:
    """Return the names inside of objects that stand as properties, however deep."""
    names: dict[str, None] = {}
    waiting = [value for held in properties for value in held.values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            names |= dict.fromkeys(value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += [item for item in value if isinstance(item, (dict, list))]
    return list(names)


def features_of(
    source: Source, document: Any
) -> tuple[list[dict[str, Any]], int, tuple[Note, ...]]:
    """Return the features of a document, their coordinate system, and what is to say of it.

    Raises
    ------
    InputError
        ``json.kind`` or ``coord.crs``.
    """
    hint = "Export it as a GeoJSON FeatureCollection (RFC 7946)."
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        held = document.get("type") if isinstance(document, dict) else type(document).__name__
        raise source.refused(
            f"this is JSON, but no FeatureCollection (it is {shown_text(str(held), limit=40)!r})",
            code="json.kind",
            hint=hint,
        )
    features = document.get("features")
    if not isinstance(features, list) or not all(
        isinstance(feature, dict)
        and feature.get("type") == "Feature"
        and isinstance(feature.get("properties") or {}, dict)
        for feature in features
    ):
        raise source.refused("its features are no GeoJSON features", code="json.kind", hint=hint)
    crs = document.get("crs")
    if crs is None:
        return features, WGS84, ()
    name = crs.get("properties") if isinstance(crs, dict) else None
    text = str(name.get("name", "")) if isinstance(name, dict) else ""
    match = _CRS.fullmatch(text.strip())
    if _CRS84.fullmatch(text.strip()):
        return features, WGS84, ()
    if not match:
        raise source.refused(
            f"its coordinate system {shown_text(text)!r} is not known",
            code="coord.crs",
            hint="Export it in WGS84 degrees.",
        )
    epsg = int(match[1] or match[2])
    note = Note(
        f"The file states EPSG:{epsg} in the old way (RFC 7946 dropped it); it was believed.",
        code="coord.crs",
        warning=True,
    )
    return features, epsg, (note,)


def columns_of(
    cells: dict[str, list[Any]],
) -> tuple[dict[str, Any], dict[str, NDArray[np.int8]]]:
    """Turn columns of Python values into columns of text, and mark lists (1) and objects (2)."""
    columns: dict[str, Any] = {}
    structured: dict[str, NDArray[np.int8]] = {}
    for name, values in cells.items():
        shapes = np.zeros(len(values), dtype=np.int8)
        texts: list[str | None] = []
        for row, value in enumerate(values):
            if isinstance(value, list) and all(isinstance(item, str) for item in value):
                shapes[row] = 1
                texts.append(";".join(value))
            elif isinstance(value, (list, dict)):
                shapes[row] = 2
                texts.append(None)
            else:
                texts.append(_as_text(value))
        shown = clean_text(name)
        columns[shown] = pa.array(texts, pa.string())
        if shapes.any():
            structured[shown] = shapes
    return columns, structured


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).encode("utf-8", "replace").decode()


def _points(geometries: list[Any], epsg: int) -> Points:
    x, y = np.full(len(geometries), np.nan), np.full(len(geometries), np.nan)
    faults: dict[int, tuple[str, str]] = {}
    for row, geometry in enumerate(geometries):
        found = _point(geometry)
        if isinstance(found[0], str):
            faults[row] = (found[0], str(found[1]))
        else:
            x[row], y[row] = float(found[0]), float(found[1])
    return Points(x=x, y=y, epsg=epsg, faults=faults)


def _point(geometry: Any) -> tuple[float, float] | tuple[str, str]:
    """Return the coordinate of a point, or the code of a fault and its reason."""
    if geometry is None:
        return "geom.missing", "the feature has no geometry"
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
        return "geom.invalid", "the geometry is no GeoJSON geometry"
    coordinates = geometry.get("coordinates")
    if geometry["type"] == "MultiPoint" and isinstance(coordinates, list) and len(coordinates) == 1:
        return _coordinate(coordinates[0])
    return _coordinate(coordinates) if geometry["type"] == "Point" else _other(geometry)


def _coordinate(position: Any) -> tuple[float, float] | tuple[str, str]:
    if position == []:
        return "geom.missing", "the point is empty"
    if not isinstance(position, list) or not 2 <= len(position) <= 4:  # noqa: PLR2004
        return "geom.invalid", "a point has two coordinates"
    if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in position):
        return "geom.invalid", "the coordinates are no numbers"
    try:
        first, second = float(position[0]), float(position[1])
    except OverflowError:
        first = second = math.inf
    if not (math.isfinite(first) and math.isfinite(second)):
        return "coord.nan", "a coordinate is no finite number"
    return first, second


def _other(geometry: dict[str, Any]) -> tuple[str, str]:
    name = clean_text(geometry["type"], limit=30)
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (shapely.GEOSException, ValueError, TypeError, RecursionError):
        return "geom.invalid", f"the {name} is broken"
    if shape is None or shape.is_empty:
        return "geom.missing", f"the {name} is empty"
    if not shape.is_valid:
        return "geom.invalid", f"the {name} is broken: {shapely.is_valid_reason(shape)}"
    return "geom.type", f"a point is needed and this is a {name}"
