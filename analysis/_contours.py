"""Levels of a density as polygons."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from analysis._kernel_density import DensitySurface

_SQUARE_METRES_A_HECTARE = 10_000
_SQUARE_KM_M2 = 1e6


def contours(
    surface: DensitySurface,
    *,
    levels: Sequence[float] | None = None,
    shares: Sequence[float] | None = None,
    nested: bool = True,
) -> gpd.GeoDataFrame:
    """Return the areas above each level of a density.

    Parameters
    ----------
    surface
        The result of :func:`analysis.kernel_density`.
    levels
        Densities per square kilometre, each above 0; or else
    shares
        shares of the mass of the surface, each between 0 and 1: 0.5 is the smallest area that
        holds half of the records as the surface spreads them. 0.25, 0.5 and 0.75 if neither is
        given.
    nested
        True: each polygon is all that lies above its level, so that it holds the polygons of
        higher levels. False: bands that do not overlap, each up to the next level.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a level that is reached, lowest first: ``level`` (per square kilometre), ``share``
        (of the mass in cells at or above the level), ``area_ha`` and ``geometry`` (valid
        MultiPolygon between the centres of cells, in the CRS of the surface).

    Raises
    ------
    ParameterError
        Both or neither kind of level is usable, or one is out of range.

    Notes
    -----
    A contour is a line on a smooth surface, not the edge of a market, and it has not been tested.

    References
    ----------
    Hyndman, R. J. (1996). Computing and graphing highest density regions. American Statistician
    50, 120-126.

    Examples
    --------
    >>> from analysis import kernel_density
    >>> surface = kernel_density([[0, 0], [0, 0], [900, 0]], cell_m=50, bandwidth_m=300)
    >>> contours(surface, shares=[0.5, 0.9])["share"].round(1).to_list()
    [0.9, 0.5]
    """
    import geopandas as gpd

    density = surface.density
    mass = np.sort(density, axis=None)[::-1]
    held = np.cumsum(mass)
    if levels is not None and shares is not None:
        raise ParameterError(
            "levels and shares were both given",
            hint="Give one of them.",
            parameter="levels",
            value=levels,
        )
    if levels is None:
        chosen = [0.25, 0.5, 0.75] if shares is None else list(shares)
        if not chosen or not all(0 < share < 1 for share in chosen):
            raise ParameterError(
                "a share must lie between 0 and 1",
                hint="Try shares=[0.25, 0.5, 0.75].",
                parameter="shares",
                value=shares,
            )
        heights = [float(mass[np.searchsorted(held, share * held[-1])]) for share in chosen]
    else:
        heights = [float(level) for level in levels]
        if not heights or not all(0 < level < np.inf for level in heights):
            raise ParameterError(
                "a level must be a number above 0",
                hint="Give records per square kilometre, or use shares.",
                parameter="levels",
                value=levels,
            )
    heights = sorted({height for height in heights if height <= mass[0]})
    rows = []
    for level, following in pairwise([*heights, np.inf]):
        shape = polygons_between(density, surface.transform, level, np.inf if nested else following)
        share = float(mass[mass >= level].sum() / held[-1])
        rows.append({"level": level, "share": share, "geometry": shape})
    table: gpd.GeoDataFrame = gpd.GeoDataFrame(
        rows, columns=["level", "share", "geometry"], geometry="geometry", crs=surface.crs
    )
    table = gpd.GeoDataFrame(table[~table.geometry.is_empty].reset_index(drop=True))
    table.insert(2, "area_ha", table.area / _SQUARE_METRES_A_HECTARE)
    return table


def polygons_between(
    field: npt.NDArray[np.float64],
    transform: tuple[float, ...],
    low: float,
    high: float,
) -> Any:
    """Return where a field on cell centres (first row in the north) lies between two levels.

    One row and column below every level are added around it, so that each line is closed.
    """
    import contourpy
    import shapely

    cell, _, west, _, _, north = transform
    rows, columns = field.shape
    base = min(float(field.min()), low - 1.0, 0.0)
    padded = np.pad(field, 1, constant_values=base)
    x = west + (np.arange(-1, columns + 1) + 0.5) * cell
    y = north - (np.arange(-1, rows + 1) + 0.5) * cell
    maker = contourpy.contour_generator(x, y, padded, fill_type=contourpy.FillType.OuterOffset)
    parts: list[Any] = []
    for points, offsets in zip(*maker.filled(low, high), strict=True):
        rings = [points[a:b] for a, b in pairwise(offsets)]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    if not parts:
        return shapely.MultiPolygon()
    shape = shapely.union_all(shapely.make_valid(np.array(parts, dtype=object)))
    surfaces = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon([part for part in surfaces if part.area > 0])
