"""The evaluation that the displacement page shows, under one rule for who is a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
import boundaries
import geo

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph

    from views.workspace import Workspace

ROLE_NAMES = {
    "treated": "raided",
    "neighbour": "neighbouring",
    "control": "control",
    "excluded": "left out",
}
NEW_RECORDING_RULES = pd.Period("2002-04", freq="M")


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is compared with what: the raided areas, the offences and the two windows."""

    treated: tuple[str, ...]
    category: str
    before: tuple[pd.Period, ...]
    after: tuple[pd.Period, ...]

    @property
    def spans_new_recording_rules(self) -> bool:
        """Whether the recording rules changed between the windows."""
        start = NEW_RECORDING_RULES.start_time
        return self.before[0].start_time < start <= self.after[-1].end_time


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Every measure of one design under one neighbour rule."""

    roles: pd.Series
    changes: analysis.AreaChanges
    flows: analysis.SpillFlows
    groups: dict[str, analysis.Change]
    sizes: dict[str, int]
    difference: analysis.WeightedDisplacementDifference
    quotient: analysis.DisplacementQuotient
    placements: dict[str, analysis.RandomisationTest]
    no_placements: str | None

    def percent(self, role: str) -> float:
        """Return the change of a group in percent of its count before."""
        group = self.groups[role]
        return 100 * (group.after / group.before - 1) if group.before else float("nan")


@st.cache_resource(max_entries=8, show_spinner=False)
def neighbour_graph(areas_version: str, *, across_river: bool, _areas: gpd.GeoDataFrame) -> Graph:
    """Return who borders whom; built once for each set of areas and rule."""
    del areas_version
    return boundaries.neighbours(_areas, across_river=across_river)


@st.cache_data(max_entries=32, show_spinner=False)
def counts_by_period(version: str, category: str, *, _counts: pd.DataFrame) -> pd.DataFrame:
    """Return areas by periods for one category; a count that is not there is missing, not zero."""
    del version
    chosen = _counts[_counts["category"] == category]
    totals = chosen.groupby(["area_code", "period"], observed=True)["count"].sum(min_count=1)
    return totals.unstack("period")  # noqa: PD010  a pivot table would make missing counts zero


@st.cache_data(max_entries=64, show_spinner="Comparing areas …")
def _evaluate(
    version: str, design: str, *, across_river: bool, _design: Design, _workspace: Workspace
) -> Evaluation:
    del design
    counts = counts_by_period(version, _design.category, _counts=_workspace.tables["area_counts"])
    graph = neighbour_graph(
        _workspace.areas_version, across_river=across_river, _areas=_workspace.areas
    )
    roles = analysis.roles(graph, treated=_design.treated)
    changes = analysis.change_by_area(
        counts, roles=roles, before=list(_design.before), after=list(_design.after)
    )
    table = changes.changes
    sizes = {
        role: int((table["role"] == role).sum()) for role in ("treated", "neighbour", "control")
    }
    if not sizes["neighbour"]:
        raise geo.ParameterError(
            "no neighbour of the raided areas has counts in both windows",
            hint="Choose other areas, or load counts that include their neighbours.",
            parameter="treated",
        )
    groups = {
        role: analysis.Change(
            before=float(table.loc[table["role"] == role, "before"].sum()),
            after=float(table.loc[table["role"] == role, "after"].sum()),
        )
        for role in sizes
    }
    per_area = {
        role: analysis.Change(before=group.before, after=group.after, area_weight=sizes[role])
        for role, group in groups.items()
    }
    placements, no_placements = _placements(counts, _design, graph)
    return Evaluation(
        roles=roles,
        changes=changes,
        flows=analysis.spill_flows(changes, neighbours=graph),
        groups=groups,
        sizes=sizes,
        difference=analysis.weighted_displacement_difference(
            treated=per_area["treated"], control=per_area["control"], near=per_area["neighbour"]
        ),
        quotient=analysis.displacement_quotient(
            treated=groups["treated"], near=groups["neighbour"], control=groups["control"]
        ),
        placements=placements,
        no_placements=no_placements,
    )


def evaluate(workspace: Workspace, design: Design, *, across_river: bool) -> Evaluation:
    """Return every measure of a design.

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
        _design=design,
        _workspace=workspace,
    )


def _placements(
    counts: pd.DataFrame, design: Design, graph: Graph
) -> tuple[dict[str, analysis.RandomisationTest], str | None]:
    """Return the placement tests of raided and neighbouring areas, or why there are none."""
    test = partial(
        analysis.randomisation_test,
        counts,
        treated=design.treated,
        neighbours=graph,
        start=design.after[0],
        before=list(design.before),
        after=list(design.after),
    )
    try:
        return {"treated": test(statistic="ratio"), "neighbour": test(statistic="spill")}, None
    except geo.ParameterError as error:
        return {}, str(error)
