"""Checks of what a randomisation test is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from analysis._placement_statistics import Measure
from geo.errors import ParameterError

if TYPE_CHECKING:
    import numpy as np
    from libpysal.graph import Graph
    from numpy.typing import NDArray


def check_measure(measure: str, neighbours: Graph | None) -> None:
    """Refuse a measure that is not known, or lacks the neighbours it needs."""
    if measure not in get_args(Measure):
        raise ParameterError(
            "the statistic is not known",
            hint=f"Use one of {', '.join(get_args(Measure))}.",
            parameter="statistic",
            value=measure,
        )
    if measure == "spill" and neighbours is None:
        raise ParameterError(
            "a spill needs to know who borders whom",
            hint="Give the graph of neighbours.",
            parameter="neighbours",
        )


def check_groups(placed: NDArray[np.bool_], near: NDArray[np.bool_], measure: Measure) -> None:
    """Refuse an operation without areas, control or (for the spill) neighbours."""
    if not placed.any():
        raise ParameterError(
            "no area is treated",
            hint="Name the areas where the operation took place.",
            parameter="treated",
        )
    if (placed | near).all():
        raise ParameterError(
            "no control area is left: all others are treated or next to a treated area",
            hint="Add areas to the panel, or use a narrower rule for neighbours.",
            parameter="treated",
        )
    if measure == "spill" and not near.any():
        raise ParameterError(
            "no area is next to a treated one, so nothing can spill over",
            hint="Use another rule for neighbours, or statistic='ratio'.",
            parameter="neighbours",
        )


def check_counts(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    placed: NDArray[np.bool_],
    near: NDArray[np.bool_],
    measure: Measure,
) -> None:
    """Refuse counts of which a ratio cannot be taken."""
    group = near if measure == "spill" else placed
    sums = [count[part].sum() for count in (before, after) for part in (group, ~(placed | near))]
    alone = measure == "mean_log_change" and not (before.all() and after.all())
    if not all(sums) or alone:
        raise ParameterError(
            "an area counted nothing in a window, and a ratio to zero has no value"
            if alone
            else "a group of areas counted nothing in a window, and a ratio to zero has no value",
            hint="Use longer windows, more areas or a wider set of offences.",
            parameter="panel",
        )
