"""What the operation did by the example's own counts: the figures that its lesson carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import analysis
import boundaries
import geo
from example.places import TREATED

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["CATEGORY", "figures"]

CATEGORY = "drugs"
_DIGITS = 4
_NAMES = {"percent": "percent", "low": "percent_low", "high": "percent_high", "p": "p_value"}


def figures(counts: Path) -> dict[str, Any]:
    """Return the change of the raided boroughs and of those next to them, as a lesson keeps it.

    The financial year before the operation against the one that holds it, by land, against all
    others: the design on which the Displacement page opens.
    """
    boroughs = boundaries.load_boroughs()
    graph = boundaries.border_lengths(boroughs, neighbours=boundaries.neighbours(boroughs))
    table = geo.read_area_counts(counts).records
    drugs = table[table["category"] == CATEGORY]
    panel = drugs.groupby(["area_code", "period"], observed=True)["count"].sum(min_count=1)
    panel = panel.unstack("period")  # noqa: PD010  a pivot table would make missing counts zero
    before, after = panel.columns[:2]
    found = analysis.evaluate_design(
        panel,
        roles=analysis.roles(graph, treated=list(TREATED)),
        before=[before],
        after=[after],
        start=after,
        neighbours=graph,
        control="rest",
        studies=False,
    )
    return {
        "before": [geo.period_label(before)],
        "after": [geo.period_label(after)],
        "figures": {
            name: _figure(row)
            for name, group in (("raided", "treated"), ("next_door", "near"))
            if (row := analysis.main_row(found, group)) is not None
        },
    }


def _figure(row: pd.Series) -> dict[str, Any]:
    told = {ours: round(float(row[theirs]), _DIGITS) for ours, theirs in _NAMES.items()}
    return told | {"calibrated": bool(row["calibrated"])}
