"""The files that a session has dropped or named, and what came of reading each of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.errors import Cancelled, CrackdownError
from views import reading
from views.jobs import Job
from views.workspace import LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import geo
    from geo.store import Batch, Store
    from views.workspace import Workspace

_READINGS = "readings"
_CHOSEN = "chosen"
_JOB = "reading_job"
PATIENCE_S = 1.5


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file that was dropped on the page, or named on the server."""

    key: str
    name: str
    content: bytes | None = field(default=None, repr=False)
    path: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the user says of a file: which kind it holds, and which of its columns are ours."""

    kind: str | None = None
    columns: Mapping[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What came of reading a file as the user chose, against these areas."""

    file: Incoming
    choice: Choice
    areas_version: str
    kind: str | None
    digest: str
    reason: str = ""
    header: tuple[str, ...] = ()
    columns: Mapping[str, str] | None = None
    is_remembered: bool = False
    intake: geo.Intake | None = None
    error: CrackdownError | None = None

    @property
    def is_usable(self) -> bool:
        """Whether there is a record to add."""
        return self.intake is not None and len(self.intake.records) > 0

    @property
    def is_corrected(self) -> bool:
        """Whether the user said which column is which."""
        return bool(self.choice.columns)

    @property
    def error_code(self) -> str | None:
        """The stable code of the error, where it has one."""
        return getattr(self.error, "code", None)

    def repeats(self, batches: Sequence[Batch]) -> Batch | None:
        """Return the batch that this same file already made."""
        same = (b for b in batches if b.digest == self.digest and b.kind == self.kind)
        return next((b for b in same if b.state == "current"), None)


def choice_of(key: str) -> Choice:
    """Return what the user has said of a file so far."""
    found = st.session_state.get(_CHOSEN, {}).get(key)
    return found if isinstance(found, Choice) else Choice()


def choose(key: str, choice: Choice) -> None:
    """Keep what the user says of a file."""
    st.session_state.setdefault(_CHOSEN, {})[key] = choice


def forget() -> None:
    """Drop every file, and stop reading."""
    job = st.session_state.pop(_JOB, None)
    if isinstance(job, Job):
        job.cancel()
    for key in (_READINGS, _CHOSEN):
        st.session_state.pop(key, None)


def read_all(files: Sequence[Incoming], now: Workspace, store: Store) -> list[Reading] | None:
    """Return what came of every file; nothing while some are still being read."""
    readings: dict[str, Reading] = st.session_state.setdefault(_READINGS, {})
    for gone in readings.keys() - {file.key for file in files}:
        del readings[gone]
    wanted = [(file, choice_of(file.key)) for file in files]
    missing = [
        (file, choice) for file, choice in wanted if not _is_read(readings, file, choice, now)
    ]
    job = st.session_state.get(_JOB)
    if isinstance(job, Job):
        if not job.wait(0):
            return None
        del st.session_state[_JOB]
        job.result()
        return read_all(files, now, store)
    if not missing:
        return [readings[file.key] for file in files]
    job = Job(lambda job: _read_missing(job, missing, readings, now=now, store=store))
    st.session_state[_JOB] = job
    return read_all(files, now, store) if job.wait(PATIENCE_S) else None


def job() -> Job[Any] | None:
    """Return the reading that is going on."""
    found = st.session_state.get(_JOB)
    return found if isinstance(found, Job) else None


def _is_read(
    readings: Mapping[str, Reading], file: Incoming, choice: Choice, now: Workspace
) -> bool:
    found = readings.get(file.key)
    return found is not None and found.choice == choice and found.areas_version == now.areas_version


def _read_missing(
    job: Job[None],
    missing: Sequence[tuple[Incoming, Choice]],
    readings: dict[str, Reading],
    *,
    now: Workspace,
    store: Store,
) -> None:
    for at, (file, choice) in enumerate(missing):

        def progress(_: str, share: float, *, at: int = at, name: str = file.name) -> None:
            job.report(
                (at + share) / len(missing), text=f"Reading {at + 1} of {len(missing)}: {name}"
            )

        progress("", 0.0)
        try:
            readings[file.key] = _read(
                file, choice, now=now, store=store, progress=progress, cancelled=job.is_cancelled
            )
        except Cancelled:
            return


def _read(
    file: Incoming,
    choice: Choice,
    *,
    now: Workspace,
    store: Store,
    progress: Callable[[str, float], None],
    cancelled: Callable[[], bool],
) -> Reading:
    """Look at a file, and read it with the columns that were corrected or remembered."""
    source = file.path or reading.Named(file.content or b"", name=file.name)
    kind, columns, remembered = choice.kind, choice.columns, False
    header: tuple[str, ...] = ()
    reason = ""
    intake: geo.Intake | None = None
    error: CrackdownError | None = None
    try:
        found = reading.look(source, cancelled=cancelled)
        kind, header, reason = kind or found.kind, found.names, found.reason
        if columns is None:
            kind, columns = _remembered(store, kind, header)
            remembered = columns is not None
        if kind is not None:
            intake = reading.read(
                kind,
                source,
                columns=columns,
                in_boroughs=now.has_shipped_areas,
                progress=progress,
                cancelled=cancelled,
            )
    except Cancelled:
        raise
    except CrackdownError as problem:
        error = problem
    taken = dict(intake.mapping) if intake is not None else columns
    return Reading(
        file=file,
        choice=choice,
        areas_version=now.areas_version,
        kind=kind,
        digest=_digest(file) if error is None else "",
        reason=reason,
        header=header,
        columns=taken,
        is_remembered=remembered,
        intake=intake,
        error=error,
    )


def _remembered(
    store: Store, kind: str | None, header: tuple[str, ...]
) -> tuple[str | None, Mapping[str, str] | None]:
    """Return what was said of an earlier file with the same columns."""
    for candidate in (kind,) if kind else tuple(LABELS):
        columns = store.mapping_for(candidate, header)
        if columns is not None:
            return candidate, columns
    return kind, None


def _digest(file: Incoming) -> str:
    """Return the SHA-256 by which a file is known."""
    if file.path is None:
        return hashlib.sha256(file.content or b"").hexdigest()
    with file.path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
