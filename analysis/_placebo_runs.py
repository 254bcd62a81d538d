"""Imaginary operations over an untouched past."""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import critical_z
from analysis._placements import beside, grown_placements, random_placements
from analysis._two_way_poisson import fit_two_way
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

FEWEST_DRAWS = 100
_TRIES = 5


def run_placebos(
    values: Floats,
    adjacent: Bools,
    size: int,
    pieces: tuple[int, ...] | None,
    design: tuple[int, int, int],
    draws: int,
    rng: np.random.Generator,
    confidence: float,
) -> tuple[pd.DataFrame, int]:
    """Return how far off each method was, a row an imaginary operation, and the start periods.

    Imaginary operations that leave no control, or a group without counts, are drawn anew.
    """
    before, gap, after = design
    rows: list[dict[str, float]] = []
    starts: set[int] = set()
    post = np.repeat([False, True], [before, after])
    for _ in range(_TRIES):
        wanted = draws - len(rows)
        if wanted == 0:
            break
        drawn = (
            random_placements(len(values), size, wanted, rng)
            if pieces is None
            else grown_placements(adjacent, pieces, wanted, rng)
        )
        for chunk in drawn:
            near = beside(chunk, adjacent)
            first = rng.integers(0, values.shape[1] - (before + gap + after) + 1, len(chunk))
            for placed, around, begin in zip(chunk, near, first, strict=True):
                middle, end = begin + before, begin + before + gap + after
                window = np.hstack([values[:, begin:middle], values[:, middle + gap : end]])
                group = placed + 2 * around
                found = _judge(window, group.astype(np.intp), post, confidence)
                if found:
                    rows.append(found)
                    starts.add(int(middle))
    if len(rows) < FEWEST_DRAWS:
        raise ParameterError(
            f"only {len(rows)} imaginary operations had a control and counts in every group",
            hint="Use longer windows, fewer treated areas or a wider set of offences.",
            parameter="history",
        )
    return pd.DataFrame(rows), len(starts)


def _judge(
    window: Floats, group: NDArray[np.intp], post: Bools, confidence: float
) -> dict[str, float]:
    """Return each method's distance from no effect, in half widths of its textbook interval."""
    from scipy.special import stdtrit

    groups = 3 if (group == 2).any() else 2  # noqa: PLR2004
    totals = np.eye(3)[group].T @ np.stack(
        [window[:, ~post].sum(axis=1), window[:, post].sum(axis=1)], axis=1
    )
    if not totals[:groups].all():
        return {}
    areas = np.bincount(group, minlength=3)
    some = window.sum(axis=1) > 0
    group = group[some]
    periods = window.sum(axis=0) > 0
    fit = fit_two_way(window[some][:, periods], group=group, post=post[periods])
    z = critical_z(confidence)
    change = (totals[:, 1] - totals[:, 0]) / np.maximum(areas, 1)
    variance = totals.sum(axis=1) / np.maximum(areas, 1) ** 2
    found = {
        "weighted_displacement_difference": abs(change[1] - change[0])
        / (z * sqrt(variance[1] + variance[0])),
        "ratio": abs(fit.effects[0]) / (z * sqrt(fit.model[0, 0])),
    }
    if fit.dispersion:
        t = float(stdtrit(fit.residual_freedom, 0.5 + confidence / 2))
        found["quasi"] = abs(fit.effects[0]) / (t * sqrt(fit.model[0, 0] * fit.dispersion))
        clusters, size = len(group), int(some.sum() * periods.sum())
        t = float(stdtrit(clusters - 1, 0.5 + confidence / 2))
        factor = clusters / (clusters - 1) * (size - 1) / fit.residual_freedom
        for term, name in enumerate(("clustered", "spill")[: groups - 1]):
            if areas[term + 1] > 1:
                error = sqrt(fit.cluster_robust[term, term] * factor)
                found[name] = abs(fit.effects[term]) / (t * error) if error else inf
    return found
