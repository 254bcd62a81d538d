"""How much of an area's records lies in hotspots, and how well these hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._rank_areas import Criterion
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike

    from analysis._area_counts import Add

__all__ = ["add_hotspots", "hotspot_shares"]


def hotspot_shares(
    points: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame, *, kept: ArrayLike | None = None
) -> pd.DataFrame:
    """Return which share of each area's records lies in hotspots, and how often these come back.

    Parameters
    ----------
    points
        Records in EPSG:27700 with the ``area_code`` that each lies in.
    hotspots
        Outlines in the same coordinates, such as :func:`run_recipe` gives.
    kept
        For each hotspot the share of resamples that keep it, such as the ``share`` of
        :func:`hotspot_stability`.

    Returns
    -------
    DataFrame
        By area code: ``in_hotspots``, from 0 to 1; ``records``, of how many; ``hotspot_kept``, the
        mean over the records in hotspots of how often theirs comes back, missing where none lies
        in one or nothing is known of it. Areas without records are left out.

    Raises
    ------
    ParameterError
        If ``kept`` has another length than the hotspots.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point, box
    >>> points = gpd.GeoDataFrame({"area_code": ["A", "A", "B"]}, crs=27700,
    ...                           geometry=[Point(1, 1), Point(9, 9), Point(20, 20)])
    >>> hot = gpd.GeoDataFrame(geometry=[box(0, 0, 5, 5)], crs=27700)
    >>> hotspot_shares(points, hot, kept=[0.8])
               in_hotspots  records  hotspot_kept
    area_code
    A                  0.5      2.0           0.8
    B                  0.0      1.0           NaN
    """
    import shapely

    share = np.full(len(hotspots), np.nan) if kept is None else np.asarray(kept, dtype=float)
    if share.shape != (len(hotspots),):
        raise ParameterError(
            "there must be one share for each hotspot",
            hint="Take both from the same run.",
            parameter="kept",
            value=len(share),
        )
    placed = points[points["area_code"].notna()]
    tree = shapely.STRtree(placed.geometry.to_numpy())
    # Hulls go through records on their rim, so rounding must not decide who is in.
    shapes = shapely.buffer(hotspots.geometry.to_numpy(), 1e-6)
    owner, member = tree.query(shapes, predicate="intersects")
    best = np.full(len(placed), -1.0)
    known = np.where(np.isfinite(share), share, 0.0)
    np.maximum.at(best, member, known[owner])
    inside = best >= 0
    codes = placed["area_code"].astype("str")
    held = pd.Series(inside.astype(float), index=placed.index).groupby(codes)
    table = pd.DataFrame({"in_hotspots": held.mean(), "records": held.size().astype(float)})
    again = pd.Series(np.where(inside, best, np.nan), index=placed.index).groupby(codes).mean()
    table["hotspot_kept"] = again if np.isfinite(share).any() else np.nan
    table.index.name = "area_code"
    return table


def add_hotspots(shares: pd.DataFrame, *, add: Add) -> None:
    """Add the share of records in hotspots, and how often these hotspots come back."""
    add("records", shares["records"])
    add(
        "in_hotspots",
        shares["in_hotspots"],
        Criterion(name="in_hotspots", source="hotspots", kind="share", out_of="records"),
    )
    if shares["hotspot_kept"].notna().any():
        add(
            "hotspot_kept",
            shares["hotspot_kept"],
            Criterion(name="hotspot_kept", source="hotspots redrawn"),
        )
