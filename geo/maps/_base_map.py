"""The ground of every map: areas, their names, a scale, and no request to anybody."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

import folium
import numpy as np
import shapely
from folium.template import Template

from geo import style
from geo.errors import AssetError, ParameterError
from geo.maps._degrees import drawable, in_degrees, inner_points, to_json
from geo.maps._layer import Drawing, collection, script_json
from geo.maps._safe_text import safe_text

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["ATTRIBUTION", "BaseMap", "base_map"]

ATTRIBUTION: Final = (
    "Contains National Statistics data © Crown copyright and database right 2015; "
    "contains Ordnance Survey data © Crown copyright and database right 2015"
)
_GROUND: Final = {
    "color": style.OUTLINE,
    "weight": 1,
    "fillColor": style.LAND,
    "fillOpacity": 1,
}
_WATER: Final = {"stroke": False, "fillColor": style.WATER, "fillOpacity": 1}


class BaseMap(folium.Map):
    """A folium map that Crackdown's drawing code sets up; made by :func:`base_map`."""

    # Folium's own header forbids zooming the page (WCAG 2.2, 1.4.4), and its script leaves a
    # blank frame where anything fails.
    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1.0" />
            <style>
                html, body { width: 100%; height: 100%; margin: 0; padding: 0; }
                #{{ this.get_name() }} { position: relative; width: 100%; height: 100%; }
            </style>
        {% endmacro %}
        {% macro html(this, kwargs) %}
            <div class="folium-map" id={{ this.get_name()|tojson }} ></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = crackdown.map({{ this.get_name()|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, payload: str, *, centre: tuple[float, float], max_zoom: int) -> None:
        super().__init__(location=centre, tiles=None, maxZoom=max_zoom)
        self._name = "Map"
        self._made_of = (payload, centre, max_zoom)
        self.add_child(Drawing("ground", payload))
        self.content_hash = hashlib.sha256(payload.encode()).hexdigest()[:16]

    def again(self) -> BaseMap:
        """Return the same map anew, for the next run: one that was drawn cannot be used again."""
        payload, centre, max_zoom = self._made_of
        return BaseMap(payload, centre=centre, max_zoom=max_zoom)


def _water(water: gpd.GeoDataFrame | None) -> dict[str, Any] | None:
    if water is None or water.empty:
        return None
    lines = shapely.get_parts(in_degrees(water["reaches"].to_numpy()))
    return {
        "name": safe_text(water["name"].iloc[0], limit=60),
        "style": _WATER,
        "shape": json.loads(to_json(water.geometry.to_numpy())[0]),
        "reaches": [
            [[y, x] for x, y in shapely.get_coordinates(line)[[0, -1]].tolist()] for line in lines
        ],
    }


def _labels(areas: gpd.GeoDataFrame, *, name: str) -> list[dict[str, Any]]:
    metres = areas.geometry.to_numpy()
    order = np.argsort(-shapely.area(metres), kind="stable")
    metres = metres[order]
    points = in_degrees(inner_points(metres))
    return [
        {
            "text": safe_text(text, limit=60),
            "at": [y, x],
            "area": int(row),
        }
        for row, text, x, y in zip(
            order,
            areas[name].to_numpy()[order],
            shapely.get_x(points).tolist(),
            shapely.get_y(points).tolist(),
            strict=True,
        )
    ]


def base_map(
    areas: gpd.GeoDataFrame,
    *,
    name: str = "name",
    attribution: str = ATTRIBUTION,
    title: str = "Map of the areas; the table beside it holds the same records",
    max_zoom: int = 18,
    pair: str = "",
    water: gpd.GeoDataFrame | None = None,
) -> BaseMap:
    """Return a map of the areas with nothing on it yet, or two that move together.

    It shows the areas' outlines, their names where they fit and hide no mark, north and a metric
    scale, fits itself to the areas as soon as it is seen, and asks no server for tiles. An error
    in the browser is shown in the frame. Call :func:`install` before.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700.
    name
        The column of names; an empty string leaves the names out.
    attribution
        Whose data the areas are, as plain text.
    title
        What a screen reader says of the map.
    max_zoom
        The deepest zoom, as Leaflet counts.
    pair
        What a screen reader says of a second map to the right of the first, which always shows
        the same place; :func:`on_right` puts a layer on it. Empty for one map only.
    water
        A river to draw behind the areas: a row with ``geometry``, ``name`` and ``reaches``, the
        lines along which its name may stand.

    Returns
    -------
    BaseMap
        A ``folium.Map``; make it anew for every run.

    Raises
    ------
    ParameterError
        Where the areas are empty, not in EPSG:27700, or have no such column.
    AssetError
        Where :func:`install` has not been called.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from geo.maps import install
    >>> install("/crackdown-assets/")
    >>> areas = gpd.GeoDataFrame({"name": ["A"]}, geometry=[box(0, 0, 9e4, 9e4)], crs=27700)
    >>> base_map(areas, max_zoom=16).options["maxZoom"]
    16
    """
    areas = drawable(areas, parameter="areas", columns=[name] if name else [])
    if areas.empty:
        raise ParameterError(
            "there is no area to show", hint="Load boundaries first.", parameter="areas"
        )
    if any(url.startswith("http") for _, url in folium.Map.default_js):
        raise AssetError(
            "Maps would load scripts from another host. Call geo.maps.install(base) first."
        )
    shapes = areas.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(in_degrees(shapes)).tolist()
    spec = {
        "title": title,
        "pair": pair,
        "maxZoom": max_zoom,
        "bounds": [[south, west], [north, east]],
        "style": _GROUND,
        "attribution": safe_text(attribution, limit=400),
        "labels": _labels(areas, name=name) if name else [],
        "water": _water(water),
        "dark": style.dark_colours(),
    }
    ground = collection([{}] * len(areas), to_json(shapes))
    payload = f'{script_json(spec)[:-1]},"areas":{ground}}}'
    return BaseMap(payload, centre=((south + north) / 2, (west + east) / 2), max_zoom=max_zoom)
