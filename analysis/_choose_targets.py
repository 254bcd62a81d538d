"""Which areas to act in together, under a budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from analysis._target_greedy import greedy
from analysis._target_problem import TargetProblem, target_problem
from analysis._target_reasons import near_misses, reasons, unfilled
from analysis._target_solver import solve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    ByArea: TypeAlias = pd.Series[float] | Mapping[Any, float] | Sequence[float]

__all__ = ["TargetChoice", "choose_targets"]

_SHOWN = 1.0005


@dataclass(frozen=True, kw_only=True, repr=False)
class TargetChoice:
    """The result of :func:`choose_targets`.

    Attributes
    ----------
    chosen
        The index values of the areas to act in, most telling first.
    benefit, spill, net
        What is covered, what of it is expected to move to neighbours that are not chosen, and the
        difference, in the unit of the objective.
    cost
        What the chosen areas cost together.
    is_optimal, gap
        Whether no better set exists, as proven by the solver; and, where it was stopped before,
        by how much of `net` a better one could beat it at most.
    greedy, greedy_net
        The set found by adding the best next area, and what it is worth: often worse.
    reasons
        One row a chosen area, most telling first (index: the area): ``loss``, what `net` loses
        when it is left out and the best single replacement comes in; ``replacement``; ``why``.
    near_misses
        The areas that come closest to being in: ``loss``, what `net` loses when it is put in;
        ``instead_of``; ``why``.
    unfilled
        Where part of the budget is left that would pay for another area of worth, the condition
        that keeps it out, and what would mend it; otherwise empty.
    summary
        The result in plain words.
    """

    chosen: tuple[Any, ...]
    benefit: float
    spill: float
    net: float
    cost: float
    is_optimal: bool
    gap: float
    greedy: tuple[Any, ...]
    greedy_net: float
    reasons: pd.DataFrame
    near_misses: pd.DataFrame
    unfilled: str
    summary: str

    def __repr__(self) -> str:
        return f"<TargetChoice: {self.summary}>"


def choose_targets(
    candidates: pd.DataFrame | Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    objective: str | ByArea,
    budget: float,
    cost: str | float | ByArea | None = None,
    neighbours: Any = None,
    spill: float = 0.0,
    covers: Any = None,
    spacing_m: float | None = None,
    contiguous: bool = False,
    must_in: Iterable[Any] = (),
    must_out: Iterable[Any] = (),
    seconds: float = 60.0,
) -> TargetChoice:
    """Choose the set of areas that covers most under a budget, to proven optimality.

    The objective adds up over the chosen areas, less what each is expected to push into
    neighbours that are **not** chosen: `spill` of its value, shared equally among its neighbours.
    Acting in neighbours together keeps that share, which is what makes a co-ordinated set worth
    more than its parts.

    Parameters
    ----------
    candidates
        One row an area; the index names it. A dict of columns or a list of dicts does as well.
    objective
        What to cover most of, such as a score or a count, zero or more: the name of a column, or a
        value for each area (a Series or dict by area, a list in the order of the rows).
    budget
        The most that the chosen areas may cost together; without `cost`, how many may be chosen.
    cost
        What each area costs (officer-days or pounds), above zero: as `objective`, or one number.
    neighbours
        Who borders whom: a ``libpysal.graph.Graph`` or ``W`` on the same areas in any order, a dict
        of neighbours, or a square matrix in the order of the rows. Needed by `spill` and
        `contiguous`.
    spill
        Share of an area's value expected to move to its neighbours when it is acted in, 0 to 1.
    covers
        A matrix (areas x areas), dense or sparse: acting in the row's area covers the column's.
        Left out, an area covers itself only. An area is counted once, however often it is covered
        (Church and ReVelle 1974). Not together with `spill`.
    spacing_m
        Least distance between the centres of chosen areas, from the columns ``x`` and ``y``
        (EPSG:27700 metres).
    contiguous
        Whether the chosen areas must hang together.
    must_in, must_out
        Areas that are in, or out, whatever they are worth.
    seconds
        How long the solver may take; past that the best set so far is returned and said not to be
        proven.

    Returns
    -------
    TargetChoice

    Raises
    ------
    geo.errors.ParameterError
        If a column is missing or holds what it must not, or if no set meets the conditions: the
        message names the one to relax.

    Notes
    -----
    The maximal covering problem of Church R, ReVelle C (1974), *Papers of the Regional Science
    Association* 32, with a budget in place of a number, solved as a mixed-integer programme by
    HiGHS (Huangfu and Hall 2018).

    Examples
    --------
    Three areas in a row, and half of what is stopped in one moves next door unless that is in too:

    >>> import numpy as np, pandas as pd
    >>> from scipy import sparse
    >>> areas = pd.DataFrame({"markets": [10, 9, 4]}, index=["A", "B", "C"])
    >>> row = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> choose_targets(areas, objective="markets", budget=1, neighbours=row, spill=0.5).chosen
    ('A',)
    >>> both = choose_targets(areas, objective="markets", budget=2, neighbours=row, spill=0.5)
    >>> both.chosen, both.benefit, both.spill
    (('B', 'A'), 19.0, 2.25)
    """
    problem = target_problem(
        candidates,
        objective=objective,
        budget=budget,
        cost=cost,
        neighbours=neighbours,
        spill=spill,
        covers=covers,
        spacing_m=spacing_m,
        contiguous=contiguous,
        must_in=must_in,
        must_out=must_out,
    )
    chosen, gap = solve(problem, seconds=seconds)
    first = greedy(problem)
    inside = reasons(problem, chosen)
    names = problem.names
    net, greedy_net = problem.net(chosen), problem.net(first)
    return TargetChoice(
        chosen=tuple(inside.index),
        benefit=problem.benefit(chosen),
        spill=problem.spilled(chosen),
        net=net,
        cost=float(problem.cost[chosen].sum()),
        is_optimal=gap == 0,
        gap=gap,
        greedy=tuple(names[first]),
        greedy_net=greedy_net,
        reasons=inside,
        near_misses=near_misses(problem, chosen),
        unfilled=unfilled(problem, chosen, spacing_m=spacing_m),
        summary=_summary(problem, len(chosen), net=net, greedy_net=greedy_net, gap=gap),
    )


def _summary(
    problem: TargetProblem, number: int, *, net: float, greedy_net: float, gap: float
) -> str:
    total = float(problem.value.sum())
    share = f"{net / total:.0%} of all that could be covered" if total else "nothing of value"
    text = f"{number} of {len(problem.value)} areas are chosen; together they are worth {share}"
    text += ", after what they may push next door." if problem.spill else "."
    text += (
        " No other set that meets the conditions is worth more."
        if gap == 0
        else f" The search was stopped: another set could be worth up to {gap:.1%} more."
    )
    if net > greedy_net * _SHOWN:
        text += f" Adding the best next area one by one would reach {greedy_net / net:.1%} of it."
    return text
