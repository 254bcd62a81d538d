"""One import, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from geo.errors import ParameterError
from geo.store._statements import run

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.store._kinds import Kind

__all__ = ["Batch", "batch_of", "batches_of", "current_batches", "repeated"]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One import of one file.

    Attributes
    ----------
    batch_id
        Its number, from 1 in the order of import.
    kind, name, digest
        The kind of record, the name of the file and its SHA-256.
    added_at, by
        When (UTC) and by whom it was imported.
    mapping
        Our columns to those of the file.
    rows_read
        The rows of the file: accepted, duplicate, rejected and left out together.
    accepted, duplicate, rejected, left_out
        What became of the rows at the import. Duplicate rows were in the file or the store before.
    records
        How many records it brought that the store did not have, at the import.
    state
        ``current``, ``undone``, ``replaced`` or ``expired``.
    replaces
        The batch that it replaced, if it did.
    source_path
        Where the file lay on the server, if it did.
    is_repeat
        True where nothing was done, because this batch had brought the same file before.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> Batch(batch_id=1, kind="raids", name="raids.csv", digest="0" * 64,
    ...       added_at=datetime(2001, 2, 13, 9, tzinfo=UTC), by="analyst", rows_read=3,
    ...       accepted=2, rejected=1, records=2)
    <Batch 1: raids from 'raids.csv', 3 read, 2 accepted, 0 duplicate, 1 rejected, current>
    """

    batch_id: int
    kind: str
    name: str
    digest: str
    added_at: datetime
    by: str
    mapping: dict[str, str] | None = None
    rows_read: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    left_out: int = 0
    records: int = 0
    state: str = "current"
    replaces: int | None = None
    source_path: str | None = None
    is_repeat: bool = False

    def __repr__(self) -> str:
        left_out = f", {self.left_out:,} left out" if self.left_out else ""
        return (
            f"<Batch {self.batch_id}: {self.kind} from {self.name!r}, {self.rows_read:,} read, "
            f"{self.accepted:,} accepted, {self.duplicate:,} duplicate, "
            f"{self.rejected:,} rejected{left_out}, {self.state}>"
        )


_SELECT = (
    "SELECT batch_id, kind, name, digest, added_at, added_by, mapping, rows_read, accepted, "
    "duplicate, rejected, left_out, records, state, replaces, source_path FROM batches"
)


def _made(row: Any) -> Batch:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    values["by"] = values.pop("added_by")
    values["added_at"] = datetime.fromisoformat(values["added_at"])
    values["mapping"] = json.loads(values["mapping"])
    return Batch(**values)


def batch_of(connection: Connection, batch_id: int) -> Batch:
    """Return one batch.

    Raises
    ------
    ParameterError
        There is no such batch.
    """
    row = run(connection, _SELECT + " WHERE batch_id = :id", {"id": int(batch_id)}).first()
    if row is None:
        raise ParameterError(
            "the store has no such batch",
            hint="The batches are listed on the Data page and by `python -m geo batches`.",
            parameter="batch_id",
            value=batch_id,
        )
    return _made(row)


def batches_of(
    connection: Connection, *, kind: str | None = None, include_retired: bool = True
) -> tuple[Batch, ...]:
    """Return batches, the newest first."""
    rows = run(
        connection,
        _SELECT + " WHERE (kind = :kind OR :every = 1) AND (state = 'current' OR :retired = 1) "
        "ORDER BY batch_id DESC",
        {"kind": kind or "", "every": int(kind is None), "retired": int(include_retired)},
    )
    return tuple(_made(row) for row in rows)


def repeated(connection: Connection, *, kind: str, digest: str) -> Batch | None:
    """Return the current batch that brought the same file, if there is one."""
    row = run(
        connection,
        _SELECT + " WHERE kind = :kind AND digest = :digest AND state = 'current'",
        {"kind": kind, "digest": digest},
    ).first()
    return None if row is None else replace(_made(row), is_repeat=True)


def current_batches(connection: Connection, kind: Kind) -> list[int]:
    """Return the batches whose records are in the store, in the order in which they came."""
    found = run(
        connection,
        "SELECT batch_id FROM batches WHERE kind = :kind AND state = 'current' ORDER BY batch_id",
        {"kind": kind.name},
    )
    return [int(row[0]) for row in found]
