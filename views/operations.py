"""Which operation a page is about, and which part it gives to every area."""

from __future__ import annotations

from dataclasses import dataclass
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
OWN = "Areas I choose"


@dataclass(frozen=True, kw_only=True)
class Operation:
    """Areas of an operation, and its first and last day where it is one on record."""

    name: str
    treated: tuple[str, ...]
    dates: tuple[pd.Timestamp, pd.Timestamp] | None = None
    operation_id: str = ""
    unknown: tuple[str, ...] = ()


def on_record(now: Workspace) -> dict[str, Operation]:
    """Return the operations with areas on the map, by name; one that is taken has its start."""
    known = set(now.areas["code"])
    found: dict[str, Operation] = {}
    table = now.tables["operations"]
    repeated = set(table["name"][table["name"].duplicated(keep=False)])
    record: Any
    for record in table.itertuples():
        codes: list[str] = list(dict.fromkeys(record.areas))
        start, end = pd.Timestamp(record.start), pd.Timestamp(record.end)
        treated = tuple(code for code in codes if code in known)
        if not treated or pd.isna(start):
            continue
        name = str(record.name)
        if record.name in repeated:
            name = f"{name} ({start.day} {start:%B %Y})"
        if name in found:
            name = f"{name}, {record.operation_id}"
        found[name] = Operation(
            name=name,
            treated=treated,
            dates=(start, start if pd.isna(end) else end),
            operation_id=str(record.operation_id),
            unknown=tuple(code for code in codes if code not in known),
        )
    return found


def others_by_area(
    now: Workspace, chosen: Operation
) -> dict[str, list[tuple[pd.Timestamp, pd.Timestamp | None]]]:
    """Return when each area outside this operation had one of its own."""
    found: dict[str, list[tuple[pd.Timestamp, pd.Timestamp | None]]] = {}
    for other in on_record(now).values():
        for code in set(other.treated) - set(chosen.treated):
            if other.dates is not None:
                found.setdefault(code, []).append(other.dates)
    return found


def repeated_in(
    now: Workspace, chosen: Operation, first: pd.Timestamp, last: pd.Timestamp
) -> dict[str, tuple[str, ...]]:
    """Return other operations on the same areas between two days, with the areas they share."""
    found = {}
    for name, other in on_record(now).items():
        both = tuple(code for code in other.treated if code in set(chosen.treated))
        if name == chosen.name or not both or other.dates is None:
            continue
        if other.dates[0] <= last and other.dates[1] >= first:
            found[name] = both
    return found


def choose(now: Workspace) -> Operation:
    """Let the user choose an operation on record, or areas of their own."""
    operations = on_record(now)
    choice = st.selectbox(
        "Operation",
        [*operations, OWN],
        key="operation",
        bind="query-params",
        help="The areas where co-ordinated action took place.",
    )
    if choice in operations:
        return operations[choice]
    names = now.area_names
    treated = st.multiselect(
        "Raided areas",
        sorted(names, key=names.__getitem__),
        format_func=names.__getitem__,
        key="raided",
        bind="query-params",
        placeholder="Choose areas",
    )
    return Operation(name=OWN, treated=tuple(treated))


def choose_treated(now: Workspace) -> tuple[str, ...]:
    """Let the user choose an operation or areas of their own; return the areas' codes."""
    return choose(now).treated


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
