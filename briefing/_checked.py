"""Refuse what no renderer could draw, where it is put together rather than where it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

__all__ = ["check_columns", "check_known"]


def check_known(value: str, known: Collection[str], *, parameter: str) -> None:
    """Refuse a value that is not one of those known."""
    if value not in known:
        raise ParameterError(
            "this is not known",
            hint=f"It is one of: {', '.join(known)}.",
            parameter=parameter,
            value=value,
        )


def check_columns(frame: pd.DataFrame, columns: Iterable[str], *, parameter: str) -> None:
    """Refuse a frame that lacks a column."""
    if missing := [column for column in columns if column not in frame]:
        raise ParameterError(
            f"there is no column {missing[0]!r}",
            hint=f"The columns are: {', '.join(map(str, frame.columns)) or 'none'}.",
            parameter=parameter,
        )
