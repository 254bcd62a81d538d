"""The map of change: who was raided, what changed, and which neighbours rose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import maps
from views import evaluation, map_frame, sentences, widgets

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from views.evaluation import Evaluation
    from views.workspace import Workspace

_HEIGHT_PX = 600
_ALL = 100
_WIDE_BREAKS = (10, 25, 50)  # nothing can fall by more than all of it
COLUMNS: dict[str, Any] = {
    "before": st.column_config.NumberColumn(format="localized"),
    "after": st.column_config.NumberColumn(format="localized"),
    "area": st.column_config.TextColumn(width=180),
    "change": st.column_config.NumberColumn(format="%+,.0f"),
    "percent": st.column_config.NumberColumn("change, %", format="%+.1f"),
    "expected": st.column_config.NumberColumn(
        format="%,.0f", help="The count before, times the ratio by which the controls changed."
    ),
    "excess": st.column_config.NumberColumn(
        format="%+,.0f", help="After, less expected: the change beyond the controls."
    ),
    "low": st.column_config.NumberColumn("at least", format="%+,.0f"),
    "high": st.column_config.NumberColumn("at most", format="%+,.0f"),
    "interval": st.column_config.TextColumn(
        help="Of the excess: calibrated on the areas' past, or the textbook one, which is too "
        "narrow. Only neighbours' intervals are calibrated area by area."
    ),
}
_OF_ARROWS = (
    "Arrows share what rose in a neighbour among the raided areas it borders by the length of the "
    "border: no count can say from which of them it came."
)


def areas_with_roles(result: Evaluation, now: Workspace) -> gpd.GeoDataFrame:
    """Return the areas of the map with their part in the evaluation."""
    return now.areas.merge(result.roles.rename("role").rename_axis("code").reset_index(), on="code")


def show(result: Evaluation, now: Workspace, *, period: str = "") -> None:
    """Draw the change of every area, with arrows into the neighbours that rose."""
    areas = areas_with_roles(result, now).merge(
        result.changes.changes.drop(columns="role").rename_axis("code").reset_index(),
        on="code",
        how="left",
    )
    layers = [
        maps.area_layer(
            areas,
            role="role",
            change="percent",
            change_label="Recorded offences",
            breaks=_WIDE_BREAKS if (areas["percent"].abs() > _ALL).any() else None,
            fields={"before": "Before", "after": "After", "excess": "Beyond the controls"},
        )
    ]
    flows = result.flows.rename(columns={"from_code": "origin", "to_code": "destination"})
    kind = "" if result.calibrated_areas else " (uncalibrated)"
    if len(flows):
        layers.append(
            maps.arrow_layer(
                flows,
                areas=areas,
                size="excess",
                solid="solid",
                fields={
                    "excess": "Offences beyond the controls",
                    "low": f"at least{kind}",
                    "high": f"at most{kind}",
                },
                label="Neighbours that rose more than the controls",
                solid_label="calibrated interval above zero",
                dashed_label=(
                    "calibrated interval includes none"
                    if result.calibrated_areas
                    else "not calibrated: may be chance"
                ),
            )
        )
    map_frame.show(
        now,
        layers,
        page="change",
        height_px=_HEIGHT_PX,
        alt=f"Map of the change in each of the {now.noun}. "
        f"{sentences.typeset(result.flows_summary)}",
        period=period,
    )
    st.caption(widgets.as_text(sentences.typeset(f"{result.flows_summary} {_OF_ARROWS}")))


def area_table(result: Evaluation, now: Workspace) -> pd.DataFrame:
    """Return every area's change; neighbours with calibrated intervals where there are any."""
    table = result.changes.changes.reset_index()
    table.insert(0, "area", table["area_code"].map(now.area_names))
    table["interval"] = "textbook"
    spill = result.agreement.spillover
    if spill is not None and spill.calibrated:
        own = spill.areas.reindex(table["area_code"]).reset_index()
        inside = own["low"].notna()
        for name in ("low", "high"):
            table[name] = own[name].where(inside, table[name])
        table["interval"] = inside.map({True: "calibrated", False: "textbook"})
    table["role"] = table["role"].map(evaluation.ROLE_NAMES)
    return table.drop(columns="area_code")


def show_table(result: Evaluation, now: Workspace) -> None:
    """Draw the table behind the map, with its downloads."""
    table = area_table(result, now)
    st.dataframe(table, hide_index=True, height=360, column_config=COLUMNS)
    left, right = st.columns(2)
    with left:
        widgets.download(
            table, label="Areas as CSV", file_name="change_by_area.csv", key="download_areas"
        )
    names = now.area_names
    flows = result.flows.assign(
        **{
            "from": result.flows["from_code"].map(names),
            "to": result.flows["to_code"].map(names),
        },
        calibrated=result.calibrated_areas,
    )
    with right:
        widgets.download(
            flows, label="Arrows as CSV", file_name="arrows.csv", key="download_arrows"
        )
