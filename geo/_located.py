"""The area in which records really lie, beside the one that their file states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo._boroughs import BOROUGHS, borough_code
from geo._coordinates_of import coordinates_of
from geo._distinct_places import distinct_places
from geo._intake import Note, no_disagreements
from geo._project import BRITISH_GRID
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Locate", "located"]

if TYPE_CHECKING:
    Locate = Callable[[gpd.GeoSeries], pd.Series[Any]]
else:
    Locate = Any

_SHOWN = 5
_AT_ONCE = 50_000


def located(
    records: pd.DataFrame,
    lines: NDArray[Any],
    locate: Locate | None,
    *,
    numbered: NDArray[np.intp] | None = None,
) -> tuple[pd.DataFrame, tuple[Note, ...], pd.DataFrame]:
    """Return records with the area code of their place, and say where the file says otherwise.

    Parameters
    ----------
    records
        With ``geometry``, as points or as complex numbers, ``area_code`` and, where there is one,
        ``borough`` as given.
    lines
        Where each record stood in its file.
    locate
        Gives the code of the area of each point; None leaves the records as they are. It is asked
        for each distinct place once, some thousands at a time.
    numbered
        The number of the place of each record, where the places are numbered already.

    Returns
    -------
    records
        A copy with ``area_code`` filled.
    notes
        How many records disagree, and how many lie in no area.
    disagreements
        The records that state another borough: ``line``, ``stated`` and ``found``.

    Raises
    ------
    ParameterError
        ``locate`` does not return one code a point.
    """
    if locate is None or not len(records):
        return records, (), no_disagreements()
    found = _found(records, locate, numbered)
    stated = records["area_code"].copy()
    if "borough" in records:
        names = {name: borough_code(name) for name in records["borough"].dropna().unique()}
        stated = stated.where(stated.notna(), records["borough"].map(names))
    apart = stated.isin(list(BOROUGHS)) & found.isin(list(BOROUGHS)) & (found != stated)
    disagreements = no_disagreements()
    notes = []
    if apart.any():
        disagreements = pd.DataFrame(
            {
                "line": lines[apart.to_numpy()],
                "stated": stated[apart].map(BOROUGHS).astype("str").to_numpy(),
                "found": found[apart].map(BOROUGHS).astype("str").to_numpy(),
            }
        ).astype(disagreements.dtypes)
        notes.append(_mismatch(disagreements))
    outside = int(found.isna().sum())
    if outside:
        notes.append(
            Note(
                f"{outside:,} record{'s lie' if outside > 1 else ' lies'} in none of the areas; a "
                "code in the file is kept.",
                code="area.none",
                warning=True,
            )
        )
    placed = records.assign(area_code=found.fillna(records["area_code"]))
    return placed, tuple(notes), disagreements


def _found(
    records: pd.DataFrame, locate: Locate, numbered: NDArray[np.intp] | None
) -> pd.Series[Any]:
    """Return the code of the area of each record, missing where there is none."""
    x, y = coordinates_of(records["geometry"])
    place_of, across, up = (
        distinct_places(x, y) if numbered is None else _of_numbers(numbered, x, y)
    )
    parts = []
    for start in range(0, len(across), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        points = gpd.GeoSeries(shapely.points(across[part], up[part]), crs=BRITISH_GRID)
        codes = locate(points)
        if not isinstance(codes, pd.Series) or not codes.index.equals(points.index):
            raise ParameterError(
                "this must return a Series of codes on the index of the points",
                hint="Give lambda points: boundaries.assign_areas(points, areas).",
                parameter="locate",
                value=type(codes).__name__,
            )
        parts.append(codes.astype("str").where(codes.notna()))
    whole: Any = pd.concat(parts, ignore_index=True).array
    return pd.Series(whole.take(place_of), index=records.index)


def _of_numbers(
    at: NDArray[np.intp], x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return what `distinct_places` does, of places that are numbered with gaps."""
    across, up = np.full((2, int(at.max()) + 1), np.nan)
    across[at], up[at] = x, y
    held = ~np.isnan(across)
    return (np.cumsum(held) - 1)[at], across[held], up[held]


def _mismatch(disagreements: pd.DataFrame) -> Note:
    count = len(disagreements)
    said = "; ".join(
        f"line {row.line}: {row.stated} is given, {row.found} is where it lies"
        for row in disagreements.head(_SHOWN).itertuples()
    )
    more = "; …" if count > _SHOWN else ""
    return Note(
        f"{count:,} record{'s state' if count > 1 else ' states'} another borough than "
        f"the one of the point, which wins ({said}{more}).",
        code="borough.mismatch",
        warning=True,
    )
