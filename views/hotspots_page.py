"""Where markets, raids and offences concentrate."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import streamlit as st

import geo
from geo import maps
from views import concentrations, filters, map_frame, tested_cells, widgets, workspace
from views.concentrations import SCALES, Scale
from views.map_frame import Mark

if TYPE_CHECKING:
    import geopandas as gpd


_HEIGHT_PX = 640
_METHODS = {"dense": "Dense clusters", "tested": "Tested cells"}
_OF_CELLS = (
    "A cell is tested with the cells that touch it: an empty one among busy ones can be hot.",
    "A place is a group of hot cells that touch; it has not been tested as a whole.",
    "Chance here means that any cell could have any count. Shops and streets are not like that.",
)
_CELLS_M = (250, 500, 1_000, 2_000)
LABELS = {"markets": "Markets", "raids": "Raids", "offences": "Recorded offences"}


class Found(NamedTuple):
    """The hotspots of a method, and what must be said with them."""

    hotspots: gpd.GeoDataFrame
    headline: str
    caution: str
    detail: tuple[str, ...]


def _choose(now: workspace.Workspace) -> tuple[str, str]:
    kinds = [kind for kind in SCALES if now.loaded(kind)]
    with st.sidebar:
        st.subheader("Find concentrations of")
        kind = st.segmented_control(
            "Records",
            kinds,
            format_func=LABELS.__getitem__,
            default=kinds[-1] if "offences" in kinds else kinds[0],
            required=True,
            key="records",
            bind="query-params",
            label_visibility="collapsed",
        )
        method = st.segmented_control(
            "Method",
            list(_METHODS),
            format_func=_METHODS.__getitem__,
            default="dense",
            required=True,
            key="method",
            bind="query-params",
            help="Dense clusters show where records crowd together. Tested cells show where there "
            "are more than chance explains, after allowing for the many cells that are tested.",
        )
    return kind, method


def _dense(now: workspace.Workspace, kind: str) -> tuple[Found, filters.Filters | None]:
    start = SCALES[kind]
    with st.sidebar:
        radius_m = st.slider(
            "Radius, in metres",
            min_value=50,
            max_value=2_000,
            value=start.radius_m,
            step=50,
            key=f"radius_{kind}",
            bind="query-params",
            help="Points this close to each other count as one concentration. A larger radius "
            "joins neighbouring concentrations into one.",
        )
        min_points = st.slider(
            "Least points within the radius",
            min_value=2,
            max_value=start.most_points,
            value=start.min_points,
            key=f"least_{kind}",
            bind="query-params",
            help="How many records must lie within the radius of a place before it is dense. "
            "A higher number leaves only the densest.",
        )
    shown = filters.choose(now, records=(kind,), key=f"period_{kind}")
    scale = Scale(radius_m=radius_m, min_points=min_points, most_points=start.most_points)
    found = concentrations.clusters_of(now, kind, shown, scale)
    inside = found.points - found.noise_points
    count = len(found.hotspots)
    headline = (
        f"{count:,} dense {'cluster holds' if count == 1 else 'clusters hold'} {inside:,} of "
        f"{found.points:,} {LABELS[kind].lower()}, in {found.hotspots['area_ha'].sum():,.0f} "
        "hectares."
    )
    if not count:
        headline = (
            f"No dense cluster among {found.points:,} {LABELS[kind].lower()} at these settings."
        )
    caution = (
        "Dense clusters (DBSCAN) describe where records lie close together. They are not a test: "
        "chance alone makes some, and other settings give others."
    )
    detail = (
        found.summary,
        (
            "Repeated coordinates count as one place with their number as its weight. Published "
            "offences are moved to the nearest snap point, so a hotspot may be a street away from "
            "where it seems."
        ),
    )
    return Found(found.hotspots, headline, caution, detail), shown


def _tested(now: workspace.Workspace, kind: str) -> tuple[Found, filters.Filters | None]:
    with st.sidebar:
        cell_m = st.select_slider(
            "Side of a cell, in metres",
            _CELLS_M,
            value=tested_cells.CELL_M[kind],
            key=f"cell_{kind}",
            bind="query-params",
            help="Smaller cells show finer detail and hold fewer records each, so that less can "
            "be told from chance.",
        )
    shown = filters.choose(now, records=(kind,), key=f"period_{kind}")
    found = tested_cells.tested_cells(now, kind, shown, cell_m)
    tested = int(found.local.tested.sum())
    hot, before = found.local.counts.get("hot", 0), found.local.counts_uncorrected.get("hot", 0)
    headline = (
        f"{hot:,} of {tested:,} cells hold more {LABELS[kind].lower()} than chance explains, in "
        f"{len(found.hotspots):,} places."
    )
    caution = (
        f"Getis-Ord Gi* with false-discovery control at 5%: without that correction {before:,} "
        "cells would be called hot."
    )
    detail = [
        found.local.summary,
        *_OF_CELLS,
    ]
    if found.is_sparse:
        detail.insert(
            0, "There is less than one record a cell: the test is rough. Try larger cells."
        )
    return Found(found.hotspots, headline, caution, tuple(detail)), shown


def _table(hotspots: gpd.GeoDataFrame, now: workspace.Workspace, kind: str) -> pd.DataFrame:
    names = now.area_names
    table = pd.DataFrame(hotspots.drop(columns=["geometry"]))
    if "cells" in table:
        table["cells"] = table["cells"].map(len)
    table["hotspot"] += 1
    if now.is_illustrative(kind):
        table["illustrative"] = True
    if "areas" in table:
        table["areas"] = [
            ", ".join(names.get(code, code) for code in codes) for codes in table["areas"]
        ]
        table.insert(1, now.noun, table.pop("areas"))
    return table


_COLUMNS = {
    "hotspot": st.column_config.NumberColumn("no.", width="small"),
    "points": st.column_config.NumberColumn(width="small"),
    "weight": None,
    "open": st.column_config.NumberColumn(width="small"),
    "closed": st.column_config.NumberColumn(width="small"),
    "cells": st.column_config.NumberColumn(width="small"),
    "highest_z": st.column_config.NumberColumn("highest z", format="%.1f", width="small"),
    "area_ha": st.column_config.NumberColumn("hectares", format="%.1f", width="small"),
    "first_seen": st.column_config.DateColumn("first", format="D MMM YYYY"),
    "last_seen": st.column_config.DateColumn("last", format="D MMM YYYY"),
}


@st.fragment
def _linked(
    now: workspace.Workspace, kind: str, points: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame
) -> None:
    left, right = st.columns([3, 2], gap="medium")
    table = _table(hotspots, now, kind)
    marks = [Mark(layer="hotspots", id=number) for number in table["hotspot"]]
    with right:
        pick = map_frame.linked_table(
            table, marks=marks, page="hotspots", column_config=_COLUMNS, height_px=_HEIGHT_PX - 60
        )
        widgets.download(
            table, label="Hotspots as CSV", file_name="hotspots.csv", key="hotspots_csv"
        )
    layers = [_points_layer(kind, points, note=widgets.illustrative_note(now, kind))]
    if len(hotspots):
        layers.append(concentrations.hull_layer(hotspots))
    if pick is not None:
        layers.append(pick.layer(concentrations.numbered(hotspots), id_column="number"))
    with left:
        clicked = map_frame.show(now, layers, page="hotspots", height_px=_HEIGHT_PX)
    map_frame.follow_click(clicked, marks=marks, page="hotspots")


def _points_layer(kind: str, points: gpd.GeoDataFrame, *, note: str | None) -> maps.Layer:
    if kind == "markets":
        return maps.market_layer(points, note=note)
    if kind == "raids":
        return maps.raid_layer(points, note=note)
    return maps.dots_layer(points, weight="weight", note=note)


def _show() -> None:
    now = workspace.current()
    widgets.heading("Hotspots", "Where do records concentrate?")
    if not any(now.loaded(kind) for kind in SCALES):
        st.info("There are no records with a place yet. Load some on the Data page.")
        return
    kind, method = _choose(now)
    try:
        found, shown = (_tested if method == "tested" else _dense)(now, kind)
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    points = concentrations.points_of(now, kind, shown)
    st.markdown(f"<p class='finding'>{maps.safe_text(found.headline)}</p>", unsafe_allow_html=True)
    st.caption(widgets.as_text(found.caution))
    widgets.illustrative_notice(now, kinds=[kind])
    _linked(now, kind, points, found.hotspots)
    with st.expander("Before you rely on this", icon=":material/balance:"):
        lines = [*map(widgets.as_text, found.detail), widgets.POLICING_CAVEAT]
        st.markdown("\n".join(f"- {line}" for line in lines))


_show()
