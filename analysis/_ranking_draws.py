"""Scores of areas on weighted criteria, and what they would be with other events and weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from analysis._rank_areas import Criterion

__all__ = ["draw_scores", "scaled", "scores_of"]


def scaled(values: NDArray[np.float64], criteria: Sequence[Criterion]) -> NDArray[np.float64]:
    """Return values (areas x criteria) from 0 for the least to 1 for the most promising."""
    return np.column_stack(
        [_unit(values[:, i], values[:, i], criterion) for i, criterion in enumerate(criteria)]
    )


def scores_of(unit: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean of each row over the criteria for which it has a value."""
    held = np.isfinite(unit)
    known = held @ weights
    total = np.where(held, unit, 0.0) @ weights
    return np.divide(total, known, out=np.zeros_like(total), where=known > 0)


def draw_scores(
    candidates: pd.DataFrame,
    criteria: Sequence[Criterion],
    *,
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    weight_range: float,
    replicates: int,
    seed: int,
) -> NDArray[np.float32]:
    """Return scores (replicates x areas) under resampled events and moved weights."""
    random = np.random.default_rng(seed)
    moved = weights * random.uniform(1 - weight_range, 1 + weight_range, (replicates, len(weights)))
    total = np.zeros((replicates, len(values)), dtype=np.float32)
    known = np.zeros_like(total)
    for i, criterion in enumerate(criteria):
        if not weights[i]:
            continue
        held = np.isfinite(values[:, i])
        drawn = _drawn(candidates, criterion, values[:, i], replicates, random)
        share = moved[:, [i]].astype(np.float32)
        unit = _unit(drawn, values[:, i], criterion).astype(np.float32)
        total[:, held] += share * unit[:, held]
        known[:, held] += share
    return np.divide(total, known, out=total, where=known > 0)


def _unit(
    values: NDArray[np.float64], seen: NDArray[np.float64], criterion: Criterion
) -> NDArray[np.float64]:
    """Scale by the range that was seen, so that a draw does not change the scale."""
    if not np.isfinite(seen).any():
        return np.full_like(values, np.nan)
    low, high = np.nanmin(seen), np.nanmax(seen)
    if high == low:
        return np.where(np.isfinite(values), 0.5, np.nan)
    unit: NDArray[np.float64] = (values - low) / (high - low)
    return unit if criterion.direction == "more" else 1 - unit


def _drawn(
    candidates: pd.DataFrame,
    criterion: Criterion,
    values: NDArray[np.float64],
    replicates: int,
    random: np.random.Generator,
) -> NDArray[np.float64]:
    held = np.isfinite(values)
    known = np.where(held, values, 0.0)
    size = (replicates, len(values))
    if criterion.kind == "count":
        if (known < 0).any():
            raise ParameterError(
                "a count is below zero",
                hint="Use kind='measure' for figures that may be negative.",
                parameter="criteria",
                value=criterion.name,
            )
        return random.poisson(known, size).astype(float)
    if criterion.kind == "share":
        of = _column(candidates, criterion, criterion.out_of, "out_of")
        if ((known < 0) | (known > 1)).any():
            raise ParameterError(
                "a share lies outside 0 to 1",
                hint="Give 40% as 0.4.",
                parameter="criteria",
                value=criterion.name,
            )
        # A share of 0 of 3 records is no certainty: half a record either way (Jeffreys).
        some = np.maximum(of, 0.0)
        return random.beta(known * some + 0.5, (1 - known) * some + 0.5, size)
    if criterion.error is None:
        return np.broadcast_to(known, size)
    error = _column(candidates, criterion, criterion.error, "error")
    return known + random.standard_normal(size) * np.maximum(error, 0.0)


def _column(
    candidates: pd.DataFrame, criterion: Criterion, name: str | None, what: str
) -> NDArray[np.float64]:
    if name is None:
        raise ParameterError(
            f"a criterion of kind {criterion.kind!r} needs {what}=",
            hint="Name the column that holds it.",
            parameter="criteria",
            value=criterion.name,
        )
    found = candidates[name].astype("Float64").to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(found), found, 0.0)
