"""Hotspots as outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import style
from geo.maps._degrees import drawable, to_json
from geo.maps._layer import Layer, collection, identity, tooltip
from geo.maps._legend_entry import LegendEntry, area_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["hotspot_layer"]

_STYLE: Final[Mapping[str, Any]] = {
    "color": style.HOTSPOT,
    "weight": 3,
    "dashArray": "3 4",
    "fillColor": style.HOTSPOT,
    "fillOpacity": 0.2,
}

_KEPT_STYLE: Final[Mapping[str, Any]] = {**_STYLE, "dashArray": None}
_STANDINGS: Final = {"kept": "kept in at least 80% of resamples", "hotspot": "kept in fewer"}
KEPT: Final = 0.8
"""From this share of resamples on, a hotspot is drawn as one that stays."""


def hotspot_layer(
    hotspots: gpd.GeoDataFrame,
    *,
    id: str = "hotspot_id",  # noqa: A002  the name of the same thing everywhere
    fields: Mapping[str, str] | None = None,
    label: str = "Hotspot",
    badges: int = 20,
    kept: str | None = None,
) -> Layer:
    """Return a layer of hotspots with a border and a light fill.

    The border is dashed; where it is known how often each hotspot comes back, it is solid round
    those that mostly do.

    Parameters
    ----------
    hotspots
        Polygons, lines or points in EPSG:27700: the hull of three snap points in a row is a
        line, and is drawn as one.
    id
        The column that numbers them; a click returns it as ``id``.
    fields
        Columns for the tooltip and what to call them there.
    label
        What one is called, in tooltip and legend.
    badges
        So many, from the first row on, carry their number on the map.
    kept
        A column with the share of resamples that keep each hotspot: from 0.8 on, its border is
        solid.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Raises
    ------
    ParameterError
        Where a column is missing or the CRS another one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> hotspots = gpd.GeoDataFrame(
    ...     {"hotspot_id": [1], "points": [12]},
    ...     geometry=[box(530000, 180000, 530400, 180400)], crs=27700)
    >>> hotspot_layer(hotspots, fields={"points": "Markets"}).legend[0].label
    'Hotspot'
    """
    fields = fields or {}
    hotspots = drawable(
        hotspots, parameter="hotspots", columns=[id, *fields, *([kept] if kept else [])]
    )
    sure = [False] * len(hotspots) if kept is None else (hotspots[kept] >= KEPT).to_list()
    properties = [
        {
            "layer": "hotspots",
            "id": identity(row[id]),
            "style": "kept" if sure[at] else "hotspot",
            **({"badge": str(identity(row[id]))} if at < badges else {}),
            "tip": tooltip(
                f"{label} {row[id]}", ((text, row[column]) for column, text in fields.items())
            ),
        }
        for at, row in enumerate(hotspots.to_dict("records"))
    ]
    styles = {"kept": _KEPT_STYLE, "hotspot": _STYLE}
    present = dict.fromkeys(part["style"] for part in properties)
    entries = [
        LegendEntry(
            label=label if kept is None else f"{label}, {_STANDINGS[name]}",
            heading="Concentrations",
            symbol=area_symbol(fill=look, border=look),
        )
        for name, look in styles.items()
        if name in present
    ]
    return Layer(
        title="Hotspots",
        kind="shapes",
        spec={"passes": [{"pane": "hotspots", "interactive": True, "styles": styles}]},
        data=collection(properties, to_json(hotspots.geometry.to_numpy())),
        legend=entries,
    )
