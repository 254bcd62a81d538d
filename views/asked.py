"""Work that waits for a button: what was asked for is in the address, so a link brings it back."""

from __future__ import annotations

import hashlib

import streamlit as st

_SHORT = 10


def _short(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()[:_SHORT]


def _ask(name: str, what: str) -> None:
    st.query_params[name] = _short(what)


def is_asked(name: str, what: str) -> bool:
    """Whether the address asks for this; not once the choices that `what` tells have changed."""
    return st.query_params.get(name) == _short(what)


def button(label: str, *, name: str, what: str, icon: str | None = None) -> None:
    """Offer the work under a name in the address."""
    st.button(label, icon=icon, key=f"ask_{name}", on_click=_ask, args=(name, what))
