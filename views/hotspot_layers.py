"""Hotspots on the map: what was tested as cells with a pattern, places as numbered outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geo import maps, style
from geo.maps import PolygonClass
from views import widgets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from analysis import DensitySurface, RecipeRun
    from views.hotspot_runs import Shown
    from views.workspace import Workspace

_STRONG, _FAIR = 0.001, 0.01
_TESTED = {
    "strong": PolygonClass(label="Hot, p at most 0.001", colour=style.DENSITY[4]),
    "fair": PolygonClass(label="Hot, p at most 0.01", colour=style.DENSITY[3], pattern="crossed"),
    "some": PolygonClass(label="Hot, p at most 0.05", colour=style.DENSITY[3], pattern="rising"),
    "cold": PolygonClass(label="Cold, p at most 0.05", colour=style.FALL[2], pattern="wide"),
}
_MORAN = {
    "high-high": PolygonClass(label="Busy among busy", colour=style.DENSITY[3], pattern="crossed"),
    "high-low": PolygonClass(label="Busy among quiet", colour=style.RISE[2], pattern="falling"),
    "low-high": PolygonClass(label="Quiet among busy", colour=style.MUTED, pattern="rising"),
    "low-low": PolygonClass(label="Quiet among quiet", colour=style.FALL[2], pattern="wide"),
}
_HISTORIES = {
    "new hot spot": PolygonClass(label="New", colour=style.RISE[2]),
    "consecutive hot spot": PolygonClass(
        label="Consecutive: hot in the last steps only", colour=style.RISE[2], pattern="crossed"
    ),
    "intensifying hot spot": PolygonClass(
        label="Intensifying: hot nearly always, and rising", colour=style.RISE[2], pattern="rising"
    ),
    "persistent hot spot": PolygonClass(
        label="Persistent: hot nearly always", colour=style.DENSITY[4]
    ),
    "diminishing hot spot": PolygonClass(
        label="Diminishing: hot nearly always, and falling",
        colour=style.FALL[2],
        pattern="falling",
    ),
    "sporadic hot spot": PolygonClass(
        label="Sporadic: hot now, and off and on before", colour=style.MUTED, pattern="wide"
    ),
    "oscillating hot spot": PolygonClass(
        label="Oscillating: hot now, cold before", colour=style.RAID, pattern="falling"
    ),
    "historical hot spot": PolygonClass(
        label="Historical: hot nearly always, but not now", colour=style.FALL[2], pattern="wide"
    ),
}
_HISTORIES |= {
    name.replace("hot", "cold"): PolygonClass(
        label=f"Cold, {name.split()[0]}", colour=style.FALL[1], pattern=kind.pattern
    )
    for name, kind in _HISTORIES.items()
}
_CHANGES = {
    "higher": PolygonClass(label="Denser than before", colour=style.RISE[2], pattern="rising"),
    "lower": PolygonClass(label="Thinner than before", colour=style.FALL[2], pattern="falling"),
}
_AGAINST_RESIDENTS = {
    "higher": PolygonClass(label="Denser than residents", colour=style.RISE[2], pattern="rising"),
    "lower": PolygonClass(label="Thinner than residents", colour=style.FALL[2], pattern="falling"),
}
_CELL_FIELDS = {"records": "Records", "z": "z", "area_ha": "Hectares"}
_FIELDS = {
    "points": "Records",
    "open": "Open",
    "closed": "Closed",
    "expected": "Expected",
    "relative_risk": "Times the expected",
    "history": "History",
    "first_month": "From",
    "last_month": "To",
    "area_ha": "Hectares",
    "kept": "Kept in resamples",
}
_LEVELS = 5
_NICE = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5)


def layers_of(run: RecipeRun, *, kept: pd.Series | None = None) -> list[maps.Layer]:
    """Return a run's layers, the lowest first; made anew for every map."""
    layers = []
    if run.surface is not None:
        layers.append(surface_layer(run.surface))
    if run.cells is not None and len(run.cells):
        layers.append(_cells(run))
    if len(run.hotspots):
        layers.append(_outlines(run, kept))
    return layers


def numbered(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return hotspots with the number, from 1, that tables and maps show."""
    return hotspots.assign(number=hotspots["hotspot"] + 1)


def _outlines(run: RecipeRun, kept: pd.Series | None) -> maps.Layer:
    hotspots = numbered(run.hotspots)
    if kept is not None:
        hotspots = hotspots.assign(share=kept.to_numpy(), kept=[f"{s:.0%}" for s in kept])
    return maps.hotspot_layer(
        hotspots,
        id="number",
        fields={name: text for name, text in _FIELDS.items() if name in hotspots},
        kept=None if kept is None else "share",
    )


def _cells(run: RecipeRun) -> maps.Layer:
    cells = run.cells
    if cells is None:
        message = "only a run with cells has cells to draw"
        raise TypeError(message)
    classes: Mapping[str, PolygonClass]
    if run.recipe.method == "getis_ord":
        p = cells["p"].to_numpy()
        label = np.where(p <= _STRONG, "strong", np.where(p <= _FAIR, "fair", "some"))
        label = np.where(cells["label"] == "hot", label, "cold")
        cells, classes, heading = cells.assign(label=label), _TESTED, "Cells, after correction"
    elif run.recipe.method == "local_moran":
        classes, heading = _MORAN, "Cells, after correction"
    elif run.recipe.method == "relative_risk":
        by_people = run.recipe.parameters["expected"] == "population"
        classes = _AGAINST_RESIDENTS if by_people else _CHANGES
        heading = "Share of all records, after correction"
    else:
        classes, heading = _HISTORIES, "History of cells, after correction"
    return maps.class_layer(
        cells,
        column="label",
        classes=classes,
        heading=heading,
        fields={name: text for name, text in _CELL_FIELDS.items() if name in cells},
    )


def surface_layer(surface: DensitySurface) -> maps.Layer:
    """Return a density as a picture, in classes that rise in proportion."""
    return maps.surface_layer(
        surface.density,
        transform=surface.transform,
        levels=levels_of(float(surface.density.max())),
        label="Records per square kilometre",
    )


def levels_of(highest: float) -> list[float]:
    """Return five round levels below the highest value, each twice the one before.

    >>> levels_of(4105.0)
    [100.0, 200.0, 400.0, 800.0, 1600.0]
    """
    start = highest / 2 ** (_LEVELS + 0.2)
    unit = 10.0 ** np.floor(np.log10(start))
    first = max(step * unit for step in _NICE if step * unit <= start * 1.3)
    return [float(f"{first * 2**power:.6g}") for power in range(_LEVELS)]


def records_layer(now: Workspace, shown: Shown) -> maps.Layer:
    """Return the records behind a run: worked out once for each selection, whatever the method."""
    recipe = shown.run.recipe
    selection = repr((recipe.kind, *recipe.selection().values()))
    note = widgets.illustrative_note(now, recipe.kind)
    layer: maps.Layer = _records(now.version, selection, note, recipe.kind, _points=shown.points)
    return layer.again()


@st.cache_resource(max_entries=12, show_spinner=False)
def _records(
    version: str, selection: str, note: str | None, kind: str, *, _points: gpd.GeoDataFrame
) -> maps.Layer:
    del version, selection
    if kind == "markets":
        return maps.market_layer(_points, note=note)
    if kind == "raids":
        return maps.raid_layer(_points, note=note)
    kinds = widgets.told_apart(_points)
    return maps.dots_layer(_points, category=kinds, weight="weight", note=note)
