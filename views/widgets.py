"""What several pages show: headings, sentences, downloads and the state that they share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

import geo
from geo import maps

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from views.workspace import Workspace

_ROW_PX = 37
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")

# Where the session keeps the version of the data that its pages show.
VERSION = "workspace_version"

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
    # A heading of the second level, so that the parts of the page are those of the third.
    st.markdown(
        f"<p class='question' role='heading' aria-level='2'>{question}</p>",
        unsafe_allow_html=True,
    )


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


def simulated(records: pd.DataFrame) -> pd.Series:
    """Whether each record is simulated: it says so in tables and in every export."""
    from workspace import ILLUSTRATIVE

    return flagged(records, ILLUSTRATIVE)


def flagged(records: pd.DataFrame, column: str) -> pd.Series:
    """Whether a column says so of each record; no where there is none."""
    import pandas as pd

    missing = pd.Series(data=False, index=records.index)
    return records.get(column, missing).fillna(value=False).astype(bool)


def told_apart(offences: pd.DataFrame) -> str | None:
    """Return the column by which a map gives each kind of offence a colour and a shape of its own.

    None where there is one kind: small dots of one colour show more of them.

    >>> import pandas as pd
    >>> told_apart(pd.DataFrame({"category": ["drugs", "robbery"]}))
    'category'
    >>> told_apart(pd.DataFrame({"category": ["drugs", "drugs"]}))
    """
    return "category" if len(offences["category"].unique()) > 1 else None


def show_error(error: geo.CrackdownError) -> None:
    """Show an error that the user can mend, with what came from a file as plain text."""
    st.error(as_text(error), icon=":material/error:")


def refusal(error: geo.ParameterError, *, words: Mapping[str, str] | None = None) -> str:
    """Return what is wrong and what would mend it, without the name of the argument.

    On a page an argument is a choice: `words` says which, where a hint names one.
    """
    found = "" if error.value is None else str(error.value)
    shown = f" ({found})" if found and found not in error.problem else ""
    text = f"{error.problem[:1].upper()}{error.problem[1:]}{shown}. {error.hint}"
    for name, choice in (words or {}).items():
        text = text.replace(name, choice)
    return as_text(text)


def show_refusal(error: geo.ParameterError) -> None:
    """Show, in the page's words, a choice that cannot be met."""
    st.error(refusal(error), icon=":material/error:")


def show_notes(notes: Iterable[str], *, title: str, expanded: bool = True) -> None:
    """List what was said while reading."""
    notes = list(notes)
    if notes:
        with st.expander(f"{title} ({len(notes)})", expanded=expanded):
            st.markdown("\n".join(f"- {as_text(note)}" for note in notes))


def plain_table(frame: pd.DataFrame, *, most_px: int = 300) -> None:
    """Draw a table to read: as tall as its rows, and its moments as dates."""
    dated = frame.select_dtypes("datetime").columns
    st.dataframe(
        frame,
        hide_index=True,
        height=min(most_px, 3 + _ROW_PX * (len(frame) + 1)),
        column_config={name: st.column_config.DateColumn(format="D MMM YYYY") for name in dated},
    )


def state_version(workspace: Workspace) -> None:
    """Say which data a page shows, so that its figures can be found again."""
    st.html(f"<p class='version'>{maps.safe_text(workspace.stamp)}</p>")


def named(file_name: str) -> str:
    """Return a file's name behind the marking, with the data's version before its ending."""
    from views import marking

    stem, dot, ending = file_name.rpartition(".")
    version = st.session_state.get(VERSION)
    told = f"{stem}_{version}{dot}{ending}" if version else file_name
    return f"{marking.current().file_prefix}{told}"


def day(date: dt.date) -> str:
    """Return a date as people write it.

    >>> import datetime as dt
    >>> day(dt.date(2000, 11, 20))
    '20 November 2000'
    """
    return f"{date.day} {date:%B %Y}"


def download(
    frame: pd.DataFrame,
    *,
    label: str,
    file_name: str,
    key: str,
    with_version: bool = True,
    is_report: bool = False,
    is_listing: bool = False,
) -> None:
    """Offer a table as CSV whose cells no spreadsheet runs as formulas.

    The name of the file carries the marking and the version of the data that the page shows. In
    files for the public small counts are hidden, and single records are not offered. A report on
    what was loaded goes back to whoever loads it, and is whole whatever the files are for. A
    listing has rows for what occurred only: for the public, those with hidden counts are left out.
    """
    from views import disclosure, marking

    chosen = marking.current()
    is_public = chosen.profile == "public" and not is_report
    is_withheld = is_public and disclosure.holds_records(frame)
    name = named(file_name) if with_version else f"{chosen.file_prefix}{file_name}"
    st.download_button(
        f"{label} (public)" if is_public else label,
        data=lambda: geo.to_safe_csv(
            disclosure.for_public(frame, is_listing=is_listing) if is_public else frame
        ),
        file_name=name.replace(".csv", "_public.csv") if is_public else name,
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
        disabled=is_withheld,
        help=disclosure.WITHHELD
        if is_withheld
        else f"For the public: {disclosure.SAID}. Settings changes this."
        if is_public
        else None,
    )
