"""Say what a file holds before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo import (
    _read_area_counts,
    _read_markets,
    _read_offences,
    _read_operations,
    _read_raids,
)
from geo._columns import match_columns, recognised
from geo._counts import wide_columns
from geo._load import table_of
from geo._privacy import check_privacy
from geo._source import open_source
from geo._text import header_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo._table import Table

__all__ = ["recognise"]

_NEEDED: dict[str, tuple[Mapping[str, Sequence[str]], tuple[str, ...], bool]] = {
    "markets": (_read_markets.KNOWN, ("market_id", "kind", "first_seen"), True),
    "raids": (_read_raids.KNOWN, ("raid_id", "date"), True),
    "operations": (
        _read_operations.KNOWN,
        ("operation_id", "name", "start", "end", "areas"),
        False,
    ),
    "area counts": (_read_area_counts.KNOWN, ("period", "count"), False),
    "offences": (_read_offences.KNOWN, ("period",), True),
}
_PAIRS = ({"longitude", "latitude"}, {"easting", "northing"}, {"x", "y"}, {"grid_reference"})


def recognise(source: Any) -> str | None:
    r"""Return which kind of record a file holds, by its columns.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.

    Returns
    -------
    str or None
        ``markets``, ``raids``, ``offences``, ``area_counts`` or ``operations``, so that
        ``read_`` and this name is the function to read it with; None where it is none of them.

    Raises
    ------
    InputError
        The file cannot be opened at all, or is about persons.

    Examples
    --------
    >>> recognise(b"BoroughName,201004,201005\nHackney,1,2\n")
    'area_counts'
    >>> recognise(b"colour,size\nred,2\n") is None
    True
    """
    opened = open_source(source)
    if opened.kind == "zip":
        return "offences"
    table = table_of(opened, choose=lambda _: ())
    check_privacy(table.names, file=table.file, line=table.header_line)
    told = recognised({header_key(name) for name in table.names})
    if told:
        kind = next((kind for kind in _NEEDED if told.startswith(kind)), None)
    else:
        kind = next((kind for kind in _NEEDED if _fits(table, kind)), None)
    return kind.replace(" ", "_") if kind else None


def _fits(table: Table, kind: str) -> bool:
    known, needed, placed = _NEEDED[kind]
    columns = match_columns(table.names, known)
    if kind == "area counts":
        wide = wide_columns([name for name in table.names if name not in columns.taken.values()])[1]
        named = "area_code" in columns or "area_name" in columns
        return named and (bool(wide) or all(name in columns for name in needed))
    if not all(name in columns for name in needed):
        return False
    return not placed or _points(table) or any(pair <= set(columns.taken) for pair in _PAIRS)


def _points(table: Table) -> bool:
    """Say whether a file with geometry holds a point at all."""
    return table.points is not None and bool(np.isfinite(table.points.x).any())
