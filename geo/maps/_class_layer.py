"""Polygons in named classes, each with a colour and a pattern of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from geo import style
from geo.errors import ParameterError
from geo.maps._degrees import drawable, to_json
from geo.maps._hatch import hatch
from geo.maps._layer import Layer, collection, identity, tooltip
from geo.maps._legend_entry import LegendEntry, area_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["PolygonClass", "class_layer"]

Pattern = Literal["solid", "rising", "falling", "crossed", "wide"]
_OPACITY: Final = 0.7


@dataclass(frozen=True, kw_only=True)
class PolygonClass:
    """How one class looks: a colour, and a pattern that tells it apart without colour.

    Parameters
    ----------
    label
        What it is called in the legend and in tooltips.
    colour
        One of :mod:`geo.style`.
    pattern
        ``"solid"``, or lines that rise, fall, cross or stand wide apart.
    """

    label: str
    colour: str
    pattern: Pattern = "solid"

    @property
    def hatch(self) -> dict[str, Any] | None:
        """The pattern as the drawing code defines it."""
        if self.pattern == "solid":
            return None
        name = f"crackdown-{self.pattern}-{self.colour[1:].lower()}"
        return hatch(self.pattern, id=name, colour=self.colour, ground=style.LAND)

    @property
    def look(self) -> dict[str, Any]:
        """The style of a polygon of this class."""
        hatch = self.hatch
        return {
            "color": self.colour,
            "weight": 0.6,
            "opacity": 0.8,
            "fillColor": self.colour if hatch is None else f"url(#{hatch['id']})",
            "fillOpacity": _OPACITY if hatch is None else 0.85,
        }


def class_layer(
    polygons: gpd.GeoDataFrame,
    *,
    column: str,
    classes: Mapping[str, PolygonClass],
    heading: str,
    fields: Mapping[str, str] | None = None,
) -> Layer:
    """Return a layer of polygons by class; those of no class are left out.

    Parameters
    ----------
    polygons
        Polygons in EPSG:27700, such as cells.
    column
        The column of classes.
    classes
        How each looks, in the order of the legend.
    heading
        What the classes are classes of, for the legend.
    fields
        Columns for the tooltip and what to call them there.

    Returns
    -------
    Layer
        For ``feature_group_to_add``. The polygons are not clickable.

    Raises
    ------
    ParameterError
        Where a column is missing or the CRS another one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> cells = gpd.GeoDataFrame({"label": ["hot"]}, geometry=[box(0, 0, 9, 9)], crs=27700)
    >>> hot = PolygonClass(label="More than chance", colour="#00795A")
    >>> class_layer(cells, column="label", classes={"hot": hot}, heading="Cells").legend[0].label
    'More than chance'
    """
    fields = fields or {}
    if not classes:
        raise ParameterError(
            "there is no class to draw", hint="Name at least one.", parameter="classes"
        )
    shown = drawable(polygons, parameter="polygons", columns=[column, *fields])
    shown = shown[shown[column].isin(list(classes))]
    names = shown[column].to_list()
    rows = shown[list(fields)].to_dict("records") if fields else [{}] * len(shown)
    properties = [
        {
            "layer": "cells",
            "id": identity(key),
            "style": name,
            "tip": tooltip(
                classes[name].label, ((text, row[field]) for field, text in fields.items())
            ),
        }
        for key, name, row in zip(shown.index, names, rows, strict=True)
    ]
    present = [name for name in classes if name in set(names)]
    return Layer(
        title="Cells",
        kind="shapes",
        spec={
            "patterns": [hatch for name in present if (hatch := classes[name].hatch)],
            "passes": [
                {
                    "pane": "areas",
                    "interactive": True,
                    "styles": {name: classes[name].look for name in present},
                }
            ],
        },
        data=collection(properties, to_json(shown.geometry.to_numpy())),
        legend=[
            LegendEntry(
                label=classes[name].label,
                heading=heading,
                symbol=area_symbol(
                    fill=classes[name].look, border=classes[name].look, hatch=classes[name].hatch
                ),
            )
            for name in present
        ],
    )
