"""What is loaded and where it came from: every batch, its records, and the ways to take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from views import batch_panel, expiry, picking, stored, widgets, workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.store import Batch

_COLUMNS = {
    "batch": st.column_config.NumberColumn(width=50),
    "state": st.column_config.TextColumn(width=65),
    "what": st.column_config.TextColumn(width=165),
    "by": st.column_config.TextColumn(width=110),
    "file": st.column_config.TextColumn(width=170),
    "loaded (UTC)": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
    **{
        name: st.column_config.NumberColumn(format="localized", width=70)
        for name in ("read", "accepted", "duplicate", "rejected")
    },
}


def show() -> None:
    """Draw what the pages show, and the batches that it comes from."""
    now = workspace.current()
    _shown(now)
    st.subheader("Batches")
    store = stored.the_store()
    everything = store.batches()
    if not everything:
        st.info("No file has been loaded into this store yet. Load one under *Load files*.")
        return
    with_past = st.toggle(
        "Also show batches that were undone, replaced or expired", key="past", bind="query-params"
    )
    batches = [b for b in everything if with_past or b.state == "current"]
    if not batches:
        st.info("Every batch was undone, replaced or expired.")
    else:
        picked = _pick(batches)
        if picked is not None:
            batch_panel.show(store, picked)
    expiry.show(store)


def _shown(now: workspace.Workspace) -> None:
    st.subheader("What the pages show")
    chosen = st.segmented_control(
        "Show",
        list(workspace.CHOICES),
        format_func=workspace.CHOICES.__getitem__,
        default=workspace.choice(),
        required=True,
        label_visibility="collapsed",
        help="For this session only. Nothing is deleted.",
    )
    if chosen != workspace.choice():
        workspace.choose(chosen)
        st.rerun()
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "what": workspace.LABELS[kind],
                    "records": len(now.areas) if kind == "areas" else now.loaded(kind),
                    "from": _standing(now, kind),
                }
                for kind in workspace.LABELS
                if any(source.kind == kind for source in now.sources)
            ],
            columns=["what", "records", "from"],
        ),
        hide_index=True,
        column_config={"records": st.column_config.NumberColumn(format="localized")},
        height="content",
    )
    if len(now.lengths) > 1:
        _choose_length(now)
    widgets.state_version(now)


def _choose_length(now: workspace.Workspace) -> None:
    """Let the user say which counts the pages compare, where there are several lengths."""
    lengths = list(now.lengths)
    used = now.tables["area_counts"]["period"].dt.freq.freqstr
    chosen = st.segmented_control(
        "Counts by area are compared by",
        lengths,
        format_func=lambda length: f"{workspace.LENGTHS[length]} ({now.lengths[length]:,})",
        default=used,
        required=True,
        help="Counts of several lengths cannot be added up, so the pages show one of them.",
    )
    if chosen != used:
        workspace.choose_length(chosen)
        st.rerun()


def _standing(now: workspace.Workspace, kind: str) -> str:
    files = [source for source in now.sources if source.kind == kind]
    if not files[0].is_example:
        return "1 loaded file" if len(files) == 1 else f"{len(files):,} loaded files"
    if now.is_illustrative(kind):
        return "the example: illustrative (simulated)"
    return "the example: real published figures"


def _pick(batches: Sequence[Batch]) -> Batch | None:
    by_id = {batch.batch_id: batch for batch in batches}
    chosen = picking.pick(
        pd.DataFrame([_row(batch) for batch in batches]),
        ids=list(by_id),
        label="Look into a batch",
        name_of=lambda number: f"{number}: {by_id[number].name}",
        key="batch",
        column_config=_COLUMNS,
        bind=True,
    )
    return by_id.get(chosen)


def _row(batch: Batch) -> dict[str, object]:
    return {
        "batch": batch.batch_id,
        "state": batch.state,
        "what": workspace.LABELS[batch.kind],
        "file": batch.name,
        "loaded (UTC)": batch.added_at.replace(tzinfo=None),
        "by": batch.by,
        "read": batch.rows_read,
        "accepted": batch.accepted,
        "duplicate": batch.duplicate,
        "rejected": batch.rejected,
    }
