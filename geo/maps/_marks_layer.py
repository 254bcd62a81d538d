"""A layer of marks: single features that can be hovered, or one canvas where there are many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.maps._degrees import to_json
from geo.maps._layer import Layer, collection, tooltip
from geo.maps._marks import CLICKABLE_LIMIT, packed_marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.maps._legend_entry import LegendEntry

__all__ = ["marks_layer"]


def marks_layer(
    records: gpd.GeoDataFrame,
    *,
    layer: str,
    ids: Sequence[str | int],
    keys: list[str],
    styles: Mapping[str, Any],
    titles: Sequence[Any],
    leads: Sequence[Sequence[tuple[str, Any]]],
    fields: Mapping[str, str],
    note: str | None,
    legend: Sequence[LegendEntry],
) -> Layer:
    """Return a layer of marks, each in the style that its key names.

    ``titles`` and ``leads`` open the tooltips, row by row; ``fields`` follow, as far as the records
    have those columns.
    """
    points = records.geometry.to_numpy()
    if len(records) > CLICKABLE_LIMIT:
        return Layer(
            title=layer.capitalize(),
            kind="dots",
            spec={"layer": layer, "radius": 3, "styles": list(styles.values()), "ids": ids},
            packed=packed_marks(points, keys=keys, styles=styles),
            legend=legend,
        )
    shown = {column: label for column, label in fields.items() if column in records}
    properties = [
        {
            "layer": layer,
            "id": number,
            "style": key,
            "tip": tooltip(
                title,
                [*lead, *((label, row[column]) for column, label in shown.items())],
                note=note,
            ),
        }
        for row, number, key, title, lead in zip(
            records.to_dict("records"), ids, keys, titles, leads, strict=True
        )
    ]
    return Layer(
        title=layer.capitalize(),
        kind="marks",
        spec={"styles": styles},
        data=collection(properties, to_json(points)),
        legend=legend,
    )
