"""Empty tables to fill in, one for each kind of record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

import geo
from views.workspace import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable


def offer(kinds: Iterable[str] = geo.FORM_KINDS, *, key: str) -> None:
    """Draw a download for the empty table of each kind."""
    with st.container(horizontal=True, key=f"templates_{key}"):
        for kind in kinds:
            st.download_button(
                f"{LABELS[kind]} (empty CSV)" if key != "data" else LABELS[kind],
                data=partial(geo.template, kind),
                file_name=f"{kind}_template.csv",
                mime="text/csv",
                key=f"template_{key}_{kind}",
                icon=":material/table:",
                on_click="ignore",
                type="tertiary" if key == "data" else "secondary",
            )


def missing(kind: str, says: str, *, key: str) -> None:
    """Say that records of a kind are missing, what they would show, and offer the empty table."""
    st.info(
        f"{says} Load **{LABELS[kind].lower()}** on the Data page; the empty table below has the "
        "columns.",
        icon=":material/upload_file:",
    )
    offer((kind,), key=key)
