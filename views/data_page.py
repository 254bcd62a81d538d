"""What is loaded, where it came from, what was rejected and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import geo
from views import widgets, workspace

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_LABELS = {
    "markets": "Markets",
    "raids": "Raids",
    "offences": "Recorded offences (points)",
    "area_counts": "Counts by area and period",
    "operations": "Operations",
    "areas": "Boundaries",
}
_FORMS = {
    "markets": "market_id, kind (open or closed), longitude and latitude or easting and northing, "
    "first_seen; if known: last_seen, status, drugs, source, grade, tenure, borough. "
    "CSV, GeoJSON or GeoPackage.",
    "raids": "raid_id, date, longitude and latitude or easting and northing; if known: operation, "
    "market_id, tactic, arrests, disposals, premises_secured, forensic_hits. "
    "CSV, GeoJSON or GeoPackage.",
    "offences": "A street file of data.police.uk, or its zip of many months; or any CSV with a "
    "date or month and longitude and latitude or easting and northing.",
    "area_counts": "The Metropolitan Police's monthly counts by borough or ward as published, "
    "counts by borough and financial year, or columns code, period, category, count.",
    "operations": "operation_id, name, start, end, areas (codes separated by semicolons). CSV.",
    "areas": "Polygons with a code and a name: GeoJSON, GeoPackage, GeoParquet or a zipped "
    "shapefile.",
}
_PREVIEW_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    """An upload that was read: what it was read as and against which areas, and the outcome."""

    key: tuple[str, str, str]
    name: str
    digest: str
    intake: geo.Intake


def _read(kind: str, upload: UploadedFile) -> _Loaded:
    """Read once for each upload, kind and set of areas; only the last outcome is kept."""
    now = workspace.current()
    key = (kind, upload.file_id, now.areas_version)
    kept = st.session_state.get("last_intake")
    if isinstance(kept, _Loaded) and kept.key == key:
        return kept
    with st.spinner("Reading and checking every row …"):
        content = upload.getvalue()
        source = workspace.NamedBytes(content, name=upload.name)
        intake = workspace.read(kind, source, areas=now.areas)
    loaded = _Loaded(key=key, name=upload.name, digest=workspace.digest_of(content), intake=intake)
    st.session_state["last_intake"] = loaded
    return loaded


def _preview(records: pd.DataFrame) -> pd.DataFrame:
    rows = records.head(_PREVIEW_ROWS)
    if "geometry" in rows:
        points = rows["geometry"].geom_type.eq("Point").all()
        if points:
            rows = rows.assign(easting=rows["geometry"].x, northing=rows["geometry"].y)
        rows = pd.DataFrame(rows.drop(columns="geometry"))
    return rows


def _report(kind: str, upload: UploadedFile) -> None:
    try:
        loaded = _read(kind, upload)
    except geo.InputError as error:
        widgets.show_error(error)
        st.caption("Nothing was loaded from this file.")
        return
    intake = loaded.intake
    _sums(intake)
    if intake.read and intake.records.empty:
        st.error("No row of this file can be used. The table below says why for each row.")
    else:
        _offer(kind, loaded)
    widgets.show_notes(intake.warnings, title="Look at this first")
    decided = [note for note in intake.notes if not note.warning]
    widgets.show_notes(decided, title="What was decided for you")
    if len(intake.rejected):
        st.subheader("Rejected rows")
        st.dataframe(intake.rejected, hide_index=True, height=240)
        widgets.download(
            intake.rejected,
            label="Rejected rows as CSV",
            file_name="rejected_rows.csv",
            key="rejected",
        )
    st.subheader(f"First {min(_PREVIEW_ROWS, len(intake.records))} rows")
    st.dataframe(_preview(intake.records), hide_index=True, height=240)


def _sums(intake: geo.Intake) -> None:
    """Show what became of every row of the file: the last numbers add up to the first."""
    sums = [
        ("Rows read", intake.read),
        ("Rows accepted", intake.accepted),
        ("Duplicate rows", intake.duplicates),
        ("Rows rejected", len(intake.rejected)),
    ]
    for column, (label, count) in zip(st.columns(len(sums)), sums, strict=True):
        column.metric(label, f"{count:,}", border=True)
    if len(intake.records) != intake.accepted:
        st.caption(f"They hold {len(intake.records):,} records: a row has several periods.")


def _offer(kind: str, loaded: _Loaded) -> None:
    now = workspace.current()
    if now.has(kind, digest=loaded.digest):
        st.success("These records are in the workspace.", icon=":material/check:")
        return
    if not st.button("Use these records", type="primary", key="use"):
        st.caption(
            "Nothing is in the workspace yet. The first file of a kind takes the place of the "
            "example's records of that kind; further files are added to it."
        )
        return
    try:
        workspace.use(
            workspace.with_intake(
                now, kind=kind, name=loaded.name, digest=loaded.digest, intake=loaded.intake
            )
        )
    except geo.InputError as error:
        widgets.show_error(error)
        return
    st.rerun()


def _load() -> None:
    st.subheader("Load a file")
    kind = st.segmented_control(
        "What is in it?",
        list(_LABELS),
        format_func=_LABELS.__getitem__,
        default="markets",
        required=True,
        key="file_kind",
        bind="query-params",
        help="The reader checks the file against what you choose here.",
    )
    st.caption(_FORMS[kind])
    upload = st.file_uploader(
        "File",
        key=f"file_{kind}",
        help="The file is read in this server's memory. It is not copied anywhere.",
    )
    if upload is not None:
        _report(kind, upload)


def _loaded() -> None:
    st.subheader("In the workspace now")
    now = workspace.current()
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "what": _LABELS[source.kind],
                    "file": source.name,
                    "rows kept": source.rows,
                    "rows rejected": source.rejected,
                    "standing": _standing(now, source),
                }
                for source in now.sources
            ]
        ),
        hide_index=True,
    )
    st.caption(f"Data version {now.version}. It changes with every file you load.")
    with st.container(horizontal=True):
        if st.button(
            "Back to the example workspace",
            disabled=now.version == workspace.example().version,
            help="Drops every file you loaded in this session.",
        ):
            workspace.use_example()
            st.session_state.pop("last_intake", None)
            st.rerun()
        for kind in ("markets", "raids"):
            if now.is_illustrative(kind) and st.button(
                f"Remove the illustrative {kind}",
                help="Leaves only your own records on the pages.",
            ):
                workspace.use(now.without(kind))
                st.rerun()


def _standing(now: workspace.Workspace, source: workspace.Source) -> str:
    if not source.is_example:
        return "loaded by you"
    if now.is_illustrative(source.kind):
        return "illustrative (simulated)"
    return "example, real published figures"


widgets.heading("Data", "What is loaded, where did it come from, and what was rejected?")
_load()
_loaded()
