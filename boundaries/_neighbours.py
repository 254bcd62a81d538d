"""Who borders whom."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from boundaries._checked import checked_areas
from boundaries._contact import bridged_pairs, exact_pairs
from boundaries._load_boroughs import DATA
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from libpysal.graph import Graph

__all__ = ["neighbours"]

# boundaries that were reprojected apart from each other differ by millimetres
_NOISE_M = 0.01


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
    codes, polygons = checked_areas(areas)
    if not (math.isfinite(gap_m) and gap_m >= 0):
        raise ParameterError(
            "the gap to bridge must be a length of 0 or more",
            hint="Try 20, and at most the width of what may lie between two areas.",
            parameter="gap_m",
            value=gap_m,
        )
    extra = _river_pairs(codes) if across_river else []
    # an offset of hundreds of kilometres costs digits that a narrow buffer needs
    if len(polygons):
        corner = shapely.total_bounds(polygons)[:2]
        polygons = shapely.transform(polygons, lambda xy: xy - corner)
    pairs = exact_pairs(polygons)
    pairs |= bridged_pairs(polygons, known=pairs, reach_m=max(gap_m, _NOISE_M))
    return _graph(codes, [*pairs, *extra])


def _river_pairs(codes: list[str]) -> list[tuple[int, int]]:
    place = {code: i for i, code in enumerate(codes)}
    boroughs = {f"E090000{number:02d}" for number in range(1, 34)}
    if not boroughs & set(codes):
        raise ParameterError(
            "none of the areas is a London borough, so no pair across the Thames is known",
            hint="Leave across_river out, and set gap_m to the width of the river, such as 400.",
            parameter="across_river",
            value=True,
        )
    with (DATA / "river_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code_a"], row["code_b"]) for row in csv.DictReader(file)]
    return [(place[a], place[b]) for a, b in rows if a in place and b in place]


def _graph(codes: list[str], pairs: Iterable[tuple[int, int]]) -> Graph:
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
