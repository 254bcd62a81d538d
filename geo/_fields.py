"""The other columns of a record: ids, words of a fixed list, counts, free text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo._intake import Note
from geo._table import MOST_COUNTED
from geo._text import clean_text, looks_personal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo._columns import Columns
    from geo._table import Checks, Table

__all__ = ["GSS_CODE", "Fields", "strings"]

_MANGLED = r"^[+-]?\d+(\.\d+)?[eE]\+\d+$|^#(REF|VALUE|NAME|NULL|NUM|DIV/0)[!?]?"
GSS_CODE = r"^[EWSNKJLM]\d{8}$"
_TRUE = {"true", "yes", "y", "1", "t"}
_FALSE = {"false", "no", "n", "0", "f"}


class Fields:
    """Reads the columns of a table one by one, and gathers what was decided on the way."""

    def __init__(self, table: Table, columns: Columns, checks: Checks) -> None:
        self.table = table
        self.columns = columns
        self.checks = checks
        self.notes: list[Note] = []
        self._hidden: dict[str, int] = {}

    def text(self, name: str, *, free: bool = False) -> pa.Array:
        """Return a column as clean text; null where it is empty or the file has none.

        ``free`` text that looks personal rejects its row, and is not echoed.
        """
        if name not in self.columns:
            return pa.nulls(len(self.table), pa.string())
        column = self.columns[name]
        shape = self.table.structured.get(column)
        if shape is not None and shape.any():
            self.checks.fail(
                shape > 0,
                column=column,
                code="text.type",
                reason="text is expected and there is a list or an object",
            )
        text, hidden = self.table.text(column)
        if hidden:
            self._hidden[column] = hidden
        if free:
            self._reject_personal(column, text)
        return text

    def _reject_personal(self, column: str, text: pa.Array, *, is_id: bool = False) -> None:
        coded = text.dictionary_encode()
        values = coded.dictionary.to_pylist()
        personal = [looks_personal(value, is_id=is_id) for value in values]
        if any(personal):
            codes = coded.indices.fill_null(len(personal)).to_numpy(zero_copy_only=False)
            self.checks.fail(
                np.array([*personal, False])[codes],
                column=column,
                code="privacy.text",
                reason="the text looks like a phone number, an e-mail address, a vehicle mark or "
                "a national insurance number",
            )

    def identifier(self, name: str) -> pa.Array:
        """Return the ids as text, and reject the rows whose id is missing or spoiled."""
        text = self.text(name)
        column = self.columns[name]
        self._reject_personal(column, text, is_id=True)
        self.checks.fail(
            text.is_null().to_numpy(zero_copy_only=False),
            column=column,
            code="id.missing",
            reason="the id is missing",
        )
        mangled = pc.fill_null(pc.match_substring_regex(text, _MANGLED), False)
        self.checks.fail(
            mangled.to_numpy(zero_copy_only=False),
            column=column,
            values=text,
            code="id.mangled",
            reason="the id was spoiled by a spreadsheet: format the column as text",
        )
        return text

    def word(self, name: str, words: Mapping[str, str], *, needed: bool = False) -> pa.Array:
        """Return a column of words from a fixed list, given as spelling to meaning.

        Other words reject the row where the column is needed; elsewhere they are left empty and
        noted.
        """
        text = self.text(name)
        if name not in self.columns:
            return text
        column = self.columns[name]
        coded = text.dictionary_encode()
        known = [
            words.get(re.sub(r"[\s_-]+", " ", value.lower()).strip())
            for value in coded.dictionary.to_pylist()
        ]
        meant = pa.array(known, pa.string()).take(coded.indices)
        lost = pc.and_(text.is_valid(), meant.is_null()).to_numpy(zero_copy_only=False)
        accepted = quoted(tuple(dict.fromkeys(words.values())))
        if needed:
            self.checks.fail(
                text.is_null().to_numpy(zero_copy_only=False),
                column=column,
                reason=f"{name} is missing: it must be one of {accepted}",
                code=f"{name}.missing",
            )
            self.checks.fail(
                lost,
                column=column,
                values=text,
                code=f"{name}.unknown",
                reason=f"{name} must be one of {accepted}",
            )
        elif lost.any():
            # what stands there instead may be about a person: the line tells where to look
            line = int(self.table.lines[np.flatnonzero(lost)[0]])
            self.notes.append(
                Note(
                    f"{int(lost.sum()):,} cells of '{column}' were left empty (the first on line "
                    f"{line:,}): they hold none of {accepted}.",
                    code=f"{name}.unknown",
                    warning=True,
                )
            )
        return meant

    def code(self, name: str) -> pa.Array:
        """Return a column of GSS codes; empty, with a note, where something else stands."""
        text = self.text(name)
        if name not in self.columns:
            return text
        good = pc.match_substring_regex(text, GSS_CODE)
        lost = pc.sum(pc.invert(good)).as_py() or 0
        if lost:
            self.notes.append(
                Note(
                    f"{lost:,} cells of '{self.columns[name]}' were left empty: they hold no code "
                    "such as E09000012.",
                    code="area.code",
                    warning=True,
                )
            )
        return pc.if_else(pc.fill_null(good, False), text, pa.scalar(None, pa.string()))

    def count(self, name: str) -> pd.arrays.IntegerArray:
        """Return a column of whole numbers, missing where empty; others reject the row."""
        if name not in self.columns:
            return pd.array([pd.NA] * len(self.table), dtype="Int64")
        column = self.columns[name]
        values, given = self.table.numbers(column)
        text, _ = self.table.text(column)
        whole = np.isfinite(values) & (values == np.floor(values))
        whole &= (values >= 0) & (values <= MOST_COUNTED)
        self.checks.fail(
            given & ~whole,
            column=column,
            values=text,
            code="count.unreadable",
            reason=f"{name} must be a whole number, 0 or more",
        )
        held = given & whole
        return pd.arrays.IntegerArray(np.where(held, values, 0).astype("int64"), ~held)

    def flag(self, name: str) -> NDArray[np.bool_]:
        """Return a column of yes and no; False where it is empty, absent or neither."""
        text = self.word(name, dict.fromkeys(_TRUE, "yes") | dict.fromkeys(_FALSE, "no"))
        yes = pc.fill_null(pc.equal(text, "yes"), False)
        flags: NDArray[np.bool_] = yes.to_numpy(zero_copy_only=False)
        return flags

    def words(self, name: str) -> list[list[str]]:
        """Return a column of lists, written with semicolons, bars, commas or slashes between."""
        if name not in self.columns:
            return [[] for _ in range(len(self.table))]
        column = self.columns[name]
        shape = self.table.structured.get(column)
        if shape is not None and (shape > 1).any():
            self.checks.fail(
                shape > 1,
                column=column,
                code="text.type",
                reason="a list of words is expected and there is an object",
            )
        text, _ = self.table.text(column)
        self._reject_personal(column, text)
        cache: dict[str | None, list[str]] = {None: []}
        for value in pc.unique(text).to_pylist():
            if value is not None:
                parts = (clean_text(part).lower() for part in re.split(r"[;|,/]", value))
                cache[value] = [part for part in dict.fromkeys(parts) if part]
        return [list(cache[value]) for value in text.to_pylist()]

    def closing_notes(self) -> tuple[Note, ...]:
        """Return the notes, with one on hidden characters where there were any."""
        if self._hidden:
            where = ", ".join(f"{count:,} in '{column}'" for column, count in self._hidden.items())
            self.notes.append(
                Note(
                    f"Invisible or irregular characters were removed, or long text cut: {where}.",
                    code="text.cleaned",
                    warning=True,
                )
            )
        return tuple(self.notes)

    def absent(self, *names: str, usual: tuple[str, ...] = ()) -> tuple[Note, ...]:
        """Say which optional columns the file does not have, and warn of the usual ones."""
        missing = tuple(name for name in names if name not in self.columns)
        if not missing:
            return ()
        warning = bool(set(missing) & set(usual))
        return (
            Note(
                f"The file has no {quoted(missing, most=20)}: left empty.",
                code="columns.absent",
                warning=warning,
            ),
        )


def strings(values: Any) -> Any:
    """Return Arrow text as a pandas text column."""
    return pd.array(values.to_pandas(), dtype="str")
