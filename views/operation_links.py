"""Links between places: what was found in one area matches another, as arrows on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

import boundaries
import geo
from geo import maps, style
from views import map_frame, operation_records, operations, templates, widgets
from views.map_frame import Mark

if TYPE_CHECKING:
    from views.operations import Operation
    from views.workspace import Workspace

KINDS = {
    "forensic": "Forensic hits", "intelligence": "Intelligence", "vehicle": "Vehicles",
    "communications": "Communications", "firearm": "Firearms", "supply": "Supply",
    "other": "Other", "": "Kind not given",
}  # fmt: skip
_TOPS = (10, 20, 40, 80)
_USUAL = 10
_HEIGHT_PX = 560
_OUTSIDE_M = 1_900
_THIN = 1e-3
_COLUMNS: dict[str, Any] = {
    "links": st.column_config.NumberColumn(format="localized", width=52),
    "from": st.column_config.TextColumn(width=135),
    "to": st.column_config.TextColumn(width=155),
    "month": None,
}


def show(now: Workspace, chosen: Operation, raids: gpd.GeoDataFrame) -> None:
    """Draw the raids and the links of an operation's areas."""
    st.subheader("Where the raids were, and what they led to elsewhere")
    links = operation_records.table_of(now, "links")
    touching = links
    if len(links):
        inside = links["from_code"].isin(chosen.treated) | links["to_code"].isin(chosen.treated)
        touching = links[inside]
    flows, within = _chosen(touching)
    _linked(now, chosen, raids[raids["own"]], flows)
    if touching.empty:
        templates.missing(
            "links",
            "No links between places are loaded. With them, arrows show where what was found in "
            "these areas matched others: counts, never persons.",
            key="links",
        )
        return
    said = ["A link is a count of matches between two places; it says nothing of persons."]
    if within:
        said.append(f"{within:,} links within one area are not drawn.")
    beyond = int(flows.loc[_is_beyond(flows), "links"].sum()) if len(flows) else 0
    if beyond:
        said.append(
            f"{beyond:,} lead outside the area: thin dashed arrows to the square at the map's "
            "corner."
        )
    st.caption(" ".join(said))


def _is_beyond(flows: pd.DataFrame) -> pd.Series:
    return (flows["origin"] == geo.OUTSIDE) | (flows["destination"] == geo.OUTSIDE)


