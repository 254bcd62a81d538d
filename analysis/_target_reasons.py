"""Why an area is among the chosen, and why a near miss is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._target_greedy import allowed, gains

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._target_problem import TargetProblem

__all__ = ["near_misses", "reasons", "unfilled"]

_MOST_MISSES = 10


def reasons(problem: TargetProblem, chosen: NDArray[np.int64]) -> pd.DataFrame:
    """Return a row for each chosen area: what is lost without it, most first."""
    net = problem.net(chosen)
    rows = []
    for area in chosen:
        rest = chosen[chosen != area]
        gain = np.where(allowed(problem, rest), gains(problem, rest), -np.inf)
        gain[area] = -np.inf
        best = int(np.argmax(gain))
        found = gain[best] > 0
        loss = net - problem.net(rest) - (gain[best] if found else 0.0)
        replacement = problem.names[best] if found else None
        rows.append(
            (problem.names[area], loss, replacement, _why_in(problem, area, loss, replacement, net))
        )
    table = pd.DataFrame(rows, columns=["area", "loss", "replacement", "why"]).set_index("area")
    return table.sort_values("loss", ascending=False, kind="stable")


def _why_in(problem: TargetProblem, area: int, loss: float, replacement: object, net: float) -> str:
    if area in problem.must_in:
        return "It was set to be in."
    share = f"{loss / net:.1%}" if net else "none"
    if replacement is None:
        return f"Without it the set loses {share} of its worth; no other area can take its place."
    if loss <= 1e-9 * max(1.0, abs(net)):
        return f"{replacement} would do as well in its place."
    return f"With {replacement}, the best replacement, in its place the set loses {share}."


def near_misses(problem: TargetProblem, chosen: NDArray[np.int64]) -> pd.DataFrame:
    """Return the areas left out that would cost the set least, with what they would replace."""
    net = problem.net(chosen)
    best: dict[int, tuple[float, object]] = {}
    for gone in (None, *np.setdiff1d(chosen, problem.must_in)):
        rest = chosen if gone is None else chosen[chosen != gone]
        worth = np.where(allowed(problem, rest), gains(problem, rest), -np.inf) + problem.net(rest)
        worth[chosen] = -np.inf
        for area in np.argsort(-worth, kind="stable")[: 2 * _MOST_MISSES]:
            loss = net - worth[area]
            if np.isfinite(loss) and loss < best.get(int(area), (np.inf, None))[0]:
                best[int(area)] = (loss, None if gone is None else problem.names[gone])
    order = sorted(best, key=lambda area: (best[area][0], area))[:_MOST_MISSES]
    rows = [
        (problem.names[area], *best[area], _why_out(best[area][0], best[area][1], net))
        for area in order
    ]
    return pd.DataFrame(rows, columns=["area", "loss", "instead_of", "why"]).set_index("area")


def _why_out(loss: float, instead_of: object, net: float) -> str:
    if loss <= 1e-9 * max(1.0, abs(net)):
        return "It would do as well: the choice between them is open."
    share = f"{loss / net:.1%}" if net else "all"
    if instead_of is None:
        return f"Adding it would make the set worth {share} less, for what it pushes next door."
    return f"In place of {instead_of} it would make the set worth {share} less."


def unfilled(
    problem: TargetProblem, chosen: NDArray[np.int64], *, spacing_m: float | None = None
) -> str:
    """Return what keeps the rest of the budget from being spent; empty where nothing does."""
    left = problem.budget - problem.cost[chosen].sum()
    out = np.ones(len(problem.value), dtype=bool)
    out[chosen] = False
    affordable = out & (problem.cost <= left * (1 + 1e-12)) & (problem.value > 0)
    if not affordable.any():
        return ""
    number = f"{len(chosen)} area{'' if len(chosen) == 1 else 's'}"
    start = f"The budget would pay for more than the {number} chosen"
    allowed_out = affordable.copy()
    allowed_out[problem.must_out] = False
    if not allowed_out.any():
        return f"{start}, but every other area must be out. Shorten that list."
    if len(problem.close) and not (allowed(problem, chosen) & allowed_out).any():
        return (
            f"{start}, but no other lies {spacing_m:,.0f} m from all of them. "
            "Reduce the distance between areas."
        )
    if problem.contiguous and not (allowed(problem, chosen) & allowed_out).any():
        return f"{start}, but no other touches them. Allow areas that do not hang together."
    if problem.spill:
        return (
            f"{start}, but every other would push more next door than it is worth. "
            "Expect less to move, or allow more areas."
        )
    return ""
