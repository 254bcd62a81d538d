"""Maps from plain GeoDataFrames in EPSG:27700: the only code that imports folium.

A page makes a :func:`base_map` and a list of layers for every run, and gives the layers to
``st_folium`` as ``feature_group_to_add``: the map then keeps its position. A layer that is
switched off is simply left out of the list.
"""

from geo.maps._amount_layer import amount_breaks, amount_layer
from geo.maps._area_layer import ROLE_LABELS, area_layer
from geo.maps._area_months_layer import area_months_layer
from geo.maps._arrow_layer import arrow_layer
from geo.maps._assets import assets, install
from geo.maps._base_map import ATTRIBUTION, BaseMap, base_map
from geo.maps._class_layer import PolygonClass, class_layer
from geo.maps._dots_layer import dots_layer
from geo.maps._frame_layer import frame_layer
from geo.maps._heading_layer import heading_layer
from geo.maps._hotspot_layer import hotspot_layer
from geo.maps._layer import Layer
from geo.maps._layers_key import layers_key
from geo.maps._legend import legend, legend_html
from geo.maps._legend_entry import LegendEntry
from geo.maps._market_layer import market_layer
from geo.maps._on_right import on_right
from geo.maps._outline_tool import DRAWN, outline_tool
from geo.maps._raid_layer import raid_layer
from geo.maps._safe_text import safe_text
from geo.maps._selected_layer import selected_layer
from geo.maps._surface_layer import surface_layer

__all__ = [
    "ATTRIBUTION",
    "DRAWN",
    "ROLE_LABELS",
    "BaseMap",
    "Layer",
    "LegendEntry",
    "PolygonClass",
    "amount_breaks",
    "amount_layer",
    "area_layer",
    "area_months_layer",
    "arrow_layer",
    "assets",
    "base_map",
    "class_layer",
    "dots_layer",
    "frame_layer",
    "heading_layer",
    "hotspot_layer",
    "install",
    "layers_key",
    "legend",
    "legend_html",
    "market_layer",
    "on_right",
    "outline_tool",
    "raid_layer",
    "safe_text",
    "selected_layer",
    "surface_layer",
]
