"""One import as one transaction: batch, records, rejected rows, notes and log."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._intake import DISAGREEMENT_COLUMNS, REJECTED_COLUMNS
from geo._release_memory import release_memory
from geo._text import clean_text
from geo.errors import ParameterError
from geo.store._audit import log
from geo.store._batch import batch_of, repeated
from geo.store._columns import check_frame
from geo.store._engine import faults_told, writing
from geo.store._keys import keys_of
from geo.store._remove import retire
from geo.store._repeats import CONFLICT, conflicts, has_conflicts, repeated_rows, settle
from geo.store._stage import CHUNK, Steps, drop_stage, load, stage, staged_columns
from geo.store._statements import listed, run, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, Engine

    from geo._intake import Intake
    from geo.store._batch import Batch
    from geo.store._kinds import Kind

__all__ = ["Origin", "add", "checked_name"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 255
_MANY = 200_000
_REFUSED = (
    "the id stands in batch {batch}{line} for something else: if this file corrects that one, "
    "replace batch {batch} by it"
)


class Origin:
    """Where the records of a batch come from, checked.

    Raises
    ------
    ParameterError
        The digest is no SHA-256, or a name is empty.
    """

    def __init__(
        self,
        *,
        name: str,
        digest: str,
        by: str,
        mapping: Mapping[str, str] | None,
        replaces: int | None,
        source_path: str | None,
    ) -> None:
        if not _DIGEST.fullmatch(digest):
            raise ParameterError(
                "this is no SHA-256", hint="Give its 64 small hex digits.", parameter="digest"
            )
        self.name = checked_name(name, parameter="name")
        self.by = checked_name(by, parameter="by")
        self.digest = digest
        self.mapping = {str(ours): str(theirs) for ours, theirs in (mapping or {}).items()}
        self.replaces = None if replaces is None else int(replaces)
        self.source_path = None if source_path is None else str(source_path)


def checked_name(text: str, *, parameter: str) -> str:
    """Return a name without invisible characters.

    Raises
    ------
    ParameterError
        Nothing is left of it.
    """
    name = clean_text(str(text), limit=_LONGEST)
    if not name:
        raise ParameterError("this is empty", hint="Give a name.", parameter=parameter)
    return name


def add(
    engine: Engine,
    kind: Kind,
    intake: Intake,
    *,
    origin: Origin,
    progress: Callable[[int, int], object] | None,
    cancelled: Callable[[], bool] | None,
) -> Batch:
    """Put what a reader returned into the store, all of it or nothing."""
    with faults_told(), engine.connect() as connection:
        with connection.begin():
            earlier = _earlier(connection, kind, origin)
        if earlier is not None:
            return earlier
        frame, lines = intake.records, intake.lines
        if len(frame) > _MANY:
            release_memory()
        check_frame(kind, frame)
        keys = keys_of(kind, frame, digest=origin.digest)
        steps = Steps(len(frame), progress=progress, cancelled=cancelled)
        try:
            with connection.begin():
                stage(connection, kind, frame, keys=keys, lines=lines, steps=steps)
            del keys
            with writing(connection):
                earlier = _earlier(connection, kind, origin)
                batch = earlier or _insert(connection, kind, intake, origin=origin, steps=steps)
                drop_stage(connection)
        except BaseException:
            connection.invalidate()  # its temporary tables go with it
            raise
        if earlier is None and progress is not None:
            progress(len(frame), len(frame))
        return batch


def _earlier(connection: Connection, kind: Kind, origin: Origin) -> Batch | None:
    found = repeated(connection, kind=kind.name, digest=origin.digest)
    if found is not None and has_conflicts(connection, found.batch_id):
        return None  # its other rows may have a place now: this import is in its stead
    if origin.replaces is None or found is None or found.batch_id == origin.replaces:
        return found
    raise ParameterError(
        f"this very file came in before, as batch {found.batch_id}",
        hint=f"Undo batch {origin.replaces} instead.",
        parameter="replaces",
        value=origin.replaces,
    )


def _insert(
    connection: Connection, kind: Kind, intake: Intake, *, origin: Origin, steps: Steps
) -> Batch:
    same = repeated(connection, kind=kind.name, digest=origin.digest)
    if same is not None and same.batch_id != origin.replaces:
        retire(connection, same.batch_id, by=origin.by, state="replaced", action="replace")
    if origin.replaces is not None:
        old = batch_of(connection, origin.replaces)
        if old.kind != kind.name:
            raise ParameterError(
                f"that batch holds {old.kind}",
                hint=f"Name a batch of {kind.name}.",
                parameter="replaces",
                value=origin.replaces,
            )
        retire(connection, origin.replaces, by=origin.by, state="replaced", action="replace")
    records, lines = len(intake.records), intake.lines
    refused = conflicts(connection, kind)
    notes = (*intake.notes, *settle(connection, kind))
    known = repeated_rows(connection, records=records, rows=intake.accepted, lines=lines)
    batch_id = 1 + int(value(connection, "SELECT coalesce(max(batch_id), 0) FROM batches"))
    totals = {
        "rows_read": intake.read,
        "accepted": intake.accepted - known - len(refused),
        "duplicate": intake.duplicates + known,
        "rejected": len(intake.rejected) + len(refused),
        "left_out": intake.left_out,
        "records": int(value(connection, "SELECT count(*) FROM stage WHERE live = 1")),
    }
    _enter(connection, kind, batch_id, origin=origin, totals=totals)
    rejected = _rejected(kind, intake, refused, origin=origin)
    load(
        connection,
        "rejects",
        ("batch_id", "position", *REJECTED_COLUMNS),
        ((batch_id, at, *row) for at, row in enumerate(_plain(rejected))),
    )
    load(
        connection,
        "notes",
        ("batch_id", "position", "text", "code", "warning"),
        ((batch_id, at, str(note), note.code, int(note.warning)) for at, note in enumerate(notes)),
    )
    load(
        connection,
        "disagreements",
        ("batch_id", "position", *DISAGREEMENT_COLUMNS),
        ((batch_id, at, *row) for at, row in enumerate(_plain(intake.disagreements))),
    )
    columns = listed(staged_columns(kind))
    for start in range(0, records, CHUNK):
        steps.reach(start)
        run(
            connection,
            "INSERT INTO {table} (batch_id, {columns}) SELECT {batch}, {columns} FROM stage "
            "WHERE position >= :start AND position < :stop ORDER BY position",
            {"start": start, "stop": start + CHUNK},
            table=kind.name,
            columns=columns,
            batch=str(batch_id),
        )
    run(connection, "INSERT INTO packed (batch_id, part, precision, content) "
        "SELECT {batch}, part, precision, content FROM laid", batch=str(batch_id))  # fmt: skip
    log(
        connection,
        by=origin.by,
        action="add",
        kind=kind.name,
        batch_id=batch_id,
        detail={
            "name": origin.name,
            "digest": origin.digest,
            "replaces": origin.replaces,
            "stored": records - len(refused),
            **totals,
        },
    )
    return batch_of(connection, batch_id)


def _plain(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a frame as plain Python values."""
    return zip(*(frame[name].tolist() for name in frame), strict=True)


