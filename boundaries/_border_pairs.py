"""Which areas share a border, as pairs of positions."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import shapely

from boundaries._checked import checked_areas
from boundaries._contact import bridged_pairs, exact_pairs
from boundaries._load_boroughs import DATA
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["border_pairs"]

# boundaries that were reprojected apart from each other differ by millimetres
_NOISE_M = 0.01


def border_pairs(
    areas: gpd.GeoDataFrame, *, across_river: bool, gap_m: float
) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the sorted codes, and the pairs of positions in them that share a border.

    The rule and the errors are those of :func:`boundaries.neighbours`.
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
    return codes, [*pairs, *extra]


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
