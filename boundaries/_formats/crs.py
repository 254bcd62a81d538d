"""Coordinate systems that a file names, without letting it name a file.

PROJ opens the shift grids and ``init`` files that a definition refers to, wherever they lie on
this machine. So nothing from a file is handed to PROJ that refers to one.
"""

from __future__ import annotations

import re
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import InputError

__all__ = ["crs_from_definition", "crs_from_epsg", "crs_from_name"]

_BRITISH_GRID = 27700
_DEGREES = 4326
_MOST_CHARACTERS = 50_000
_PREFIX = r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?"
_EPSG_NAME = re.compile(_PREFIX + r"EPSG[:/](?:[\w.]*[:/])?(\d{4,6})", re.IGNORECASE)
_CRS84_NAME = re.compile(_PREFIX + r"OGC[:/](?:[\w.]*[:/])?CRS84", re.IGNORECASE)
_NAMES_A_FILE = re.compile(
    r"\binit\s*=|grids\s*=\s*(?!@null)|PARAMETERFILE|PROJ4_GRIDS", re.IGNORECASE
)
_HINT = "Export it in EPSG:27700, or in longitude and latitude."


def crs_from_name(name: object, *, file: str | None) -> CRS:
    """Return the CRS behind a name such as ``EPSG:27700``, its URN or its web address."""
    text = name.strip() if isinstance(name, str) else ""
    if _CRS84_NAME.fullmatch(text):
        return CRS.from_epsg(_DEGREES)
    found = _EPSG_NAME.fullmatch(text)
    if not found:
        raise _unknown(file)
    return crs_from_epsg(int(found[1]), file=file)


def crs_from_epsg(number: int, *, file: str | None) -> CRS:
    """Return the CRS with an EPSG number."""
    try:
        return _on_a_map(CRS.from_epsg(number))
    except CRSError as error:
        raise _unknown(file) from error


def crs_from_definition(definition: str | dict[str, Any], *, file: str | None) -> CRS:
    """Return the CRS that well-known text or PROJJSON describes."""
    text = definition if isinstance(definition, str) else repr(definition)
    if len(text) > _MOST_CHARACTERS or _NAMES_A_FILE.search(text):
        raise _unknown(file)
    try:
        if isinstance(definition, str):
            crs = CRS.from_wkt(definition.strip())
        else:
            crs = CRS.from_json_dict(definition)
        if _refers_to_a_file(crs.to_json_dict()):
            raise _unknown(file)
        # a shift to WGS84 written beside the British grid would move it against the points
        inner = crs.source_crs if crs.is_bound else None
        if inner is not None and inner.to_epsg() == _BRITISH_GRID:
            return CRS.from_epsg(_BRITISH_GRID)
        return _on_a_map(crs)
    except (CRSError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise _unknown(file) from error


def _refers_to_a_file(node: object) -> bool:
    if isinstance(node, dict):
        value = node.get("value")
        named = isinstance(value, str) and value != "@null"
        return named or any(map(_refers_to_a_file, node.values()))
    if isinstance(node, list):
        return any(map(_refers_to_a_file, node))
    return isinstance(node, str) and _NAMES_A_FILE.search(node) is not None


def _on_a_map(crs: CRS) -> CRS:
    if not (crs.is_projected or crs.is_geographic):
        raise CRSError("neither projected nor geographic")
    crs.to_2d()  # a definition with a gap in it may be taken, and fail only when it is used
    return crs


def _unknown(file: str | None) -> InputError:
    return InputError(
        "the file names no coordinate system that is known",
        hint=_HINT,
        code="crs.unknown",
        file=file,
    )
