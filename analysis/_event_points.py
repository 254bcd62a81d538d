"""Checks of dated points: raids and markets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import listed
from geo.errors import ParameterError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray


def check_points(
    points: gpd.GeoDataFrame,
    *,
    parameter: str,
    columns: set[str],
    like: gpd.GeoDataFrame | None = None,
) -> None:
    """Refuse a layer that is empty, lacks a column or place, or is not in (the same) metres.

    Raises
    ------
    geo.errors.ParameterError
        As said.
    """
    absent = sorted(columns - set(points.columns))
    problem = hint = ""
    if points.empty:
        problem, hint = f"there are no {parameter}", f"Load {parameter} with a place and a date."
    elif absent:
        problem, hint = f"the {parameter} lack {listed(absent)}", "Add the column(s)."
    elif points.geometry.isna().any() or points.geometry.is_empty.any():
        problem, hint = f"some {parameter} have no place", "Leave them out."
    elif points.crs is None or points.crs.is_geographic:
        problem = f"the {parameter} are not in metres"
        hint = "Convert them to EPSG:27700 first: distances in degrees mean nothing."
    elif like is not None and points.crs != like.crs:
        problem = "the two layers have different coordinate systems"
        hint = "Convert both to EPSG:27700."
    if problem:
        raise ParameterError(problem, hint=hint, parameter=parameter)


def as_days(dates: pd.Series, *, parameter: str, what: str) -> NDArray[np.float64]:
    """Return dates as days since 1970, refusing missing ones with the words of `what`.

    Raises
    ------
    geo.errors.ParameterError
        If a date is missing or cannot be read.
    """
    try:
        stamps = pd.to_datetime(dates)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            "a date cannot be read", hint="Write dates as 2000-11-20.", parameter=parameter
        ) from error
    if stamps.isna().any():
        raise ParameterError(
            what, hint="Leave records without a date out, and say so.", parameter=parameter
        )
    days: NDArray[np.float64] = stamps.to_numpy("datetime64[D]").astype(float)
    return days
