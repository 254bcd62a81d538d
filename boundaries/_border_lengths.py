"""How long the border is that two areas share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

_NOISE_M = 1.0
_FACING = 1.5  # times the shortest distance: what lies farther apart does not face


def border_lengths(areas: gpd.GeoDataFrame, *, neighbours: Graph) -> Graph:
    """Return the neighbours weighted by the length of the border they share, in metres.

    Pairs that do not touch, such as boroughs that face each other across the Thames, have the
    length of the stretch that faces the other: within one and a half times the shortest distance
    between the two, as the mean of both sides.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700 with a unique ``code``.
    neighbours
        Who borders whom, as :func:`boundaries.neighbours` gives it.

    Returns
    -------
    libpysal.graph.Graph
        With the areas and pairs of `neighbours`; no weight is zero but that of an area without
        neighbours with itself.

    Raises
    ------
    geo.errors.ParameterError
        If the graph has an area that the layer lacks.

    Examples
    --------
    >>> from boundaries import border_lengths, load_boroughs, neighbours
    >>> boroughs = load_boroughs()
    >>> found = border_lengths(boroughs, neighbours=neighbours(boroughs))
    >>> float(round(found["E09000007"]["E09000019"], -2))  # Camden and Islington
    6900.0
    """
    import shapely
    from libpysal.graph import Graph

    shape = dict(zip(areas["code"], areas.geometry, strict=True))
    absent = [code for code in neighbours.unique_ids if code not in shape]
    if absent:
        raise ParameterError(
            f"{len(absent)} area(s) of the graph are not in the layer",
            hint="Make the graph from the same layer.",
            parameter="neighbours",
            value=str(absent[0]),
        )
    links = neighbours.adjacency.reset_index()
    lengths: dict[frozenset[str], float] = {}
    for focal, other in zip(links["focal"], links["neighbor"], strict=True):
        pair = frozenset((focal, other))
        if len(pair) == 1 or pair in lengths:
            continue
        one, two = shape[focal], shape[other]
        reach = _FACING * float(shapely.distance(one, two)) + _NOISE_M
        lengths[pair] = float(
            np.mean(
                [
                    shapely.length(shapely.intersection(a.boundary, shapely.buffer(b, reach)))
                    for a, b in ((one, two), (two, one))
                ]
            )
        )
    links["weight"] = [
        lengths.get(frozenset(pair), 0.0)
        for pair in zip(links["focal"], links["neighbor"], strict=True)
    ]
    found: Graph = Graph.from_adjacency(links)
    return found
