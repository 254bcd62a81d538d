"""Kinds of offence: how they are written, and which of them are asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo._intake import Note
from geo._text import clean_text, quoted
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo._table import Checks

__all__ = ["category_from_name", "leave_out", "normal_case", "total_note"]

_SMALL = {"a", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"}
_SHORT = {"nfib", "gbh", "abh", "uk", "mps"}
_TOTAL = re.compile(r"all recorded|all offences|all crimes?$|total|grand total")
_BY_NAME = (
    ("drug", "Drugs"),
    ("robber", "Robbery"),
    ("burglar", "Burglary"),
    ("weapon", "Possession of weapons"),
    ("knife", "Possession of weapons"),
    ("shoplift", "Shoplifting"),
    ("vehicle", "Vehicle crime"),
    ("violen", "Violence and sexual offences"),
)


def normal_case(text: str) -> str:
    """Return a name in capitals as a name in normal case; others stay as they are.

    Examples
    --------
    >>> normal_case("VIOLENCE AGAINST THE PERSON"), normal_case("NFIB FRAUD"), normal_case("Theft")
    ('Violence Against the Person', 'NFIB Fraud', 'Theft')
    """
    if text != text.upper():
        return text
    words = [
        word.upper()
        if word in _SHORT
        else word
        if word in _SMALL and position
        else re.sub(r"[a-z]+", lambda part: part[0].capitalize(), word, count=1)
        for position, word in enumerate(text.lower().split())
    ]
    return " ".join(words)


def category_from_name(stem: str) -> tuple[str, Note]:
    """Return one category for a whole file, from its name or ``unstated``, and say so."""
    name = stem.lower()
    for part, category in _BY_NAME:
        if part in name:
            return category, Note(
                f"The file has no category column; from its name '{clean_text(stem, limit=60)}' "
                f"all rows were taken as '{category}'.",
                code="category.from_name",
                warning=True,
            )
    return "unstated", Note(
        "The file has no category column: the category is 'unstated'.",
        code="category.unstated",
        warning=True,
    )


def total_note(records: pd.DataFrame) -> tuple[Note, ...]:
    """Say which categories are sums of the others."""
    names = [str(name) for name in records["category"].dropna().unique()]
    sums = tuple(name for name in names if _TOTAL.match(name.lower()))
    if not sums or len(names) == 1:
        return ()
    return (
        Note(
            f"{quoted(sums)} is a sum of other categories: adding them all counts twice.",
            code="category.total",
            warning=True,
        ),
    )


def leave_out(
    checks: Checks, columns: Sequence[Any], categories: Collection[str] | None
) -> tuple[Note, ...]:
    """Skip the rows that are of none of the categories asked for, in any of the columns.

    Raises
    ------
    ParameterError
        ``categories`` is one text instead of several, or empty.
    """
    if categories is None:
        return ()
    if isinstance(categories, str) or not categories:
        raise ParameterError(
            "a list of categories is expected",
            hint='Write ["Drugs"].',
            parameter="categories",
            value=categories,
        )
    wanted = pa.array(sorted({clean_text(name).lower() for name in categories}))
    hit: NDArray[np.bool_] = np.zeros(len(checks.table), dtype=bool)
    held: set[str] = set()
    for column in columns:
        found = pc.fill_null(pc.is_in(pc.utf8_lower(column), value_set=wanted), False)
        hit |= found.to_numpy(zero_copy_only=False)
        held |= {name for name in pc.unique(column).to_pylist() if name}
    checks.skip(~hit)
    missing = [
        name for name in categories if clean_text(name).lower() not in {h.lower() for h in held}
    ]
    if not missing:
        return ()
    return (
        Note(
            f"No row is of {quoted(missing)}. The file has {quoted(sorted(held), most=20)}.",
            code="category.absent",
            warning=True,
        ),
    )
