"""What this session's pages show: the store's live records, the example, or both.

The store is shared by all sessions; what to show of it is each session's own choice. What is read
is kept for all of them. A `Workspace` never changes: other records make another one with another
`version`, and everything that is cached is keyed on that version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from views import stored, widgets
from views.examples import example
from workspace import (
    CHOICES,
    EXAMPLE,
    ILLUSTRATIVE,
    LABELS,
    LENGTHS,
    OWN,
    POINT_KINDS,
    POPULATION,
    SHIPPED_AREAS,
    TABLE_KINDS,
    TOGETHER,
    Source,
    Workspace,
    open_workspace,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.store import Document, Store

__all__ = [
    "CHOICES",
    "EXAMPLE",
    "ILLUSTRATIVE",
    "LABELS",
    "LENGTHS",
    "OWN",
    "POINT_KINDS",
    "POPULATION",
    "SHIPPED_AREAS",
    "TABLE_KINDS",
    "TOGETHER",
    "Source",
    "Workspace",
    "choice",
    "choose",
    "choose_length",
    "current",
    "documents",
    "length",
]
_CHOICE = "workspace_choice"
_LENGTH = "workspace_length"
_LIMITED_BY_DATA = (
    *("period", "after_", "before_", "layers", "records", "offences"),
    *("began_", "ended_", "length_", "outcomes"),
)


def choice() -> str:
    """Return what this session chose to see."""
    return str(st.session_state.get(_CHOICE, TOGETHER))


def documents(kind: str) -> list[Document]:
    """Return the plans or lessons of the store; the example's where there are none and it is seen.

    As with records: what is kept takes the place of the example's.
    """
    kept = [] if choice() == EXAMPLE else stored.the_store().documents(kind)
    return kept or ([] if choice() == OWN else list(example().documents.get(kind, ())))


def choose(what: str) -> None:
    """Show the store's records, the example or both in this session; nothing is deleted."""
    st.session_state[_CHOICE] = what


def length() -> str | None:
    """Return which length of counts this session chose to compare, if it chose one."""
    chosen = st.session_state.get(_LENGTH)
    return None if chosen is None else str(chosen)


def choose_length(length: str) -> None:
    """Compare the counts of this length of period in this session."""
    st.session_state[_LENGTH] = length


def current() -> Workspace:
    """Return what this session's pages show, as the store is now."""
    store = stored.the_store()
    while True:
        version = store.version
        now = _composed(version, choice(), st.session_state.get(_LENGTH), _store=store)
        if store.version == version:
            break
    seen = st.session_state.get(widgets.VERSION)
    if seen is not None and seen != now.version:
        _forget_choices()
    st.session_state[widgets.VERSION] = now.version
    return now


def _forget_choices() -> None:
    """Forget the filters that other data limited: their ends may no longer exist."""
    for key in st.session_state:
        if str(key).startswith(_LIMITED_BY_DATA):
            del st.session_state[key]


@st.cache_resource(max_entries=6, show_spinner="Opening the records …")
def _composed(version: str, what: str, length: str | None, *, _store: Store) -> Workspace:
    del version
    return open_workspace(_store, what=what, length=length, example=example(), keep=_kept)


def _kept(key: tuple[str, ...], make: Callable[[], Any]) -> Any:
    """Return a table of the store: made once for each version, for all sessions."""
    return _KEPT[key[0]](key, _make=make)


@st.cache_resource(max_entries=16, show_spinner="Opening the records …")
def _records(key: tuple[str, ...], *, _make: Callable[[], Any]) -> Any:
    del key
    return _make()


@st.cache_resource(max_entries=2, show_spinner=False)
def _areas(key: tuple[str, ...], *, _make: Callable[[], Any]) -> Any:
    del key
    return _make()


@st.cache_resource(max_entries=6, show_spinner="Finding the area of every point …")
def _placed(key: tuple[str, ...], *, _make: Callable[[], Any]) -> Any:
    del key
    return _make()


_KEPT = {"records": _records, "areas": _areas, "placed": _placed}
