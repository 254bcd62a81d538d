"""The log of every change: append-only, each entry sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.store._kinds import KINDS
from geo.store._statements import run, value

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["AuditCheck", "audit_frame", "check_chain", "log", "version"]

_COLUMNS = ("sequence", "at", "by", "action", "kind", "batch_id", "detail", "previous", "hash")
_ORIGIN = hashlib.sha256(b"crackdown audit").hexdigest()
_CHANGES = "action IN ('add', 'undo', 'replace', 'expire')"
_SHOWN = 12
_SELECT = (
    'SELECT sequence, at, "by", action, kind, batch_id, detail, previous, hash '
    "FROM audit ORDER BY sequence"
)


@dataclass(frozen=True, kw_only=True)
class AuditCheck:
    """Whether the log is what was written, and the store what the log says.

    Attributes
    ----------
    is_intact
        True where every entry fits the one before and every batch holds what was logged.
    entries
        How many entries the log has.
    first_broken
        The number of the first entry that does not fit; None where the chain holds.
    summary
        The same as a sentence.
    """

    is_intact: bool
    entries: int
    first_broken: int | None
    summary: str


def _seal(entry: dict[str, Any], previous: str) -> str:
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def log(
    connection: Connection,
    *,
    by: str,
    action: str,
    kind: str | None = None,
    batch_id: int | None = None,
    detail: dict[str, Any],
) -> None:
    """Append an entry, in the caller's transaction. ``detail`` holds no value of a record."""
    last = run(
        connection, "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1"
    ).first()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, _ORIGIN)
    entry = {
        "sequence": sequence,
        "at": datetime.now(tz=UTC).isoformat(timespec="microseconds"),
        "by": by,
        "action": action,
        "kind": kind,
        "batch_id": batch_id,
        "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False),
    }
    run(
        connection,
        'INSERT INTO audit (sequence, at, "by", action, kind, batch_id, detail, previous, hash) '
        "VALUES (:sequence, :at, :by, :action, :kind, :batch_id, :detail, :previous, :hash)",
        {**entry, "previous": previous, "hash": _seal(entry, previous)},
    )


def version(connection: Connection, *, kind: str | None = None) -> str:
    """Return the content version: the seal of the last entry that changed records."""
    which = "" if kind is None else " AND (kind = :kind OR kind IS NULL)"
    found = value(
        connection,
        f"SELECT hash FROM audit WHERE {_CHANGES}{which} ORDER BY sequence DESC LIMIT 1",  # noqa: S608
        {"kind": kind} if kind else {},
    )
    return str(found or _ORIGIN)[:_SHOWN]


def audit_frame(connection: Connection) -> pd.DataFrame:
    """Return the log, the oldest entry first."""
    rows = [tuple(row) for row in run(connection, _SELECT)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    kinds = dict.fromkeys(("at", "by", "action", "kind", "detail", "previous", "hash"), "str")
    return frame.astype({"sequence": "int64", "batch_id": "Int64", **kinds})


def check_chain(connection: Connection) -> AuditCheck:
    """Recompute every seal, and compare what the batches hold with what was logged."""
    expected: dict[int, int] = {}
    previous, entries = _ORIGIN, 0
    for entries, row in enumerate(run(connection, _SELECT), start=1):
        entry = dict(zip(_COLUMNS, row, strict=True))
        seal = entry.pop("hash")
        fits = entry.pop("previous") == previous and entry["sequence"] == entries
        if not fits or seal != _seal(entry, previous):
            return AuditCheck(
                is_intact=False,
                entries=int(value(connection, "SELECT count(*) FROM audit")),
                first_broken=entries,
                summary=f"The log is broken at entry {entries}: it was changed, removed or added "
                "by something else than this program.",
            )
        previous = seal
        _follow(expected, entry)
    wrong = sorted(_differing(connection, expected))
    if wrong:
        shown = ", ".join(map(str, wrong[:_SHOWN]))
        return AuditCheck(
            is_intact=False,
            entries=entries,
            first_broken=None,
            summary=f"The log is whole, but the records of batch {shown} are not as many as it "
            "says: they were changed by something else than this program.",
        )
    return AuditCheck(
        is_intact=True,
        entries=entries,
        first_broken=None,
        summary=f"The log is whole ({entries:,} entr{'y' if entries == 1 else 'ies'}), and every "
        "batch holds as many records as it says.",
    )


def _follow(expected: dict[int, int], entry: dict[str, Any]) -> None:
    """Keep count of how many records each batch should hold."""
    detail = json.loads(entry["detail"])
    if entry["action"] == "add":
        expected[entry["batch_id"]] = detail["stored"]
    for batch_id, removed in detail.get("removed", {}).items():
        expected[int(batch_id)] -= removed


def _differing(connection: Connection, expected: dict[int, int]) -> set[int]:
    held: dict[int, int] = {}
    for kind in KINDS:
        for batch_id, count in run(
            connection, "SELECT batch_id, count(*) FROM {table} GROUP BY batch_id", table=kind
        ):
            held[batch_id] = held.get(batch_id, 0) + count
    listed = {row[0] for row in run(connection, "SELECT batch_id FROM batches")}
    every = listed | set(expected) | set(held)
    return {
        batch_id
        for batch_id in every
        if held.get(batch_id, 0) != expected.get(batch_id, 0)
        or batch_id not in listed
        or batch_id not in expected
    }
