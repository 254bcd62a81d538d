"""Areas by their part in an operation, or by how much they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo import style
from geo.errors import ParameterError
from geo.maps._change_fills import CHANGE_HATCHES, NO_DATA_HATCH, change_fill, change_hatch
from geo.maps._degrees import drawable, to_json
from geo.maps._hatch import hatch
from geo.maps._layer import Layer, collection, identity, tooltip
from geo.maps._legend_entry import LegendEntry, area_symbol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["ROLE_LABELS", "area_layer"]

ROLE_LABELS: Final = {
    "treated": "Treated",
    "neighbour": "Neighbouring",
    "control": "Control",
    "excluded": "Left out",
}
# Drawn in this order: the borders that matter most come last and lie on top.
_ORDER: Final = ("control", "excluded", "neighbour", "treated")
BORDERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "treated": {"color": style.ROLES["treated"], "weight": 3.5, "opacity": 1},
    "neighbour": {
        "color": style.ROLES["neighbour"],
        "weight": 2.5,
        "opacity": 1,
        "dashArray": "7 5",
    },
    "control": {"color": style.ROLES["control"], "weight": 1, "opacity": 0.8},
    "excluded": {
        "color": style.ROLES["excluded"],
        "weight": 1.5,
        "opacity": 1,
        "dashArray": "1 5",
    },
}
_NEIGHBOUR_HATCH: Final = hatch(
    "neighbour",
    id="crackdown-hatch-neighbour",
    colour=style.TINTS["neighbour"],
    ground=style.LAND,
)
_ROLE_FILLS: Final[Mapping[str, Mapping[str, Any]]] = {
    "treated": {"fillColor": style.ROLES["treated"], "fillOpacity": 0.2},
    "neighbour": {"fillColor": "url(#crackdown-hatch-neighbour)", "fillOpacity": 1},
    "control": {"fillColor": style.LAND, "fillOpacity": 0.01},
    "excluded": {"fillColor": style.NO_DATA, "fillOpacity": 0.45},
}
_PLAIN: Final = {"fillColor": style.LAND, "fillOpacity": 0.01}
_NICE: Final = (1.0, 2.0, 4.0, 6.0, 8.0, 10.0)


def _breaks(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return three round thresholds: barely changed, moderate, large."""
    largest = float(np.nanmax(np.abs(values), initial=0.0))
    if largest == 0:
        return (1.0, 5.0, 10.0)
    target = largest * 0.6
    unit = 10.0 ** np.floor(np.log10(target))
    large = float(max(step for step in _NICE if step * unit <= target * 1.000001) * unit)
    return (large / 10, large / 2, large)


def _classes(values: NDArray[np.float64], *, breaks: Sequence[float]) -> NDArray[np.int_]:
    """Return 0 (largest fall) to 6 (largest rise), and -1 where there is no value."""
    size = np.searchsorted(np.asarray(breaks), np.abs(values), side="right")
    signed = 3 + np.sign(np.nan_to_num(values)).astype(int) * size
    return np.where(np.isnan(values), -1, signed)


def _change_entries(
    present: set[int], *, breaks: Sequence[float], label: str, unit: str
) -> list[LegendEntry]:
    small, middle, large = (f"{value:g}" for value in breaks)
    names = {
        6: f"rose by {large}{unit} or more",
        5: f"rose by {middle} to {large}{unit}",
        4: f"rose by {small} to {middle}{unit}",
        3: f"within {small}{unit} either way",
        2: f"fell by {small} to {middle}{unit}",
        1: f"fell by {middle} to {large}{unit}",
        0: f"fell by {large}{unit} or more",
        -1: "no data",
    }
    border = {"color": style.OUTLINE, "weight": 1}
    return [
        LegendEntry(
            label=name,
            heading=label,
            symbol=area_symbol(
                fill={"fillColor": change_fill(at), "fillOpacity": 1},
                border=border,
                hatch=change_hatch(at),
            ),
        )
        for at, name in names.items()
        if at in present
    ]


def _role_entries(
    present: set[str], *, filled: bool, labels: Mapping[str, str]
) -> list[LegendEntry]:
    return [
        LegendEntry(
            label=labels[role],
            heading="Areas",
            symbol=area_symbol(
                fill=_ROLE_FILLS[role] if filled else _PLAIN,
                border=BORDERS[role],
                hatch=_NEIGHBOUR_HATCH if filled and role == "neighbour" else None,
            ),
        )
        for role in ROLE_LABELS
        if role in present
    ]


