"""GeoJSON, with a JSON parser and shapely: GDAL would open other files that it names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import shapely

from boundaries._formats.crs import crs_from_name
from boundaries._formats.layer import MOST_AREAS, Layer, broken, check_cells, too_large
from geo._geojson import unique_keys
from geo.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyproj import CRS

__all__ = ["polygon_of", "read_geojson"]

_RING_POINTS = 4
_MOST_DIMENSIONS = 4
_HINT = "Export the areas as a GeoJSON FeatureCollection of polygons."


def read_geojson(content: bytes, *, file: str | None) -> Layer:
    """Read a FeatureCollection."""
    try:
        document = json.loads(
            content, parse_constant=_refuse_constant, object_pairs_hook=unique_keys
        )
    except (ValueError, RecursionError) as error:
        raise broken(file, "JSON", str(error)) from error
    features = _features(document, file=file)
    if len(features) > MOST_AREAS:
        raise too_large(file, f"{len(features):,} features")
    geometry: list[Any] = []
    problems: dict[int, str] = {}
    properties: list[dict[str, Any]] = []
    for row, feature in enumerate(features):
        given = feature if isinstance(feature, dict) else {}
        try:
            geometry.append(polygon_of(given.get("geometry")))
        except ValueError as error:
            geometry.append(None)
            problems[row] = str(error)
        own = given.get("properties")
        with_id = {"id": given["id"]} if "id" in given else {}
        properties.append(with_id | (own if isinstance(own, dict) else {}))
    names = list(dict.fromkeys(key for row in properties for key in row))
    check_cells(len(names), len(properties), file=file)
    fields = {key: [row.get(key) for row in properties] for key in names}
    crs = _crs(document.get("crs"), file=file)
    return Layer(
        fields=fields, geometry=geometry, crs=crs, problems=problems, degrees_by_default=True
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _features(document: object, *, file: str | None) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Topology":
        raise InputError(
            "the file is TopoJSON, which is not read",
            hint="Convert it to GeoJSON first, for example with mapshaper.",
            code="file.topojson",
            file=file,
        )
    features = document.get("features") if isinstance(document, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise InputError(
            "the file is JSON but not a GeoJSON FeatureCollection",
            hint=_HINT,
            code="file.kind",
            file=file,
        )
    return features


def _crs(member: object, *, file: str | None) -> CRS | None:
    """Return the CRS of the older ``crs`` member; None where there is none."""
    if member is None:
        return None
    properties = member.get("properties") if isinstance(member, dict) else None
    return crs_from_name(
        properties.get("name") if isinstance(properties, dict) else None, file=file
    )


def polygon_of(geometry: object) -> Any:
    """Return the Polygon or MultiPolygon that a GeoJSON geometry object describes.

    Heights are dropped. A ValueError says in plain words why an object is not a polygon.
    """
    if geometry is None:
        raise ValueError("it has no geometry")
    if not isinstance(geometry, dict):
        raise ValueError("its geometry is not an object")  # noqa: TRY004
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        return _polygon(coordinates)
    if kind == "MultiPolygon":
        parts = _members(coordinates, "polygons")
        return shapely.multipolygons([_polygon(part) for part in parts])
    if kind == "GeometryCollection":
        members = _members(geometry.get("geometries"), "geometries")
        polygons = [
            part
            for member in members
            if isinstance(member, dict) and member.get("type") in {"Polygon", "MultiPolygon"}
            for part in shapely.get_parts(polygon_of(member))
        ]
        if polygons:
            return shapely.multipolygons(polygons)
    raise ValueError(f"its geometry is a {_word(kind)}, not a polygon")


def _word(kind: object) -> str:
    return kind[:40] if isinstance(kind, str) and kind.isalpha() else "thing without a known type"


def _members(value: object, what: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"its list of {what} is empty or missing")
    return value


def _polygon(rings: object) -> Any:
    shell, *holes = (_ring(ring) for ring in _members(rings, "rings"))
    inner = [shapely.linearrings(hole) for hole in holes] or None
    return shapely.polygons(shapely.linearrings(shell), inner)


def _ring(points: object) -> NDArray[np.float64]:
    try:
        array = np.asarray(points, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("a ring holds something that is not a pair of numbers") from None
    if array.ndim != 2 or not 2 <= array.shape[1] <= _MOST_DIMENSIONS:  # noqa: PLR2004
        raise ValueError("a ring holds something that is not a pair of numbers")
    if len(array) < _RING_POINTS:
        raise ValueError(f"a ring has {len(array)} points, and 4 are the fewest")
    if not np.isfinite(array).all():
        raise ValueError("a ring holds a coordinate that is not a finite number")
    flat = array[:, :2]
    if (flat[0] != flat[-1]).any():
        raise ValueError("a ring does not end where it begins")
    return flat
