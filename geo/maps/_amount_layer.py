"""Areas by an amount, such as offences for each square kilometre."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo import style
from geo.errors import ParameterError
from geo.maps._area_layer import BORDERS, ROLE_LABELS
from geo.maps._change_fills import NO_DATA_HATCH, change_fill
from geo.maps._degrees import drawable, to_json
from geo.maps._layer import Layer, collection, identity, tooltip
from geo.maps._legend_entry import LegendEntry, area_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

__all__ = ["amount_breaks", "amount_layer"]

_PLAIN: Final = {"fillColor": style.LAND, "fillOpacity": 0.01}
_CLASSES: Final = len(style.AMOUNT)


def amount_breaks(values: Iterable[float]) -> tuple[float, ...]:
    """Return thresholds that put about as many values into each class, rounded to two digits.

    Parameters
    ----------
    values
        The amounts of all the maps that are to share their classes; missing ones are passed over.

    Returns
    -------
    tuple of float
        Up to four rising thresholds above zero; none where there are no values.

    Examples
    --------
    >>> amount_breaks([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (2.8, 4.6, 6.4, 8.2)
    """
    known = pd.Series(list(values), dtype=float)
    known = known[np.isfinite(known)]
    if known.empty:
        return ()
    cuts = known.quantile([part / _CLASSES for part in range(1, _CLASSES)])
    rounded = sorted({float(f"{cut:.2g}") for cut in cuts})
    return tuple(cut for cut in rounded if cut > 0)


def amount_layer(
    areas: gpd.GeoDataFrame,
    *,
    amount: str,
    breaks: Sequence[float],
    role: str | None = None,
    fields: Mapping[str, str] | None = None,
    amount_label: str = "Amount",
    role_labels: Mapping[str, str] = ROLE_LABELS,
    code: str = "code",
    name: str = "name",
) -> Layer:
    """Return areas shaded by an amount, darker for more.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700.
    amount
        A column of numbers, zero or more; missing ones are grey.
    breaks
        Up to four rising thresholds, such as :func:`amount_breaks` gives: the same for every map
        that is to be compared.
    role
        A column of "treated", "neighbour", "control" or "excluded": drawn as borders.
    fields
        Columns for the tooltip and what to call them there.
    amount_label
        What the amount is, for the legend.
    role_labels
        What each role is called in tooltip and legend.
    code, name
        The columns of codes and names.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Raises
    ------
    ParameterError
        Where a column is missing, the thresholds do not rise, or the areas are not in EPSG:27700.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame({"code": ["A"], "name": ["Alpha"], "rate": [7.0]},
    ...                          geometry=[box(0, 0, 9e4, 9e4)], crs=27700)
    >>> [entry.label for entry in amount_layer(areas, amount="rate", breaks=(5, 10)).legend]
    ['5 to 10']
    """
    fields = fields or {}
    areas = drawable(
        areas, parameter="areas", columns=[code, name, amount, *fields, *([role] if role else [])]
    )
    if len(breaks) >= _CLASSES or any(one >= two for one, two in itertools.pairwise(breaks)):
        raise ParameterError(
            f"up to {_CLASSES - 1} rising thresholds are needed",
            hint="Use amount_breaks.",
            parameter="breaks",
            value=tuple(breaks),
        )
    values = areas[amount].to_numpy(dtype=float, na_value=np.nan)
    classes = np.searchsorted(np.asarray(breaks, dtype=float), values, side="right")
    classes = np.where(np.isfinite(values), classes, -1)
    roles = [""] * len(areas) if role is None else list(areas[role].fillna(""))
    keys = [f"{part}/{at}" for part, at in zip(roles, classes, strict=True)]
    properties = [
        {
            "layer": "areas",
            "id": identity(row[code]),
            "style": key,
            "tip": tooltip(
                row[name],
                [
                    *([("Role", role_labels[part])] if part else []),
                    *((label, row[column]) for column, label in fields.items()),
                ],
            ),
        }
        for (_, row), key, part in zip(areas.iterrows(), keys, roles, strict=True)
    ]
    return Layer(
        title="Areas",
        kind="shapes",
        spec={
            "patterns": [NO_DATA_HATCH],
            "passes": [
                {"pane": "areas", "interactive": True, "styles": {k: _fill(k) for k in keys}},
                {"pane": "outlines", "interactive": False, "styles": {k: _border(k) for k in keys}},
            ],
        },
        data=collection(properties, to_json(areas.geometry.to_numpy())),
        legend=_legend(set(classes.tolist()), breaks, set(roles), amount_label, role_labels),
    )


def _colour(at: int) -> str:
    return style.AMOUNT[at] if at >= 0 else change_fill(at)


def _fill(key: str) -> dict[str, Any]:
    at = int(key.rpartition("/")[2])
    return {"stroke": False, "fillColor": _colour(at), "fillOpacity": 1}


def _border(key: str) -> dict[str, Any]:
    part = key.partition("/")[0]
    own = BORDERS[part] if part else {"color": style.OUTLINE, "weight": 1}
    return {**own, "fill": False}


def _legend(
    present: set[int],
    breaks: Sequence[float],
    roles: set[str],
    label: str,
    role_labels: Mapping[str, str],
) -> list[LegendEntry]:
    words = [f"{cut:,g}" for cut in breaks]
    names = {at: f"{words[at - 1]} to {words[at]}" for at in range(1, len(words))}
    names |= {0: f"under {words[0]}", len(words): f"{words[-1]} or more"} if words else {0: "any"}
    names[-1] = "no count"
    border = {"color": style.OUTLINE, "weight": 1}
    entries = [
        LegendEntry(
            label=names[at],
            heading=label,
            symbol=area_symbol(
                fill={"fillColor": _colour(at), "fillOpacity": 1},
                border=border,
                hatch=NO_DATA_HATCH if at < 0 else None,
            ),
        )
        for at in sorted(present, reverse=True)
    ]
    return entries + [
        LegendEntry(
            label=role_labels[part],
            heading="Areas",
            symbol=area_symbol(fill=_PLAIN, border=BORDERS[part]),
        )
        for part in ROLE_LABELS
        if part in roles
    ]
