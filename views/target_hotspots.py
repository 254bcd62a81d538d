"""How much of each candidate's records lies in hotspots that were tested, and how these hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import analysis
import geo
from analysis import Recipe
from views import hotspot_runs

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from views.candidates import Candidates

_RESAMPLES = 30
_CELL_M = {"markets": 1_000, "offences": 500}
_FEWEST = 20


def shares(among: Candidates, at: pd.Timestamp) -> pd.DataFrame | None:
    """Return `analysis.hotspot_shares` of the candidates; nothing where too little is loaded.

    Cells with more markets, or recorded offences where no markets are loaded, than chance explains
    (Getis-Ord Gi*, corrected for the many tests), among the records up to the day.
    """
    kind = "markets" if among.ground.loaded("markets") else "offences"
    if among.ground.loaded(kind) < _FEWEST:
        return None
    recipe = Recipe(
        method="getis_ord",
        kind=kind,
        parameters={"cell_m": _CELL_M[kind]},
        end=str(at.date()),
    )
    try:
        found, kept = _found(among.ground.version, recipe.to_json(), _among=among)
    except geo.CrackdownError:
        # Too few records by that day to test: the criterion is then not offered.
        return None
    if not len(found):
        return None
    points = analysis.recipe_points(recipe, among.now.points[kind])
    return analysis.hotspot_shares(points, found, kept=kept)


@st.cache_resource(max_entries=8, show_spinner="Testing where records concentrate …")
def _found(
    version: str, recipe_text: str, *, _among: Candidates
) -> tuple[gpd.GeoDataFrame, NDArray[np.float64] | None]:
    del version
    recipe = Recipe.from_json(recipe_text)
    now = _among.ground
    run = hotspot_runs.run(now, recipe).run
    if not len(run.hotspots):
        return run.hotspots, None
    stable = analysis.recipe_stability(
        run,
        now.points[recipe.kind],
        areas=now.areas,
        ground=hotspot_runs.ground_of(now, recipe),
        resamples=_RESAMPLES,
    )
    return run.hotspots, stable.share
