"""Counts that may leave the room: small ones hidden, the others rounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SuppressedCounts", "suppress_counts"]


@dataclass(frozen=True, kw_only=True, repr=False)
class SuppressedCounts:
    """The result of :func:`suppress_counts`.

    Attributes
    ----------
    counts
        The table with rounded counts (Int64), missing where suppressed.
    row_totals, column_totals
        The rounded totals, in the order of the table; missing where suppressed.
    total
        The rounded grand total, or None where it is suppressed.
    primary, secondary
        Which cells were suppressed for being small, and which so that no small one can be had by
        subtraction.
    threshold, base
        As asked for.
    summary
        What was done, to be printed under the table.
    """

    counts: pd.DataFrame
    row_totals: pd.Series
    column_totals: pd.Series
    total: int | None
    primary: pd.DataFrame
    secondary: pd.DataFrame
    threshold: int
    base: int
    summary: str

    def __repr__(self) -> str:
        return f"<SuppressedCounts: {self.summary}>"


def suppress_counts(
    counts: pd.DataFrame, *, threshold: int = 10, base: int = 5, keep_zeros: bool = False
) -> SuppressedCounts:
    """Suppress small counts and round the others, so that no small one can be worked back.

    Counts below `threshold` are suppressed and the others rounded to the nearest multiple of
    `base`. Where a row or a column would then hide a single cell, its next smallest is hidden too
    (secondary suppression), until no line hides just one. Totals are those of the true counts,
    rounded; a total below the threshold, or of a line with only one cell, is suppressed as well.

    Parameters
    ----------
    counts
        Whole numbers of zero or more, in any layout of rows by columns.
    threshold, base
        Ten and five by the rule of the Office for National Statistics.
    keep_zeros
        Whether to publish true zeros instead of suppressing them. Say so beside the table.

    Returns
    -------
    SuppressedCounts

    Raises
    ------
    geo.errors.ParameterError
        If the table is empty or holds something other than whole numbers of zero or more, or an
        argument is not a whole number above zero.

    Notes
    -----
    Office for National Statistics, *Comparison of post-tabular statistical disclosure control
    methods*.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"open": [3, 40, 22], "closed": [11, 58, 34]}, index=["A", "B", "C"])
    >>> safe = suppress_counts(table)
    >>> safe.counts
       open  closed
    A  <NA>    <NA>
    B    40      60
    C  <NA>    <NA>
    >>> safe.total
    170
    """
    for name, number in (("threshold", threshold), ("base", base)):
        if number < 1 or number != int(number):
            raise ParameterError(
                f"{name} must be a whole number above zero",
                hint="The rule is threshold=10 and base=5.",
                parameter=name,
                value=number,
            )
    values = _checked(counts)
    small = (values < threshold) & ~((values == 0) & keep_zeros)
    hidden = _with_partners(values, small)
    rounded = _rounded(values, base)
    rows = _totals(values.sum(axis=1), threshold=threshold, base=base, cells=values.shape[1])
    columns = _totals(values.sum(axis=0), threshold=threshold, base=base, cells=values.shape[0])
    whole = int(values.sum())
    frame = pd.DataFrame(rounded, index=counts.index, columns=counts.columns).astype("Int64")
    return SuppressedCounts(
        counts=frame.mask(hidden),
        row_totals=pd.Series(rows, index=counts.index, dtype="Int64"),
        column_totals=pd.Series(columns, index=counts.columns, dtype="Int64"),
        total=int(_rounded(np.array([whole]), base)[0]) if whole >= threshold else None,
        primary=pd.DataFrame(small, index=counts.index, columns=counts.columns),
        secondary=pd.DataFrame(hidden & ~small, index=counts.index, columns=counts.columns),
        threshold=threshold,
        base=base,
        summary=_summary(small, hidden, threshold, base, keep_zeros=keep_zeros),
    )


def _checked(counts: pd.DataFrame) -> NDArray[np.int64]:
    if counts.empty:
        raise ParameterError(
            "the table holds no counts", hint="Give at least one row.", parameter="counts"
        )
    try:
        values = counts.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        values = np.full((1, 1), np.nan)
    if not (np.isfinite(values).all() and (values >= 0).all() and (values % 1 == 0).all()):
        raise ParameterError(
            "the table holds something other than whole numbers of zero or more",
            hint="Leave out names and rates, and fill what was counted and not found with 0.",
            parameter="counts",
        )
    return values.astype(np.int64)


def _with_partners(values: NDArray[np.int64], small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Hide the next smallest cell of every line that hides one alone, until none does."""
    hidden = small.copy()
    alone = True
    while alone:
        alone = False
        for lines, marks in ((values, hidden), (values.T, hidden.T)):
            for line, mark in zip(lines, marks, strict=True):  # marks are views: hidden changes
                if mark.sum() == 1 and len(mark) > 1:
                    mark[np.argmin(np.where(mark, np.iinfo(np.int64).max, line))] = True
                    alone = True
    return hidden


def _rounded(values: NDArray[np.int64], base: int) -> NDArray[np.int64]:
    rounded: NDArray[np.int64] = (2 * values + base) // (2 * base) * base
    return rounded


def _totals(sums: NDArray[np.int64], *, threshold: int, base: int, cells: int) -> list[int | None]:
    if cells == 1:
        return [None] * len(sums)
    rounded = _rounded(sums, base)
    return [int(new) if old >= threshold else None for new, old in zip(rounded, sums, strict=True)]


def _summary(
    small: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    threshold: int,
    base: int,
    *,
    keep_zeros: bool,
) -> str:
    more = int((hidden & ~small).sum())
    text = f"Counts below {threshold} are suppressed ({int(small.sum())} of {small.size})"
    text += f", {more} more so that none can be worked back by subtraction" if more else ""
    text += f"; the others and the totals are rounded to the nearest {base}."
    return text + (" Zeros are true zeros." if keep_zeros else "")
