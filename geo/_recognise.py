"""Say what a file holds before it is read."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from geo._columns import is_record, match_columns, recognised, record_hint, title_hint
from geo._counts import wide_columns
from geo._head import Head, head_of
from geo._load import check_door
from geo._open_source import open_source
from geo._readers import spellings_of
from geo._text import header_key, quoted

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["Recognised", "recognise"]

_NEEDED = {
    "markets": ("market_id", "kind", "first_seen"),
    "raids": ("raid_id", "date"),
    "operations": ("operation_id", "name", "start", "end", "areas"),
    "premises": ("premises_id", "date"),
    "campaigns": ("name", "start", "areas", "channel"),
    "disposals": ("period", "drug", "count"),
    "links": ("count",),
    "area_counts": ("period", "count"),
    "offences": ("period",),
    "calls": ("start", "length", "count"),
}
_MOST_COLUMNS = 5_000
_PLACED = {"markets", "raids", "offences"}
_AREAS = {"premises", "disposals", "calls"}
_PAIRS = ({"longitude", "latitude"}, {"easting", "northing"}, {"x", "y"}, {"grid_reference"})
_STREET = re.compile(r"(?:.*[/\\])?\d{4}-\d{2}-[a-z-]+-street\.csv")
_STOPS = re.compile(r"(?:.*[/\\])?\d{4}-\d{2}-[a-z-]+-stop-and-search\.csv")


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What a file was recognised as.

    Attributes
    ----------
    kind
        ``markets``, ``raids``, ``offences``, ``stop_search``, ``area_counts``, ``operations``,
        ``disposals``, ``links``, ``premises``, ``campaigns``, ``calls`` or ``areas``; None where
        it is none of them.
    reason
        Why, as a sentence.
    names
        The columns of the file.
    mapping
        Our column names to those of the file, as they would be taken; for areas, the values decide
        and it is empty.
    """

    kind: str | None
    reason: str
    names: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain values."""
        return asdict(self)


def recognise(source: Any) -> Recognised:
    r"""Return which kind of record a file holds, by its columns and the shape of its geometry.

    Only the beginning of the file is read, whatever its size.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.

    Returns
    -------
    Recognised
        ``kind`` is None, with a ``reason``, where the file is none of what is known.

    Raises
    ------
    InputError
        The file cannot be opened at all, or is about persons.

    Examples
    --------
    >>> found = recognise(b"BoroughName,201004,201005\nHackney,1,2\n")
    >>> found.kind, found.mapping
    ('area_counts', {'area_name': 'BoroughName'})
    >>> recognise(b"colour,size\nred,2\n").reason
    "Its columns 'colour', 'size' are those of no kind of record that is known."
    """
    opened = open_source(source)
    head = head_of(opened)
    if opened.kind == "zip":
        return _of_zip(head)
    if len(head.names) > _MOST_COLUMNS:
        raise opened.refused(
            f"there are {len(head.names):,} columns",
            code="header.width",
            hint=f"At most {_MOST_COLUMNS:,} are read.",
        )
    kind = _by_geometry(head) or _by_names(head)
    if kind != "areas":
        check_door(head.names, kind=kind, file=opened.name, line=head.line)
    if kind is None:
        return Recognised(kind=None, reason=_none(head), names=head.names)
    if kind == "areas":
        return Recognised(kind=kind, reason="It holds polygons.", names=head.names)
    taken = match_columns(head.names, spellings_of(kind)).taken
    return Recognised(
        kind=kind,
        reason=f"Its columns are those of {kind.replace('_', ' ')}.",
        names=head.names,
        mapping=taken,
    )


def _of_zip(head: Head) -> Recognised:
    tests: tuple[tuple[str | None, str, Callable[[str], Any]], ...] = (
        ("offences", "The zip holds street crime of data.police.uk.", _STREET.fullmatch),
        ("areas", "The zip holds a shapefile.", lambda name: name.lower().endswith(".shp")),
        (
            None,
            "The zip holds stop and search alone: it is read when asked for as stop_search.",
            _STOPS.fullmatch,
        ),
    )
    for kind, reason, test in tests:
        if any(test(name) for name in head.members):
            return Recognised(kind=kind, reason=reason)
    return Recognised(
        kind=None,
        reason="The zip holds neither street crime of data.police.uk nor a shapefile. "
        "Unpack it and load the files that it holds.",
    )


def _by_geometry(head: Head) -> str | None:
    return "areas" if head.shape == "polygon" else None


def _by_names(head: Head) -> str | None:
    told = recognised({header_key(name) for name in head.names})
    if told:
        key = told.split(" (")[0].replace(" and ", " ").replace(" ", "_")
        return {"stop_search": "stop_search"}.get(key, key if key in _NEEDED else None)
    return next((kind for kind in _NEEDED if _fits(head, kind)), None)


def _none(head: Head) -> str:
    if head.shape == "other":
        return "It holds lines or other shapes, where points or polygons are needed."
    if not head.names:
        return "It has no columns."
    for line, cells in head.opening:
        if line != head.line and _by_names(Head(names=tuple(filter(None, cells)))):
            return f"Its first line is no header. {title_hint(line)}"
    known = {
        spelling for kind in _NEEDED for held in spellings_of(kind).values() for spelling in held
    }
    if is_record(head.names) and not known & {header_key(name) for name in head.names}:
        return f"It has no header. {record_hint(head.line)}"
    return f"Its columns {quoted(head.names)} are those of no kind of record that is known."


def _fits(head: Head, kind: str) -> bool:
    columns = match_columns(head.names, spellings_of(kind))
    if kind == "area_counts":
        wide = wide_columns([name for name in head.names if name not in columns.taken.values()])[1]
        named = "area_code" in columns or "area_name" in columns
        return named and (bool(wide) or all(name in columns for name in _NEEDED[kind]))
    if not all(name in columns for name in _NEEDED[kind]):
        return False
    if kind == "links":
        return all(f"{end}_code" in columns or f"{end}_name" in columns for end in ("from", "to"))
    if kind in _AREAS:
        return "area_code" in columns or "area_name" in columns
    if kind not in _PLACED:
        return True
    return head.shape == "point" or any(pair <= set(columns.taken) for pair in _PAIRS)
