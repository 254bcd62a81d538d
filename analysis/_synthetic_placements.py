"""Synthetic controls of other placements of an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._synthetic_control import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._design_pool import DesignPool

    Floats = NDArray[np.float64]

_MOST = 199
_FEWEST = 99
_MOST_WORK = 10_000_000  # placements x donors x periods


def synthetic_half_width(
    values: Floats,
    before: int,
    pool: DesignPool,
    *,
    group: str,
    effect: float,
    out: tuple[Floats, Floats],
    confidence: float,
) -> tuple[float | None, float | None]:
    """Return how far a synthetic control strays where nothing was done, and the p-value.

    `out` is what to take out of the really treated and near areas' counts in each placement.
    Both None where the areas are too many for it to be quick, or too few placements have counts.
    """
    work = values.size
    number = min(_MOST, _MOST_WORK // work)
    if number < _FEWEST:
        return None, None
    strayed: list[float] = []
    drawn = 0
    for placed, near, control in pool.placements():
        for part, others in zip(placed if group == "treated" else near, control, strict=True):
            if len(strayed) == number:
                break
            quiet = values.copy()
            quiet[pool.placed, before:] *= np.exp(-out[0][drawn])
            quiet[pool.near, before:] *= np.exp(-out[1][drawn])
            found = _effect(quiet, before, part, others)
            drawn += 1
            if found is not None:
                strayed.append(abs(found))
    if len(strayed) < _FEWEST:
        return None, None
    rank = int(np.ceil(confidence * (len(strayed) + 1) - 1e-9))
    p_value = (1 + sum(one >= abs(effect) for one in strayed)) / (1 + len(strayed))
    return float(np.sort(strayed)[rank - 1]), float(p_value)


def _effect(
    values: Floats, before: int, treated: NDArray[np.bool_], control: NDArray[np.bool_]
) -> float | None:
    total, donors = values[treated].sum(axis=0), values[control]
    donors = donors[(donors[:, :before].sum(axis=1) > 0) & (donors[:, before:].sum(axis=1) > 0)]
    if len(donors) < 2 or not (total[:before].sum() and total[before:].sum()):  # noqa: PLR2004
        return None
    level = total[:before].mean()
    scaled = donors / donors[:, :before].mean(axis=1, keepdims=True)
    made = mix(total[:before] / level, scaled[:, :before]) @ scaled
    return float(np.log(total[before:].sum() / level / made[before:].sum()))
