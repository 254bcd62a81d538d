"""Residents of the areas: loaded as counts of the category Population, or shipped for boroughs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import streamlit as st

import boundaries
from views import stored, workspace

if TYPE_CHECKING:
    from geo.store import Store
    from views.workspace import Workspace


class Population(NamedTuple):
    """Residents by area code, and where the numbers come from."""

    people: pd.Series
    source: str


def of_areas(now: Workspace, *, year: int) -> Population | None:
    """Return the residents of the areas shown, of the nearest year; nothing where none is known."""
    found = None
    if workspace.choice() != workspace.EXAMPLE:
        store = stored.the_store()
        loaded = _loaded(store.version_of("area_counts"), _store=store)
        loaded = loaded[loaded["area_code"].isin(now.areas["code"])]
        if len(loaded):
            years = loaded["year"].unique()
            taken = min(years, key=lambda known: (abs(known - year), -known))
            people = loaded[loaded["year"] == taken].set_index("area_code")["count"]
            found = Population(people.astype(float), f"loaded counts for {taken}")
    if found is None and now.has_boroughs:
        shipped = boundaries.borough_population(year=year)
        found = Population(
            shipped.astype(float),
            f"the London Datastore's figures for {shipped.name} (Office for National Statistics, "
            "after 2010 projections of the Greater London Authority)",
        )
    return found


@st.cache_data(max_entries=4, show_spinner=False)
def _loaded(version: str, *, _store: Store) -> pd.DataFrame:
    """Return the loaded populations: the last figure of each area and year."""
    del version
    parts = []
    for length in _store.precisions("area_counts"):
        counts = _store.records("area_counts", categories=[workspace.POPULATION], precision=length)
        counts = counts.assign(year=counts["period"].dt.end_time.dt.year)
        parts.append(counts.sort_values("period")[["area_code", "year", "count"]])
    if not parts:
        return pd.DataFrame({"area_code": [], "year": [], "count": []})
    every = pd.concat(parts, ignore_index=True)
    return every.drop_duplicates(["area_code", "year"], keep="last", ignore_index=True)
