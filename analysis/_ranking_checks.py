"""What `rank_areas` accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._arguments import listed
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from analysis._rank_areas import Criterion

__all__ = ["check_choices", "shares_of", "values_of"]

_ONE = 1e-9
_FEWEST_DRAWS = 100


def check_choices(areas: int, top: int, weight_range: float, replicates: int) -> None:
    """Refuse a number of places, a range of weights or a number of draws that means nothing."""
    if not 1 <= top <= max(areas, 1):
        raise ParameterError(
            f"the number of places must lie between 1 and the {areas} areas given",
            hint="Ask for fewer places.",
            parameter="top",
            value=top,
        )
    if not 0 <= weight_range < 1:
        raise ParameterError(
            "the range of the weights must be at least 0 and less than 1",
            hint="Write a quarter up or down as 0.25.",
            parameter="weight_range",
            value=weight_range,
        )
    if replicates < _FEWEST_DRAWS:
        raise ParameterError(
            f"fewer than {_FEWEST_DRAWS} draws give no interval",
            hint="Use 1000.",
            parameter="replicates",
            value=replicates,
        )


def shares_of(
    criteria: Sequence[Criterion], weights: Mapping[str, float] | pd.Series[float]
) -> dict[str, float]:
    """Return the weights made to sum to one, in the order of the criteria."""
    if not hasattr(weights, "items"):
        raise ParameterError(
            "the weights must say which criterion each belongs to",
            hint="Give a dict, such as {'open_markets': 0.6, 'offences': 0.4}.",
            parameter="weights",
            value=str(weights),
        )
    weights = {str(name): weight for name, weight in weights.items()}
    names = [criterion.name for criterion in criteria]
    if not names or set(names) != set(weights) or len(set(names)) != len(names):
        raise ParameterError(
            "every criterion needs one weight, and every weight a criterion",
            hint=f"Give weights for {listed(names) or 'at least one criterion'}.",
            parameter="weights",
            value=listed(list(weights)),
        )
    given = np.array([weights[name] for name in names], dtype=float)
    if not np.isfinite(given).all() or (given < 0).any():
        raise ParameterError(
            "a weight is negative or not a number",
            hint="Use 0 to leave a criterion out.",
            parameter="weights",
            value=str(dict(weights)),
        )
    if given.sum() < _ONE:
        raise ParameterError(
            "all weights are zero",
            hint="Raise the weight of at least one criterion.",
            parameter="weights",
            value=0,
        )
    return dict(zip(names, (given / given.sum()).tolist(), strict=True))


def values_of(candidates: pd.DataFrame, criteria: Sequence[Criterion]) -> NDArray[np.float64]:
    """Return the criteria of the candidates (areas x criteria), NaN where a value is missing."""
    needed = [c.name for c in criteria]
    needed += [name for c in criteria for name in (c.out_of, c.error) if name]
    missing = [name for name in needed if name not in candidates]
    if missing:
        raise ParameterError(
            "the candidates have no column of that name",
            hint=f"They have {listed(list(candidates.columns))}.",
            parameter="criteria",
            value=listed(missing),
        )
    if candidates.index.has_duplicates:
        raise ParameterError(
            "an area is given twice",
            hint="Give one row an area.",
            parameter="candidates",
            value=listed(list(candidates.index[candidates.index.duplicated()])),
        )
    values = (
        candidates[[c.name for c in criteria]].astype("Float64").to_numpy(float, na_value=np.nan)
    )
    values = np.where(np.isfinite(values), values, np.nan)
    empty = np.isnan(values).all(axis=1)
    if empty.any():
        raise ParameterError(
            f"{int(empty.sum())} area(s) have no value on any criterion",
            hint="Leave them out, or add a criterion that is known for them.",
            parameter="candidates",
            value=listed(list(candidates.index[empty])),
        )
    return values
