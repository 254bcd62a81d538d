"""Staged rows that the store already has, or that contradict what it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo._intake import Note
from geo.store._statements import run, value

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from geo.store._kinds import Kind

__all__ = ["CONFLICT", "conflicts", "has_conflicts", "repeated_rows", "settle"]

CONFLICT = "id.conflict"

_SAME = (
    "UPDATE stage SET live = 0 WHERE {condition} AND EXISTS "
    "(SELECT 1 FROM {table} r WHERE r.key = stage.key AND r.live = 1)"
)


def conflicts(connection: Connection, kind: Kind) -> list[Any]:
    """Take rows out of the stage whose id stands in the store for something else.

    Returns the position of each, and the batch and the line where the id stands already.
    """
    if kind.rule != "conflict":
        return []
    found = run(
        connection,
        "SELECT s.position, r.batch_id, r.line FROM stage s JOIN {table} r "
        "ON r.key = s.key AND r.live = 1 WHERE r.content <> s.content ORDER BY s.position",
        table=kind.name,
    ).all()
    for row in found:
        run(connection, "DELETE FROM stage WHERE position = :position", {"position": row[0]})
    return list(found)


def has_conflicts(connection: Connection, batch_id: int) -> bool:
    """Return whether rows of a batch were left out because their ids stood for something else."""
    found = value(
        connection,
        "SELECT 1 FROM rejects WHERE batch_id = :id AND code = :code LIMIT 1",
        {"id": batch_id, "code": CONFLICT},
    )
    return found is not None


def settle(connection: Connection, kind: Kind) -> tuple[Note, ...]:
    """Mark the staged rows that the store has already, and retire those that they revise."""
    if kind.rule == "layer":
        return ()
    if kind.rule != "latest":
        run(connection, _SAME, table=kind.name, condition="1 = 1")
        return ()
    run(
        connection,
        "CREATE TEMP TABLE changed AS SELECT DISTINCT s.key FROM stage s JOIN {table} r "
        "ON r.key = s.key AND r.occurrence = s.occurrence AND r.live = 1 "
        "WHERE r.content <> s.content",
        table=kind.name,
    )
    run(connection, _SAME, table=kind.name, condition="key NOT IN (SELECT key FROM changed)")
    revised = run(
        connection,
        "UPDATE {table} SET live = 0 WHERE live = 1 AND key IN (SELECT key FROM changed)",
        table=kind.name,
    ).rowcount
    run(connection, "DROP TABLE changed")
    if not revised:
        return ()
    return (
        Note(
            f"{revised:,} counts that were in the store differ from this file's: the later "
            "publication is used, and undoing this import brings the earlier ones back.",
            code="counts.revised",
            warning=True,
        ),
    )


def repeated_rows(
    connection: Connection, *, records: int, rows: int, lines: NDArray[Any] | None
) -> int:
    """Return how many rows of the file are duplicates: those whose records all are.

    ``records`` were made of ``rows`` of the file, and stood on ``lines``.
    """
    repeated = int(value(connection, "SELECT count(*) FROM stage WHERE live = 0"))
    if records == rows or not repeated:
        return repeated
    if repeated == records:
        return rows
    if lines is None:
        return 0
    known = np.zeros(records, dtype=bool)
    known[[row[0] for row in run(connection, "SELECT position FROM stage WHERE live = 0")]] = True
    return len(np.unique(lines)) - len(np.unique(lines[~known]))
