"""The evaluation that the displacement page shows, under one rule for who is a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import analysis
import boundaries
import geo
from views import operations, windows

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from libpysal.graph import Graph

    from views.design import Design
    from views.workspace import Workspace

ROLE_NAMES = {
    "treated": "raided",
    "neighbour": "neighbouring",
    "control": "control",
    "excluded": "left out",
}


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Every measure of one design under one neighbour rule.

    ``calibrated_areas`` says whether the intervals of single neighbours, and so the solid arrows,
    are calibrated.
    """

    roles: pd.Series
    changes: analysis.AreaChanges
    flows: pd.DataFrame
    flows_summary: str
    calibrated_areas: bool
    groups: dict[str, analysis.Change]
    sizes: dict[str, int]
    agreement: analysis.Agreement
    quotient: analysis.DisplacementQuotient
    contaminated: analysis.ContaminatedControls
    matched: analysis.MatchedControls | None

    def percent(self, role: str) -> float:
        """Return the change of a group in percent of its count before."""
        group = self.groups[role]
        return 100 * (group.after / group.before - 1) if group.before else float("nan")


@st.cache_resource(max_entries=8, show_spinner=False)
def neighbour_graph(areas_version: str, *, across_river: bool, _areas: gpd.GeoDataFrame) -> Graph:
    """Return who borders whom, by length of border; built once for each set of areas and rule."""
    del areas_version
    graph = boundaries.neighbours(_areas, across_river=across_river)
    return boundaries.border_lengths(_areas, neighbours=graph)


def graph_of(workspace: Workspace, *, across_river: bool) -> Graph:
    """Return who borders whom in a workspace."""
    return neighbour_graph(
        workspace.areas_version, across_river=across_river, _areas=workspace.areas
    )


@st.cache_data(max_entries=32, show_spinner=False)
def counts_by_period(version: str, category: str, *, _counts: pd.DataFrame) -> pd.DataFrame:
    """Return areas by periods for one category; a count that is not there is missing, not zero."""
    del version
    chosen = _counts[_counts["category"] == category]
    totals = chosen.groupby(["area_code", "period"], observed=True)["count"].sum(min_count=1)
    return totals.unstack("period")  # noqa: PD010  a pivot table would make missing counts zero


def panel_of(workspace: Workspace, category: str) -> pd.DataFrame:
    """Return the counts of the workspace's areas by period."""
    return counts_by_period(workspace.version, category, _counts=workspace.tables["area_counts"])


def past_of(panel: pd.DataFrame, first: pd.Period) -> pd.DataFrame:
    """Return the complete periods right before an operation, of areas that have counts at all."""
    columns: Any = panel.columns
    past = panel[[period for period in columns if period < first]]
    past = past[past.notna().any(axis="columns")]
    holes = past.isna().any().to_numpy().nonzero()[0]
    found: pd.DataFrame = past.iloc[:, holes[-1] + 1 :] if len(holes) else past
    return found


def roles_of(panel: pd.DataFrame, design: Design, graph: Graph) -> pd.Series:
    """Return the part of every area; where controls are to be matched, all that could be."""
    absent = sorted(set(panel.index) - set(graph.unique_ids))
    if len(absent) == len(panel):
        raise geo.ParameterError(
            f"none of the areas that were counted, such as {absent[0]}, is on the map",
            hint="Codes change when boundaries do: load counts and areas of the same year.",
            parameter="counts",
        )
    parts: dict[str, Any] = {"treated": design.treated, "exclude": design.exclude}
    if design.control != "listed":
        return analysis.roles(graph, **parts)
    if not design.controls:
        raise geo.ParameterError(
            "no control area is chosen",
            hint="Choose some in the side bar, or compare with all others.",
            parameter="control",
        )
    return analysis.roles(graph, control=design.controls, **parts)


