"""Arrows from one area to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo import style
from geo.errors import ParameterError
from geo.maps._degrees import drawable, inner_points, to_json
from geo.maps._layer import Layer, collection, identity, tooltip
from geo.maps._legend_entry import LegendEntry, line_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

__all__ = ["arrow_layer"]

_THINNEST: Final = 2.0
_WIDEST: Final = 9.0
_DASH: Final = "6 4"
_COLOUR: Final = style.INK


def arrow_layer(
    flows: pd.DataFrame,
    *,
    areas: gpd.GeoDataFrame,
    size: str = "size",
    solid: str | None = None,
    fields: Mapping[str, str] | None = None,
    label: str = "From a treated area to where offences rose",
    solid_label: str = "clear of chance",
    dashed_label: str = "may be chance",
    code: str = "code",
    name: str = "name",
    top: int = 20,
) -> Layer:
    """Return a layer of arrows between areas, wider for larger sizes.

    Parameters
    ----------
    flows
        One row an arrow: ``origin`` and ``destination`` as area codes, and a size above zero.
    areas
        The areas in EPSG:27700.
    size
        The column of sizes; widths are proportional to it, from 2 to 9 pixels.
    solid
        A boolean column; arrows where it is false are dashed.
    fields
        Further columns for the tooltip and what to call them there.
    label, solid_label, dashed_label
        What an arrow says, for the legend; the last two where ``solid`` is given.
    code, name
        The columns of the areas' codes and names.
    top
        Only so many of the largest are drawn.

    Returns
    -------
    Layer
        For ``feature_group_to_add``. A click returns "origin>destination" as ``id``.

    Raises
    ------
    ParameterError
        Where a column is missing, a code is not among the areas, or a size is not above zero.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame({"code": ["A", "B"], "name": ["Alpha", "Beta"]}, crs=27700,
    ...     geometry=[box(530000, 180000, 540000, 190000), box(540000, 180000, 550000, 190000)])
    >>> flows = pd.DataFrame({"origin": ["A"], "destination": ["B"], "size": [40]})
    >>> arrow_layer(flows, areas=areas).legend[0].heading
    'From a treated area to where offences rose'
    """
    fields = fields or {}
    areas = drawable(areas, parameter="areas", columns=[code, name])
    for column in ("origin", "destination", size, *([solid] if solid else []), *fields):
        if column not in flows:
            raise ParameterError(
                f"there is no column {column!r}",
                hint=f"The columns are: {', '.join(map(str, flows.columns))}.",
                parameter="flows",
            )
    sizes = flows[size].to_numpy(dtype=float)
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise ParameterError(
            "every arrow needs a size above zero",
            hint="Leave out the rows without one.",
            parameter="flows",
        )
    flows = flows.iloc[np.argsort(-sizes, kind="stable")[:top]]
    place = dict(zip(areas[code], inner_points(areas.geometry.to_numpy()), strict=True))
    called = dict(zip(areas[code], areas[name], strict=True))
    for end in ("origin", "destination"):
        if unknown := sorted({str(value) for value in flows[end] if value not in place}):
            raise ParameterError(
                f"{unknown[0]!r} is not the code of an area",
                hint="Give the flows and the areas of the same layer.",
                parameter="flows",
            )
    rows = flows.to_dict("records")
    widest = max(sizes.max(initial=0.0), 1e-12)
    properties = [
        {
            "layer": "arrows",
            "id": f"{identity(row['origin'])}>{identity(row['destination'])}",
            "width": round(max(_THINNEST, _WIDEST * float(row[size]) / widest), 1),
            "colour": _COLOUR,
            "dash": _DASH if solid and not row[solid] else None,
            "tip": tooltip(
                f"{called[row['origin']]} → {called[row['destination']]}",
                ((text, row[column]) for column, text in fields.items()),
            ),
        }
        for row in rows
    ]
    ends = [[place[row["origin"]], place[row["destination"]]] for row in rows]
    lines = shapely.linestrings(shapely.get_coordinates(ends).reshape(len(rows), 2, 2))
    return Layer(
        title="Arrows",
        kind="arrows",
        spec={},
        data=collection(properties, to_json(lines)),
        legend=_entries(properties, solid=solid, texts=(label, solid_label, dashed_label)),
    )


def _entries(
    properties: list[dict[str, Any]], *, solid: str | None, texts: tuple[str, str, str]
) -> list[LegendEntry]:
    label, solid_label, dashed_label = texts
    dashes = dict.fromkeys(row["dash"] for row in properties)
    return [
        LegendEntry(
            label=(dashed_label if dash else solid_label) if solid else "wider: larger",
            heading=label,
            symbol=line_symbol(colour=_COLOUR, width=3, dash=dash, head=True),
        )
        for dash in sorted(dashes, key=lambda dash: dash is not None)
    ]
