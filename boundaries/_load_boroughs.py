"""The 33 boroughs that are shipped."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd

from boundaries._formats.geojson import polygon_of

__all__ = ["DATA", "load_boroughs"]

DATA = Path(__file__).resolve().parent / "data"


def load_boroughs() -> gpd.GeoDataFrame:
    """Return the 32 London boroughs and the City of London.

    The boundaries stop at high water, so that the Thames below Teddington belongs to no borough,
    and are simplified to about 20 m with their shared borders kept. Source, licence and the exact
    accuracy are in ``boundaries/data/README.md``.

    Returns
    -------
    GeoDataFrame
        33 rows with the columns ``code`` (GSS code), ``name`` and ``geometry``, in EPSG:27700
        metres, sorted by ``code``, with a fresh RangeIndex. Each call gives a new copy.

    Examples
    --------
    >>> from boundaries import load_boroughs
    >>> boroughs = load_boroughs()
    >>> boroughs.loc[0, ["code", "name"]].tolist()
    ['E09000001', 'City of London']
    >>> len(boroughs), boroughs.crs.to_epsg(), round(boroughs.area.sum() / 1e6)
    (33, 27700, 1573)
    """
    features = json.loads((DATA / "boroughs.geojson").read_bytes())["features"]
    return gpd.GeoDataFrame(
        {key: [feature["properties"][key] for feature in features] for key in ("code", "name")},
        geometry=[polygon_of(feature["geometry"]) for feature in features],
        crs="EPSG:27700",
    )