def _roles(areas: gpd.GeoDataFrame, *, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(areas)
    given = areas[column]
    unknown = sorted({str(role) for role in given.dropna()} - set(_ORDER))
    if unknown:
        raise ParameterError(
            f"the role {unknown[0]!r} is not known",
            hint=f"The roles are {', '.join(_ORDER)}; leave a cell empty for none.",
            parameter="areas",
        )
    return ["" if pd.isna(role) else str(role) for role in given]


def area_layer(
    areas: gpd.GeoDataFrame,
    *,
    role: str | None = None,
    change: str | None = None,
    fields: Mapping[str, str] | None = None,
    breaks: Sequence[float] | None = None,
    change_label: str = "Change",
    unit: str = " %",
    role_labels: Mapping[str, str] = ROLE_LABELS,
    code: str = "code",
    name: str = "name",
) -> Layer:
    """Return a layer of areas told apart by role, by change, or by both.

    Treated areas have a thick solid border and a tint, neighbours a dashed border and hatching,
    areas left out a dotted border. Where a change is given it takes the fill: blue for falls,
    hatched brown for rises, hatched grey for no data; the roles keep their borders. A click
    returns the area's feature with its code as ``id``.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700.
    role
        A column of "treated", "neighbour", "control", "excluded" or empty.
    change
        A column of numbers, falls below zero; infinite values count as no data.
    fields
        Columns for the tooltip and what to call them there.
    breaks
        Three rising thresholds of the absolute change, in its own unit: barely, moderately and
        largely changed. Chosen from the data where left out.
    change_label, unit
        What the change is and its unit, for the legend; a blank belongs to the unit.
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
        Where a column is missing, a role unknown, the thresholds do not rise, or the areas are
        not in EPSG:27700.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame(
    ...     {"code": ["A"], "name": ["Alpha"], "role": ["treated"]},
    ...     geometry=[box(0, 0, 9e4, 9e4)], crs=27700)
    >>> [entry.label for entry in area_layer(areas, role="role").legend]
    ['Treated']
    """
    fields = fields or {}
    wanted = [code, name, *fields, *(column for column in (role, change) if column)]
    areas = drawable(areas, parameter="areas", columns=wanted)
    roles = _roles(areas, column=role)
    if breaks is not None and (
        len(breaks) != 3 or not 0 < breaks[0] < breaks[1] < breaks[2]  # noqa: PLR2004
    ):
        raise ParameterError(
            "three rising thresholds above zero are needed",
            hint="Try (2, 10, 20).",
            parameter="breaks",
            value=tuple(breaks),
        )
    classes = None
    legend = _role_entries(set(roles), filled=change is None, labels=role_labels)
    if change is not None:
        values = areas[change].to_numpy(dtype=float, na_value=np.nan)
        values = np.where(np.isfinite(values), values, np.nan)
        breaks = _breaks(values) if breaks is None else breaks
        classes = _classes(values, breaks=breaks)
        legend = [
            *_change_entries(set(classes.tolist()), breaks=breaks, label=change_label, unit=unit),
            *legend,
        ]
    keys = [f"{part}/{'' if classes is None else classes[row]}" for row, part in enumerate(roles)]
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
    geometries = to_json(areas.geometry.to_numpy())
    order = sorted(range(len(areas)), key=lambda row: ("", *_ORDER).index(roles[row]))
    return Layer(
        title="Areas",
        kind="shapes",
        spec={
            "patterns": [
                *(_NEIGHBOUR_HATCH, NO_DATA_HATCH),
                *(CHANGE_HATCHES.values() if classes is not None else ()),
            ],
            "passes": [
                {
                    "pane": "areas",
                    "interactive": True,
                    "styles": {key: _fill(key) for key in dict.fromkeys(keys)},
                },
                {
                    "pane": "outlines",
                    "interactive": False,
                    "styles": {key: _border(key) for key in dict.fromkeys(keys)},
                },
            ],
        },
        data=collection([properties[row] for row in order], [geometries[row] for row in order]),
        legend=legend,
    )


def _fill(key: str) -> dict[str, Any]:
    role, _, shade = key.partition("/")
    base = {"stroke": False}
    if not shade:
        return {**base, **(_ROLE_FILLS[role] if role else _PLAIN)}
    return {**base, "fillColor": change_fill(int(shade)), "fillOpacity": 1}


def _border(key: str) -> dict[str, Any] | None:
    role = key.partition("/")[0]
    if role:
        return {**BORDERS[role], "fill": False}
    # Without a role the ground's own outline shows, unless a fill has covered it.
    return {"color": style.OUTLINE, "weight": 1, "fill": False} if not key.endswith("/") else None
