"""The set found by adding the best next area: what most tools do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._target_problem import TargetProblem

__all__ = ["gains", "greedy"]


def gains(problem: TargetProblem, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what adding each area to a set would bring; areas of the set bring nothing."""
    n = len(problem.value)
    inside = np.zeros(n, dtype=bool)
    inside[chosen] = True
    if problem.covers is None:
        gain = problem.value.copy()
    else:
        left = problem.value.copy()
        left[problem.covers[chosen].indices] = 0
        gain = problem.covers.astype(float) @ left
    first, second = problem.first, problem.second
    if problem.spill:
        gain -= np.bincount(first, problem.out * ~inside[second], n)
        gain -= np.bincount(second, problem.back * ~inside[first], n)
        gain += np.bincount(first, problem.back * inside[second], n)
        gain += np.bincount(second, problem.out * inside[first], n)
    gain[inside] = 0
    return gain


def greedy(problem: TargetProblem) -> NDArray[np.int64]:
    """Return the set reached by adding, while it fits, the area that brings most for its cost."""
    chosen = list(problem.must_in)
    while True:
        now = np.array(chosen, dtype=np.int64)
        gain = gains(problem, now)
        fits = allowed(problem, now) & (gain > 0)
        if not fits.any():
            return np.sort(now)
        worth = np.where(fits, gain / problem.cost, -np.inf)
        chosen.append(int(np.argmax(worth)))


def allowed(problem: TargetProblem, chosen: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which areas may be added to a set under the conditions."""
    n = len(problem.value)
    left = problem.budget - problem.cost[chosen].sum()
    may: NDArray[np.bool_] = problem.cost <= left * (1 + 1e-12)
    may[chosen] = False
    may[problem.must_out] = False
    inside = np.zeros(n, dtype=bool)
    inside[chosen] = True
    for one, other in (problem.close.T, problem.close.T[::-1]):
        may[one[inside[other]]] = False
    if problem.contiguous and len(chosen):
        touches = np.zeros(n, dtype=bool)
        touches[problem.first[inside[problem.second]]] = True
        touches[problem.second[inside[problem.first]]] = True
        may &= touches
    return may
