"""Points as they may be shown: where they lie, how many lie in each area or square, or moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from briefing._classes import shade_shown
from briefing._map_picture import MapFrame, MapPicture, Markers, Outlines

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from briefing._telling import Telling

__all__ = ["by_area", "places_picture", "squares"]

_LEVELS = 5


def by_area(told: Telling, points: gpd.GeoDataFrame, *, by: str) -> pd.DataFrame:
    """Return how many points of each sort lie in each area, as it may be shown.

    Every area of the map is in it, with zero where there is none, so that hiding the small counts
    hides the zeros too; then the totals.
    """
    table = pd.crosstab(points["area_code"], points[by])
    table = table.reindex(sorted(told.now.areas["code"]), fill_value=0)
    return told.profile.table(table)


def squares(told: Telling, points: gpd.GeoDataFrame, *, label: str) -> Outlines | None:
    """Return the squares of a grid that hold enough points to be shown; None without any."""
    import geopandas as gpd
    import shapely

    side = told.profile.cell_m
    if points.empty:
        return None
    at = np.floor(np.column_stack([points.geometry.x, points.geometry.y]) / side).astype(int)
    cells, counts = np.unique(at, axis=0, return_counts=True)
    shown = told.profile.column(pd.Series(counts))
    there = shown.notna().to_numpy()
    if not there.any():
        return None
    low = cells[there] * side
    amounts = shown[there].to_numpy(dtype=float)
    cuts = np.quantile(amounts, np.linspace(0, 1, _LEVELS + 1)[1:-1])
    levels = np.searchsorted(cuts, amounts, side="right")
    boxes = shapely.box(low[:, 0], low[:, 1], low[:, 0] + side, low[:, 1] + side)
    return Outlines(
        kind="cell",
        label=f"{label} in each square of {side / 1000:g} km",
        shapes=gpd.GeoSeries(boxes, crs=27700),
        levels=tuple(int(level) for level in levels),
    )


def places_picture(
    told: Telling,
    points: gpd.GeoDataFrame,
    table: pd.DataFrame,
    *,
    by: str,
    kinds: Mapping[str, tuple[str, str]],
    label: str,
    period: str,
    source: str,
    illustrative: str,
    focus: tuple[str, ...],
    roles: Mapping[str, str] | None = None,
) -> MapPicture:
    """Return a map of points as the profile shows them.

    Parameters
    ----------
    told
        The briefing.
    points, by
        The points, and the column that tells their sorts apart.
    table
        What `by_area` returned for them.
    kinds
        The marker and the words of each sort.
    label
        What all of them are called, such as "Active markets".
    period, source, illustrative, focus, roles
        As for :class:`briefing.MapPicture`.
    """
    places = told.profile.places
    markers: list[Markers] = []
    if places in {"exact", "masked"}:
        drawn = told.profile.moved(points, areas=told.now.areas, by=by, key=told.key)
        for sort, (marker, words) in kinds.items():
            chosen = drawn[drawn[by] == sort]
            if len(chosen):
                extra = " (moved, some left out)" if places == "masked" else ""
                markers.append(
                    Markers(
                        kind=marker,  # type: ignore[arg-type]
                        label=words + extra,
                        points=chosen.geometry.reset_index(drop=True),
                    )
                )
    cells = squares(told, points, label=label) if places == "cells" else None
    shading = None
    if places == "areas":
        hidden = f"fewer than {told.profile.threshold}" if told.profile.hides else ""
        shading = shade_shown(table["total"].drop("total"), heading=label, hidden=hidden)
    return MapPicture(
        areas=told.by_name(),
        frames=(MapFrame(markers=tuple(markers), outlines=(cells,) if cells else ()),),
        shading=shading,
        roles=roles or {},
        focus=focus,
        water=told.water,
        period=period,
        source=source,
        attribution=told.attribution,
        illustrative=illustrative,
    )
