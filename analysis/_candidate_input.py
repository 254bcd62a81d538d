"""Candidates, and a value for each of them, in whatever form a caller has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis._arguments import listed
from geo.errors import ParameterError

__all__ = ["column_of", "table_of"]


def table_of(candidates: Any) -> pd.DataFrame:
    """Return candidates as a frame: a frame, a dict of columns, or a list of dicts, one an area."""
    if isinstance(candidates, pd.DataFrame):
        return candidates
    is_rows = isinstance(candidates, Sequence) and all(isinstance(c, Mapping) for c in candidates)
    if isinstance(candidates, Mapping) or (is_rows and len(candidates)):
        try:
            return pd.DataFrame(candidates)
        except ValueError as error:
            raise ParameterError(
                f"the candidates are no table: {error}",
                hint="Give every column one value an area.",
                parameter="candidates",
            ) from error
    raise ParameterError(
        "the candidates must be a table with one row an area",
        hint="Give a DataFrame whose index names the areas, a dict of columns, or a list of dicts.",
        parameter="candidates",
        value=type(candidates).__name__,
    )


def column_of(
    candidates: pd.DataFrame, given: Any, *, parameter: str
) -> tuple[str, pd.Series[float]]:
    """Return a name and a number for each area: from a column, or from values given by area.

    Values come as one number for all, a Series or dict by area, or a list in the order of the rows.
    """
    if _is_name(given, candidates):
        name, column = str(given), candidates[given]
    elif isinstance(given, str):
        raise ParameterError(
            "the candidates have no column of that name",
            hint=f"They have {listed(list(candidates.columns)) or 'none'}.",
            parameter=parameter,
            value=given,
        )
    else:
        name, column = parameter, _by_area(candidates.index, given, parameter=parameter)
    try:
        numbers = column.astype("Float64").to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            f"'{name}' holds what is not a number",
            hint="Give one number an area.",
            parameter=parameter,
        ) from error
    return name, pd.Series(np.asarray(numbers, dtype="float64"), index=candidates.index)


def _is_name(given: Any, candidates: pd.DataFrame) -> bool:
    is_scalar = isinstance(given, str) or (np.isscalar(given) and not isinstance(given, complex))
    return bool(is_scalar and given in candidates.columns)


def _by_area(areas: pd.Index[Any], given: Any, *, parameter: str) -> pd.Series[Any]:
    if np.isscalar(given):
        return pd.Series(given, index=areas)
    if isinstance(given, Mapping):
        given = pd.Series(given)
    if isinstance(given, pd.Series):
        unknown = areas.difference(given.index)
        if len(unknown) or given.index.has_duplicates:
            raise ParameterError(
                "there must be one value for every area",
                hint=f"Give one for {listed(list(unknown)) or 'each, once'}.",
                parameter=parameter,
                value=len(given),
            )
        return given.reindex(areas)
    values = np.asarray(given)
    if values.shape != (len(areas),):
        raise ParameterError(
            f"there must be one value for each of the {len(areas)} areas",
            hint="Name a column, or give a Series, a dict or a list of that length.",
            parameter=parameter,
            value=type(given).__name__,
        )
    return pd.Series(values, index=areas)
