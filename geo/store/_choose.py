"""Which records are asked for, as conditions of SQL and as masks of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ParameterError
from geo.store._expire import number_of_day
from geo.store._statements import quoted

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    import pyarrow as pa
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from geo.store._kinds import Kind

__all__ = ["in_areas", "in_time", "mask_of", "of_categories", "unfit"]


def unfit(parameter: str, kind: Kind) -> ParameterError:
    return ParameterError(
        f"{kind.name} cannot be chosen by it", hint="Leave it out.", parameter=parameter
    )


def in_time(kind: Kind, start: date | None, end: date | None) -> tuple[list[str], dict[str, Any]]:
    """Return the condition that a record's time meets ``[start, end)``."""
    if start is None and end is None:
        return [], {}
    if not kind.first:
        raise unfit("start", kind)
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


def in_areas(kind: Kind, codes: Collection[str] | None) -> tuple[list[str], dict[str, Any]]:
    if codes is None or kind.placed_by == ("areas",):
        return [], {}
    parts = [_among(column, sorted(set(codes)), "area") for column in kind.placed_by]
    return [f"({' OR '.join(part[0][0] for part in parts)})"], parts[0][1]


def of_categories(
    kind: Kind, categories: Collection[str] | None
) -> tuple[list[str], dict[str, Any]]:
    """Return the condition that the category or subcategory is one of some, in any case."""
    if categories is None:
        return [], {}
    if not kind.categories:
        raise unfit("categories", kind)
    low = _lowered(categories)
    parts = [_among(f"lower({quoted(name)})", low, "category") for name in kind.categories]
    return [f"({' OR '.join(part[0][0] for part in parts)})"], parts[0][1]


def mask_of(
    connection: Connection,
    kind: Kind,
    table: pa.Table,
    *,
    start: date | None,
    end: date | None,
    categories: Collection[str] | None,
) -> NDArray[np.bool_] | None:
    """Return what the conditions of `in_time` and `of_categories` say of columns; None for all."""
    if start is None and end is None and categories is None:
        return None
    chosen = np.ones(len(table), dtype=bool)
    day = table.column(kind.first).to_numpy()
    if start is not None:
        chosen &= day >= number_of_day(start)
    if end is not None:
        chosen &= day < number_of_day(end)
    if categories is None:
        return chosen
    low = _lowered(categories)
    lower = _lower_ascii if connection.dialect.name == "sqlite" else str.lower
    among = np.zeros(len(table), dtype=bool)
    for name in kind.categories:
        column = table.column(name).combine_chunks()
        known = [lower(text) in low for text in column.dictionary.to_pylist()]
        codes = column.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
        among |= np.array([*known, False])[codes]
    return chosen & among


def _lowered(names: Collection[str]) -> list[str]:
    return sorted({form for name in names for form in (name.lower(), _lower_ascii(name))})


def _lower_ascii(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _among(column: str, wanted: list[str], name: str) -> tuple[list[str], dict[str, Any]]:
    if not wanted:
        return ["1 = 0"], {}
    values = {f"{name}{number}": one for number, one in enumerate(wanted)}
    return [f"{column} IN ({', '.join(':' + key for key in values)})"], values
