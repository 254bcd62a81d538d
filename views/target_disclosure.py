"""Whether small counts are hidden: the profile decides, and the page can only be stricter."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from views import marking

_KEY = "disclosed"


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Where counts below ten are hidden and others rounded to five.

    Attributes
    ----------
    on_page
        In the tables and sentences that the page shows.
    in_files
        In what it hands over; always so where the settings make files for the public.
    """

    on_page: bool = False
    in_files: bool = False


def choose() -> Hidden:
    """Let the user hide more than the settings do, never less."""
    is_public = marking.current().profile == "public"
    on_page = st.toggle(
        "Hide counts below ten and round to five on the page too"
        if is_public
        else "Hide counts below ten and round to five, on the page and in its files",
        key=_KEY,
        bind="query-params",
        help="Settings makes files for the public, and so they are without this. Shares of fewer "
        "than ten records are hidden with them."
        if is_public
        else "For readers outside, though Settings makes files internal. Shares of fewer than ten "
        "records are hidden with them.",
    )
    return Hidden(on_page=on_page, in_files=on_page or is_public)
