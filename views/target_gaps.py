"""Which candidates have no counts of recorded offences, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import widgets

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from views.candidates import Candidates

_NAMED = 4


def show(among: Candidates, category: str | None) -> None:
    """Say which areas have no counts, loudly where the codes of counts and areas do not meet."""
    if category is None or among.counted != "areas":
        return
    panel = among.panel(category)
    if panel is None:
        return
    counted = among.now.tables["area_counts"]
    codes = set(counted.loc[counted["category"] == category, "area_code"].unique())
    told, is_mismatch = said(among.now.area_names, panel, codes=codes, noun=among.noun)
    if is_mismatch:
        st.warning(widgets.as_text(told), icon=":material/join_inner:")
    elif told:
        st.caption(widgets.as_text(told))


def said(
    names: Mapping[str, str], panel: pd.DataFrame, *, codes: set[str], noun: str
) -> tuple[str, bool]:
    """Return what to say of areas without counts, and whether other codes are the reason.

    ``panel`` has the counts of the areas, ``codes`` are all that the counts have.
    """
    known = set(panel.index[panel.notna().any(axis="columns")])
    missing = [code for code in names if code not in known]
    if not missing:
        return "", False
    strange = codes - set(names)
    listed = ", ".join(sorted(names[code] for code in missing[:_NAMED]))
    more = len(missing) - _NAMED
    listed += f" and {more:,} more" if more > 0 else ""
    never = "Their offences are missing here, never zero, and they are ranked on the rest."
    if not strange:
        return f"No counts of recorded offences: {listed}. {never}", False
    return (
        f"{len(missing):,} of {len(names):,} {noun} have no counts of recorded offences: {listed}. "
        f"{len(strange):,} of the {len(codes):,} codes that the counts have are not on this map. "
        "Codes change when boundaries do: load counts and boundaries of the same year, or offences "
        f"with a place, which need no codes. {never}"
    ), True
