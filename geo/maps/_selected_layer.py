"""The ring around what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo import style
from geo.maps._degrees import drawable, to_json
from geo.maps._layer import Layer, collection, identity

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["selected_layer"]

_CASING: Final = {"color": style.CASING, "weight": 7, "opacity": 0.9, "fill": False}
_RING: Final = {"color": style.SELECTED, "weight": 4, "opacity": 1, "fill": False}


def selected_layer(
    records: gpd.GeoDataFrame,
    *,
    id: str,  # noqa: A002  the name of the same thing everywhere
    selected: Any,
    zoom: int | None = None,
) -> Layer:
    """Return a layer that rings one record and brings it into view.

    The map moves only when the selection is a new one, and only as far as needed: filters and
    other reruns leave it where the user put it.

    Parameters
    ----------
    records
        Any records with a place, in EPSG:27700.
    id
        The column to find the selected one in.
    selected
        Its value there. Where no drawable record has it, nothing is ringed: a filter may have
        hidden it.
    zoom
        Come at least this close, such as 14 for a row chosen in a table. Leave it out for a
        click on the map.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Raises
    ------
    ParameterError
        Where the column is missing or the CRS another one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> markets = gpd.GeoDataFrame(
    ...     {"market_id": ["M1"]}, geometry=[Point(530000, 180000)], crs=27700)
    >>> selected_layer(markets, id="market_id", selected="M1").legend
    ()
    """
    records = drawable(records, parameter="records", columns=[id])
    found = records.loc[records[id] == selected]
    geometries = to_json(found.geometry.to_numpy())
    spec: dict[str, Any] = {"id": str(identity(selected)), "radius": 13, "zoom": zoom}
    return Layer(
        title="Selection",
        kind="selected",
        spec={**spec, "casing": _CASING, "ring": _RING},
        data=collection([{}] * len(found), geometries),
    )
