"""The areas next to some others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries._border_pairs import border_pairs
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

__all__ = ["bordering"]


def bordering(
    areas: gpd.GeoDataFrame,
    codes: Iterable[str],
    *,
    across_river: bool = False,
    gap_m: float = 0.0,
) -> set[str]:
    """Return the areas that border these ones, without these themselves.

    The same rule as :func:`boundaries.neighbours`, for where a graph is not needed: it answers
    without loading the graph library.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700 with a unique ``code``.
    codes
        Codes of some of the areas.
    across_river, gap_m
        As for :func:`boundaries.neighbours`.

    Returns
    -------
    set of str
        Codes.

    Raises
    ------
    ParameterError
        If a code is not among the areas, or as :func:`boundaries.neighbours` raises it.

    Examples
    --------
    >>> from boundaries import bordering, load_boroughs
    >>> sorted(bordering(load_boroughs(), ["E09000025"]))
    ['E09000002', 'E09000012', 'E09000026', 'E09000030', 'E09000031']
    """
    known, pairs = border_pairs(areas, across_river=across_river, gap_m=gap_m)
    inside = set(codes)
    if unknown := sorted(inside - set(known)):
        raise ParameterError(
            "this is not the code of an area",
            hint="Use the codes of the areas that were loaded.",
            parameter="codes",
            value=unknown[0],
        )
    touching = {known[b] for pair in pairs for a, b in (pair, pair[::-1]) if known[a] in inside}
    return touching - inside
