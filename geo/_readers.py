"""Which function reads which kind of record, by name: geo must not import what stands above it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = [
    "KINDS",
    "POINT_KINDS",
    "check_kind",
    "columns_of",
    "locator",
    "reader_of",
    "spellings_of",
]

_FUNCTIONS = {
    "markets": "geo:read_markets",
    "raids": "geo:read_raids",
    "offences": "geo:read_offences",
    "stop_search": "geo:read_stop_search",
    "area_counts": "geo:read_area_counts",
    "operations": "geo:read_operations",
    "disposals": "geo:read_disposals",
    "links": "geo:read_links",
    "premises": "geo:read_premises",
    "campaigns": "geo:read_campaigns",
    "calls": "geo:read_calls",
    "areas": "boundaries:load_areas",
}
_AREAS = "boundaries"
_AREA_COLUMNS = ("code", "name")
KINDS = tuple(_FUNCTIONS)
POINT_KINDS = ("markets", "raids", "offences", "stop_search")


def check_kind(kind: str) -> None:
    """Refuse what is no kind of record.

    Raises
    ------
    ParameterError
        ``kind`` is none of `KINDS`.
    """
    if kind not in _FUNCTIONS:
        raise ParameterError(
            "this is no kind of record",
            hint=f"Use one of {', '.join(KINDS)}.",
            parameter="kind",
            value=kind,
        )


def reader_of(kind: str) -> Callable[..., Any]:
    """Return the function that reads a kind of record, imported now."""
    check_kind(kind)
    module, name = _FUNCTIONS[kind].split(":")
    reader: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return reader


def locator(areas: Any = None) -> Callable[[Any], Any]:
    """Return what gives the code of the area of each point; areas left out are the boroughs."""
    boundaries = importlib.import_module(_AREAS)
    held = boundaries.load_boroughs() if areas is None else areas
    return lambda points: boundaries.assign_areas(points, held)


def columns_of(kind: str) -> tuple[str, ...]:
    """Return our names of the columns of a kind."""
    return _AREA_COLUMNS if kind == "areas" else tuple(spellings_of(kind))


def spellings_of(kind: str) -> Mapping[str, Sequence[str]]:
    """Return our names of the columns of a kind of points or table, with their spellings."""
    known: Mapping[str, Sequence[str]] = importlib.import_module(f"geo._read_{kind}").KNOWN
    return known
