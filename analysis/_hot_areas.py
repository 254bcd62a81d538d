"""Hot cells that touch each other, joined into areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph.base import Graph
    from numpy.typing import ArrayLike

    from analysis._local_statistics import LocalStatistics

_SQUARE_METRES_A_HECTARE = 10_000


def hot_areas(
    cells: gpd.GeoDataFrame, *, counts: ArrayLike, local: LocalStatistics, neighbours: Graph
) -> gpd.GeoDataFrame:
    """Return the cells that a local statistic calls hot, joined where they are neighbours.

    A cell is taken by its label after the correction for multiple testing. The joined area as a
    whole has not been tested: it is a way to read the cells.

    Parameters
    ----------
    cells
        Polygons in metres, in the order of ``local``, indexed as the graph is keyed.
    counts
        The count of each cell, in the same order.
    local
        The result of :func:`analysis.getis_ord` on these counts.
    neighbours
        The graph that it was tested with.

    Returns
    -------
    geopandas.GeoDataFrame
        One row an area, most records first: ``hotspot`` (from 0), ``cells`` (tuple of their
        keys), ``points`` (sum of their counts), ``highest_z``, ``lowest_p`` (after the correction,
        where the statistic has one), ``area_ha`` (hectares) and ``geometry``, in the CRS of the
        cells.

    Raises
    ------
    geo.errors.ParameterError
        If the cells, the counts and the statistic are not of one length.

    References
    ----------
    Ord, J. K. and Getis, A. (1995), "Local spatial autocorrelation statistics: distributional
    issues and an application", Geographical Analysis 27(4).

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from analysis import getis_ord, hot_areas
    >>> from geo import grid, lattice_neighbours
    >>> cells = grid(gpd.GeoDataFrame(geometry=[box(0, 0, 9000, 1000)], crs=27700), cell_m=1000)
    >>> counts = [9, 9, 9, 0, 1, 0, 1, 0, 1]
    >>> near = lattice_neighbours(cells)
    >>> local = getis_ord(counts, near)
    >>> hot_areas(cells, counts=counts, local=local, neighbours=near)["points"].to_list()
    [9.0]
    """
    import geopandas as gpd
    import shapely
    from scipy.sparse.csgraph import connected_components

    count = np.asarray(counts, dtype=float)
    if not len(cells) == len(count) == len(local.label):
        raise ParameterError(
            f"there are {len(cells)} cells, {len(count)} counts and {len(local.label)} results",
            hint="Give the cells and counts that the statistic was worked out from.",
            parameter="counts",
        )
    hot = local.label == "hot"
    joined = neighbours.sparse.tocsr()[hot][:, hot]
    _, group = connected_components(joined, directed=False)
    keys = cells.index.to_numpy()[hot]
    shapes = cells.geometry.to_numpy()[hot]
    rows = []
    for label in range(group.max(initial=-1) + 1):
        inside = group == label
        rows.append(
            {
                "cells": tuple(keys[inside]),
                "points": float(count[hot][inside].sum()),
                "highest_z": float(local.z[hot][inside].max()),
                "geometry": shapely.union_all(shapes[inside]),
            }
        )
    rows.sort(key=lambda row: (-row["points"], row["cells"]))
    table = gpd.GeoDataFrame(
        rows,
        columns=["cells", "points", "highest_z", "geometry"],
        geometry="geometry",
        crs=cells.crs,
    )
    table.insert(0, "hotspot", range(len(table)))
    table.insert(4, "area_ha", table.area / _SQUARE_METRES_A_HECTARE)
    p = getattr(local, "p_adjusted", None)
    if p is not None:
        of_cell = dict(zip(cells.index, p, strict=True))
        lowest = [min(of_cell[key] for key in keys) for keys in table["cells"]]
        table.insert(4, "lowest_p", np.array(lowest, dtype=np.float64))
    return table
