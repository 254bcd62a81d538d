"""Loading files: drop or name them, look at what was read, and add them to the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import geo
from geo.errors import Cancelled, CrackdownError
from views import (
    added,
    adding,
    batch_panel,
    file_panel,
    forms,
    intakes,
    picking,
    server_files,
    stored,
    widgets,
    workspace,
)
from views.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.store import Batch, Store
    from views.intakes import Incoming, Reading

_UPLOADER = "uploader_round"
_ADDING = "adding_job"
_CANCELLED = "adding_cancelled"
_EVERY_S = 0.4
_MOST_REFUSALS = 5
_COLUMNS = {
    "file": st.column_config.TextColumn(width=170),
    "what it holds": st.column_config.TextColumn(width=170),
    **{
        name: st.column_config.NumberColumn(format="localized", width=72)
        for name in ("read", "accepted", "duplicate", "rejected")
    },
}


def show(*, visible: bool) -> None:
    """Draw the section; the drop zone stays alive while another section is seen."""
    store = stored.the_store()
    geo.warm_reading()
    busy = st.session_state.get(_ADDING)
    with st.container(key="drop"):
        _replacing(store)
        files = _dropped(disabled=busy is not None)
    if isinstance(busy, Job):
        _adding(busy)
        return
    if not visible:
        return
    if st.session_state.pop(_CANCELLED, None):
        st.info("Cancelled: nothing of these files was added.", icon=":material/block:")
    files += server_files.choose()
    if not files:
        intakes.forget()
        added.show(store, add=_start)
        forms.show()
        return
    added.forget()
    now = workspace.current()
    readings = intakes.read_all(files, now, store)
    if readings is None:
        job = intakes.job()
        if job is not None:
            _progress(job, cancel=start_over)
        return
    batches = store.batches(include_retired=False)
    _offer(readings, batches)
    shown = readings[0] if len(readings) == 1 else _overview(readings, batches)
    if shown is not None:
        file_panel.show(shown, now, shown.repeats(batches))


def _replacing(store: Store) -> None:
    """Say which batch the next file takes the place of, where the user came to replace one."""
    number = st.session_state.get(batch_panel.REPLACES)
    if number is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name = widgets.as_text(store.batch(number).name)
        st.markdown(f"The next file takes the place of **batch {number}** ({name}).")
        if st.button("Add it beside that batch instead", type="tertiary"):
            del st.session_state[batch_panel.REPLACES]
            st.rerun()


def _dropped(*, disabled: bool) -> list[Incoming]:
    uploads = st.file_uploader(
        "Drop files here, one or many",
        accept_multiple_files=True,
        key=f"files_{st.session_state.get(_UPLOADER, 0)}",
        help="They are read and checked on this server. Nothing is kept until you add it.",
        disabled=disabled,
    )
    return [
        intakes.Incoming(key=upload.file_id, name=upload.name, content=upload.getvalue())
        for upload in uploads
    ]


def start_over() -> None:
    """Empty the drop zone and forget what was read."""
    intakes.forget()
    server_files.forget()
    st.session_state[_UPLOADER] = st.session_state.get(_UPLOADER, 0) + 1
    st.session_state.pop(batch_panel.REPLACES, None)


def _adding(job: Job[list[adding.Outcome]]) -> None:
    if not job.wait(intakes.PATIENCE_S):
        _progress(job, cancel=job.cancel)
        return
    del st.session_state[_ADDING]
    try:
        added.keep(job.result())
    except Cancelled:
        st.session_state[_CANCELLED] = True
    else:
        start_over()
    st.rerun()


def _progress(job: Job[Any], *, cancel: Callable[[], None]) -> None:
    """Show how far a job is until it ends."""

    @st.fragment(run_every=_EVERY_S)
    def poll() -> None:
        if job.wait(0):
            st.rerun()
        st.progress(job.share, text=widgets.as_text(job.text))

    poll()
    st.button("Cancel", on_click=cancel, icon=":material/block:")


def _start(readings: Sequence[Reading], *, by: str, replaces: int | None = None) -> None:
    """Begin to add files to the store."""
    store = stored.the_store()
    st.session_state[_ADDING] = Job(
        lambda job: adding.add_all(job, readings, store=store, by=by, replaces=replaces)
    )


def _offer(readings: Sequence[Reading], batches: Sequence[Batch]) -> None:
    """Offer to add what can be added, in the name of whoever adds it."""
    ready = [r for r in readings if r.is_usable and r.repeats(batches) is None]
    if not ready:
        return
    records = sum(len(r.intake.records) for r in ready if r.intake is not None)
    files = "" if len(ready) == 1 else f" from {len(ready):,} files"
    with st.container(border=True, key="offer"):
        replaced = _replaceable(ready, batches)
        parts = st.columns([3, 4, 3] if replaced else [3, 3, 4], vertical_alignment="bottom")
        with parts[0]:
            by = stored.choose_user()
        replaces = None
        if replaced:
            with parts[1]:
                replaces = _choose_replaced(replaced)
        parts[2 if replaced else 1].button(
            f"Add {records:,} record{'' if records == 1 else 's'}{files}",
            type="primary",
            width="stretch",
            disabled=not by,
            on_click=_start,
            args=(ready,),
            kwargs={"by": by, "replaces": replaces},
        )
        st.caption(
            "They go into the store that everyone on this server sees. It can be undone."
            if by
            else "Say first who is making the change: a role will do."
        )


def _replaceable(ready: Sequence[Reading], batches: Sequence[Batch]) -> dict[int, Batch]:
    """Return the batches that a single file may take the place of."""
    if len(ready) > 1 or ready[0].kind == "areas":
        return {}
    return {batch.batch_id: batch for batch in batches if batch.kind == ready[0].kind}


def _choose_replaced(alike: dict[int, Batch]) -> int | None:
    asked = st.session_state.get(batch_panel.REPLACES)
    chosen = st.selectbox(
        "What happens to the records already loaded?",
        [None, *alike],
        index=1 + list(alike).index(asked) if asked in alike else 0,
        format_func=lambda number: (
            "They stay: these are added to them"
            if number is None
            else f"Batch {number} is replaced: {alike[number].name}"
        ),
    )
    return int(chosen) if chosen is not None else None


def _overview(readings: Sequence[Reading], batches: Sequence[Batch]) -> Reading | None:
    by_key = {reading.file.key: reading for reading in readings}
    table = pd.DataFrame(
        [
            {
                "file": reading.file.name,
                "what it holds": workspace.LABELS.get(reading.kind or "", "not recognised"),
                "read": reading.intake.read if reading.intake else None,
                "accepted": reading.intake.accepted if reading.intake else None,
                "duplicate": reading.intake.duplicates if reading.intake else None,
                "rejected": len(reading.intake.rejected) if reading.intake else None,
                "standing": file_panel.standing(reading, reading.repeats(batches)),
            }
            for reading in readings
        ]
    ).astype(dict.fromkeys(("read", "accepted", "duplicate", "rejected"), "Int64"))
    chosen = picking.pick(
        table,
        ids=list(by_key),
        label="Look into a file",
        name_of=lambda key: by_key[key].file.name,
        key="looked_at",
        column_config=_COLUMNS,
    )
    if chosen is None:
        _refusals([reading.error for reading in readings if reading.error is not None])
    return by_key.get(chosen)


def _refusals(errors: Sequence[CrackdownError]) -> None:
    """Say in full why files were refused: the table has room for the beginning only."""
    for error in errors[:_MOST_REFUSALS]:
        widgets.show_error(error)
    if len(errors) > _MOST_REFUSALS:
        st.caption(
            f"And {len(errors) - _MOST_REFUSALS:,} more files were refused: choose one to see why."
        )
