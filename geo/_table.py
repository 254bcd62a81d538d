"""A file as a table: named columns of text or numbers, and where each row stood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo._intake import REJECTED_COLUMNS, Note
from geo._repeated_cells import repeated_cells
from geo._text import clean_text, clean_texts, looks_personal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

__all__ = ["MOST_COUNTED", "Checks", "Points", "Table"]

MOST_COUNTED = 1e12
_NUMBER = r"^[+-]?(?:\d{1,18}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$"


@dataclass(frozen=True, kw_only=True)
class Points:
    """The places that a file holds as geometry; NaN where a row has a fault.

    ``faults`` gives, for a row without a usable point, the code and the reason.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    epsg: int
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    stated: bool = True


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of one file, before anything is made of them.

    ``columns`` maps the names as they stand in the file to Arrow arrays of text or numbers; text
    of which much repeats may be coded.
    ``lines`` holds the place of each row in its file, ``part`` which of ``files`` it is from.
    ``spoiled`` are rows that could not even be split: line, value, reason, code, part.
    ``structured`` marks the cells that hold a list (1) or an object (2) instead of a value.
    """

    file: str
    columns: dict[str, Any]
    lines: NDArray[np.int64]
    names: tuple[str, ...]
    files: tuple[str, ...] = ()
    part: NDArray[np.int32] | None = None
    notes: tuple[Note, ...] = ()
    spoiled: tuple[tuple[int, str, str, str, int], ...] = ()
    header_line: int = 1
    opening: tuple[tuple[int, tuple[str, ...]], ...] = ()
    decimal_comma: bool = False
    points: Points | None = None
    structured: dict[str, NDArray[np.int8]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    def with_notes(self, *notes: Note) -> Table:
        """Return the same table with more notes."""
        return replace(self, notes=(*self.notes, *notes))

    def text(self, name: str) -> tuple[pa.Array, int]:
        """Return a column as clean text, null where empty, and how many cells hid characters."""
        column = self.columns[name]
        if pa.types.is_dictionary(column.type):
            return clean_texts(column)
        if not _is_text(column):
            return pc.cast(column, pa.string()), 0
        return clean_texts(column.cast(pa.string()))

    def numbers(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return a column as floats, NaN where it cannot be read, and which cells hold anything."""
        column = self.columns[name]
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if not (pa.types.is_dictionary(column.type) or _is_text(column)):
            values = pc.cast(column, pa.float64(), safe=False)
            given = values.is_valid().to_numpy(zero_copy_only=False)
            return values.fill_null(np.nan).to_numpy(zero_copy_only=False), given
        coded = repeated_cells(column)
        if coded is None or coded.null_count:
            return _numbers(self.text(name)[0], decimal_comma=self.decimal_comma)
        texts, _ = clean_texts(coded.dictionary.cast(pa.string()))
        values, given = _numbers(texts, decimal_comma=self.decimal_comma)
        codes = coded.indices.to_numpy()
        return values[codes], given[codes]


def _is_text(column: pa.Array) -> bool:
    return bool(pa.types.is_string(column.type) or pa.types.is_large_string(column.type))


def _numbers(
    text: pa.Array, *, decimal_comma: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    given = text.is_valid().to_numpy(zero_copy_only=False)
    if decimal_comma:
        text = pc.replace_substring_regex(text, r"^([+-]?\d*),(\d+)$", r"\1.\2")
    good = pc.fill_null(pc.match_substring_regex(text, _NUMBER), False)
    if not pc.all(good).as_py():
        text = pc.if_else(good, text, pa.scalar(None, pa.string()))
    values = pc.cast(text, pa.float64())
    return values.fill_null(np.nan).to_numpy(zero_copy_only=False), given


def _shown(value: Any) -> str:
    """Return a cell for the table of rejected rows, empty where it looks personal."""
    text = "" if value is None else str(value)
    return "" if looks_personal(text) else clean_text(text, limit=60)


class Checks:
    """Which rows of a table are good, and for the others the first fault that was found."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.bad: NDArray[np.bool_] = np.zeros(len(table), dtype=bool)
        self.skipped: NDArray[np.bool_] = np.zeros(len(table), dtype=bool)
        self._rows: list[NDArray[np.int64]] = []
        self._faults: list[tuple[str, str, str, str]] = []

    @property
    def good(self) -> NDArray[np.int64]:
        """The positions of the rows without a fault."""
        return np.flatnonzero(~self.bad)

    def skip(self, mask: NDArray[np.bool_]) -> None:
        """Leave rows out that are not asked for; they are neither checked nor rejected."""
        self.skipped |= mask & ~self.bad
        self.bad |= mask

    def fail(
        self,
        mask: NDArray[np.bool_],
        *,
        column: str,
        reason: str | Mapping[int, str],
        code: str | Mapping[int, str],
        values: Any = None,
    ) -> None:
        """Reject the rows of a mask, unless they have been rejected before.

        ``reason`` and ``code`` are one text for all, or one for each position. ``values`` is left
        out where it may be personal.
        """
        rows = np.flatnonzero(mask & ~self.bad)
        if not len(rows):
            return
        self.bad[rows] = True
        self._rows.append(rows)
        shown: Iterable[Any] = [""] * len(rows)
        if values is not None:
            taken = values.take(pa.array(rows)) if hasattr(values, "is_valid") else None
            shown = taken.to_pylist() if taken is not None else [values[row] for row in rows]
        cells = {value: _shown(value) for value in set(shown)}
        for row, value in zip(rows, shown, strict=True):
            self._faults.append(
                (
                    column,
                    cells[value],
                    reason if isinstance(reason, str) else reason[int(row)],
                    code if isinstance(code, str) else code[int(row)],
                )
            )

    def frame(self) -> pd.DataFrame:
        """Return one row a rejected row of the file, in the order of the file."""
        table = self.table
        files = table.files or (table.file,)
        rows = np.concatenate(self._rows) if self._rows else np.empty(0, dtype=np.int64)
        parts = table.part[rows] if table.part is not None else np.zeros(len(rows), dtype=np.int32)
        found = [
            (int(table.lines[row]), *fault, files[part], int(part))
            for row, fault, part in zip(rows, self._faults, parts, strict=True)
        ]
        found += [
            (line, "", _shown(value), reason, code, files[part], part)
            for line, value, reason, code, part in table.spoiled
        ]
        found.sort(key=lambda row: (row[-1], row[0]))
        frame = pd.DataFrame([row[:-1] for row in found], columns=list(REJECTED_COLUMNS))
        return frame.astype({"line": "int64"} | dict.fromkeys(REJECTED_COLUMNS[1:], "str"))
