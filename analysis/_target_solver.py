"""The exact choice of areas, by mixed-integer programming."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._target_problem import TargetProblem

__all__ = ["solve"]

_INFEASIBLE = 2
_HALF = 0.5


def solve(problem: TargetProblem, *, seconds: float) -> tuple[NDArray[np.int64], float]:
    """Return the best set, in order, and by what share of its worth a better one could beat it.

    Raises
    ------
    ParameterError
        No set meets the conditions, or none was found in time.
    """
    found = _milp(problem, seconds=seconds)
    if found.x is None:
        if found.status != _INFEASIBLE:
            raise ParameterError(
                "no set was found in the time allowed",
                hint="Give it more seconds, or fewer conditions.",
                parameter="seconds",
                value=seconds,
            )
        _name_the_clash(problem, seconds)
    chosen = np.flatnonzero(found.x[: len(problem.value)] > _HALF)
    worth = problem.net(chosen)
    bound = -found.mip_dual_bound if found.mip_dual_bound is not None else worth
    better = bound - worth
    # The solver's own tolerance is 1e-4 of the objective unless asked for none.
    return chosen, 0.0 if better <= 1e-9 * max(1.0, abs(worth)) else better / max(worth, 1e-12)


def _name_the_clash(problem: TargetProblem, seconds: float) -> None:
    """Find the condition without which there is a set, and say so."""
    none = np.empty(0, dtype=np.int64)
    looser = (
        (
            problem.contiguous,
            {"contiguous": False},
            "contiguous",
            "the areas that must be in do not hang together within the budget and the areas left",
            "Allow areas that do not touch, raise the budget, or let one of them go.",
        ),
        (
            len(problem.close) > 0,
            {"close": np.empty((0, 2), dtype=np.int64)},
            "spacing_m",
            "no set keeps that distance between its areas",
            "Reduce the spacing.",
        ),
        (
            len(problem.must_in) > 0,
            {"must_in": none},
            "must_in",
            "no set holds the areas that must be in and meets the other conditions",
            "Let one of them go.",
        ),
    )
    for given, change, parameter, message, hint in looser:
        if given and _milp(replace(problem, **change), seconds=seconds).x is not None:
            raise ParameterError(message, hint=hint, parameter=parameter)
    raise ParameterError(
        "no set meets all the conditions together",
        hint="Relax the spacing, the areas that must be in or that they hang together.",
        parameter="budget",
        value=problem.budget,
    )


def _milp(problem: TargetProblem, *, seconds: float) -> Any:
    """Minimise the loss over: areas, then covered areas or kept borders, then flows."""
    from scipy import optimize, sparse

    n = len(problem.value)
    extra = n if problem.covers is not None else (len(problem.first) if problem.spill else 0)
    flows = 2 * len(problem.first) + n if problem.contiguous else 0
    cost = np.zeros(n + extra + flows + (n if problem.contiguous else 0))
    rows: list[tuple[Any, Any, Any]] = []
    if problem.covers is not None:
        cost[n : n + extra] = -problem.value
        rows.append(
            (_wide(-problem.covers.T.astype(float), sparse.eye_array(n), cost.size), -np.inf, 0)
        )
    else:
        cost[:n] = -problem.value
    if problem.spill:
        pushed = np.bincount(problem.first, problem.out, n) + np.bincount(
            problem.second, problem.back, n
        )
        cost[:n] += pushed
        cost[n : n + extra] = -(problem.out + problem.back)
        rows += [
            (_wide(-_picks(end, n), sparse.eye_array(extra), cost.size), -np.inf, 0)
            for end in (problem.first, problem.second)
        ]
    spent = _wide(sparse.csr_array(problem.cost[None, :]), None, cost.size)
    rows += [(spent, -np.inf, problem.budget)]
    if len(problem.close):
        pairs = _picks(problem.close[:, 0], n) + _picks(problem.close[:, 1], n)
        rows += [(_wide(pairs, None, cost.size), -np.inf, 1)]
    low, high = np.zeros(cost.size), np.ones(cost.size)
    low[problem.must_in] = 1
    high[problem.must_out] = 0
    whole = np.zeros(cost.size)
    whole[:n] = 1
    if problem.contiguous:
        high[n + extra : n + extra + flows] = n
        whole[n + extra + flows :] = 1
        rows.extend(_hanging_together(problem, n + extra, cost.size))
    return optimize.milp(
        cost,
        integrality=whole,
        bounds=optimize.Bounds(low, high),
        constraints=[optimize.LinearConstraint(a, lo, hi) for a, lo, hi in rows],
        # Over thousands of like areas HiGHS's presolve takes 35 s, and the solution 1 s.
        options={"time_limit": seconds, "mip_rel_gap": 0.0, "presolve": False},
    )


def _picks(columns: NDArray[np.int64], n: int) -> Any:
    from scipy import sparse

    count = len(columns)
    return sparse.csr_array((np.ones(count), (np.arange(count), columns)), shape=(count, n))


def _wide(areas: Any, extra: Any, width: int) -> Any:
    """Return constraint rows: their part for the areas, for the extra variables, then zeros."""
    from scipy import sparse

    parts = [areas] if extra is None else [areas, extra]
    used = sum(part.shape[1] for part in parts)
    rest = sparse.csr_array((areas.shape[0], width - used))
    return sparse.hstack([*parts, rest], format="csr")


def _hanging_together(problem: TargetProblem, start: int, width: int) -> list[tuple[Any, Any, Any]]:
    """Send one unit of flow to every chosen area from a single root (Shirabe 2005)."""
    from scipy import sparse

    n, borders = len(problem.value), len(problem.first)
    ends = np.concatenate([problem.first, problem.second])
    tails = np.concatenate([problem.second, problem.first])
    arcs = 2 * borders
    source, root = start + arcs, start + arcs + n
    every = np.arange(n)

    def matrix(*entries: tuple[Any, Any, Any], height: int) -> Any:
        data = np.concatenate([np.broadcast_to(v, np.shape(c)) for _, c, v in entries])
        row = np.concatenate([r for r, _, _ in entries])
        column = np.concatenate([c for _, c, _ in entries])
        return sparse.csr_array((data, (row, column)), shape=(height, width))

    at = start + np.arange(arcs)
    balance = matrix(
        (ends, at, 1.0),
        (tails, at, -1.0),
        (every, source + every, 1.0),
        (every, every, -1.0),
        height=n,
    )
    into = matrix((np.arange(arcs), at, 1.0), (np.arange(arcs), ends, -float(n)), height=arcs)
    rooted = matrix((every, source + every, 1.0), (every, root + every, -float(n)), height=n)
    held = matrix((every, root + every, 1.0), (every, every, -1.0), height=n)
    one = matrix((np.zeros(n, dtype=int), root + every, 1.0), height=1)
    return [
        (balance, 0, 0),
        (into, -np.inf, 0),
        (rooted, -np.inf, 0),
        (held, -np.inf, 0),
        (one, 0, 1),
    ]
