"""Regular cells over a study area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from geo._lattice import Lattice, lattice_over
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

Shape = Literal["square", "hexagon"]
_MOST_CELLS = 2_000_000
_PIECE_CELLS = 8


def grid(areas: gpd.GeoDataFrame, *, cell_m: float, shape: Shape = "square") -> gpd.GeoDataFrame:
    """Cover areas with equal cells, cut at the edge, each with its true area.

    Parameters
    ----------
    areas
        Polygons of the study area in metres (EPSG:27700). Their inner borders do not matter.
    cell_m
        Side of a square, or distance between the opposite sides of a hexagon, in metres.
    shape
        ``"square"`` or ``"hexagon"``.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per cell, from south to north and west to east, indexed by ``cell`` (such as
        ``"12_40"``), with its place in the lattice (``row``, ``column``), its centre before
        cutting (``x``, ``y``), ``area_m2`` after cutting, ``whole`` (False where it was cut) and
        its geometry. Cells are anchored at multiples of ``cell_m``, so that the grids of
        neighbouring areas fit together. ``attrs["lattice"]`` says how to find the cell of a point.

    Raises
    ------
    InputError
        There are no polygons, or they are not in metres.
    ParameterError
        ``cell_m`` or ``shape`` is out of range, or there would be more than two million cells.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> area = gpd.GeoDataFrame(geometry=[box(0, 0, 2500, 1000)], crs="EPSG:27700")
    >>> cells = grid(area, cell_m=1000)
    >>> cells["area_m2"].to_dict()
    {'0_0': 1000000.0, '0_1': 1000000.0, '0_2': 500000.0}
    """
    import geopandas as gpd
    import shapely

    if shape not in get_args(Shape):
        raise ParameterError(
            "unknown shape",
            hint="Choose 'square' or 'hexagon'.",
            parameter="shape",
            value=shape,
        )
    if not 0 < cell_m < np.inf:
        raise ParameterError(
            "a cell must be larger than nothing", hint="Try 250.", parameter="cell_m", value=cell_m
        )
    study = _study_area(areas)
    lattice = Lattice(cell_m=float(cell_m), shape=shape)
    row, column = lattice_over(lattice, study.bounds, most=_MOST_CELLS)
    cells = lattice.polygons(row, column)
    shapely.prepare(study)
    touching = shapely.intersects(study, cells)
    row, column, cells = row[touching], column[touching], cells[touching]
    whole = shapely.contains_properly(study, cells)
    cut = np.flatnonzero(~whole)
    cells[cut] = _cut(cells[cut], study, piece_m=_PIECE_CELLS * float(cell_m))
    area = shapely.area(cells)
    keep = area > 1e-9 * cell_m**2
    whole |= area >= lattice.cell_area_m2 * (1 - 1e-12)
    row, column = row[keep], column[keep]
    x, y = lattice.centres(row, column)
    result = gpd.GeoDataFrame(
        {"row": row, "column": column, "x": x, "y": y, "area_m2": area[keep], "whole": whole[keep]},
        geometry=cells[keep],
        crs=areas.crs,
    )
    result.index = (result["row"].astype(str) + "_" + result["column"].astype(str)).rename("cell")
    result.attrs["lattice"] = lattice.as_dict()
    return result


def _study_area(areas: gpd.GeoDataFrame) -> Any:
    import shapely

    crs = getattr(areas, "crs", None)  # a bare polygon has none
    if crs is None or not crs.is_projected:
        raise InputError(
            "the areas are not in metres",
            hint="Pass a GeoDataFrame, converted with to_crs('EPSG:27700').",
            code="areas.crs",
        )
    shapes = areas.geometry.dropna()
    shapes = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty]
    if shapes.empty:
        raise InputError(
            "there are no polygons to cover",
            hint="Choose a layer of areas, such as the boroughs.",
            code="areas.empty",
        )
    return shapely.union_all(shapely.make_valid(shapes.to_numpy()))


def _cut(cells: npt.NDArray[np.object_], study: Any, *, piece_m: float) -> npt.NDArray[np.object_]:
    """Cut the cells by small pieces of the study area, not each by all of its outline."""
    import shapely

    result = cells.copy()
    stack = [(study, np.arange(len(cells)))]
    while stack:
        piece, members = stack.pop()
        if not len(members):
            continue
        west, south, east, north = shapely.total_bounds(cells[members])
        if max(east - west, north - south) <= piece_m:
            result[members] = _polygonal(shapely.intersection(cells[members], piece))
            continue
        x = shapely.get_x(shapely.centroid(cells[members]))
        y = shapely.get_y(shapely.centroid(cells[members]))
        along_x = east - west >= north - south
        first = (x if along_x else y) < ((west + east) / 2 if along_x else (south + north) / 2)
        if first.all() or not first.any():
            result[members] = _polygonal(shapely.intersection(cells[members], piece))
            continue
        for half in (members[first], members[~first]):
            window = shapely.box(*shapely.total_bounds(cells[half]))
            stack.append((shapely.intersection(piece, window), half))
    return result


def _polygonal(cut: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Keep the surfaces where cutting also left lines and points."""
    import shapely

    for i in np.flatnonzero(shapely.get_type_id(cut) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(cut[i])
        cut[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])  # noqa: PLR2004
    return cut
