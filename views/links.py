"""What a page's address holds beside the choices of its widgets: which data, and which row.

The map keeps its own place there, in the browser (`crackdown-place.js`).
"""

from __future__ import annotations

import streamlit as st

from views import workspace

DATA, ROW, LENGTH = "show", "row", "counts_by"
_OPENED = "links_opened"


def open_choice() -> None:
    """Show the data that a link asks for, when a session begins with it."""
    if _OPENED in st.session_state:
        return
    st.session_state[_OPENED] = True
    asked = st.query_params.get(DATA)
    if asked in workspace.CHOICES:
        workspace.choose(asked)
    length = st.query_params.get(LENGTH)
    if length in workspace.LENGTHS:
        workspace.choose_length(length)


def keep_choice() -> None:
    """Let the address say which data the page shows, where that is not the usual."""
    keep(DATA, "" if workspace.choice() == workspace.TOGETHER else workspace.choice())
    keep(LENGTH, workspace.length() or "")


def asked_row(page: str) -> tuple[str, str] | None:
    """Return the layer and the id of the row that a link selects; once, when its page opens."""
    key = f"{page}_row_asked"
    if key in st.session_state:
        return None
    st.session_state[key] = True
    layer, colon, number = st.query_params.get(ROW, "").partition(":")
    return (layer, number) if colon else None


def keep_row(layer: str, number: object) -> None:
    """Let the address say which row is selected; an empty layer for none."""
    keep(ROW, f"{layer}:{number}" if layer else "")


def keep(name: str, value: str) -> None:
    """Let the address hold a value; nothing for an empty one."""
    if not value:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
