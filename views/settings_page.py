"""How the workspace is marked, and what may leave it in files."""

from __future__ import annotations

import streamlit as st

from geo import CrackdownError
from views import disclosure, marking, stored, widgets

widgets.heading("Settings", "How is this workspace marked, and what may leave it in files?")
store = stored.the_store()
now = marking.read(store)
left, _ = st.columns([3, 2])
with left:
    st.subheader("Protective marking")
    chosen = st.radio(
        "Marking",
        marking.MARKINGS,
        index=marking.MARKINGS.index(now.marking),
        format_func=lambda name: "No marking" if name == "none" else name,
        help="It stands at the top and the foot of every page, on saved pictures and exported "
        "pages, and in the names of files.",
    )
    handling = st.text_input(
        "Handling instruction",
        value=now.handling,
        max_chars=marking.MOST_CHARACTERS,
        placeholder="For example: not to be shared outside the force",
        disabled=chosen == "none",
    )
    st.subheader("Files")
    profile = st.radio(
        "Who are files for?",
        list(marking.PROFILES),
        index=list(marking.PROFILES).index(now.profile),
        format_func=marking.PROFILES.__getitem__,
        help=f"In files for the public: {disclosure.SAID}. Lists of single records are not "
        "offered, nor are pictures of charts, and of maps with single records that are not "
        "simulated.",
    )
    if profile == "public":
        st.caption(disclosure.LIMIT)
    by = stored.choose_user()
    if st.button("Save for everyone", type="primary", disabled=not by):
        wanted = marking.Marking(
            marking=chosen, handling=" ".join(handling.split()), profile=profile
        )
        try:
            marking.save(store, wanted, by=by)
        except CrackdownError as error:
            widgets.show_error(error)
        else:
            st.rerun()
    if not by:
        st.caption("Say who makes the change first: it stands in the log.")
    st.caption(
        "The setting is the whole workspace's: everyone who opens it on this server sees it at "
        "the next click. Who changed it, and when, is in the log on the Data page."
    )
