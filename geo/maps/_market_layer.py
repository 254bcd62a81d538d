"""Open and closed drug markets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo import style
from geo.errors import ParameterError
from geo.maps._degrees import drawable
from geo.maps._layer import Layer, identity
from geo.maps._legend_entry import LegendEntry, mark_symbol
from geo.maps._marks_layer import marks_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["market_layer"]

_KINDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "open": {
        "radius": style.SYMBOLS["market_open"].radius_px,
        "color": style.MARKET_OPEN,
        "weight": 3,
        "fillColor": style.PAPER,
        "fillOpacity": 0.9,
        "label": "Open market",
    },
    "closed": {
        "outline": style.SYMBOLS["market_closed"].outline,
        "radius": style.SYMBOLS["market_closed"].radius_px,
        "color": style.PAPER,
        "weight": 1.5,
        "fillColor": style.MARKET_CLOSED,
        "fillOpacity": 1,
        "label": "Closed market",
    },
}
_STATUSES: Final = {
    "active": "",
    "disrupted": "paler: disrupted",
    "closed": "crossed out: shut down",
    "re-emerged": "with a dot: re-emerged",
}
_FIELDS: Final = {
    "market_id": "Number",
    "status": "Status",
    "first_seen": "First seen",
    "last_seen": "Last seen",
    "drugs": "Drugs",
    "tenure": "Tenure",
    "source": "Source",
    "grade": "Grade",
}


def _mark(kind: str, status: str) -> dict[str, Any]:
    mark = dict(_KINDS[kind])
    if status in {"disrupted", "closed"}:
        mark |= {"opacity": 0.6, "fillOpacity": 0.35 if kind == "closed" else 0.7}
        if kind == "closed":
            mark |= {"color": style.MARKET_CLOSED}
    if status == "closed":
        mark |= {"cross": True, "weight": 1.5}
    if status == "re-emerged":
        mark |= {"core": True}
    return mark


def _states(markets: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    kinds = markets["kind"].astype(str).tolist()
    statuses = (
        ["active" if pd.isna(status) else str(status) for status in markets["status"]]
        if "status" in markets
        else ["active"] * len(kinds)
    )
    for what, found, known in (("kind", kinds, _KINDS), ("status", statuses, _STATUSES)):
        if unknown := sorted(set(found) - set(known)):
            raise ParameterError(
                f"the {what} {unknown[0]!r} is not known",
                hint=f"It is one of: {', '.join(known)}.",
                parameter="markets",
            )
    return list(zip(kinds, statuses, strict=True))


def _entries(states: set[tuple[str, str]], *, heading: str) -> list[LegendEntry]:
    """Name each kind once, and each other status once, on the first kind that has it."""
    kinds = [kind for kind in _KINDS if any(kind == found for found, _ in states)]
    marks = [(_KINDS[kind]["label"], _mark(kind, "active")) for kind in kinds]
    for status, label in _STATUSES.items():
        having = [kind for kind in kinds if (kind, status) in states]
        if label and having:
            marks.append((label, _mark(having[0], status)))
    return [
        LegendEntry(label=label, symbol=mark_symbol(mark), heading=heading) for label, mark in marks
    ]


def market_layer(
    markets: gpd.GeoDataFrame,
    *,
    note: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Layer:
    """Return a layer of markets: open ones as hollow rings, closed ones as filled squares.

    Disrupted markets are paler, markets that were shut down are paler and crossed out, and
    re-emerged ones have a dot in the middle. A click returns the market's feature with its
    ``market_id`` as ``id``. Above 2,000 markets one canvas draws them all; clicks still work, and
    tooltips name the kind only.

    Parameters
    ----------
    markets
        Markets as :func:`geo.read_markets` returns them, in EPSG:27700. Rows without a place are
        left out.
    note
        What must be said wherever these records appear, such as "illustrative".
    fields
        Columns for the tooltip and what to call them there, instead of the usual ones.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Raises
    ------
    ParameterError
        Where a column is missing, a kind or status unknown, or the CRS another one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> markets = gpd.GeoDataFrame(
    ...     {"market_id": ["M1", "M2"], "kind": ["open", "closed"]},
    ...     geometry=[Point(530000, 180000), Point(531000, 180000)], crs=27700)
    >>> [entry.label for entry in market_layer(markets, note="illustrative").legend]
    ['Open market', 'Closed market']
    """
    markets = drawable(markets, parameter="markets", columns=["market_id", "kind"])
    states = _states(markets)
    styles = {
        f"{kind}/{status}": _mark(kind, status)
        for kind in _KINDS
        for status in _STATUSES
        if (kind, status) in set(states)
    }
    keys = [f"{kind}/{status}" for kind, status in states]
    ids = [identity(value) for value in markets["market_id"]]
    names = markets["name"] if "name" in markets else [None] * len(markets)
    return marks_layer(
        markets,
        layer="markets",
        ids=ids,
        keys=keys,
        styles=styles,
        titles=[
            name if pd.notna(name) else number for name, number in zip(names, ids, strict=True)
        ],
        leads=[[("Kind", _KINDS[kind]["label"])] for kind, _ in states],
        fields=_FIELDS if fields is None else fields,
        note=note,
        legend=_entries(set(states), heading=f"Markets ({note})" if note else "Markets"),
    )
