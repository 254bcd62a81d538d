"""Many points: offences by the ten thousand, drawn as one picture in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo import style
from geo.errors import ParameterError
from geo.maps._degrees import drawable
from geo.maps._layer import Layer
from geo.maps._legend_entry import LegendEntry, mark_symbol
from geo.maps._marks import pack, world
from geo.maps._safe_text import safe_text

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["dots_layer"]

_RADIUS: Final = 1.2
_SHAPED_RADIUS: Final = 2.6  # a shape needs more pixels than a dot to be told from another
_SHAPES: Final = (  # seven colours are not seven greys: each class has a shape too
    None,
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.3), (1.2, 0.9), (-1.2, 0.9)),
    ((0, -1.5), (0.9, 0), (0, 1.5), (-0.9, 0)),
    ((-1.2, -0.9), (1.2, -0.9), (0, 1.3)),
    (
        *((-0.35, -1.3), (0.35, -1.3), (0.35, -0.35), (1.3, -0.35), (1.3, 0.35), (0.35, 0.35)),
        *((0.35, 1.3), (-0.35, 1.3), (-0.35, 0.35), (-1.3, 0.35), (-1.3, -0.35), (-0.35, -0.35)),
    ),
    ((-1.5, -0.5), (1.5, -0.5), (1.5, 0.5), (-1.5, 0.5)),
)


def _style(
    label: str, *, colour: str, opacity: float, shape: tuple[tuple[float, float], ...] | None
) -> dict[str, Any]:
    return {
        **({"outline": [list(corner) for corner in shape]} if shape else {}),
        "label": safe_text(label, limit=60),
        "radius": 5,
        "color": style.PAPER,
        "weight": 0,
        "fillColor": colour,
        "fillOpacity": opacity,
    }


def _weights(points: gpd.GeoDataFrame, *, column: str | None) -> NDArray[Any]:
    if column is None:
        return np.ones(len(points))
    weights: NDArray[np.float64] = points[column].to_numpy(dtype=float)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ParameterError(
            "weights must be numbers of zero or more",
            hint="Leave out the rows without one.",
            parameter="weight",
        )
    return weights


def dots_layer(
    points: gpd.GeoDataFrame,
    *,
    category: str | None = None,
    weight: str | None = None,
    month: str | None = None,
    label: str = "Recorded offence",
    note: str | None = None,
) -> Layer:
    """Return a layer of any number of points, collapsed to places with counts.

    A place holds everything recorded at the same coordinates; its dot grows with the count, and
    its tooltip gives it. The points travel as packed arrays and are painted by one canvas, which
    lets go of them when the layer is redrawn.

    Parameters
    ----------
    points
        Points in EPSG:27700. Rows without a place are left out.
    category
        A column of classes, each with a colour and a shape of its own, so that they are told
        apart in grey as well. Of more than seven the six most frequent are told apart and the
        rest are one class, "other".
    weight
        A column of how many each row stands for; one each where left out.
    month
        A column of dates or months; with it the map has a slider that shows one month at a time
        without asking the server.
    label
        What one point is, where there is no category.
    note
        What must be said wherever these records appear.

    Returns
    -------
    Layer
        For ``feature_group_to_add``. Dots are not clickable.

    Raises
    ------
    ParameterError
        Where a column is missing, a weight is no number, or the CRS another one.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> points = gpd.GeoDataFrame(
    ...     {"category": ["drugs", "drugs"]}, geometry=[Point(530000, 180000)] * 2, crs=27700)
    >>> [entry.label for entry in dots_layer(points, category="category").legend]
    ['drugs']
    """
    columns = [column for column in (category, weight, month) if column]
    points = drawable(points, parameter="points", columns=columns)
    weights = _weights(points, column=weight)
    metres = shapely.get_coordinates(points.geometry.to_numpy())
    classes, names = _classes(points, column=category, label=label)
    table = pd.DataFrame({"east": metres[:, 0], "north": metres[:, 1], "style": classes})
    months: list[str] = []
    if month is not None:
        codes, months = _months(points[month])
        table["month"] = codes
    places = _collapsed(table, weights)
    x, y = world(places["east"].to_numpy(), places["north"].to_numpy())
    radius, opacity = (_RADIUS, 0.45) if len(names) == 1 else (_SHAPED_RADIUS, 0.75)
    styles = [
        _style(text, colour=colour, opacity=opacity, shape=shape)
        for text, colour, shape in zip(names, style.CATEGORIES, _SHAPES, strict=False)
    ]
    packed = {
        "x": pack(x, kind="<u4"),
        "y": pack(y, kind="<u4"),
        "count": pack(places["weight"].to_numpy().round(), kind="<u4"),
        "style": pack(places["style"].to_numpy(), kind="u1"),
    }
    if month is not None:
        packed["month"] = pack(places["month"].to_numpy(), kind="<u2")
    heading = f"Records ({note})" if note else "Records"
    legend = [
        LegendEntry(label=text, symbol=mark_symbol(mark), heading=heading)
        for text, mark in zip(names, styles, strict=True)
    ]
    return Layer(
        title="Points",
        kind="dots",
        spec={"layer": "dots", "radius": radius, "styles": styles, "months": months},
        packed=packed,
        legend=legend if len(places) else [],
    )


def _collapsed(table: pd.DataFrame, weights: NDArray[Any]) -> pd.DataFrame:
    """Return the different rows of the table in order, with the sums of their weights."""
    columns = [table[name].to_numpy() for name in table.columns]
    order = np.lexsort(columns[::-1])
    new = np.zeros(len(table), dtype=bool)
    new[:1] = True
    for column in columns:
        new[1:] |= np.diff(column[order]) != 0
    starts = np.flatnonzero(new)
    sums = np.add.reduceat(weights[order], starts) if len(starts) else weights[:0]
    distinct = table.iloc[order[starts]].assign(weight=sums)
    return distinct[distinct["weight"] > 0]


def _classes(
    points: gpd.GeoDataFrame, *, column: str | None, label: str
) -> tuple[NDArray[Any], list[str]]:
    if column is None:
        return np.zeros(len(points), dtype=int), [label]
    values = points[column].astype("string").fillna("not recorded")
    ranked = values.value_counts().index.tolist()
    if len(ranked) > len(style.CATEGORIES):
        ranked = ranked[: len(style.CATEGORIES) - 1]
        values = values.where(values.isin(ranked), "other")
        ranked.append("other")
    return values.map({text: at for at, text in enumerate(ranked)}).to_numpy(dtype=int), ranked


def _months(column: pd.Series[Any]) -> tuple[NDArray[Any], list[str]]:
    if isinstance(column.dtype, pd.PeriodDtype):
        periods = column.dt.asfreq("M")
    else:
        periods = pd.to_datetime(column).dt.to_period("M")
    if periods.isna().any():
        raise ParameterError(
            "every point needs a month", hint="Leave out the rows without one.", parameter="month"
        )
    if periods.empty:
        return np.zeros(0, dtype=int), []
    every = pd.period_range(periods.min(), periods.max(), freq="M")
    numbers = every.get_indexer(pd.PeriodIndex(periods))
    return np.asarray(numbers), [str(period) for period in every]
