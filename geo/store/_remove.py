"""Records taken out of the store, so that others which said the same come to the front."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.errors import ParameterError
from geo.store._audit import log
from geo.store._batch import batch_of
from geo.store._kinds import KINDS
from geo.store._packed import pack_rows
from geo.store._statements import run, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from geo.store._batch import Batch
    from geo.store._kinds import Kind

__all__ = ["remove", "retire"]

_MANY = 50_000


def remove(
    connection: Connection, kind: Kind, condition: str, values: dict[str, Any]
) -> dict[int, int]:
    """Delete the records of a condition, and return how many of which batch.

    Where a deleted record was the live one of its key, another batch's takes its place: the
    earliest, or the latest where later publications win.
    """
    counted = run(
        connection,
        "SELECT batch_id, count(*) FROM {table} WHERE {condition} GROUP BY batch_id",
        values,
        table=kind.name,
        condition=condition,
    ).all()
    if not counted:
        return {}
    run(connection, "CREATE TEMP TABLE gone (key {blob} PRIMARY KEY)",
        blob="BYTEA" if connection.dialect.name == "postgresql" else "BLOB")  # fmt: skip
    if value(connection, "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE live = 0 LIMIT 1) i",
             table=kind.name):  # fmt: skip
        run(
            connection,
            "INSERT INTO gone SELECT DISTINCT key FROM {table} WHERE +live = 1 AND {condition} "
            "AND key IN (SELECT key FROM {table} WHERE +live = 0)",
            values,
            table=kind.name,
            condition=condition,
        )
    every = int(value(connection, "SELECT count(*) FROM {table}", table=kind.name))
    going = sum(int(count) for _, count in counted)
    if every == going:
        run(connection, "DELETE FROM {table}", table=kind.name)  # pages at once, not row by row
    else:
        with _without_indexes(connection, kind, when=going > max(_MANY, every // 4)):
            run(connection, "DELETE FROM {table} WHERE {condition}", values, table=kind.name,
                condition=condition)  # fmt: skip
    run(
        connection,
        "UPDATE {table} SET live = 1 WHERE live = 0 AND key IN (SELECT key FROM gone) "
        "AND batch_id = (SELECT {which}(o.batch_id) FROM {table} o "
        "WHERE o.key = {table}.key AND o.live = 0)",
        table=kind.name,
        which="max" if kind.rule == "latest" else "min",
    )
    run(connection, "DROP TABLE gone")
    for batch_id, _ in counted if kind.has_period else ():
        pack_rows(connection, kind, int(batch_id))
    return {int(batch_id): int(count) for batch_id, count in counted}


@contextmanager
def _without_indexes(connection: Connection, kind: Kind, *, when: bool) -> Iterator[None]:
    """Take the indexes of a table away and make them anew, where SQLite gains by it.

    The keys lie all over an index, so that each deleted row costs a page of it: to sort what is
    left into a new one takes a tenth of the time where much is deleted.
    """
    if not when or connection.dialect.name != "sqlite":
        yield
        return
    indexes = run(
        connection,
        "SELECT name, sql FROM sqlite_master "
        "WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL",
        {"table": kind.name},
    ).all()
    for name, _ in indexes:
        run(connection, "DROP INDEX {name}", name=name)
    yield
    for _, made in indexes:
        connection.exec_driver_sql(made)


def retire(connection: Connection, batch_id: int, *, by: str, state: str, action: str) -> Batch:
    """Take a whole batch out, in the caller's transaction, and log it.

    Raises
    ------
    ParameterError
        There is no such batch, or it has been retired before.
    """
    batch = batch_of(connection, batch_id)
    if batch.state != "current":
        raise ParameterError(
            f"the batch was {batch.state} before",
            hint="Only a current batch can be undone or replaced.",
            parameter="batch_id",
            value=batch_id,
        )
    removed = remove(connection, KINDS[batch.kind], "batch_id = :batch_id", {"batch_id": batch_id})
    run(connection, "UPDATE batches SET state = :state WHERE batch_id = :batch_id",
        {"state": state, "batch_id": batch_id})  # fmt: skip
    log(
        connection,
        by=by,
        action=action,
        kind=batch.kind,
        batch_id=batch_id,
        detail={"removed": removed, "name": batch.name},
    )
    return batch_of(connection, batch_id)
