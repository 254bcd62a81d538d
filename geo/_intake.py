"""What a reader hands back: the good rows, the rejected ones and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DISAGREEMENT_COLUMNS", "REJECTED_COLUMNS", "Intake", "Note", "no_disagreements"]

REJECTED_COLUMNS = ("line", "column", "value", "reason", "code", "file")
DISAGREEMENT_COLUMNS = ("line", "stated", "found")


def no_disagreements() -> pd.DataFrame:
    """Return the table of disagreements without a row."""
    frame = pd.DataFrame(columns=list(DISAGREEMENT_COLUMNS))
    return frame.astype({"line": "int64", "stated": "str", "found": "str"})


class Note(str):
    """A decision that a reader took for the user, as a sentence with a stable code.

    Parameters
    ----------
    text
        The sentence to show.
    code
        A stable code such as ``"coord.low_precision"``, for tests and for other programs.
    warning
        True where the user should look before trusting the records; False for plain bookkeeping.

    Examples
    --------
    >>> note = Note("dates were read day first", code="date.day_first")
    >>> note, note.code
    ('dates were read day first', 'date.day_first')
    """

    __slots__ = ("code", "warning")

    code: str
    warning: bool

    def __new__(cls, text: str, *, code: str, warning: bool = False) -> Self:
        note = super().__new__(cls, text)
        note.code = code
        note.warning = warning
        return note

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str | bool]]:
        return (str(self),), {"code": self.code, "warning": self.warning}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Intake:
    """What came out of one file.

    Attributes
    ----------
    records
        The good rows: a GeoDataFrame in EPSG:27700 metres, or a DataFrame for tables without a
        place.
    rejected
        One row a rejected row, with the columns ``line, column, value, reason, code, file``.
        ``line`` counts from 1 and counts the header line; for GeoJSON and GeoPackage it is the
        number of the feature, from 1. ``value`` is empty where it may be personal.
    notes
        What was decided for the user (columns taken, coordinates assumed, how dates were read),
        each with a stable ``.code``.
    duplicates
        How many rows repeated an earlier one in every cell and were therefore kept once.
    left_out
        How many rows the caller did not ask for (``categories=``); they were not checked further.
    rows
        How many rows the file held, where one row can make several records (one column a month).
    lines
        For each record the line of the file that it came from, counted as in ``rejected``.
    mapping
        Our column names to those of the file, as they were taken.
    disagreements
        One row a record whose stated borough is not the one in which its point lies: ``line``,
        and the names of the borough ``stated`` and of the one ``found``, which the record keeps.

    Examples
    --------
    >>> import pandas as pd
    >>> from geo import Intake, Note
    >>> Intake(records=pd.DataFrame({"a": [1, 2]}), rejected=pd.DataFrame(),
    ...        notes=(Note("dates were read day first", code="date.day_first"),))
    <Intake: 2 read, 2 accepted, 0 rejected, 1 note>
    """

    records: pd.DataFrame
    rejected: pd.DataFrame
    notes: tuple[Note, ...] = ()
    duplicates: int = 0
    left_out: int = 0
    rows: int | None = None
    lines: NDArray[np.int64] | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    disagreements: pd.DataFrame = field(default_factory=no_disagreements)

    @property
    def read(self) -> int:
        """The rows that the file held: accepted, rejected, duplicate and left out together."""
        if self.rows is not None:
            return self.rows
        return len(self.records) + len(self.rejected) + self.duplicates + self.left_out

    @property
    def accepted(self) -> int:
        """The rows of the file that became records."""
        return self.read - len(self.rejected) - self.duplicates - self.left_out

    @property
    def warnings(self) -> tuple[Note, ...]:
        """The notes that the user should look at before trusting the records."""
        return tuple(note for note in self.notes if note.warning)

    def __repr__(self) -> str:
        parts = [f"{self.read:,} read", f"{self.accepted:,} accepted"]
        parts += [f"{self.duplicates:,} duplicate"] if self.duplicates else []
        parts += [f"{self.left_out:,} left out"] if self.left_out else []
        parts += [f"{len(self.rejected):,} rejected"]
        parts += [f"{len(self.records):,} records"] if len(self.records) != self.accepted else []
        parts += [f"{len(self.notes)} note{'' if len(self.notes) == 1 else 's'}"]
        return f"<Intake: {', '.join(parts)}>"