def _enter(
    connection: Connection, kind: Kind, batch_id: int, *, origin: Origin, totals: dict[str, int]
) -> None:
    row = {
        "batch_id": batch_id,
        "kind": kind.name,
        "name": origin.name,
        "digest": origin.digest,
        "source_path": origin.source_path,
        "added_at": datetime.now(tz=UTC).isoformat(timespec="microseconds"),
        "added_by": origin.by,
        "mapping": json.dumps(origin.mapping, sort_keys=True, ensure_ascii=False),
        "state": "current",
        "replaces": origin.replaces,
        **totals,
    }
    run(
        connection,
        "INSERT INTO batches ({names}) VALUES ({values})",
        row,
        names=listed(tuple(row)),
        values=", ".join(f":{name}" for name in row),
    )


def _rejected(kind: Kind, intake: Intake, refused: list[Any], *, origin: Origin) -> pd.DataFrame:
    """Return the reader's rejected rows, and those whose id stands for something else."""
    lines = intake.lines
    ids = intake.records[kind.identity].to_numpy() if refused else np.empty(0, dtype=object)
    column = origin.mapping.get(kind.identity, kind.identity)
    found = [
        (
            0 if lines is None else int(lines[position]),
            column,
            str(ids[position]),
            _REFUSED.format(batch=batch_id, line=f", line {line}" if line else ""),
            CONFLICT,
            origin.name,
        )
        for position, batch_id, line in refused
    ]
    given = intake.rejected.reindex(columns=list(REJECTED_COLUMNS))
    frame = (
        pd.concat([given, pd.DataFrame(found, columns=list(REJECTED_COLUMNS))]) if found else given
    )
    return frame.assign(
        line=frame["line"].fillna(0).astype("int64"),
        **{name: frame[name].fillna("").astype("str") for name in REJECTED_COLUMNS[1:]},
    )
