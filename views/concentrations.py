"""Dense clusters of what a page shows, worked out once for each choice of settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import analysis
from geo import maps
from views import filters

if TYPE_CHECKING:
    import geopandas as gpd

    from views.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The settings of a search for clusters, and the end of its slider."""

    radius_m: int
    min_points: int
    most_points: int


SCALES = {
    "markets": Scale(radius_m=400, min_points=6, most_points=40),
    "raids": Scale(radius_m=400, min_points=5, most_points=40),
    "offences": Scale(radius_m=150, min_points=200, most_points=1_000),
}


def points_of(now: Workspace, kind: str, shown: filters.Filters | None) -> gpd.GeoDataFrame:
    """Return the points of a kind that the filters leave."""
    points = now.points[kind]
    if shown is None:
        return points
    keep = {
        "markets": filters.active_markets,
        "raids": filters.raids_in_window,
        "offences": filters.offences_in_window,
    }
    return keep[kind](points, shown)


@st.cache_data(max_entries=32, show_spinner="Finding dense clusters …")
def _clusters(
    version: str, kind: str, shown: filters.Filters | None, scale: Scale, *, _now: Workspace
) -> analysis.DensityClusters:
    del version
    points = points_of(_now, kind, shown)
    return analysis.density_clusters(
        points,
        radius_m=scale.radius_m,
        min_points=scale.min_points,
        weights=points.get("weight", None),
    )


def clusters_of(
    now: Workspace, kind: str, shown: filters.Filters | None, scale: Scale | None = None
) -> analysis.DensityClusters:
    """Return the dense clusters of a kind of record, with the kind's usual settings by default.

    Raises
    ------
    geo.errors.ParameterError
        If the settings cannot be met, such as more points asked for than there are.
    """
    return _clusters(now.version, kind, shown, scale or SCALES[kind], _now=now)


def numbered(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return hotspots with the number, from 1, that tables and maps show."""
    return hotspots.assign(number=hotspots["hotspot"] + 1)


def hull_layer(hotspots: gpd.GeoDataFrame, *, badges: int = 20) -> maps.Layer:
    """Return the outlines of hotspots, numbered from 1 as the tables number them.

    The first ones carry their number on the map.
    """
    hulls = numbered(hotspots)
    fields = {"points": "Records", "open": "Open", "closed": "Closed", "area_ha": "Hectares"}
    return maps.hotspot_layer(
        hulls,
        id="number",
        fields={name: text for name, text in fields.items() if name in hulls},
        badges=badges,
    )
