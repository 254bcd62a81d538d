"""Counts of every category at once: one pass over a large table, not one for each category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence


def by_category(
    version: str, categories: Sequence[str], *, counts: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return areas by periods for each category; a count that is not there is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"area_code": ["A", "A", "B"], "category": ["x", "x", "y"],
    ...     "period": pd.PeriodIndex(["2001", "2001", "2002"], freq="Y-DEC"), "count": [1, 2, 5]})
    >>> by_category("doctest", ["x"], counts=table)["x"].to_numpy().tolist()
    [[3.0]]
    """
    every = _summed(version, _counts=counts)
    return {name: every[name] for name in categories if name in every}


@st.cache_resource(max_entries=4, show_spinner="Adding up the counts …")
def _summed(version: str, *, _counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    del version
    areas, codes = pd.factorize(_counts["area_code"])
    kinds, categories = pd.factorize(_counts["category"])
    periods, times = pd.factorize(_counts["period"])
    placed = pd.DataFrame(
        {"area": areas, "kind": kinds, "period": periods, "count": _counts["count"].to_numpy()}
    )
    totals = placed[areas >= 0].groupby(["kind", "area", "period"])["count"].sum(min_count=1)
    names: Any = categories
    found = {}
    for kind, part in totals.groupby(level="kind"):
        table: Any = part.droplevel("kind").unstack("period")  # noqa: PD010  keeps what is missing
        table.index = pd.Index(codes[table.index], name="area_code")
        table.columns = pd.PeriodIndex(times[table.columns], name="period")
        found[str(names[kind])] = table.sort_index(axis=0).sort_index(axis=1).astype(float)
    return found
