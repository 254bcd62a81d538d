"""The cells that the methods on a grid share, laid once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

import geo
from analysis._population import POPULATION, residents_of, with_residents
from geo._first_area_at import first_area_at
from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph
    from numpy.typing import NDArray

    from analysis._recipe import Recipe


Shape = Literal["square", "hexagon", "areas"]


class Ground(NamedTuple):
    """A grid over the study area, or its areas as they are.

    Attributes
    ----------
    cells
        From :func:`geo.grid`; or the areas with ``area_m2`` and the ``x`` and ``y`` of a point
        inside, indexed by their code. With ``population`` where the areas have one: residents,
        spread evenly over each area.
    neighbours
        Queen contiguity, keyed by cell: areas are neighbours where their outlines touch.
    code
        The code of the area in which each cell's inner point lies; empty where there is none.
    """

    cells: gpd.GeoDataFrame
    neighbours: Graph
    code: NDArray[np.str_]

    def codes_of(self, positions: Any) -> tuple[str, ...]:
        """Return the codes of the areas in which these cells lie."""
        return tuple(sorted({str(code) for code in self.code[positions]} - {""}))


def lay_ground(areas: gpd.GeoDataFrame, *, cell_m: float, shape: Shape = "square") -> Ground:
    """Cover areas with cells, and find who is next to whom and in which area.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700, with ``code`` where hotspots are to say which they lie in.
    cell_m, shape
        As for :func:`geo.grid`; with ``"areas"`` the areas themselves are the cells, whatever
        ``cell_m``. Of areas with a ``population``, those where it is missing get no cells.

    Returns
    -------
    Ground
        The same for the same areas and settings, so it may be kept between runs.

    Raises
    ------
    InputError, ParameterError
        As :func:`geo.grid`; or two areas have one code, or an area has none.
    """
    import shapely

    if shape == "areas":
        return _as_they_are(areas)
    if POPULATION in areas:
        areas = with_residents(areas)
    cells = geo.grid(areas, cell_m=cell_m, shape=shape)
    if POPULATION in areas:
        attrs = cells.attrs
        cells = cells.assign(population=residents_of(areas, cells))
        cells.attrs = attrs
    inner = shapely.point_on_surface(cells.geometry.to_numpy())
    return Ground(
        cells,
        geo.lattice_neighbours(cells),
        codes_at(shapely.get_x(inner), shapely.get_y(inner), areas),
    )


def _as_they_are(areas: gpd.GeoDataFrame) -> Ground:
    import shapely
    from libpysal.graph import Graph

    if "code" not in areas or areas["code"].isna().any() or areas["code"].duplicated().any():
        raise InputError(
            "the areas have no codes, or one code stands for two of them",
            hint="Load boundaries with a code for each area, or use square cells.",
            code="areas.codes",
        )
    codes = areas["code"].astype(str).to_numpy()
    cells = areas[["geometry"]].set_axis(codes).rename_axis("cell").sort_index()
    inner = shapely.point_on_surface(cells.geometry.to_numpy())
    cells = cells.assign(x=shapely.get_x(inner), y=shapely.get_y(inner), area_m2=cells.area)
    neighbours = Graph.build_contiguity(cells, rook=False, strict=True)
    return Ground(cells, neighbours, cells.index.to_numpy().astype(str))


def codes_at(
    x: NDArray[np.float64], y: NDArray[np.float64], areas: gpd.GeoDataFrame
) -> NDArray[np.str_]:
    """Return the code of the area that each point lies in, the first by code; else empty."""
    if "code" not in areas:
        return np.full(len(x), "")
    ordered = areas.sort_values("code")
    found = first_area_at(x, y, ordered.geometry.to_numpy())
    codes: NDArray[np.str_] = np.array([*ordered["code"].astype(str), ""])[found]
    return codes


def cell_settings(recipe: Recipe) -> dict[str, Any]:
    """Return what :func:`lay_ground` needs for a recipe; empty where it takes no cells."""
    if "cell_m" not in recipe.parameters or recipe.method in {"density", "relative_risk"}:
        return {}
    return {
        name: recipe.parameters[name] for name in ("cell_m", "shape") if name in recipe.parameters
    }
