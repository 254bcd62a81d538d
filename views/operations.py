"""Which operation a page is about, and which part it gives to every area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from views.workspace import Workspace

RULES = {False: "By land", True: "By land and river"}
MAP_ROLES = {
    "treated": "Raided",
    "neighbour": "Neighbouring",
    "control": "Other",
    "excluded": "Left out",
}
_OWN = "Areas I choose"


def listed(now: Workspace) -> dict[str, tuple[str, ...]]:
    """Return the codes of each operation's areas by its name, as far as they are on the map."""
    known = set(now.areas["code"])
    found = {
        str(name): tuple(code for code in codes if code in known)
        for name, codes in zip(
            now.tables["operations"]["name"], now.tables["operations"]["areas"], strict=True
        )
    }
    return {name: codes for name, codes in found.items() if codes}


def dates_of(now: Workspace, treated: tuple[str, ...]) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return the first and last day of the operation that raided exactly these areas."""
    for name, codes in listed(now).items():
        if set(codes) == set(treated):
            row = now.tables["operations"][now.tables["operations"]["name"] == name].iloc[0]
            start, end = pd.Timestamp(row["start"]), pd.Timestamp(row["end"])
            return start, start if pd.isna(end) else end
    return None


def others_by_area(
    now: Workspace, treated: tuple[str, ...]
) -> dict[str, list[tuple[pd.Timestamp, pd.Timestamp | None]]]:
    """Return when each area outside this operation had one of its own."""
    found: dict[str, list[tuple[pd.Timestamp, pd.Timestamp | None]]] = {}
    table: Any = now.tables["operations"].drop_duplicates("name").set_index("name")
    for name, codes in listed(now).items():
        start, end = table.loc[name, "start"], table.loc[name, "end"]
        for code in set(codes) - set(treated):
            dates = (pd.Timestamp(start), None if pd.isna(end) else pd.Timestamp(end))
            found.setdefault(code, []).append(dates)
    return found


def choose_treated(now: Workspace) -> tuple[str, ...]:
    """Let the user choose an operation or areas of their own; return the areas' codes."""
    operations = listed(now)
    choice = st.selectbox(
        "Operation",
        [*operations, _OWN],
        key="operation",
        bind="query-params",
        help="The areas where co-ordinated action took place.",
    )
    if choice in operations:
        return operations[choice]
    names = now.area_names
    return tuple(
        st.multiselect(
            "Raided areas",
            sorted(names, key=names.__getitem__),
            format_func=names.__getitem__,
            key="raided",
            bind="query-params",
            placeholder="Choose areas",
        )
    )


def choose_rule(now: Workspace, *, help_text: str) -> bool:
    """Let the user say whether the Thames counts as a border."""
    if not now.has_boroughs:
        return False
    return bool(
        st.segmented_control(
            "Who is a neighbour?",
            list(RULES),
            format_func=RULES.__getitem__,
            default=False,
            required=True,
            key="river",
            bind="query-params",
            help=help_text,
        )
    )
