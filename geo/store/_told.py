"""What a batch told its user: the rows it rejected, what it decided, and where it disagreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo._intake import DISAGREEMENT_COLUMNS, REJECTED_COLUMNS, Note
from geo.store._batch import batch_of
from geo.store._statements import run

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["disagreements_of", "notes_of", "rejected_of"]


def rejected_of(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Return the rejected rows of a batch, in the order of its file."""
    batch_of(connection, batch_id)
    found = run(
        connection,
        'SELECT line, "column", value, reason, code, file FROM rejects '
        "WHERE batch_id = :id ORDER BY position",
        {"id": batch_id},
    )
    frame = pd.DataFrame([tuple(row) for row in found], columns=list(REJECTED_COLUMNS))
    return frame.astype({"line": "int64"} | dict.fromkeys(REJECTED_COLUMNS[1:], "str"))


def notes_of(connection: Connection, batch_id: int) -> tuple[Note, ...]:
    """Return the notes of a batch, in their order."""
    batch_of(connection, batch_id)
    found = run(
        connection,
        "SELECT text, code, warning FROM notes WHERE batch_id = :id ORDER BY position",
        {"id": batch_id},
    )
    return tuple(Note(text, code=code, warning=bool(warning)) for text, code, warning in found)


def disagreements_of(connection: Connection, batch_id: int) -> pd.DataFrame:
    """Return the records of a batch whose stated borough is not that of their point."""
    batch_of(connection, batch_id)
    found = run(
        connection,
        "SELECT line, stated, found FROM disagreements WHERE batch_id = :id ORDER BY position",
        {"id": batch_id},
    )
    frame = pd.DataFrame([tuple(row) for row in found], columns=list(DISAGREEMENT_COLUMNS))
    return frame.astype({"line": "int64", "stated": "str", "found": "str"})
