"""Records out of the store, as the reader of their kind made them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo._area_lists import EVERYWHERE
from geo.errors import ParameterError
from geo.store._batch import current_batches
from geo.store._choose import in_areas, in_time, mask_of, of_categories, unfit
from geo.store._columns import arrow_types, from_columns
from geo.store._packed import idle_condition, idle_positions, packed_columns, packed_lengths
from geo.store._statements import listed, run, value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from geo.store._kinds import Kind

__all__ = ["count_live", "layer_in_use", "precisions", "records"]

_AT_ONCE = 1_000
_FREQ = "M"


def records(
    connection: Connection,
    kind: Kind,
    *,
    area_codes: Collection[str] | None,
    start: date | None,
    end: date | None,
    categories: Collection[str] | None,
    batch_id: int | None,
    precision: str | None,
) -> pd.DataFrame:
    """Return the live records of a kind that meet all conditions."""
    conditions = ["+live = 1"]  # the sign keeps engines from walking the index of keys
    values: dict[str, Any] = {}
    if kind.rule == "layer" and batch_id is None:
        batch_id = layer_in_use(connection, kind)
        conditions += ["1 = 0"] if batch_id is None else []
    if batch_id is not None:
        conditions.append("batch_id = :batch_id")
        values["batch_id"] = int(batch_id)
    if precision is not None:
        if not kind.has_period:
            raise unfit("precision", kind)
        conditions.append("precision = :precision")
        values["precision"] = precision
    for part, more in (
        in_time(kind, start, end),
        in_areas(kind, area_codes),
        of_categories(kind, categories),
    ):
        conditions += part
        values |= more
    where = " AND ".join(conditions)
    columns = {"batch_id": pa.int64(), "line": pa.int64(), **arrow_types(kind)}
    got: dict[str, list[Any]] = {name: [] for name in columns}
    if kind.has_period and area_codes is None:  # the index of areas is quicker
        lengths = _scan(
            connection,
            kind,
            got,
            where=where,
            values=values,
            batch_id=batch_id,
            precision=precision,
            mask=partial(mask_of, connection, kind, start=start, end=end, categories=categories),
        )
    else:
        lengths = _select(connection, kind, got, where=where, values=values)
    whole = {name: pa.chunked_array(got[name], held) for name, held in columns.items()}
    frame = from_columns(kind, whole, freq=_one_length(kind, lengths))
    if kind.placed_by == ("areas",) and area_codes is not None:
        wanted = {*area_codes, EVERYWHERE}
        kept = [bool(wanted & set(codes or ())) for codes in frame["areas"]]
        return frame[kept].reset_index(drop=True)
    return frame


def _select(
    connection: Connection,
    kind: Kind,
    got: dict[str, list[Any]],
    *,
    where: str,
    values: dict[str, Any],
) -> set[str]:
    """Add the rows that meet conditions to ``got``, and return the lengths of their periods."""
    lengths: set[str] = set()
    if kind.has_period:
        lengths = {row[0] for row in run(connection, "SELECT DISTINCT precision FROM {table} "
                   "WHERE {where}", values, table=kind.name, where=where)}  # fmt: skip
    found = run(
        connection.execution_options(stream_results=True, max_row_buffer=20 * _AT_ONCE),
        "SELECT {columns} FROM {table} WHERE {where} ORDER BY batch_id, position",
        values,
        columns=listed(tuple(got)),
        table=kind.name,
        where=where,
    )
    held = {"batch_id": pa.int64(), "line": pa.int64(), **arrow_types(kind)}
    for rows in _parts(found, connection):
        for name, cells in zip(got, zip(*rows, strict=True), strict=True):
            got[name].append(pa.array(cells, held[name]))
    return lengths


def _scan(
    connection: Connection,
    kind: Kind,
    got: dict[str, list[Any]],
    *,
    where: str,
    values: dict[str, Any],
    batch_id: int | None,
    precision: str | None,
    mask: Callable[[pa.Table], NDArray[np.bool_] | None],
) -> set[str]:
    """Do what `_select` does, batch by batch, and from their columns where they are kept so."""
    packed, idle = packed_lengths(connection, kind), idle_positions(connection, kind)
    types, lengths = arrow_types(kind), set()
    batches = current_batches(connection, kind) if batch_id is None else [int(batch_id)]
    for number in batches:
        if number not in packed:
            one = f"{where} AND batch_id = :one"
            lengths |= _select(connection, kind, got, where=one, values=values | {"one": number})
            continue
        if precision not in {None, packed[number]}:
            continue
        for table in packed_columns(connection, number, idle=idle.get(number)):
            chosen = mask(table)
            part = table if chosen is None else table.filter(pa.array(chosen))
            if not len(part):
                continue
            lengths.add(packed[number])
            got["batch_id"].append(pa.array(np.full(len(part), number)))
            got["line"].append(part.column("line").combine_chunks().cast(pa.int64()))
            for name, held in types.items():
                got[name].append(part.column(name).combine_chunks().cast(held))
    return lengths


def _parts(found: Any, connection: Connection) -> Iterator[list[Any]]:
    """Yield rows in parts so small that the processor's cache holds them."""
    if connection.dialect.name != "sqlite":
        yield from found.partitions(_AT_ONCE)
        return
    while rows := found.cursor.fetchmany(_AT_ONCE):
        yield rows
    found.close()


def _one_length(kind: Kind, lengths: set[str]) -> str:
    """Return the one length that the periods of a frame have."""
    if len(lengths) <= 1:
        return next(iter(lengths), _FREQ)
    if lengths == {"D", "M"}:
        return "M"
    raise ParameterError(
        f"the {kind.name} are of several lengths ({', '.join(sorted(lengths))}), "
        "which cannot be added up",
        hint="Choose one of them with precision=, or a batch.",
        parameter="precision",
    )


def layer_in_use(connection: Connection, kind: Kind) -> int | None:
    """Return the newest current batch of areas; None where there is none."""
    found: int | None = value(
        connection,
        "SELECT max(batch_id) FROM batches WHERE kind = :kind AND state = 'current'",
        {"kind": kind.name},
    )
    return found


def count_live(connection: Connection, kind: Kind) -> int:
    """Return how many records `records` gives without a condition."""
    if kind.rule == "layer":
        used = layer_in_use(connection, kind)
        return int(value(connection, "SELECT count(*) FROM {table} WHERE batch_id = :id",
                         {"id": used or 0}, table=kind.name))  # fmt: skip
    # SQLite looks at the row behind every entry of the index of live keys: a hundred times slower
    # than to count all entries, and then the few that are idle
    every = value(connection, "SELECT count(*) FROM {table}", table=kind.name)
    idle = value(connection, "SELECT count(*) FROM {table} WHERE {idle}", table=kind.name,
                 idle=idle_condition(connection, kind))  # fmt: skip
    return int(every) - int(idle)


def precisions(connection: Connection, kind: Kind) -> dict[str, int]:
    """Return how many live records there are of each length of period."""
    if not kind.has_period:
        raise unfit("kind", kind)
    found = run(connection, "SELECT batch_id, count(*) FROM {table} WHERE +live = 1 "
                "GROUP BY batch_id ORDER BY batch_id", table=kind.name).all()  # fmt: skip
    lengths = packed_lengths(connection, kind)
    held: dict[str, int] = {}
    for number, count in found:
        # the records of a batch have periods of one length
        length = lengths.get(number) or value(
            connection,
            "SELECT precision FROM {table} WHERE batch_id = :id LIMIT 1",
            {"id": number},
            table=kind.name,
        )
        held[length] = held.get(length, 0) + int(count)
    return dict(sorted(held.items()))
