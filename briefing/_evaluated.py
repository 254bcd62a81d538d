"""The evaluation that a briefing tells of: usual windows, all other areas as the control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import analysis
import boundaries
from geo.errors import CrackdownError, InputError, ParameterError

if TYPE_CHECKING:
    import pandas as pd
    from libpysal.graph import Graph

    from briefing._telling import Telling

__all__ = ["Evaluated", "evaluated"]

_WIDTH = {"M": 1, "Q": 3, "Y": 12}
_USUAL_MONTHS = {"M": 6, "Q": 3, "Y": 12}
_STRONG = "strong evidence of"


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """What the evaluation gave.

    Attributes
    ----------
    before, after
        The windows.
    agreement, conclusion
        All methods, and what may be said of the raided areas and of those next to them.
    changes
        By area, as :func:`analysis.change_by_area` returns it.
    flows
        Arrows; ``solid`` only where a calibrated interval excludes that nothing happened.
    calibrated_areas
        Whether the intervals of single areas are calibrated.
    contaminated
        What the operation, or another one, may have touched.
    """

    before: tuple[pd.Period, ...]
    after: tuple[pd.Period, ...]
    agreement: analysis.Agreement
    conclusion: analysis.Conclusion
    changes: pd.DataFrame
    flows: pd.DataFrame
    calibrated_areas: bool


def evaluated(told: Telling) -> Evaluated:
    """Return the evaluation of the operation.

    Raises
    ------
    geo.errors.ParameterError
        If there is no operation or no count, or the design cannot be evaluated.
    """
    operation, panel = told.operation, told.panel
    if operation is None:
        raise ParameterError(
            "no operation is loaded", hint="Load one on the Data page.", parameter="operation"
        )
    if panel is None or panel.empty:
        raise ParameterError(
            "no counts by area and period are loaded",
            hint="Load some on the Data page.",
            parameter="area_counts",
        )
    if not operation.areas:
        raise ParameterError(
            "none of the operation's areas is on the map",
            hint="Load its areas.",
            parameter="areas",
        )
    columns: Any = panel.columns
    letter = str(columns.freqstr)[0]
    if letter not in _WIDTH:
        raise ParameterError(
            "daily counts cannot be evaluated", hint="Load monthly ones.", parameter="area_counts"
        )
    first, last = (day.to_period(columns.freqstr) for day in (operation.start, operation.end))
    if first < columns.min() or last > columns.max():
        raise InputError(
            f"the loaded counts run from {columns.min().start_time:%B %Y} to "
            f"{columns.max().end_time:%B %Y}, and do not reach the operation of {operation.dates}",
            hint="Load counts of the time before and after it.",
            code="counts.reach",
        )
    found = analysis.windows(
        sorted(columns),
        start=first,
        end=last,
        months=told.spec.months or _USUAL_MONTHS[letter],
        leave_out_operation=letter == "M",
    )
    roles = analysis.roles(told.graph, treated=operation.areas)
    changes = analysis.change_by_area(
        panel, roles=roles, before=list(found.before), after=list(found.after)
    )
    agreement = analysis.evaluate_design(
        panel,
        roles=roles,
        before=found.before,
        after=found.after,
        start=first,
        neighbours=told.graph,
        control="rest",
        seed=told.spec.seed,
    )
    spill = agreement.spillover
    flows = analysis.spill_flows(changes, neighbours=told.graph) if spill is None else spill
    calibrated = bool(spill is not None and spill.calibrated)
    told.methods["evaluation"] = f"all methods of the Displacement page; {agreement.calibrated_on}"
    return Evaluated(
        before=found.before,
        after=found.after,
        agreement=agreement,
        conclusion=_concluded(told, agreement, first, last),
        changes=changes.changes,
        flows=flows.flows.assign(solid=flows.flows["solid"] & calibrated),
        calibrated_areas=calibrated,
    )


def _concluded(
    told: Telling, agreement: analysis.Agreement, first: pd.Period, last: pd.Period
) -> analysis.Conclusion:
    """Return what may be said; where that would be strong, the other designs may take it back."""
    found = analysis.graded_conclusion(agreement)
    operation, panel = told.operation, told.panel
    if _STRONG not in {found.grade, found.near_grade} or operation is None or panel is None:
        return found
    lengths = (12,) if str(first.freqstr).startswith("Y") else (3, 6, 12)
    try:
        grid = analysis.sensitivity_grid(
            panel,
            treated=operation.areas,
            neighbours=_rules(told),
            start=first,
            end=last,
            months=lengths,
            leave_out_operation=str(first.freqstr).startswith("M"),
        )
    except CrackdownError:
        return found
    return analysis.graded_conclusion(agreement, grid=grid)


def _rules(told: Telling) -> dict[str, Graph]:
    """Return who borders whom, by each rule that could have been chosen."""
    if not told.now.has_boroughs:
        return {"as chosen": told.graph}
    return {
        name: told.graph
        if across_river == told.spec.across_river
        else boundaries.neighbours(told.now.areas, across_river=across_river)
        for name, across_river in (("by land", False), ("by land and river", True))
    }
