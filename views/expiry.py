"""Removing records that are older than they may be kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import CrackdownError
from views import stored, widgets, workspace

if TYPE_CHECKING:
    from geo.store import Store

_EVERY = "all"


def show(store: Store) -> None:
    """Draw the choice of what is too old, and how many records that is."""
    counts = {kind: n for kind, n in store.counts().items() if n and kind != "areas"}
    if not counts:
        return
    with st.expander("Expire old records", icon=":material/auto_delete:"):
        left, right = st.columns(2)
        kind = left.selectbox(
            "Records",
            [_EVERY, *counts],
            format_func=lambda kind: "All kinds" if kind == _EVERY else workspace.LABELS[kind],
        )
        before = right.date_input(
            "Older than",
            value=None,
            min_value=dt.date(1900, 1, 1),
            format="DD/MM/YYYY",
            help="Records that lie wholly before this date. A market without a last day is still "
            "open, and stays.",
        )
        if before is None:
            st.caption("Choose a date to see how many records are older.")
            return
        kinds = list(counts) if kind == _EVERY else [kind]
        number = sum(
            store.expire(by="count", kind=name, before=before, dry_run=True) for name in kinds
        )
        st.markdown(
            f"**{number:,}** record{' is' if number == 1 else 's are'} from before "
            f"{widgets.day(before)}."
        )
        if st.button(
            f"Remove {number:,} record{'' if number == 1 else 's'} …", disabled=not number
        ):
            _confirm(store, None if kind == _EVERY else kind, before, number)


@st.dialog("Remove old records?")
def _confirm(store: Store, kind: str | None, before: dt.date, number: int) -> None:
    what = "records of every kind" if kind is None else workspace.LABELS[kind].lower()
    st.markdown(
        f"**{number:,}** {what} from before **{widgets.day(before)}** will be deleted from the "
        "store for good, for everyone who uses it. The log keeps how many there were, and "
        "none of what they said."
    )
    by = stored.choose_user()
    with st.container(horizontal=True):
        agreed = st.button("Delete for good", type="primary", disabled=not by)
        if st.button("Leave them"):
            st.rerun()
    if not by:
        st.caption("Say who is making the change first; a role will do.")
    if agreed:
        try:
            removed = store.expire(by=by, kind=kind, before=before)
        except CrackdownError as error:
            widgets.show_error(error)
            return
        st.toast(f"{removed:,} records deleted.")
        st.rerun()
