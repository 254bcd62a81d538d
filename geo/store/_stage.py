"""Rows on their way into the store, in a table of the connection's own that locks nobody out."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import Cancelled
from geo.store._columns import to_columns
from geo.store._packed import lay_block
from geo.store._statements import listed, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from geo.store._keys import Keys
    from geo.store._kinds import Kind

__all__ = ["CHUNK", "Steps", "drop_stage", "load", "stage", "staged_columns"]

CHUNK = 25_000


class Steps:
    """Tells how far a long step is, and stops it where the user asks for that."""

    def __init__(
        self,
        total: int,
        *,
        progress: Callable[[int, int], object] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.total = total
        self._progress = progress
        self._cancelled = cancelled

    def reach(self, done: int) -> None:
        """Report that so many rows are done.

        Raises
        ------
        Cancelled
            The user stopped the step.
        """
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("The import was cancelled; nothing of it was kept.")
        if self._progress is not None:
            self._progress(done, self.total)


def staged_columns(kind: Kind) -> tuple[str, ...]:
    """Return the columns of a kind's table, without the batch."""
    content = ("content",) if kind.has_content else ()
    occurrence = ("occurrence",) if kind.rule == "latest" else ()
    return ("position", "line", "key", "live", *content, *occurrence, *kind.stored)


def load(
    connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Put rows into a table by the quickest way that the engine has."""
    driver: Any = connection.connection.driver_connection
    names = listed(columns)
    if connection.dialect.name == "postgresql":
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def stage(
    connection: Connection,
    kind: Kind,
    frame: pd.DataFrame,
    *,
    keys: Keys,
    lines: NDArray[Any] | None,
    steps: Steps,
) -> None:
    """Lay the rows of a frame out in the table ``stage``, in the caller's transaction."""
    columns = staged_columns(kind)
    drop_stage(connection)
    if connection.dialect.name == "postgresql":
        names = listed(columns)
        run(connection, "CREATE TEMP TABLE stage AS SELECT {names} FROM {table} WHERE 1 = 0",
            names=names, table=kind.name)  # fmt: skip
    else:
        names = listed(columns[1:])
        run(connection, "CREATE TEMP TABLE stage (position INTEGER PRIMARY KEY, {names})",
            names=names)  # fmt: skip
    run(connection, "CREATE TEMP TABLE laid (part INTEGER, precision TEXT, content {blob})",
        blob="BYTEA" if connection.dialect.name == "postgresql" else "BLOB")  # fmt: skip
    for start in range(0, len(frame), CHUNK):
        steps.reach(start)
        part = slice(start, min(start + CHUNK, len(frame)))
        made: list[Iterable[Any]] = [
            range(part.start, part.stop),
            repeat(0) if lines is None else lines[part].tolist(),
            keys.key[part].tolist(),
            repeat(1),
        ]
        made += [] if keys.content is None else [keys.content[part].tolist()]
        made += [] if keys.occurrence is None else [keys.occurrence[part].tolist()]
        stored = to_columns(kind, frame.iloc[part])
        if kind.has_period:
            held = np.zeros(part.stop - start, dtype=np.int64) if lines is None else lines[part]
            lay_block(connection, kind, range(start, part.stop), held, stored)
        made += stored
        rows = zip(*made, strict=False)  # two of them repeat for ever
        load(connection, "stage", columns, rows)
    if connection.dialect.name == "postgresql":
        run(connection, "ALTER TABLE stage ADD PRIMARY KEY (position)")
        run(connection, "ANALYZE stage")


def drop_stage(connection: Connection) -> None:
    """Take the table ``stage`` away, where it is there."""
    for name in ("stage", "laid", "changed", "gone"):
        run(connection, "DROP TABLE IF EXISTS {schema}.{name}", name=name,
            schema="pg_temp" if connection.dialect.name == "postgresql" else "temp")  # fmt: skip
