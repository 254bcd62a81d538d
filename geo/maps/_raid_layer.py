"""Raids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import style
from geo.maps._degrees import drawable
from geo.maps._layer import Layer, identity
from geo.maps._legend_entry import LegendEntry, mark_symbol
from geo.maps._marks_layer import marks_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["raid_layer"]

_MARK: Final[Mapping[str, Any]] = {
    "outline": style.SYMBOLS["raid"].outline,
    "radius": style.SYMBOLS["raid"].radius_px,
    "color": style.PAPER,
    "weight": 1.2,
    "fillColor": style.RAID,
    "fillOpacity": 1,
    "label": "Raid",
}
_FIELDS: Final = {
    "raid_id": "Number",
    "date": "Date",
    "operation": "Operation",
    "market_id": "Market",
    "tactic": "Tactic",
    "arrests": "Arrests",
    "disposals": "Disposals",
    "premises_secured": "Premises secured",
    "forensic_hits": "Forensic hits",
}


def raid_layer(
    raids: gpd.GeoDataFrame,
    *,
    note: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Layer:
    """Return a layer of raids as filled triangles.

    A click returns the raid's feature with its ``raid_id`` as ``id``. Above 2,000 raids one
    canvas draws them all; clicks still work, and tooltips say only that they are raids.

    Parameters
    ----------
    raids
        Raids as :func:`geo.read_raids` returns them, in EPSG:27700. Rows without a place are
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
        Where the column ``raid_id`` is missing or the CRS another one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> raids = gpd.GeoDataFrame(
    ...     {"raid_id": ["R1"]}, geometry=[Point(530000, 180000)], crs=27700)
    >>> raid_layer(raids).legend[0].label
    'Raid'
    """
    raids = drawable(raids, parameter="raids", columns=["raid_id"])
    ids = [identity(value) for value in raids["raid_id"]]
    legend = (
        [
            LegendEntry(
                label="Raid",
                symbol=mark_symbol(_MARK),
                heading=f"Enforcement ({note})" if note else "Enforcement",
            )
        ]
        if ids
        else []
    )
    return marks_layer(
        raids,
        layer="raids",
        ids=ids,
        keys=["raid"] * len(ids),
        styles={"raid": _MARK},
        titles=["Raid"] * len(ids),
        leads=[()] * len(ids),
        fields=_FIELDS if fields is None else fields,
        note=note,
        legend=legend,
    )
