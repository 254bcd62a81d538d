"""The store that every session of this server shares, and whoever is at this one's keyboard."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import streamlit as st

from geo import store as stores
from geo.errors import StoreError
from views import widgets

if TYPE_CHECKING:
    from geo.store import Store

USER = "CRACKDOWN_USER"
USER_HEADER = "CRACKDOWN_USER_HEADER"
_TYPED = "who"
_MOST_CHARACTERS = 60
_COOKIE = "_streamlit_xsrf"
_MOST_BROWSERS = 500


@st.cache_resource(show_spinner="Opening the store …", max_entries=4)
def _opened(address: str | None) -> Store:
    return stores.open_store(address)


def the_store() -> Store:
    """Return the store; a page that cannot have it says why and ends."""
    try:
        return _opened(os.environ.get("CRACKDOWN_STORE") or None)
    except StoreError as error:
        widgets.show_error(error)
        st.caption("Nothing is shown, because it is not known what is loaded.")
        st.stop()


def known_user() -> str | None:
    """Return who the user is where the server knows: signed in, or named by a proxy's header.

    A header is believed only where CRACKDOWN_USER_HEADER names it: anyone can send one.
    """
    account = st.user.to_dict()
    header = os.environ.get(USER_HEADER)
    named = account.get("email") or account.get("name")
    named = named or (st.context.headers.get(header) if header else None)
    return _plain(str(named)) or None if named else None


def choose_user() -> str:
    """Let the user say once on whose account records are changed; empty until then.

    A plain link begins a session anew, so what was said is remembered as long as the browser is
    open, by the cookie that Streamlit gives it: nobody is asked twice on the way from a plan to
    its evaluation.
    """
    known = known_user()
    if known:
        st.text(f"As {known}")
        return known
    typed = st.text_input(
        "Who is making the change?",
        value=said_user() or os.environ.get(USER, ""),
        max_chars=_MOST_CHARACTERS,
        placeholder="For example: analyst, Lambeth",
        help="Stands in the log beside what you did. A role will do; it need not be a name.",
    )
    st.session_state[_TYPED] = _plain(typed)
    if browser := browser_of(st.context.cookies.get(_COOKIE, "")):
        said = _said()
        said.pop(browser, None)
        said[browser] = _plain(typed)
        while len(said) > _MOST_BROWSERS:
            said.pop(next(iter(said)), None)
    return _plain(typed)


def said_user() -> str:
    """Return what :func:`choose_user` was told in this session or, before, in this browser."""
    if _TYPED in st.session_state:
        return str(st.session_state[_TYPED])
    return _said().get(browser_of(st.context.cookies.get(_COOKIE, "")), "")


def browser_of(cookie: str) -> str:
    """Return what stays the same of a cookie that is masked anew with every page; "" for none.

    >>> browser_of("2|f69d7e39|d19ce560|1795762546") == browser_of("2|eff7ba44|c8f6211d|1795762546")
    True
    """
    _, _, masked = cookie.partition("|")
    mask, _, rest = masked.partition("|")
    token, _, _ = rest.partition("|")
    try:
        keys, values = bytes.fromhex(mask), bytes.fromhex(token)
    except ValueError:
        return ""
    return (
        bytes(value ^ keys[at % len(keys)] for at, value in enumerate(values)).hex() if keys else ""
    )


@st.cache_resource(show_spinner=False)
def _said() -> dict[str, str]:
    return {}


def _plain(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:_MOST_CHARACTERS]
