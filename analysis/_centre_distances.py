"""Neighbours weighted by how near their markets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import listed
from analysis._event_points import check_points
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

_NEAREST_M = 100.0  # nearer centres weigh no more: their distance is within the error of a place


def centre_distances(markets: gpd.GeoDataFrame, *, neighbours: Graph) -> Graph:
    """Return the neighbours weighted by one over the distance between their market centres.

    The centre of an area is the mean place of its markets. Give the result as ``shares`` to
    :func:`analysis.spillover`, so that a neighbour's excess is tied most to the raided area whose
    markets are nearest. A drawing rule, not a measurement.

    Parameters
    ----------
    markets
        Points in metres with ``area_code``.
    neighbours
        Who borders whom, by area code.

    Returns
    -------
    libpysal.graph.Graph
        With the areas and pairs of `neighbours`, weights in 1/km. A pair of which an area has no
        market has the mean weight of the others.

    Raises
    ------
    geo.errors.ParameterError
        If there is no market, it has no place or area, or no pair has markets on both sides.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> from libpysal.graph import Graph
    >>> row = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": list("abbc"), "neighbor": list("bacb"), "weight": 1}))
    >>> markets = gpd.GeoDataFrame({"area_code": list("abbc")}, crs=27700,
    ...     geometry=gpd.points_from_xy([0, 900, 1100, 5000], [0, 0, 0, 0]))
    >>> centre_distances(markets, neighbours=row)["b"].to_dict()
    {'a': 1.0, 'c': 0.25}
    """
    from libpysal.graph import Graph

    check_points(markets, parameter="markets", columns={"area_code"})
    place = markets.geometry.get_coordinates().set_axis(markets["area_code"].to_numpy())
    centre = place.groupby(level=0).mean()
    links = neighbours.adjacency.reset_index()
    apart = links["focal"] != links["neighbor"]
    ends = [centre.reindex(links[side]).to_numpy() for side in ("focal", "neighbor")]
    distance = np.maximum(np.hypot(*(ends[0] - ends[1]).T), _NEAREST_M)
    weight = pd.Series(1000 / distance, index=links.index)
    known = weight[apart & (links["weight"] > 0)].dropna()
    if known.empty:
        raise ParameterError(
            "no two neighbouring areas both have markets",
            hint="Load markets of these areas, or share by border length.",
            parameter="markets",
            value=listed([str(code) for code in centre.index]),
        )
    weight = weight.fillna(float(known.mean()))
    links["weight"] = weight.where(apart & (links["weight"] > 0), 0.0)
    found: Graph = Graph.from_adjacency(links)
    return found
