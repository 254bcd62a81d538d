"""The protective marking and the disclosure profile that the workspace is under.

Both stand in the store as the setting "workspace", so that every session and every file has the
same. A workspace for which nobody has chosen is OFFICIAL, and its files are for the public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo import maps
from views import stored

if TYPE_CHECKING:
    from geo.store import Store

MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE", "none")
PROFILES = {
    "public": "Public: small counts hidden, no single records",
    "internal": "Internal: everything as it is",
}
MOST_CHARACTERS = 120
_KIND, _NAME = "setting", "workspace"
_SESSION = "workspace_marking"
# A chart draws each count where it lies: small ones can be measured in its picture.
_NO_CHART_PICTURES = "<style>button[aria-label^='Download as PNG'] { display: none; }</style>"
_ON_PAPER = "font: bold 11pt sans-serif"


@dataclass(frozen=True, kw_only=True)
class Marking:
    """What stands on every page and file, and what may leave in files.

    Attributes
    ----------
    marking
        One of :data:`MARKINGS`; "none" shows nothing.
    handling
        The instruction beside it, such as "not to be shared outside the force".
    profile
        One of :data:`PROFILES`.
    """

    marking: str = "OFFICIAL"
    handling: str = ""
    profile: str = "public"

    @property
    def words(self) -> str:
        """The marking as pages and pictures show it; empty for none."""
        if self.marking == "none":
            return ""
        return " \N{EM DASH} ".join(part for part in (self.marking, self.handling) if part)

    @property
    def file_prefix(self) -> str:
        """What the names of files begin with."""
        return "" if self.marking == "none" else f"{self.marking}_"


def read(store: Store) -> Marking:
    """Return what the store holds; whatever is not known there counts as not chosen."""
    document = store.document(_KIND, _NAME)
    content = {} if document is None else document.content
    usual = Marking()
    marking, profile = content.get("marking"), content.get("profile")
    return Marking(
        marking=str(marking) if marking in MARKINGS else usual.marking,
        handling=" ".join(str(content.get("handling") or "").split())[:MOST_CHARACTERS],
        profile=str(profile) if profile in PROFILES else usual.profile,
    )


def save(store: Store, chosen: Marking, *, by: str) -> None:
    """Keep the choice for everyone; other parts of the setting stay as they are."""
    document = store.document(_KIND, _NAME)
    content = {} if document is None else document.content
    content |= {
        "marking": chosen.marking,
        "handling": chosen.handling,
        "profile": chosen.profile,
    }
    store.save_document(_KIND, _NAME, content, by=by)
    st.session_state[_SESSION] = chosen


def current() -> Marking:
    """Return the marking that this run of the page is under."""
    kept = st.session_state.get(_SESSION)
    return kept if isinstance(kept, Marking) else Marking()


def draw() -> None:
    """Read the marking anew, and hold it in sight at the top and the foot of the page."""
    found = read(stored.the_store())
    st.session_state[_SESSION] = found
    if found.profile == "public":
        st.html(_NO_CHART_PICTURES)
    if not found.words:
        return
    words = maps.safe_text(found.words, limit=200)
    told = f"<span class='cd-unseen'>Protective marking: </span>{words}"
    st.html(
        f"<div class='cd-marking cd-top' role='status'>{told}</div>"
        f"<div class='cd-marking cd-foot' aria-hidden='true'>{words}</div>"
    )
    on_paper = _quoted(found.words)
    st.html(
        "<style>@page { margin: 16mm 12mm; "
        f"@top-center {{ content: {on_paper}; {_ON_PAPER} }} "
        f"@bottom-center {{ content: {on_paper}; {_ON_PAPER} }} }}</style>"
    )


def _quoted(text: str) -> str:
    r"""Return text as a string of a style sheet, whatever is in it.

    >>> _quoted("OFFICIAL"), _quoted("</style>")
    ('"OFFICIAL"', '"\\3c \\2f style\\3e "')
    """
    return (
        '"'
        + "".join(
            character if character.isascii() and character.isalnum() else f"\\{ord(character):x} "
            for character in text
        )
        + '"'
    )