@st.cache_data(max_entries=64, show_spinner="Comparing areas …")
def _evaluate(
    version: str,
    design: str,
    *,
    across_river: bool,
    studies: bool,
    _design: Design,
    _workspace: Workspace,
) -> Evaluation:
    del version, design
    counts = panel_of(_workspace, _design.category)
    graph = graph_of(_workspace, across_river=across_river)
    roles = roles_of(counts, _design, graph)
    if not (roles == "neighbour").any():
        raise _no_neighbour()
    agreement = analysis.evaluate_design(
        counts,
        roles=roles,
        before=_design.before,
        after=_design.after,
        start=_design.span.first,
        neighbours=graph,
        control=_design.control,  # type: ignore[arg-type]
        studies=studies,
    )
    if "neighbour" not in agreement.changes:
        raise _no_neighbour()
    unused = agreement.roles.index[agreement.roles == "unused"]
    roles = roles.mask(roles.index.isin(unused), "excluded")
    changes = analysis.change_by_area(
        counts, roles=roles, before=list(_design.before), after=list(_design.after)
    )
    table = changes.changes
    sizes = {
        role: int((table["role"] == role).sum()) for role in ("treated", "neighbour", "control")
    }
    spill = agreement.spillover
    flows = analysis.spill_flows(changes, neighbours=graph) if spill is None else spill
    calibrated = bool(spill is not None and spill.calibrated)
    return Evaluation(
        roles=roles,
        changes=changes,
        flows=flows.flows.assign(solid=flows.flows["solid"] & calibrated),
        flows_summary=flows.summary,
        calibrated_areas=calibrated,
        groups={role: agreement.changes[role] for role in ("treated", "neighbour", "control")},
        sizes=sizes,
        agreement=agreement,
        quotient=agreement.quotient or _no_quotient(agreement),
        contaminated=_contaminated(_workspace, _design, roles, across_river=across_river),
        matched=agreement.matched,
    )


def _no_neighbour() -> geo.ParameterError:
    return geo.ParameterError(
        "no neighbour of the raided areas has counts in both windows",
        hint="Choose other areas, or load counts that include their neighbours.",
        parameter="treated",
    )


def _no_quotient(agreement: analysis.Agreement) -> analysis.DisplacementQuotient:
    return analysis.displacement_quotient(
        treated=agreement.changes["treated"],
        near=agreement.changes["neighbour"],
        control=agreement.changes["control"],
    )


def _contaminated(
    workspace: Workspace, design: Design, roles: pd.Series, *, across_river: bool
) -> analysis.ContaminatedControls:
    widest = graph_of(workspace, across_river=across_river or workspace.has_boroughs)
    return analysis.contaminated_controls(
        roles,
        neighbours=widest,
        first=design.before[0].start_time,
        last=design.after[-1].end_time,
        operations=operations.others_by_area(workspace, design.operation),
    )


def evaluate(
    workspace: Workspace, design: Design, *, across_river: bool, studies: bool = True
) -> Evaluation:
    """Return every measure of a design; without `studies` only those that are quick.

    Raises
    ------
    geo.errors.ParameterError
        If the design cannot be evaluated: no control is left, or a window has no counts.
    """
    # Streamlit cannot hash a period, so the design's text is the key.
    return _evaluate(
        workspace.version,
        repr(design),
        across_river=across_river,
        studies=studies,
        _design=design,
        _workspace=workspace,
    )


@st.cache_data(max_entries=32, show_spinner="Trying the other choices …")
def _grid(
    version: str, design: str, *, _design: Design, _workspace: Workspace
) -> analysis.SensitivityGrid:
    del version, design
    rules = {"by land": False, "by land and river": True}
    if not _workspace.has_boroughs:
        rules = {"sharing a border": False}
    span = _design.span
    lengths = (12,) if windows.width_of(span.first) == 12 else (3, 6, 12)  # noqa: PLR2004
    options: dict[str, Any] = {
        "exclude": _design.exclude,
        "gap": span.gap_months,
        "same_season": span.rule != windows.BEFORE,
        "leave_out_operation": span.leaves_out_operation,
    }
    return analysis.sensitivity_grid(
        panel_of(_workspace, _design.category),
        treated=_design.treated,
        neighbours={name: graph_of(_workspace, across_river=rule) for name, rule in rules.items()},
        start=span.first,
        end=span.last,
        months=lengths,
        **options,
    )


def grid(workspace: Workspace, design: Design) -> analysis.SensitivityGrid:
    """Return the estimate under every combination of neighbour rule, window and control.

    Raises
    ------
    geo.errors.ParameterError
        If no combination can be evaluated.
    """
    return _grid(workspace.version, repr(design), _design=design, _workspace=workspace)
