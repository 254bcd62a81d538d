"""The filters that every map shares, and what they leave of each table.

The widgets keep their values in the page's address, so that a link reopens the same view.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import geo

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from views.workspace import Workspace

MARKET_KINDS = ("open", "closed")
_DATES = {"markets": ("first_seen", "last_seen"), "raids": ("date",), "offences": ("period",)}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the user chose to see: whole months, both ends included."""

    start: pd.Timestamp
    end: pd.Timestamp
    kinds: tuple[str, ...]
    drugs: tuple[str, ...]
    categories: tuple[str, ...] = ()

    @property
    def window(self) -> str:
        """The months shown, in words."""
        first, last = f"{self.start:%b %Y}", f"{self.end:%b %Y}"
        return first if first == last else f"{first} to {last}"


def market_drugs(markets: gpd.GeoDataFrame) -> list[str]:
    """Return the drugs named by any market, in alphabetical order."""
    if "drugs" not in markets:
        return []
    return sorted({drug for drugs in markets["drugs"].dropna() for drug in drugs})


def month_labels(workspace: Workspace, kinds: Iterable[str]) -> list[pd.Period]:
    """Return every month from the first record of these kinds to the last."""
    bounds: list[pd.Timestamp] = []
    for kind in kinds:
        table = workspace.points.get(kind)
        for column in _DATES[kind]:
            if table is None or column not in table or not table[column].notna().any():
                continue
            first, last = table[column].min(), table[column].max()
            is_period = isinstance(first, pd.Period)
            bounds += [first.start_time, last.end_time] if is_period else [first, last]
    if not bounds:
        return []
    return list(pd.period_range(min(bounds), max(bounds), freq="M"))


def first_month(workspace: Workspace, kind: str) -> pd.Period | None:
    """Return the month of the first record of a kind."""
    months = month_labels(workspace, (kind,))
    return months[0] if months else None


def choose(
    workspace: Workspace, *, records: tuple[str, ...] = tuple(_DATES), key: str = "period"
) -> Filters | None:
    """Draw the filters for these kinds of record; return nothing where none has a date."""
    months = month_labels(workspace, records)
    if not months:
        return None
    with st.sidebar:
        st.subheader("Show")
        first, last = choose_months(months, key=key)
        kinds: tuple[str, ...] = MARKET_KINDS
        drugs: tuple[str, ...] = ()
        if "markets" in records:
            kinds = _choose_kinds()
            drugs = _choose_drugs(market_drugs(workspace.points["markets"]))
        categories = (
            _choose_categories(workspace.points.get("offences")) if "offences" in records else ()
        )
    return Filters(
        start=first.start_time, end=last.end_time, kinds=kinds, drugs=drugs, categories=categories
    )


def choose_months(
    months: list[pd.Period],
    *,
    key: str,
    label: str = "Period",
    value: tuple[pd.Period, pd.Period] | None = None,
) -> tuple[pd.Period, pd.Period]:
    """Let the user choose a span of whole months."""
    if len(months) == 1:
        return months[0], months[0]
    names = [f"{month.start_time:%b %Y}" for month in months]
    ends = (months[0], months[-1]) if value is None else value
    first, last = st.select_slider(
        label,
        names,
        value=tuple(names[months.index(end)] for end in ends),
        key=key,
        bind="query-params",
        help="A market is shown if it was active in any part of these months: from when it was "
        "first seen to when it was last seen, or still now where no end is known.",
    )
    return months[names.index(first)], months[names.index(last)]


def _choose_kinds() -> tuple[str, ...]:
    return tuple(
        st.pills(
            "Kind of market",
            MARKET_KINDS,
            selection_mode="multi",
            default=MARKET_KINDS,
            key="kind",
            bind="query-params",
            help="An open market sells to anyone who looks like a plausible buyer; a closed one "
            "only to buyers who are known or introduced.",
        )
    )


def _choose_drugs(known: list[str]) -> tuple[str, ...]:
    if not known:
        return ()
    return tuple(
        st.multiselect(
            "Drug",
            known,
            key="drug",
            bind="query-params",
            placeholder="All drugs",
            help="Leave empty for all. A market that sells several counts for each.",
        )
    )


def _choose_categories(offences: gpd.GeoDataFrame | None) -> tuple[str, ...]:
    if offences is None:
        return ()
    known = sorted(offences["category"].dropna().unique())
    if len(known) < 2:  # noqa: PLR2004
        return ()
    return tuple(
        st.multiselect(
            "Offences",
            known,
            default=[name for name in known if "drug" in name.lower()],
            key="offences",
            bind="query-params",
            placeholder="All offences",
            help="Leave empty for all.",
        )
    )


def active_markets(markets: gpd.GeoDataFrame, filters: Filters) -> gpd.GeoDataFrame:
    """Return the markets of the chosen kinds and drugs that were active in the window.

    A market without a last date is still active.
    """
    return geo.select_records(
        markets,
        start=filters.start,
        end=filters.end,
        kinds=filters.kinds,
        drugs=filters.drugs,
    )


def raids_in_window(raids: gpd.GeoDataFrame, filters: Filters) -> gpd.GeoDataFrame:
    """Return the raids made in the window."""
    return geo.select_records(raids, start=filters.start, end=filters.end)


def offences_in_window(offences: gpd.GeoDataFrame, filters: Filters) -> gpd.GeoDataFrame:
    """Return the offences of the chosen categories whose day or month overlaps the window."""
    return geo.select_records(
        offences, start=filters.start, end=filters.end, categories=filters.categories
    )
