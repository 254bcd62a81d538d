"""What a reader hands back: the good rows, the rejected ones and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REJECTED_COLUMNS", "Intake", "Note"]

REJECTED_COLUMNS = ("line", "column", "value", "reason", "code", "file")


class Note(str):
    """A decision that a reader took for the user, as a sentence with a stable code.

    Parameters
    ----------
    text
        The sentence to show.
    code
        A stable code such as ``"coord.low_precision"``, for tests and for other programs.

    Examples
    --------
    >>> note = Note("dates were read day first", code="date.day_first")
    >>> note, note.code
    ('dates were read day first', 'date.day_first')
    """

    __slots__ = ("code",)

    code: str

    def __new__(cls, text: str, *, code: str) -> Self:
        note = super().__new__(cls, text)
        note.code = code
        return note

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]:
        return (str(self),), {"code": self.code}


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

    @property
    def read(self) -> int:
        """The number of rows that the file held: accepted, rejected and duplicate together."""
        return len(self.records) + len(self.rejected) + self.duplicates

    def __repr__(self) -> str:
        notes = len(self.notes)
        return (
            f"<Intake: {self.read:,} read, {len(self.records):,} accepted, "
            f"{len(self.rejected):,} rejected, "
            f"{f'{self.duplicates:,} duplicate, ' if self.duplicates else ''}"
            f"{notes} note{'' if notes == 1 else 's'}>"
        )
