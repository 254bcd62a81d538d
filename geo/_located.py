"""The area in which records really lie, beside the one that their file states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo._boroughs import BOROUGHS, borough_code
from geo._intake import Note, no_disagreements
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["Locate", "located"]

if TYPE_CHECKING:
    Locate = Callable[[gpd.GeoSeries], pd.Series[Any]]
else:
    Locate = Any

_SHOWN = 5


def located(
    records: gpd.GeoDataFrame, lines: NDArray[Any], locate: Locate | None
) -> tuple[gpd.GeoDataFrame, tuple[Note, ...], pd.DataFrame]:
    """Return records with the area code of their place, and say where the file says otherwise.

    Parameters
    ----------
    records
        With ``geometry``, ``area_code`` and, where there is one, ``borough`` as given.
    lines
        Where each record stood in its file.
    locate
        Gives the code of the area of each point; None leaves the records as they are.

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
    codes = locate(records.geometry)
    if not isinstance(codes, pd.Series) or not codes.index.equals(records.index):
        raise ParameterError(
            "this must return a Series of codes on the index of the points",
            hint="Give lambda points: boundaries.assign_areas(points, areas).",
            parameter="locate",
            value=type(codes).__name__,
        )
    found = codes.astype("str").where(codes.notna())
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
