"""Records with a period, the many, kept a second time as columns: a million in half a second.

The rows are what counts: they hold the keys, the indexes and which record is the live one. What a
reader gave never changes once it is in, so that its columns can be kept beside the rows, in blocks.
They are written in the transaction that writes the rows and go in the one that takes any of them
away, and a batch without blocks is read from its rows.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import StoreError
from geo.store._columns import arrow_types
from geo.store._statements import listed, run, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from geo.store._kinds import Kind

__all__ = [
    "idle_condition",
    "idle_positions",
    "lay_block",
    "pack_rows",
    "packed_columns",
    "packed_lengths",
]

_AT_ONCE = 25_000
_WIDTHS = (pa.int8(), pa.int16(), pa.int32())
_POSITION = "position"
_FEW_IDLE = 1_000


def _block_of(kind: Kind, positions: Any, lines: Any, stored: Sequence[Any]) -> bytes:
    """Return records as one block, given the columns of the table that hold what was read."""
    types = arrow_types(kind)
    columns = {_POSITION: pa.array(positions, pa.int64()), "line": pa.array(lines, pa.int64())}
    columns |= {
        name: pa.array(cells, types[name])
        for name, cells in zip(kind.stored, stored, strict=True)
        if name in types
    }
    table = pa.table({name: _small(column) for name, column in columns.items()})
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as stream:
        stream.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _small(column: pa.Array) -> pa.Array:
    """Return a column in the narrowest form that holds it."""
    if pa.types.is_large_string(column.type):
        return column.dictionary_encode()
    if not pa.types.is_integer(column.type):
        return column
    ends = pc.min_max(column).as_py()
    for width in _WIDTHS:
        limits = np.iinfo(width.to_pandas_dtype())
        if limits.min <= (ends["min"] or 0) and (ends["max"] or 0) <= limits.max:
            return column.cast(width)
    return column


def lay_block(
    connection: Connection,
    kind: Kind,
    positions: range,
    lines: NDArray[Any],
    stored: Sequence[list[Any]],
) -> None:
    """Lay a block of staged records out in the table ``laid``."""
    run(
        connection,
        "INSERT INTO laid (part, precision, content) VALUES (:part, :precision, :content)",
        {
            "part": positions.start,
            "precision": stored[kind.stored.index("precision")][0],
            "content": _block_of(kind, positions, lines, stored),
        },
    )


def pack_rows(connection: Connection, kind: Kind, batch_id: int) -> None:
    """Make the blocks of a batch anew from its rows, in the caller's transaction."""
    run(connection, "DELETE FROM packed WHERE batch_id = :id", {"id": batch_id})
    end = value(connection, "SELECT max(position) FROM {table} WHERE batch_id = :id",
                {"id": batch_id}, table=kind.name)  # fmt: skip
    for start in range(0, -1 if end is None else end + 1, _AT_ONCE):
        rows = run(
            connection,
            "SELECT {columns} FROM {table} WHERE batch_id = :id AND position >= :start "
            "AND position < :stop ORDER BY position",
            {"id": batch_id, "start": start, "stop": start + _AT_ONCE},
            table=kind.name,
            columns=listed((_POSITION, "line", "precision", *kind.stored)),
        ).all()
        if not rows:
            continue
        positions, lines, precision, *stored = zip(*rows, strict=True)
        run(
            connection,
            "INSERT INTO packed (batch_id, part, precision, content) "
            "VALUES (:id, :part, :precision, :content)",
            {
                "id": batch_id,
                "part": start,
                "precision": precision[0],
                "content": _block_of(kind, positions, lines, stored),
            },
        )


def packed_lengths(connection: Connection, kind: Kind) -> dict[int, str]:
    """Return the batches of a kind that are kept as columns, with the length of their periods."""
    found = run(
        connection,
        "SELECT DISTINCT p.batch_id, p.precision FROM packed p "
        "JOIN batches b ON b.batch_id = p.batch_id WHERE b.kind = :kind",
        {"kind": kind.name},
    )
    return {int(row[0]): str(row[1]) for row in found}


def idle_condition(connection: Connection, kind: Kind) -> str:
    """Return the condition for records that are not live, in the form that finds them sooner.

    SQLite looks at the row behind every entry of the index of idle keys: where they are many, to
    walk the whole table is five times as quick, and the sign makes it do so.
    """
    some = value(connection, "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE live = 0 "
                 "LIMIT {most}) i", table=kind.name, most=str(_FEW_IDLE))  # fmt: skip
    return "live = 0" if some < _FEW_IDLE else "+live = 0"


def idle_positions(connection: Connection, kind: Kind) -> dict[int, NDArray[np.int64]]:
    """Return the records that are not live, as positions in their batches."""
    rows = run(connection, "SELECT batch_id, position FROM {table} WHERE {idle}",
               table=kind.name, idle=idle_condition(connection, kind)).cursor  # fmt: skip
    # one by one, as the driver gives them: numpy takes ten times as long over SQLAlchemy's rows
    numbers = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    if not len(numbers):
        return {}
    batches, positions = numbers.reshape(-1, 2).T
    order = np.argsort(batches, kind="stable")
    found, starts = np.unique(batches[order], return_index=True)
    parts = np.split(positions[order], starts[1:])
    return dict(zip(found.tolist(), parts, strict=True))


def packed_columns(
    connection: Connection, batch_id: int, *, idle: NDArray[np.int64] | None
) -> list[pa.Table]:
    """Return the live records of a batch as tables, texts still coded, in the order of the file.

    Raises
    ------
    StoreError
        A block is damaged.
    """
    found = run(connection, "SELECT content FROM packed WHERE batch_id = :id ORDER BY part",
                {"id": batch_id})  # fmt: skip
    tables = []
    for row in found:
        try:
            table = pa.ipc.open_stream(pa.py_buffer(row[0])).read_all()
        except (pa.ArrowInvalid, OSError):
            raise StoreError(
                f"the columns of batch {batch_id} are damaged",
                hint="Restore the store from a backup.",
            ) from None
        if idle is not None:
            gone = np.isin(table.column(_POSITION).to_numpy(), idle)
            table = table.filter(pa.array(~gone)) if gone.any() else table
        tables.append(table)
    return tables
