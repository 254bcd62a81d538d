"""The river that the boroughs leave out."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import shapely

from boundaries._formats.geojson import polygon_of

__all__ = ["load_thames"]

_FILE = Path(__file__).resolve().parent / "data" / "thames.geojson"


def load_thames() -> gpd.GeoDataFrame:
    """Return the Thames below Teddington, to draw behind the boroughs.

    It is the gap between the shipped boroughs, filled; it orients the reader of a map and is not
    for measuring.

    Returns
    -------
    GeoDataFrame
        One row with ``name``, ``geometry`` and ``reaches``, a MultiLineString of straight
        stretches along which a name can be written, the best one first; in EPSG:27700 metres.

    Examples
    --------
    >>> from boundaries import load_thames
    >>> river = load_thames()
    >>> river.loc[0, "name"], round(river.area.sum() / 1e6)
    ('River Thames', 21)
    """
    (feature,) = json.loads(_FILE.read_bytes())["features"]
    return gpd.GeoDataFrame(
        {
            "name": [feature["properties"]["name"]],
            "reaches": [shapely.multilinestrings(feature["properties"]["reaches"])],
        },
        geometry=[polygon_of(feature["geometry"])],
        crs="EPSG:27700",
    )
