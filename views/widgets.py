"""What several pages show: headings, sentences, downloads and the state that they share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

import geo

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from views.workspace import Workspace

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

POLICING_CAVEAT = (
    "Recorded drug offences count what the police find. They rise when officers search more, "
    "so they measure policing as much as dealing."
)


def as_text(text: object) -> str:
    r"""Return text that Markdown shows as it stands: no image, link, colour or formula.

    >>> as_text("![x](http://a)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\)'
    """
    return _PUNCTUATION.sub(r"\\\1", str(text)).replace("\n", " ")


def heading(title: str, question: str) -> None:
    """Open a page with its title and the question it answers."""
    st.title(title)
    st.markdown(f"<p class='question'>{question}</p>", unsafe_allow_html=True)


def illustrative_notice(workspace: Workspace, *, kinds: Iterable[str]) -> None:
    """Say which of the records shown are simulated."""
    simulated = [kind for kind in kinds if workspace.is_illustrative(kind)]
    if simulated:
        named = " and ".join(simulated)
        st.caption(
            f":orange-badge[Illustrative] The {named} on this page are simulated, "
            "for learning the tool. They are not police records."
        )


def illustrative_note(workspace: Workspace, kind: str) -> str | None:
    """Return what a map must say of every mark of a simulated table."""
    return "illustrative, not a police record" if workspace.is_illustrative(kind) else None


def show_error(error: geo.CrackdownError) -> None:
    """Show an error that the user can mend, with what came from a file as plain text."""
    st.error(as_text(error), icon=":material/error:")


def show_notes(notes: Iterable[str], *, title: str) -> None:
    """List what was said while reading."""
    notes = list(notes)
    if notes:
        with st.expander(f"{title} ({len(notes)})", expanded=True):
            st.markdown("\n".join(f"- {as_text(note)}" for note in notes))


def download(frame: pd.DataFrame, *, label: str, file_name: str, key: str) -> None:
    """Offer a table as CSV whose cells no spreadsheet runs as formulas."""
    st.download_button(
        label,
        data=lambda: geo.to_safe_csv(frame),
        file_name=file_name,
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )
