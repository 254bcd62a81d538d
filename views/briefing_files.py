"""The files of a briefing: made beside the page, with progress, and stopped on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import briefing
import geo
from views import stored, widgets
from views.jobs import Job

if TYPE_CHECKING:
    from views.workspace import Workspace

_JOB = "briefing_job"
_TICK_S = 0.5
_KINDS = {
    "html": ("Page", "One page for any browser, maps and all; it asks no other host for anything."),
    "pdf": ("PDF", "For reading and printing, tagged for screen readers."),
    "pptx": ("Slides", "Charts, tables and text can be edited."),
    "png": ("Pictures", "One picture a scene, in a zip."),
    "svg": ("Drawings", "One scalable picture a scene, in a zip."),
    "csv": ("Numbers", "The table behind each scene as CSV, in a zip."),
}
_TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def offer(now: Workspace, spec: briefing.Spec, told: briefing.Briefing) -> None:
    """Offer the formats, and draw the work or its result."""
    wanted = st.pills(
        "Formats",
        list(_KINDS),
        format_func=lambda one: _KINDS[one][0],
        selection_mode="multi",
        default=["html", "pdf", "pptx"],
        key="briefing_formats",
        bind="query-params",
        help=" ".join(f"{name}: {about}" for name, about in _KINDS.values()),
    )
    made_of = (now.version, spec.to_json(), tuple(wanted))
    kept = st.session_state.get(_JOB)
    if kept is None or kept[0] != made_of:
        if kept is not None:
            kept[1].cancel()
            del st.session_state[_JOB]
        store = stored.the_store()
        doubt = briefing.handed_over(store, spec, version=now.version)
        if doubt:
            st.warning(widgets.as_text(doubt), icon=":material/difference:")
            doubt = "" if st.checkbox("Make them all the same", key="briefing_both") else doubt
        if st.button(
            "Make the files",
            key="briefing_make",
            disabled=not wanted or bool(doubt),
            icon=":material/draft:",
        ):
            by = stored.known_user() or "briefing"
            briefing.note_handed_over(store, spec, version=now.version, by=by)
            st.session_state[_JOB] = (made_of, _started(told, tuple(wanted)))
            st.rerun()
        return
    _work(kept[1], spec)


def _started(told: briefing.Briefing, formats: tuple[str, ...]) -> Job[dict[str, bytes]]:
    def work(job: Job[dict[str, bytes]]) -> dict[str, bytes]:
        def progress(done: int, of: int) -> None:
            if job.is_cancelled():
                raise geo.Cancelled
            job.report(done / of, text=f"Making the files: {done}%")

        return briefing.render(told, formats=formats, progress=progress)

    return Job(work)


@st.fragment(run_every=_TICK_S)
def _progress(job: Job[dict[str, bytes]]) -> None:
    if job.wait(0.01):
        st.rerun()
    st.progress(job.share, text=job.text)
    if st.button("Cancel", key="briefing_cancel"):
        job.cancel()


def _work(job: Job[dict[str, bytes]], spec: briefing.Spec) -> None:
    if not job.wait(0.2):
        _progress(job)
        return
    try:
        files = job.result()
    except geo.Cancelled:
        del st.session_state[_JOB]
        st.info("Stopped. Nothing was made.")
        if st.button("Start again"):
            st.rerun()
        return
    except geo.CrackdownError as error:
        del st.session_state[_JOB]
        widgets.show_error(error)
        return
    columns = st.columns(3)
    stem = briefing.file_name(spec.name)
    marked = f"{'' if spec.marking == 'none' else f'{spec.marking}_'}{stem}"
    at = 0
    for kind, (label, _) in _KINDS.items():
        folder = f"{stem}-{kind}/"
        parts = {key: body for key, body in files.items() if key.startswith(folder)}
        body = files.get(f"{stem}.{kind}") or (briefing.zipped(parts) if parts else None)
        if body is None:
            continue
        with columns[at % len(columns)]:
            st.download_button(
                f"{label} ({_size(len(body))})",
                data=body,
                file_name=f"{marked}.{kind}" if kind in _TYPES else f"{marked}-{kind}.zip",
                mime=_TYPES.get(kind, "application/zip"),
                key=f"briefing_file_{kind}",
                on_click="ignore",
                icon=":material/download:",
                width="stretch",
            )
        at += 1


def _size(count: int) -> str:
    """Return a size as it reads.

    >>> _size(2_400_000), _size(300)
    ('2.4 MB', '1 kB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count // 1000, 1)} kB"  # noqa: PLR2004