def _chosen(links: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Let the user choose kinds and a number of arrows; return the flows and those within."""
    empty = pd.DataFrame(columns=["origin", "destination", "links"])
    if links.empty:
        return empty, 0
    kind = links["kind"].astype(object).where(links["kind"].notna(), "")
    held = [name for name in KINDS if (kind == name).any()]
    left, right = st.columns([3, 2])
    with left:
        wanted = st.pills(
            "Kinds of link",
            held,
            selection_mode="multi",
            default=held,
            format_func=KINDS.__getitem__,
            key="link_kinds",
            bind="query-params",
            help="Forensic hits are matches of fingerprints, DNA or drug profiles; the others are "
            "as the force records them.",
        )
    with right:
        top = st.segmented_control(
            "Arrows drawn",
            _TOPS,
            default=_USUAL,
            required=True,
            key="link_top",
            bind="query-params",
            help="The largest between areas here, and as many that lead outside. The table has "
            "them all.",
        )
    chosen = links[kind.isin(wanted)]
    apart = chosen[chosen["from_code"] != chosen["to_code"]]
    flows = (
        apart.groupby(["from_code", "to_code"], observed=True)["count"]
        .sum()
        .reset_index()
        .set_axis(["origin", "destination", "links"], axis="columns")
        .sort_values("links", ascending=False, kind="stable")
    )
    flows = flows[flows["links"] > 0].reset_index(drop=True)
    # Those that lead outside are drawn beside the others, and do not take their places.
    beyond = _is_beyond(flows)
    number = beyond.groupby(beyond).cumcount()
    flows["drawn"] = number < int(top or _USUAL)
    within = int(chosen.loc[chosen["from_code"] == chosen["to_code"], "count"].sum())
    return flows, within


@st.fragment
def _linked(
    now: Workspace, chosen: Operation, raids: gpd.GeoDataFrame, flows: pd.DataFrame
) -> None:
    places = _with_outside(now.areas)
    known = flows["origin"].isin(places["code"]) & flows["destination"].isin(places["code"])
    lost = int(flows.loc[~known, "links"].sum()) if len(flows) else 0
    flows = flows[known] if len(flows) else flows
    left, right = st.columns([3, 2], gap="medium")
    names = dict(zip(places["code"], places["name"], strict=True))
    with right:
        what = st.segmented_control(
            "Rows",
            ["Links", "Raids"],
            default="Links" if len(flows) else "Raids",
            required=True,
            key="operation_rows",
            bind="query-params",
            label_visibility="collapsed",
        )
        table, marks = _rows(now, raids, flows, names=names, links=what == "Links")
        pick = map_frame.linked_table(
            table,
            marks=marks,
            page=f"operation-{what}",
            column_config=_COLUMNS,
            height_px=_HEIGHT_PX - 100,
        )
        widgets.download(
            table.assign(illustrative=widgets.simulated(raids))
            if what == "Raids"
            else table.assign(illustrative=now.is_illustrative("links")),
            label="Table as CSV",
            file_name=f"{str(what).lower()}.csv",
            key="csv_links",
            is_listing=what == "Links",
        )
    layers = _layers(now, chosen, raids, flows, places=places, pick=pick)
    with left:
        clicked = map_frame.show(
            now, layers, page="operation", height_px=_HEIGHT_PX, period=_days(chosen)
        )
    map_frame.follow_click(clicked, marks=marks, page=f"operation-{what}")
    if lost:
        st.caption(f"{lost:,} links lead to areas that are not on this map, and are not drawn.")


def _days(chosen: Operation) -> str:
    """Return the operation's first and last day as they read; empty where they are not known."""
    dates = chosen.dates
    return " to ".join(widgets.day(day) for day in dates) if dates else ""


def _rows(
    now: Workspace,
    raids: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    names: dict[str, str],
    links: bool,
) -> tuple[pd.DataFrame, list[Mark]]:
    if links:
        table = pd.DataFrame(
            {
                "links": flows["links"].astype("int64") if len(flows) else flows["links"],
                "from": flows["origin"].map(names),
                "to": flows["destination"].map(names),
            }
        )
        marks = [
            Mark(layer="arrows", id=f"{one}>{other}")
            for one, other in zip(flows["origin"], flows["destination"], strict=True)
        ]
        return table, marks
    table = pd.DataFrame(
        {
            "raid": raids["raid_id"],
            "date": raids["date"].dt.date,
            "area": operation_records.named_areas(now, raids["area_code"]),
            "tactic": operation_records.tactic_of(raids),
            "arrests": raids["arrests"],
        }
    )
    return table, [Mark(layer="raids", id=one) for one in raids["raid_id"]]


def _layers(
    now: Workspace,
    chosen: Operation,
    raids: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    places: gpd.GeoDataFrame,
    pick: map_frame.Pick | None,
) -> list[maps.Layer]:
    near = boundaries.bordering(now.areas, chosen.treated) if chosen.treated else []
    roles = dict.fromkeys(now.areas["code"], "control") | dict.fromkeys(near, "neighbour")
    roles |= dict.fromkeys(chosen.treated, "treated")
    layers = [
        maps.area_layer(
            now.areas.assign(role=now.areas["code"].map(roles)),
            role="role",
            role_labels=operations.MAP_ROLES,
        )
    ]
    if len(raids):
        layers.append(maps.raid_layer(raids, note=widgets.illustrative_note(now, "raids")))
    drawn = flows[flows["drawn"]] if len(flows) else flows
    selected = pick.mark.id if pick is not None and pick.mark.layer == "arrows" else None
    if selected is not None:
        key = flows["origin"] + ">" + flows["destination"]
        drawn = flows[flows["drawn"] | (key == selected)]
    if len(drawn):
        layers += _arrows(drawn, places=places, selected=selected, note=_note(now))
    if pick is not None and pick.mark.layer == "raids" and len(raids):
        layers.append(pick.layer(raids, id_column="raid_id"))
    return layers


def _arrows(
    drawn: pd.DataFrame, *, places: gpd.GeoDataFrame, selected: object, note: str
) -> list[maps.Layer]:
    """Return the links as arrows; those that lead outside are thin, dashed and all alike.

    The way to the map's corner is long: at their own widths they would hide all the others.
    """
    beyond = _is_beyond(drawn)
    is_chosen = (drawn["origin"] + ">" + drawn["destination"]) == selected
    widths = drawn["links"].where(~beyond | is_chosen, _THIN)
    arrows = maps.arrow_layer(
        drawn.assign(width=widths, solid=is_chosen if selected is not None else ~beyond),
        areas=places,
        size="width",
        solid="solid",
        solid_label="wider: more links" if selected is None else "the row selected",
        dashed_label="leads outside, thin however many" if selected is None else "the others",
        fields={"links": "Links"},
        label="Links between places" + note,
        top=len(drawn),
    )
    return [_outside_layer(places), arrows] if beyond.any() else [arrows]


def _note(now: Workspace) -> str:
    return " (illustrative)" if now.is_illustrative("links") else ""


def _with_outside(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas with a square for what lies outside, in the emptiest corner of the map."""
    west, south, east, north = areas.total_bounds
    room = min(_OUTSIDE_M, 0.04 * (east - west))
    whole = shapely.union_all(areas.geometry.to_numpy())
    corners = [
        shapely.Point(x, y)
        for y in (south + room, north - room)
        for x in (west + room, east - room)
    ]
    corner = max(corners, key=whole.distance)
    square = shapely.box(corner.x - room, corner.y - room, corner.x + room, corner.y + room)
    beyond = gpd.GeoDataFrame(
        {"code": [geo.OUTSIDE], "name": ["Outside the area"]}, geometry=[square], crs=areas.crs
    )
    joined = pd.concat([areas[["code", "name", "geometry"]], beyond], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=areas.crs)


def _outside_layer(places: gpd.GeoDataFrame) -> maps.Layer:
    beyond = places[places["code"] == geo.OUTSIDE].assign(place="outside")
    look = maps.PolygonClass(label="Outside the area", colour=style.LINK, pattern="wide")
    return maps.class_layer(
        beyond,
        column="place",
        classes={"outside": look},
        heading="Beyond the map",
        fields={"name": "Place"},
    )
