"""Where markets, raids and offences concentrate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import geo
from geo import maps
from views import concentrations, filters, map_frame, widgets, workspace
from views.concentrations import SCALES, Scale
from views.map_frame import Mark

if TYPE_CHECKING:
    import geopandas as gpd

    import analysis

_HEIGHT_PX = 640


LABELS = {"markets": "Markets", "raids": "Raids", "offences": "Recorded offences"}


def _choose(now: workspace.Workspace) -> tuple[str, Scale]:
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
        start = SCALES[kind]
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
    return kind, Scale(radius_m=radius_m, min_points=min_points, most_points=start.most_points)


def _table(found: analysis.DensityClusters, now: workspace.Workspace, kind: str) -> pd.DataFrame:
    names = now.area_names
    table = pd.DataFrame(found.hotspots.drop(columns=["geometry"]))
    table["hotspot"] += 1
    if now.is_illustrative(kind):
        table["illustrative"] = True
    if "areas" in table:
        table["areas"] = [
            ", ".join(names.get(code, code) for code in codes) for codes in table["areas"]
        ]
        table = table.rename(columns={"areas": "boroughs"})
    return table


_COLUMNS = {
    "hotspot": st.column_config.NumberColumn("no.", width="small"),
    "points": st.column_config.NumberColumn(width="small"),
    "weight": None,
    "open": st.column_config.NumberColumn(width="small"),
    "closed": st.column_config.NumberColumn(width="small"),
    "area_ha": st.column_config.NumberColumn("hectares", format="%.1f", width="small"),
    "first_seen": st.column_config.DateColumn("first", format="D MMM YYYY"),
    "last_seen": st.column_config.DateColumn("last", format="D MMM YYYY"),
}


@st.fragment
def _linked(
    now: workspace.Workspace, kind: str, points: gpd.GeoDataFrame, found: analysis.DensityClusters
) -> None:
    left, right = st.columns([3, 2], gap="medium")
    table = _table(found, now, kind)
    marks = [Mark(layer="hotspots", id=number) for number in table["hotspot"]]
    with right:
        pick = map_frame.linked_table(
            table, marks=marks, page="hotspots", column_config=_COLUMNS, height_px=_HEIGHT_PX - 60
        )
        widgets.download(
            table, label="Hotspots as CSV", file_name="hotspots.csv", key="hotspots_csv"
        )
    layers = [_points_layer(kind, points, note=widgets.illustrative_note(now, kind))]
    if len(found.hotspots):
        layers.append(concentrations.hull_layer(found))
    if pick is not None:
        hulls = found.hotspots.assign(number=found.hotspots["hotspot"] + 1)
        layers.append(pick.layer(hulls, id_column="number"))
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
    kind, scale = _choose(now)
    shown = filters.choose(now, records=(kind,), key=f"period_{kind}")
    points = concentrations.points_of(now, kind, shown)
    try:
        found = concentrations.clusters_of(now, kind, shown, scale)
    except geo.ParameterError as error:
        widgets.show_error(error)
        return
    st.markdown(
        f"<p class='finding'>{maps.safe_text(_finding(found, kind))}</p>", unsafe_allow_html=True
    )
    st.caption(
        "Dense clusters (DBSCAN) describe where records lie close together. They are not a test: "
        "chance alone makes some, and other settings give others."
    )
    widgets.illustrative_notice(now, kinds=[kind])
    _linked(now, kind, points, found)
    with st.expander("Before you rely on this", icon=":material/balance:"):
        st.markdown(
            f"- {widgets.as_text(found.summary)}\n"
            "- Repeated coordinates count as one place with their number as its weight. Published "
            "offences are moved to the nearest snap point, so a hotspot may be a street away from "
            "where it seems.\n"
            f"- {widgets.POLICING_CAVEAT}"
        )


def _finding(found: analysis.DensityClusters, kind: str) -> str:
    inside = found.points - found.noise_points
    if not len(found.hotspots):
        return f"No dense cluster among {found.points:,} {LABELS[kind].lower()} at these settings."
    count = len(found.hotspots)
    return (
        f"{count:,} dense {'cluster holds' if count == 1 else 'clusters hold'} {inside:,} of "
        f"{found.points:,} {LABELS[kind].lower()}, in {found.hotspots['area_ha'].sum():,.0f} "
        "hectares."
    )


_show()
