"""Residents of areas, spread over the cells that stand on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import InputError

if TYPE_CHECKING:
    import geopandas as gpd

POPULATION = "population"
RESIDENTS = (
    "Who is on a high street or in a station by day does not live there, so a centre has more "
    "records than its residents explain."
)


def with_residents(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas whose residents are known: where they are not, nothing can be expected.

    Raises
    ------
    InputError
        If there is no population, a negative one, or none above zero.
    """
    people = np.asarray(areas[POPULATION], dtype=float) if POPULATION in areas else np.empty(0)
    if (people < 0).any() or not np.nansum(people) > 0:
        raise InputError(
            "no population of these areas is known",
            hint="Load counts of the category Population by area code, or expect by area.",
            code="areas.population",
        )
    known: gpd.GeoDataFrame = areas[~np.isnan(people)]
    return known


def residents_of(areas: gpd.GeoDataFrame, cells: gpd.GeoDataFrame) -> np.ndarray[Any, Any]:
    """Return how many residents each cell has if each area's live evenly spread over it.

    Parameters
    ----------
    areas
        Polygons with a ``population``; those where it is missing are left out.
    cells
        Polygons in the same coordinates.

    Returns
    -------
    numpy.ndarray
        One number a cell: area by area, the share of its ground that lies in the cell.

    Raises
    ------
    InputError
        If there is no population, a negative one, or none above zero.
    """
    import shapely

    areas = with_residents(areas)
    people = areas[POPULATION].to_numpy(dtype=float)
    shapes, ground = cells.geometry.to_numpy(), areas.geometry.to_numpy()
    shapely.prepare(ground)
    cell, area = shapely.STRtree(ground).query(shapes, predicate="intersects")
    whole = shapely.contains_properly(ground[area], shapes[cell])
    shared = shapely.area(shapes[cell])
    cut = ~whole
    shared[cut] = shapely.area(shapely.intersection(shapes[cell[cut]], ground[area[cut]]))
    size = shapely.area(ground)
    share = np.divide(shared, size[area], out=np.zeros(len(area)), where=size[area] > 0)
    return np.bincount(cell, weights=share * people[area], minlength=len(cells))
