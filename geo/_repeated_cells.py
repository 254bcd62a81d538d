"""Columns whose cells repeat, so that each distinct cell need be looked at only once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["joined_cells", "repeated_cells"]

_SAMPLE = 4096


def repeated_cells(column: pa.Array) -> pa.DictionaryArray | None:
    """Return a column of text as codes and distinct cells, or None where too few cells repeat.

    A sample tells: of ``n`` cells out of ``d`` distinct ones about ``n * n / 2 d`` have been seen
    before, and it is worth while where ``d`` is less than a quarter of the rows.

    Examples
    --------
    >>> repeated_cells(pa.array(["Drugs", "Robbery"] * 5000)).dictionary.to_pylist()
    ['Drugs', 'Robbery']
    >>> repeated_cells(pa.array([str(number) for number in range(10_000)])) is None
    True
    """
    if pa.types.is_dictionary(column.type):
        return column
    if len(column) <= 2 * _SAMPLE:
        return None
    rows = np.linspace(0, len(column) - 1, _SAMPLE).astype(np.int64)
    seen_before = _SAMPLE - len(pc.unique(column.take(pa.array(rows))))
    return column.dictionary_encode() if _worth(seen_before, len(column)) else None


def joined_cells(parts: list[pa.Array]) -> pa.Array:
    """Return the parts of a column as one, as codes and distinct cells where many repeat.

    Examples
    --------
    >>> joined_cells([pa.array(["Drugs"]), pa.array(["Robbery"]).dictionary_encode()]).to_pylist()
    ['Drugs', 'Robbery']
    """
    plain = [
        part.dictionary_decode() if pa.types.is_dictionary(part.type) else part for part in parts
    ]
    parts.clear()
    column = pa.concat_arrays(plain)
    del plain
    return repeated_cells(column) or column


def _worth(seen_before: int, rows: int) -> bool:
    return seen_before * rows >= 2 * _SAMPLE**2
