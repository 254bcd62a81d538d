"""Rings round the places of raids, as areas of an evaluation."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

_SEGMENTS = 32  # a quarter circle: 0.04% of the area is lost


def rings(
    raids: gpd.GeoDataFrame,
    *,
    edges_m: Sequence[float] = (0, 250, 500, 1000),
    areas: gpd.GeoDataFrame | None = None,
    by_area: bool = False,
) -> gpd.GeoDataFrame:
    """Return rings round raid sites that overlap nowhere, so that no offence counts twice.

    Every place belongs to the ring of its distance to the *nearest* site: where the rings of two
    sites would meet, they are one. Rings are cut at the outline of `areas`, and what lies beyond
    the last edge is then the control. Count points into them with :func:`geo.count_in_cells`, and
    give ``role`` and ``area_m2`` to :func:`analysis.evaluate_design`.

    Parameters
    ----------
    raids
        Points in metres (EPSG:27700). Sites raided twice count once.
    edges_m
        Distances between which the rings lie, ascending. The first ring is treated, the others
        are next to it.
    areas
        Polygons in the same CRS: rings are clipped to them, and the rest of them is added as the
        ring beyond the last edge. Without them rings are whole and there is no control.
    by_area
        Split every ring by the areas it lies in: one row an area and ring.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a ring that holds any ground, indexed by ``area_code`` (such as ``"0-250 m"``, with
        the area's own code before it where split), with ``inner_m``, ``outer_m`` (missing
        beyond the last edge), ``area_m2`` (of the clipped ground), ``role`` (``"treated"``,
        ``"neighbour"``, ``"control"``) and the geometry.

    Raises
    ------
    geo.errors.ParameterError
        If the edges do not ascend from zero or above, rings are to be split without areas, there
        is no raid, the CRS is missing, in degrees or not that of the areas, or no raid lies near
        the areas.

    Examples
    --------
    >>> import geopandas as gpd
    >>> sites = gpd.GeoDataFrame(geometry=gpd.points_from_xy([0, 300], [0, 0]), crs=27700)
    >>> ground = gpd.GeoDataFrame(geometry=gpd.points_from_xy([0], [0]).buffer(2000), crs=27700)
    >>> found = rings(sites, edges_m=(0, 200, 400), areas=ground)
    >>> found["role"].to_dict()
    {'0-200 m': 'treated', '200-400 m': 'neighbour', 'beyond 400 m': 'control'}
    """
    import geopandas as gpd
    import shapely

    edges = _checked_edges(edges_m)
    _check_places(raids, areas)
    if by_area and areas is None:
        raise ParameterError(
            "rings can only be split by areas that are given",
            hint="Give areas, or leave by_area out.",
            parameter="by_area",
        )
    sites = shapely.union_all(shapely.points(np.unique(raids.geometry.get_coordinates(), axis=0)))
    reached = [shapely.buffer(sites, edge, quad_segs=_SEGMENTS) if edge else None for edge in edges]
    shapes = [
        outer if inner is None else shapely.difference(outer, inner)
        for inner, outer in pairwise(reached)
    ]
    names = [f"{inner:g}-{outer:g} m" for inner, outer in pairwise(edges)]
    table = pd.DataFrame(
        {
            "area_code": names,
            "inner_m": edges[:-1],
            "outer_m": edges[1:],
            "role": ["treated"] + ["neighbour"] * (len(names) - 1),
        }
    )
    if areas is not None:
        whole = shapely.union_all(areas.geometry.to_numpy())
        ground = areas.geometry if by_area else gpd.GeoSeries([whole], crs=areas.crs)
        shapes.append(shapely.difference(whole, reached[-1]))
        rest = {"area_code": f"beyond {edges[-1]:g} m", "inner_m": edges[-1], "role": "control"}
        table = pd.concat([table, pd.DataFrame([rest])], ignore_index=True)
        pieces = [_clipped(table, shapes, place, f"{code} " if by_area else "")
                  for code, place in ground.items()]  # fmt: skip
        table = pd.concat(pieces, ignore_index=True)
    else:
        table = table.assign(geometry=np.array(shapes, dtype=object))
    found = gpd.GeoDataFrame(table, geometry="geometry", crs=raids.crs).set_index("area_code")
    found["outer_m"] = found["outer_m"].astype("Float64")
    found["area_m2"] = found.geometry.area
    found = found[found["area_m2"] > 0]
    if not (found["role"] == "treated").any():
        raise ParameterError(
            "no raid lies within or near the areas",
            hint="Check that raids and areas are of the same place.",
            parameter="raids",
        )
    chosen: gpd.GeoDataFrame = found[["inner_m", "outer_m", "area_m2", "role", "geometry"]]
    return chosen


def _clipped(table: pd.DataFrame, shapes: list[Any], place: Any, prefix: str) -> pd.DataFrame:
    import shapely

    cut = [_polygons(shapely.intersection(shape, place)) for shape in shapes]
    piece = table.assign(geometry=np.array(cut, dtype=object))
    return piece.assign(area_code=prefix + piece["area_code"])


def _polygons(shape: Any) -> Any:
    """Return the polygons of a shape, without the lines and points that a cut may leave."""
    import shapely

    parts = [part for part in shapely.get_parts(shape) if shapely.area(part) > 0]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _checked_edges(edges_m: Sequence[float]) -> list[float]:
    edges = [float(edge) for edge in edges_m]
    ascending = all(inner < outer for inner, outer in pairwise(edges))
    if len(edges) < 2 or not ascending or edges[0] < 0 or not all(map(isfinite, edges)):  # noqa: PLR2004
        raise ParameterError(
            "the edges of rings must ascend, from zero or above",
            hint="Give at least two distances in metres, such as (0, 250, 500, 1000).",
            parameter="edges_m",
            value=str(tuple(edges_m)),
        )
    return edges


def _check_places(raids: gpd.GeoDataFrame, areas: gpd.GeoDataFrame | None) -> None:
    if raids.empty or raids.geometry.isna().any() or raids.geometry.is_empty.any():
        raise ParameterError(
            "there is no raid" if raids.empty else "a raid has no place",
            hint="Load raids with a place, or leave out those without one.",
            parameter="raids",
        )
    if not (raids.geometry.geom_type == "Point").all():
        raise ParameterError(
            "a raid is not a point", hint="Give one point a raid.", parameter="raids"
        )
    for name, layer in (("raids", raids), ("areas", areas)):
        if layer is not None and (layer.crs is None or layer.crs.is_geographic):
            raise ParameterError(
                f"the {name} are not in metres",
                hint="Convert them to EPSG:27700 first: distances in degrees mean nothing.",
                parameter=name,
            )
    if areas is not None and areas.crs != raids.crs:
        raise ParameterError(
            "raids and areas have different coordinate systems",
            hint="Convert both to EPSG:27700.",
            parameter="areas",
        )
