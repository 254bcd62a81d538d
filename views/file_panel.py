"""One file that was read: what it is, which column is which, its first rows and its bad ones."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import streamlit as st

import geo
from geo import maps
from views import batch_panel, forms, intakes, map_frame, widgets, workspace

if TYPE_CHECKING:
    from geo.store import Batch
    from views.intakes import Reading
    from views.workspace import Workspace

_PREVIEW_ROWS = 200
_PREVIEW_PX = 380
_UNKNOWN = "not recognised: choose"
_NOT_IN_FILE = "— not in this file —"


def standing(read: Reading, repeated: Batch | None) -> str:
    """Return in a few words what can be done with a file, and why not.

    A file that made a batch before says which.
    """
    if repeated is not None:
        return f"loaded before (batch {repeated.batch_id})"
    if read.error is not None:
        return f"refused: {getattr(read.error, 'problem', read.error)}"
    if read.kind is None:
        return "say what it holds"
    return "ready" if read.is_usable else "no usable row"


def show(read: Reading, now: Workspace, repeated: Batch | None) -> None:
    """Draw everything that is known of a file."""
    with st.container(border=True):
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.html(f"<h3 class='file'>{maps.safe_text(read.file.name)}</h3>")
        with right:
            _kind(read)
        if repeated is not None:
            st.info(
                f"This file was loaded before: {widgets.day(repeated.added_at)}, "
                f"{repeated.added_at:%H:%M} UTC, by {widgets.as_text(repeated.by)}, as batch "
                f"{repeated.batch_id}. There is nothing to add.",
                icon=":material/history:",
            )
        if read.error is not None:
            widgets.show_error(read.error)
            st.caption("Nothing can be added from this file as it is.")
        elif read.kind is None:
            st.warning(
                f"{widgets.as_text(read.reason)} If you know what it holds, choose it above.",
                icon=":material/help:",
            )
        _columns(read)
        if read.intake is not None:
            _report(read, read.intake, now, is_loaded=repeated is not None)


def _kind(read: Reading) -> None:
    kinds = list(workspace.LABELS)
    chosen = st.selectbox(
        "What it holds",
        kinds,
        index=kinds.index(read.kind) if read.kind in kinds else None,
        format_func=workspace.LABELS.__getitem__,
        key=f"kind_{read.file.key}",
        placeholder=_UNKNOWN,
        help="Recognised by the columns. Correct it where it is wrong.",
    )
    if chosen is not None and chosen != read.kind:
        intakes.choose(read.file.key, intakes.Choice(kind=chosen))
        st.rerun()


def _columns(read: Reading) -> None:
    """Show which column of the file is which of ours, and let the user correct it."""
    if read.kind is None or not read.header:
        return
    taken = dict(read.columns or {})
    ours = geo.known_columns(read.kind)
    missing = read.error is not None and read.error_code == "header.missing"
    with st.expander(
        f"Columns ({len(taken)} of {len(read.header)} used)",
        expanded=missing or read.is_corrected,
        icon=":material/view_column:",
    ):
        if read.is_remembered:
            st.caption("As they were corrected for an earlier file with the same columns.")
        st.caption(f"Needed: {forms.needed(read.kind)}.")
        with st.form(f"columns_{read.file.key}_{read.kind}", border=False):
            options = [None, *read.header]
            picked: dict[str, str] = {}
            cells = st.columns(4)
            for at, name in enumerate(ours):
                chosen = cells[at % 4].selectbox(
                    name,
                    options,
                    index=options.index(taken.get(name)) if taken.get(name) in options else 0,
                    format_func=lambda column: _NOT_IN_FILE if column is None else column,
                    key=f"column_{read.file.key}_{read.kind}_{name}",
                )
                if chosen is not None:
                    picked[name] = chosen
            sent = st.form_submit_button("Read again with these columns")
        st.caption("What you correct is remembered for the next file with the same columns.")
        if sent and picked != taken:
            intakes.choose(read.file.key, intakes.Choice(kind=read.kind, columns=picked))
            st.rerun()


def _report(read: Reading, intake: geo.Intake, now: Workspace, *, is_loaded: bool) -> None:
    _sums(intake)
    if intake.read and intake.records.empty:
        st.error("No row of this file can be used. The table below says why for each row.")
    widgets.show_notes(intake.warnings, title="Look at this first")
    if len(intake.rejected):
        st.subheader("Rejected rows")
        batch_panel.rejected_rows(intake.rejected, key="rejected", file_name="file")
    if len(intake.disagreements):
        st.subheader("Another borough than the file says")
        batch_panel.disagreements(intake.disagreements, key="disagreements")
    if len(intake.records):
        _preview(read, intake, now, is_loaded=is_loaded)
    decided = [note for note in intake.notes if not note.warning]
    widgets.show_notes(decided, title="What was decided for you", expanded=False)


def _sums(intake: geo.Intake) -> None:
    """Show what became of every row of the file: the later numbers add up to the first."""
    sums = [
        ("Rows read", intake.read),
        ("Accepted", intake.accepted),
        ("Duplicate", intake.duplicates),
        ("Rejected", len(intake.rejected)),
    ]
    if intake.left_out:
        sums.append(("Left out", intake.left_out))
    for column, (label, count) in zip(st.columns(len(sums)), sums, strict=True):
        column.metric(label, f"{count:,}", border=True)
    if len(intake.records) != intake.accepted:
        st.caption(f"They hold {len(intake.records):,} records: a row has several periods.")


def _preview(read: Reading, intake: geo.Intake, now: Workspace, *, is_loaded: bool) -> None:
    records: Any = intake.records
    rows = records.head(_PREVIEW_ROWS)
    shown = f"{len(rows):,} of {len(intake.records):,}" if len(rows) < len(intake.records) else ""
    st.subheader(f"First rows ({shown})" if shown else "All rows")
    table = batch_panel.as_table(rows)
    layers = _layers(read.kind, records, rows)
    if not layers:
        widgets.plain_table(table, most_px=_PREVIEW_PX)
        return
    left, right = st.columns(2, gap="medium")
    with left:
        ground = now
        if read.kind == "areas":
            ground = dataclasses.replace(now, areas=records, areas_version="preview")
        # what the map says of its data holds for these rows, which are in no data version yet
        source = "rows of the file" + ("" if is_loaded else ", not loaded yet")
        map_frame.show(ground, layers, page=map_frame.PREVIEW, height_px=_PREVIEW_PX, source=source)
        _say_outside(ground, rows)
    with right:
        widgets.plain_table(table, most_px=_PREVIEW_PX)


def _say_outside(ground: Workspace, rows: Any) -> None:
    """Say how many of the rows cannot be seen on the map, which is as large as the areas."""
    west, south, east, north = ground.areas.total_bounds
    number = len(rows) - len(rows.cx[west:east, south:north])
    if number:
        st.caption(
            f"{number:,} of the {len(rows):,} rows shown lie{'s' if number == 1 else ''} outside "
            "the areas in use, beyond this map."
        )


def _layers(kind: str | None, records: Any, rows: Any) -> list[maps.Layer]:
    if kind == "markets":
        return [maps.market_layer(rows)]
    if kind == "raids":
        return [maps.raid_layer(rows)]
    if kind == "offences":
        return [maps.dots_layer(rows, weight="weight")]
    return [maps.area_layer(records)] if kind == "areas" else []
