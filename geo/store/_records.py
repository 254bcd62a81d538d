"""Records out of the store, as the reader of their kind made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo._area_lists import EVERYWHERE
from geo.errors import ParameterError
from geo.store._columns import arrow_types, from_columns
from geo.store._expire import number_of_day
from geo.store._statements import listed, quoted, run, value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    import pandas as pd
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
        if not _has_period(kind):
            raise _unfit("precision", kind)
        conditions.append("precision = :precision")
        values["precision"] = precision
    for part, more in (
        _in_time(kind, start, end),
        _in_areas(kind, area_codes),
        _of_categories(kind, categories),
    ):
        conditions += part
        values |= more
    where = " AND ".join(conditions)
    freq = _length(connection, kind, where, values) if _has_period(kind) else _FREQ
    columns = {"batch_id": pa.int64(), "line": pa.int64(), **arrow_types(kind)}
    got: dict[str, list[Any]] = {name: [] for name in columns}
    found = run(
        connection.execution_options(stream_results=True, max_row_buffer=20 * _AT_ONCE),
        "SELECT {columns} FROM {table} WHERE {where} ORDER BY batch_id, position",
        values,
        columns=listed(tuple(columns)),
        table=kind.name,
        where=where,
    )
    for rows in _parts(found, connection):
        for (name, held), cells in zip(columns.items(), zip(*rows, strict=True), strict=True):
            got[name].append(pa.array(cells, held))
    whole = {name: pa.chunked_array(got[name], held) for name, held in columns.items()}
    frame = from_columns(kind, whole, freq=freq)
    if kind.placed_by == ("areas",) and area_codes is not None:
        wanted = {*area_codes, EVERYWHERE}
        kept = [bool(wanted & set(codes or ())) for codes in frame["areas"]]
        return frame[kept].reset_index(drop=True)
    return frame


def _parts(found: Any, connection: Connection) -> Iterator[list[Any]]:
    """Yield rows in parts so small that the processor's cache holds them."""
    if connection.dialect.name != "sqlite":
        yield from found.partitions(_AT_ONCE)
        return
    while rows := found.cursor.fetchmany(_AT_ONCE):
        yield rows
    found.close()


def _has_period(kind: Kind) -> bool:
    return any(field.sort == "period" for field in kind.fields)


def _unfit(parameter: str, kind: Kind) -> ParameterError:
    return ParameterError(
        f"{kind.name} cannot be chosen by it", hint="Leave it out.", parameter=parameter
    )


def _in_time(kind: Kind, start: date | None, end: date | None) -> tuple[list[str], dict[str, Any]]:
    """Return the condition that a record's time meets ``[start, end)``."""
    if start is None and end is None:
        return [], {}
    if not kind.first:
        raise _unfit("start", kind)
    conditions: list[str] = []
    values: dict[str, Any] = {}
    first, last = quoted(kind.first), quoted(kind.last)
    if start is not None:
        still = f" OR {last} IS NULL" if kind.is_open_ended else ""
        conditions.append(f"({last} >= :start{still})")
        values["start"] = number_of_day(start)
    if end is not None:
        conditions.append(f"{first} < :end")
        values["end"] = number_of_day(end)
    return conditions, values


def _in_areas(kind: Kind, codes: Collection[str] | None) -> tuple[list[str], dict[str, Any]]:
    if codes is None or kind.placed_by == ("areas",):
        return [], {}
    parts = [_among(column, sorted(set(codes)), "area") for column in kind.placed_by]
    return [f"({' OR '.join(part[0][0] for part in parts)})"], parts[0][1]


def _of_categories(
    kind: Kind, categories: Collection[str] | None
) -> tuple[list[str], dict[str, Any]]:
    """Return the condition that the category or subcategory is one of some, in any case."""
    if categories is None:
        return [], {}
    if not kind.categories:
        raise _unfit("categories", kind)
    low = sorted({form for name in categories for form in (name.lower(), _lower_ascii(name))})
    parts = [_among(f"lower({quoted(name)})", low, "category") for name in kind.categories]
    return [f"({' OR '.join(part[0][0] for part in parts)})"], parts[0][1]


def _lower_ascii(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _among(column: str, wanted: list[str], name: str) -> tuple[list[str], dict[str, Any]]:
    if not wanted:
        return ["1 = 0"], {}
    values = {f"{name}{number}": one for number, one in enumerate(wanted)}
    return [f"{column} IN ({', '.join(':' + key for key in values)})"], values


def _length(connection: Connection, kind: Kind, where: str, values: dict[str, Any]) -> str:
    """Return the one length that the periods of a frame have."""
    found = run(connection, "SELECT DISTINCT precision FROM {table} WHERE {where}", values,
                table=kind.name, where=where)  # fmt: skip
    lengths = sorted(row[0] for row in found)
    if len(lengths) <= 1:
        return lengths[0] if lengths else _FREQ
    if lengths == ["D", "M"]:
        return "M"
    raise ParameterError(
        f"the {kind.name} are of several lengths ({', '.join(lengths)}), which cannot be added up",
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
    idle = value(connection, "SELECT count(*) FROM {table} WHERE live = 0", table=kind.name)
    return int(every) - int(idle)


def precisions(connection: Connection, kind: Kind) -> dict[str, int]:
    """Return how many live records there are of each length of period."""
    if not _has_period(kind):
        raise _unfit("kind", kind)
    found = run(
        connection,
        "SELECT precision, count(*) FROM {table} WHERE +live = 1 "
        "GROUP BY precision ORDER BY precision",
        table=kind.name,
    )
    return {row[0]: int(row[1]) for row in found}
