"""One batch: where it came from, what it holds, and the ways to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo import maps
from geo.errors import CrackdownError
from views import stored, widgets, workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.store import Batch, Store

REPLACES = "replaces"
SECTION = "section"
LOAD = "Load files"
_SHOWN_RECORDS = 500


def show(store: Store, batch: Batch) -> None:
    """Draw a batch with its records, its rejected rows and what can be done with it."""
    with st.container(border=True):
        st.html(f"<h3 class='file'>{maps.safe_text(batch.name)}</h3>")
        st.html(facts(_facts(batch)))
        if batch.state == "current":
            _actions(store, batch)
        records = store.records(batch.kind, batch_id=batch.batch_id)
        with st.expander(f"Live records from this file ({len(records):,})"):
            table = as_table(records)
            widgets.plain_table(table.head(_SHOWN_RECORDS))
            if len(table) > _SHOWN_RECORDS:
                st.caption(f"The first {_SHOWN_RECORDS:,}; the download has them all.")
            widgets.download(
                table,
                label="Records as CSV",
                file_name=f"batch_{batch.batch_id}_records.csv",
                key="batch_records",
            )
        rejected = store.rejected(batch.batch_id)
        with st.expander(f"Rejected rows ({len(rejected):,})"):
            rejected_rows(rejected, key="batch_rejected", file_name=f"batch_{batch.batch_id}")
        apart = store.disagreements(batch.batch_id)
        if len(apart):
            with st.expander(f"Another borough than the file says ({len(apart):,})"):
                disagreements(apart, key="batch_disagreements")
        notes = store.notes(batch.batch_id)
        with st.expander(f"Notes from reading ({len(notes):,})"):
            st.markdown("\n".join(f"- {widgets.as_text(note)}" for note in notes) or "None.")


def rejected_rows(rejected: pd.DataFrame, *, key: str, file_name: str) -> None:
    """Draw rejected rows with their lines and reasons, and a download of them."""
    if rejected.empty:
        st.caption("No row was rejected.")
        return
    widgets.plain_table(rejected)
    widgets.download(
        rejected,
        label="Rejected rows as CSV",
        file_name=f"{file_name}_rejected.csv",
        key=key,
        with_version=False,
        is_report=True,
    )


def disagreements(apart: pd.DataFrame, *, key: str) -> None:
    """Draw the records whose stated borough is not the one of their point."""
    st.caption("The place of the point wins. Look at these rows: one of the two is wrong.")
    widgets.plain_table(
        apart.rename(columns={"stated": "the file says", "found": "the point lies in"})
    )
    widgets.download(
        apart,
        label="Disagreements as CSV",
        file_name="borough_disagreements.csv",
        key=key,
        with_version=False,
        is_report=True,
    )


def as_table(records: pd.DataFrame) -> pd.DataFrame:
    """Return records without their geometry; points keep their place as two columns."""
    if "geometry" not in records:
        return records
    geometry = records["geometry"]
    if geometry.geom_type.eq("Point").all():
        records = records.assign(easting=geometry.x.round(1), northing=geometry.y.round(1))
    return pd.DataFrame(records.drop(columns="geometry"))


def facts(pairs: Mapping[str, str]) -> str:
    """Return names and values as a list of definitions, safe to show as HTML."""
    items = "".join(
        f"<div><dt>{maps.safe_text(name)}</dt><dd>{maps.safe_text(value)}</dd></div>"
        for name, value in pairs.items()
    )
    return f"<dl class='facts'>{items}</dl>"


def _facts(batch: Batch) -> dict[str, str]:
    found = {
        "Batch": f"{batch.batch_id}, {batch.state}",
        "What it holds": workspace.LABELS[batch.kind],
        "Loaded": f"{widgets.day(batch.added_at)}, {batch.added_at:%H:%M} UTC, by {batch.by}",
        "Rows read": f"{batch.rows_read:,}: {batch.accepted:,} accepted, "
        f"{batch.duplicate:,} duplicate, {batch.rejected:,} rejected, "
        f"{batch.left_out:,} left out",
        "SHA-256 of the file": batch.digest,
    }
    if batch.mapping:
        found["Columns"] = "; ".join(
            ours if ours == theirs else f"{ours} from {theirs}"
            for ours, theirs in batch.mapping.items()
        )
    if batch.replaces:
        found["Replaced batch"] = str(batch.replaces)
    return found


def _actions(store: Store, batch: Batch) -> None:
    with st.container(horizontal=True):
        if st.button("Undo this batch …", icon=":material/undo:"):
            _confirm_undo(store, batch)
        st.button(
            "Replace by a corrected file …",
            icon=":material/swap_horiz:",
            on_click=_replace,
            args=(batch.batch_id,),
        )
        if st.button("Expire its records …", icon=":material/auto_delete:"):
            _confirm_expiry(store, batch)


def _replace(batch_id: int) -> None:
    st.session_state[REPLACES] = batch_id
    st.session_state[SECTION] = LOAD


@st.dialog("Undo this batch?")
def _confirm_undo(store: Store, batch: Batch) -> None:
    live = len(store.records(batch.kind, batch_id=batch.batch_id))
    st.markdown(
        f"**{live:,} record{'' if live == 1 else 's'}** of {widgets.as_text(batch.name)} will "
        "leave every page, for everyone who uses this store. What another file also brought stays, "
        "and what this one took the place of comes back. The log keeps what was done, and the file "
        "can be loaded again."
    )
    by = stored.choose_user()
    _buttons("Undo", by, lambda: store.undo(batch.batch_id, by=by), done="Batch undone.")


@st.dialog("Expire the records of this batch?")
def _confirm_expiry(store: Store, batch: Batch) -> None:
    number = store.expire(by="count", batch_id=batch.batch_id, dry_run=True)
    st.markdown(
        f"**{number:,} record{'' if number == 1 else 's'}** of "
        f"{widgets.as_text(batch.name)} "
        "will be deleted from the store for good. The log keeps how many there were, and none of "
        "what they said."
    )
    by = stored.choose_user()
    _buttons(
        "Delete for good",
        by,
        lambda: store.expire(by=by, batch_id=batch.batch_id),
        done="Records deleted.",
    )


def _buttons(label: str, by: str, act: Callable[[], Any], *, done: str) -> None:
    with st.container(horizontal=True):
        agreed = st.button(label, type="primary", disabled=not by)
        if st.button("Leave it as it is"):
            st.rerun()
    if not by:
        st.caption("Say who is making the change first; a role will do.")
    if not agreed:
        return
    try:
        act()
    except CrackdownError as error:
        widgets.show_error(error)
        return
    st.toast(done)
    st.rerun()
