"""Records removed for good when they have been kept long enough."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import ParameterError
from geo.store._audit import log
from geo.store._batch import batch_of
from geo.store._kinds import KINDS
from geo.store._remove import remove
from geo.store._statements import quoted, run, value

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.store._kinds import Kind

__all__ = ["expire", "number_of_day"]

_SIX_DAYS = timedelta(days=6)  # weeks begin on any day: one that began later may not be over
_LENGTHS = {"day": "D", "week": "7D", "month": "M"} | {
    freq: freq for freq in ("D", "M", "Q-DEC", "Y-MAR", "Y-DEC")
}


def _begun(day: date, freq: str) -> date:
    """Return the first day of the span that a day lies in."""
    return pd.Period(day, freq=freq).start_time.date()


def number_of_day(day: date) -> int:
    """Return a day as the number of days since 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def expire(
    connection: Connection,
    *,
    by: str,
    kind: Kind | None,
    batch_id: int | None,
    before: date | None,
    dry_run: bool = False,
) -> int:
    """Delete records by age, by batch or by both, in the caller's transaction, and log it.

    A dry run only counts them.

    Raises
    ------
    ParameterError
        Neither a date nor a batch is given, or the kind has no time.
    """
    kinds = _chosen(connection, kind=kind, batch_id=batch_id, before=before)
    total = 0
    for one in kinds:
        parts: list[str] = []
        values: dict[str, Any] = {}
        if batch_id is not None:
            parts.append("batch_id = :batch_id")
            values["batch_id"] = int(batch_id)
        if before is not None:
            condition, more = _ended_before(one, before)
            parts.append(condition)
            values |= more
        condition = " AND ".join(parts)
        if dry_run:
            total += int(value(connection, "SELECT count(*) FROM {table} WHERE {condition}",
                               values, table=one.name, condition=condition))  # fmt: skip
            continue
        removed = remove(connection, one, condition, values)
        empty = [number for number in removed if not _holds(connection, one, number)]
        if batch_id is not None and before is None:
            empty = [batch_id]
        for number in empty:
            _close(connection, number)
        total += sum(removed.values())
        if removed or empty:
            _log(connection, by=by, kind=one.name, batch_id=batch_id, before=before,
                 removed=removed)  # fmt: skip
    if not total and not dry_run:
        _log(connection, by=by, kind=kind.name if kind else None, batch_id=batch_id,
             before=before, removed={})  # fmt: skip
    return total


def _chosen(
    connection: Connection, *, kind: Kind | None, batch_id: int | None, before: date | None
) -> list[Kind]:
    if batch_id is None and before is None:
        raise ParameterError(
            "say what is to be removed",
            hint="Give a date, a batch, or both.",
            parameter="before",
        )
    kinds = [kind] if kind else list(KINDS.values())
    if batch_id is not None:
        of_batch = KINDS[batch_of(connection, batch_id).kind]
        if of_batch not in kinds:
            raise ParameterError(
                f"that batch holds {of_batch.name}",
                hint="Leave the kind out.",
                parameter="kind",
                value=kinds[0].name,
            )
        kinds = [of_batch]
    timed = [one for one in kinds if one.last] if before is not None else kinds
    if not timed:
        raise ParameterError(
            f"{kinds[0].name} have no time", hint="Name a batch.", parameter="before", value=before
        )
    return timed


def _ended_before(kind: Kind, before: date) -> tuple[str, dict[str, Any]]:
    """Return the condition for records that lie wholly before a day, by their precision.

    A market without a last day is still open, and stays.
    """
    parts: list[str] = []
    values: dict[str, Any] = {}
    for number, (word, freq) in enumerate(_LENGTHS.items()):
        start = before - _SIX_DAYS if word == "week" else _begun(before, freq)
        parts.append(
            f"({quoted(kind.precision)} = :word{number} AND {quoted(kind.last)} < :day{number})"
        )
        values |= {f"word{number}": word, f"day{number}": number_of_day(start)}
    return f"({' OR '.join(parts)})", values


def _holds(connection: Connection, kind: Kind, batch_id: int) -> bool:
    found = value(connection, "SELECT 1 FROM {table} WHERE batch_id = :id LIMIT 1",
                  {"id": batch_id}, table=kind.name)  # fmt: skip
    return found is not None


def _close(connection: Connection, batch_id: int) -> None:
    """Mark a batch as expired; what it told of single rows goes too."""
    run(connection, "UPDATE batches SET state = 'expired' WHERE batch_id = :id", {"id": batch_id})
    for table in ("rejects", "disagreements"):
        run(connection, "DELETE FROM {table} WHERE batch_id = :id", {"id": batch_id}, table=table)


def _log(
    connection: Connection,
    *,
    by: str,
    kind: str | None,
    batch_id: int | None,
    before: date | None,
    removed: dict[int, int],
) -> None:
    log(
        connection,
        by=by,
        action="expire",
        kind=kind,
        batch_id=batch_id,
        detail={
            "before": None if before is None else before.isoformat(),
            "removed": removed,
            "total": sum(removed.values()),
        },
    )
