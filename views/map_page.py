"""Where the open and closed markets are, where the raids were, and in which borough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import boundaries
from geo import maps
from views import concentrations, filters, map_frame, operations, provenance, widgets, workspace
from views.map_frame import Mark

if TYPE_CHECKING:
    import geopandas as gpd

_HEIGHT_PX = 700
_LAYERS = {
    "areas": "Roles",
    "markets": "Markets",
    "raids": "Raids",
    "hotspots": "Hotspots",
    "offences": "Recorded offences",
}
_COLUMNS = {
    "record": st.column_config.TextColumn(width=108),
    "id": st.column_config.TextColumn(width=58),
    "area": st.column_config.TextColumn(width=130),
    "name": st.column_config.TextColumn(width=150),
    "first": st.column_config.DateColumn(format="D MMM YYYY"),
    "last": st.column_config.DateColumn(
        format="D MMM YYYY", help="Empty: still active as far as is known."
    ),
}


def _layers_to_show(now: workspace.Workspace) -> list[str]:
    there = [name for name in _LAYERS if name in {"areas", "hotspots"} or now.loaded(name)]
    with st.sidebar:
        return st.pills(
            "Layers",
            there,
            format_func=_LAYERS.__getitem__,
            selection_mode="multi",
            default=there,
            key="layers",
            bind="query-params",
            help="Switch off what you do not need. The legend lists what is on the map.",
        )


def _summary(markets: gpd.GeoDataFrame, raids: gpd.GeoDataFrame, *, noun: str) -> None:
    kinds = markets["kind"].value_counts()
    raided = raids["area_code"].nunique()
    columns = st.columns(4)
    for column, label, value in zip(
        columns,
        ("Open markets", "Closed markets", "Raids", f"{noun.capitalize()} raided"),
        (kinds.get("open", 0), kinds.get("closed", 0), len(raids), raided),
        strict=True,
    ):
        column.metric(label, f"{value:,}", border=True)


def _records(
    markets: gpd.GeoDataFrame, raids: gpd.GeoDataFrame, now: workspace.Workspace
) -> tuple[pd.DataFrame, list[Mark]]:
    """Return markets and raids as one table, with the mark of each row."""
    names = now.area_names

    def column(frame: pd.DataFrame, name: str) -> pd.Series:
        return frame[name] if name in frame else pd.Series(None, index=frame.index, dtype=object)

    shown_markets = pd.DataFrame(
        {
            "record": markets["kind"].astype(str) + " market",
            "id": markets["market_id"],
            "area": markets["area_code"].map(names),
            "name": column(markets, "name"),
            "first": markets["first_seen"],
            "last": column(markets, "last_seen"),
            "drugs": column(markets, "drugs"),
            "status": column(markets, "status"),
            "illustrative": widgets.simulated(markets),
        }
    )
    shown_raids = pd.DataFrame(
        {
            "record": "raid",
            "id": raids["raid_id"],
            "area": raids["area_code"].map(names),
            "name": column(raids, "operation"),
            "first": raids["date"],
            "last": raids["date"],
            "status": column(raids, "tactic"),
            "illustrative": widgets.simulated(raids),
        }
    )
    marks = [Mark(layer="markets", id=i) for i in markets["market_id"]]
    marks += [Mark(layer="raids", id=i) for i in raids["raid_id"]]
    parts = [part for part in (shown_markets, shown_raids) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else shown_markets
    return table.dropna(axis="columns", how="all"), marks


def _area_layer(now: workspace.Workspace) -> maps.Layer:
    with st.sidebar:
        treated = operations.choose_treated(now)
        across_river = operations.choose_rule(
            now, help_text="Does the Thames count as a border between boroughs?"
        )
    areas = now.areas
    if not treated:
        return maps.area_layer(areas)
    near = boundaries.bordering(areas, treated, across_river=across_river)
    roles = dict.fromkeys(areas["code"], "control")
    roles |= dict.fromkeys(near, "neighbour") | dict.fromkeys(treated, "treated")
    return maps.area_layer(
        areas.assign(role=areas["code"].map(roles)), role="role", role_labels=operations.MAP_ROLES
    )


@st.fragment
def _linked(
    now: workspace.Workspace,
    layers: list[maps.Layer],
    markets: gpd.GeoDataFrame,
    raids: gpd.GeoDataFrame,
    period: str,
) -> None:
    left, right = st.columns([3, 2], gap="medium")
    table, marks = _records(markets, raids, now)
    with right:
        pick = map_frame.linked_table(
            table, marks=marks, page="map", column_config=_COLUMNS, height_px=_HEIGHT_PX - 60
        )
        widgets.download(table, label="Table as CSV", file_name="records.csv", key="records_csv")
    drawn = list(layers)
    if pick is not None:
        records, id_column = (
            (markets, "market_id") if pick.mark.layer == "markets" else (raids, "raid_id")
        )
        drawn.append(pick.layer(records, id_column=id_column))
        with right:
            provenance.show(records, id_column=id_column, record_id=pick.mark.id)
    with left:
        clicked = map_frame.show(
            now,
            drawn,
            page="map",
            height_px=_HEIGHT_PX,
            alt=f"Map of {len(markets):,} markets and {len(raids):,} raids; the table beside it "
            "lists each of them.",
            period=period,
        )
    map_frame.follow_click(clicked, marks=marks, page="map")


def _show() -> None:
    now = workspace.current()
    widgets.heading("Map", "Where are the markets, and where were the raids?")
    shown = filters.choose(now)
    wanted = _layers_to_show(now)
    markets, raids = now.points["markets"], now.points["raids"]
    if shown is not None:
        markets = filters.active_markets(markets, shown)
        raids = filters.raids_in_window(raids, shown)
    markets = markets if "markets" in wanted else markets.iloc[:0]
    raids = raids if "raids" in wanted else raids.iloc[:0]
    _summary(markets, raids, noun=now.noun)
    layers = [_area_layer(now)] if "areas" in wanted else []
    offences = now.points.get("offences")
    if "offences" in wanted and offences is not None:
        if shown is not None:
            offences = filters.offences_in_window(offences, shown)
        kinds = widgets.told_apart(offences)
        layers.append(maps.dots_layer(offences, category=kinds, weight="weight", month="period"))
    if "hotspots" in wanted and len(markets):
        least = concentrations.SCALES["markets"]
        if len(markets) >= least.min_points:
            found = concentrations.clusters_of(now, "markets", shown)
            layers.append(concentrations.hull_layer(found.hotspots, badges=0))
        else:
            st.caption(
                f"No hotspots are shown: one takes at least {least.min_points} markets within "
                f"{least.radius_m} m, and there are {len(markets)}."
            )
    if len(markets):
        layers.append(maps.market_layer(markets, note=widgets.illustrative_note(now, "markets")))
    if len(raids):
        layers.append(maps.raid_layer(raids, note=widgets.illustrative_note(now, "raids")))
    _linked(now, layers, markets, raids, shown.window if shown is not None else "")
    widgets.illustrative_notice(now, kinds=("markets", "raids"))


_show()
