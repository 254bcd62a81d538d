"""Who borders whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from boundaries._border_pairs import border_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from libpysal.graph import Graph

__all__ = ["graph_of_pairs", "neighbours"]


def neighbours(areas: gpd.GeoDataFrame, *, across_river: bool = False, gap_m: float = 0.0) -> Graph:
    """Return which areas share a border.

    Two areas are neighbours when they have a stretch of border in common. Meeting in a corner
    does not count, whatever ``gap_m`` is. Borders that were digitised apart, so that they leave
    slivers or overlap a little, are matched where nothing else lies between them: a stretch of
    one border counts as facing the other area if no third area is nearer, and such stretches must
    add up to at least 1 m and to at least ``gap_m``.

    **Whether the Thames counts as a border is a choice that changes results**, so it is an
    argument. The shipped boroughs stop at high water, and 14 pairs of them face each other
    across the river without touching.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700 with a unique ``code``, such as :func:`load_boroughs` gives.
    across_river
        Add the shipped pairs of boroughs that face each other across the Thames, as far as both
        are in ``areas``. Only for boroughs; for other layers use ``gap_m``.
    gap_m
        The widest gap to bridge, in metres. Needed for layers that were generalised area by
        area. With 0, only noise of up to 1 cm is forgiven.

    Returns
    -------
    libpysal.graph.Graph
        Keyed by code in sorted order, symmetric, with weight 1 for each neighbour. An area
        without neighbours is kept as an isolate.

    Raises
    ------
    ParameterError
        If ``areas`` has no unique codes or is not in EPSG:27700, if ``gap_m`` is negative or not
        finite, or if ``across_river`` is asked for areas none of which is a borough.

    Examples
    --------
    >>> from boundaries import load_boroughs, neighbours
    >>> boroughs = load_boroughs()
    >>> land = neighbours(boroughs)
    >>> land.n_edges // 2, neighbours(boroughs, across_river=True).n_edges // 2
    (68, 82)
    >>> land["E09000001"].index.tolist()
    ['E09000007', 'E09000012', 'E09000019', 'E09000030', 'E09000033']
    """
    return graph_of_pairs(*border_pairs(areas, across_river=across_river, gap_m=gap_m))


def graph_of_pairs(codes: list[str], pairs: Iterable[tuple[int, int]]) -> Graph:
    """Return a symmetric graph of pairs, given as positions in the list of codes."""
    from libpysal.graph import Graph

    both = sorted({(a, b) for pair in pairs for a, b in (pair, pair[::-1])})
    touched = {a for a, _ in both}
    # a pair of an area with itself at weight 0 is how Graph keeps an isolate
    rows = sorted(both + [(i, i) for i in range(len(codes)) if i not in touched])
    label = np.array(codes, dtype=object)
    focal, other = (label[[row[side] for row in rows]] for side in (0, 1))
    weight = np.array([int(a != b) for a, b in rows])
    graph: Graph = Graph.from_arrays(focal, other, weight)
    return graph
