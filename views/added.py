"""What came of adding files, and what to do where their ids were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from views import adding, batch_panel, stored, widgets, workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.store import Store
    from views.adding import Outcome

_KEPT = "outcomes"
_COLUMNS = {
    "file": st.column_config.TextColumn(width="medium"),
    "batch": st.column_config.NumberColumn(width=60),
    **{
        name: st.column_config.NumberColumn(format="localized", width=80)
        for name in ("read", "accepted", "duplicate", "rejected")
    },
}


def keep(found: list[Outcome]) -> None:
    """Keep what came of adding files until the next ones are dropped."""
    st.session_state[_KEPT] = found


def forget() -> None:
    """Drop what came of adding files, and the files' records with it."""
    st.session_state.pop(_KEPT, None)


def show(store: Store, *, add: Callable[..., None]) -> None:
    """Say what was added, and offer a way out of conflicts; ``add`` begins to add files."""
    found: list[Outcome] = st.session_state.get(_KEPT, [])
    if not found:
        return
    added = [outcome.batch for outcome in found if outcome.batch is not None]
    fresh = [batch for batch in added if not batch.is_repeat]
    records = sum(batch.records for batch in fresh)
    if fresh and not records:
        st.info(
            "Nothing was new: the store held every record before, or holds something else under "
            "its id. The table says which; the file is noted as a batch.",
            icon=":material/history:",
        )
    elif fresh:
        st.success(
            f"Added {records:,} record{'' if records == 1 else 's'} from {len(fresh):,} "
            f"file{'' if len(fresh) == 1 else 's'}. Every page shows them from now on.",
            icon=":material/check:",
        )
    st.dataframe(_table(found), hide_index=True, column_config=_COLUMNS)
    for outcome in found:
        if outcome.error is not None:
            widgets.show_error(outcome.error)
        if outcome.conflicts:
            _conflict(store, outcome, add)


def _table(found: Sequence[Outcome]) -> pd.DataFrame:
    rows = []
    for outcome in found:
        batch = outcome.batch
        rows.append(
            {
                "file": outcome.reading.file.name,
                "what": workspace.LABELS.get(outcome.reading.kind or "", ""),
                "batch": batch.batch_id if batch else None,
                "read": batch.rows_read if batch else None,
                "accepted": batch.accepted if batch else None,
                "duplicate": batch.duplicate if batch else None,
                "rejected": batch.rejected if batch else None,
                "outcome": _in_words(outcome),
            }
        )
    counts = ("batch", "read", "accepted", "duplicate", "rejected")
    return pd.DataFrame(rows).astype(dict.fromkeys(counts, "Int64"))


def _in_words(outcome: Outcome) -> str:
    if outcome.batch is None:
        return "not added"
    if outcome.batch.is_repeat:
        return f"loaded before by {outcome.batch.by}"
    return f"added by {outcome.batch.by}"


def _conflict(store: Store, outcome: Outcome, add: Callable[..., None]) -> None:
    """Offer to replace the batch whose ids this file gives with other content."""
    batch = outcome.batch
    if batch is None:
        return
    rejected = store.rejected(batch.batch_id)
    rows = rejected[rejected["code"] == adding.CONFLICT]
    number = len(rows)
    st.warning(
        f"{number:,} row{' has an id' if number == 1 else 's have ids'} that another batch already "
        "gave to a record with other content, and "
        f"{'was' if number == 1 else 'were'} not added.",
        icon=":material/call_split:",
    )
    batch_panel.rejected_rows(rows, key=f"conflicts_{batch.batch_id}", file_name="conflicts")
    for earlier in adding.earlier_batches(rows):
        name = widgets.as_text(store.batch(earlier).name)
        st.button(
            f"Replace batch {earlier} ({name}) by this file",
            on_click=_replace,
            args=(outcome, earlier, add),
            help="What was just added is undone first; then this file takes the place of that "
            "batch as a whole.",
        )


def _replace(outcome: Outcome, earlier: int, add: Callable[..., None]) -> None:
    batch = outcome.batch
    if batch is not None:
        stored.the_store().undo(batch.batch_id, by=batch.by)
        add([outcome.reading], by=batch.by, replaces=earlier)
