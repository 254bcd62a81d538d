"""One small page for each case of test_in_browser.py, chosen by the query parameter ``case``."""

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from shapely import Point, box
from streamlit_folium import st_folium

from geo import maps
from geo.maps._layer import Layer
from tests.geo.maps.served_text import HOSTILE


def squares(names):
    cells = [
        box(520000 + 10000 * at, 170000, 530000 + 10000 * at, 190000) for at in range(len(names))
    ]
    codes = [f"A{at}" for at in range(len(names))]
    return gpd.GeoDataFrame({"code": codes, "name": names}, geometry=cells, crs=27700)


def market_rows(names, *, spread=4000):
    return gpd.GeoDataFrame(
        {
            "market_id": [f"M{at}" for at in range(len(names))],
            "kind": ["open", "closed"] * (len(names) // 2) + ["open"] * (len(names) % 2),
            "name": names,
        },
        geometry=[Point(524000 + spread * at, 180000) for at in range(len(names))],
        crs=27700,
    )


def show(areas, layers, *, height=420, pair=""):
    ground = maps.base_map(areas, pair=pair)
    return st_folium(
        ground,
        key=maps.layers_key(ground, page=case),
        feature_group_to_add=[*layers, maps.legend(layers)],
        height=height,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
    )


st.set_page_config(layout="wide")
maps.install("/crackdown-assets/")
case = st.query_params.get("case", "linked")

if case == "hostile":
    areas = squares(HOSTILE[:4])
    records = market_rows(HOSTILE)
    records["market_id"] = HOSTILE
    records["trap"] = HOSTILE
    layers = [
        maps.area_layer(areas, fields={"name": HOSTILE[0]}),
        maps.hotspot_layer(
            gpd.GeoDataFrame(
                {"hotspot_id": HOSTILE[:1]}, geometry=[Point(530000, 175000).buffer(900)], crs=27700
            ),
            label=HOSTILE[1],
        ),
        maps.market_layer(records, note=HOSTILE[3], fields={"trap": HOSTILE[0]}),
        maps.dots_layer(
            gpd.GeoDataFrame({"kind": HOSTILE[:1]}, geometry=[Point(545000, 172500)], crs=27700),
            category="kind",
        ),
    ]
    seen = show(areas, layers, height=600)
    clicked = (seen or {}).get("last_active_drawing") or {"properties": {"id": "nothing"}}
    st.text(f"clicked: {clicked['properties']['id']}")

elif case == "linked":
    areas = squares(["Alpha", "Beta"])
    kinds = st.multiselect("Kinds", ["open", "closed"], default=["open", "closed"])
    wanted = st.pills(
        "Layers", ["Areas", "Markets"], selection_mode="multi", default=["Areas", "Markets"]
    )
    selected = st.radio("Row", ["none", "M0", "M1", "M3"], horizontal=True)
    records = market_rows([f"Market {at}" for at in range(4)])
    records = records[records["kind"].isin(kinds)]
    layers = [maps.area_layer(areas)] if "Areas" in wanted else []
    layers += [maps.market_layer(records)] if "Markets" in wanted else []
    if selected != "none":
        layers.append(maps.selected_layer(records, id="market_id", selected=selected, zoom=14))
    seen = show(areas, layers)
    clicked = (seen or {}).get("last_active_drawing") or {"properties": {"id": "nothing"}}
    st.text(f"clicked: {clicked['properties']['id']}")

elif case == "dots":
    areas = squares(["Alpha", "Beta"])
    drawn = st.toggle("Points", value=True)
    note = "again" if st.toggle("Note") else None
    random = np.random.default_rng(1)
    points = gpd.GeoDataFrame(
        {"month": ["2020-01", "2020-02", "2020-02"] * 3 + ["2020-01"] * 500},
        geometry=[Point(530000, 180000)] * 9
        + list(
            gpd.points_from_xy(
                *random.uniform([[521000], [171000]], [[528000], [189000]], (2, 500))
            )
        ),
        crs=27700,
    )
    show(
        areas,
        [maps.area_layer(areas), maps.dots_layer(points, month="month", note=note)]
        if drawn
        else [],
    )

elif case == "many":
    areas = squares(["Alpha", "Beta"])
    records = market_rows([f"Market {at}" for at in range(2500)], spread=4)
    records.loc[0, "geometry"] = Point(535000, 175000)
    seen = show(areas, [maps.area_layer(areas), maps.market_layer(records)])
    clicked = (seen or {}).get("last_active_drawing") or {"properties": {"id": "nothing"}}
    st.text(f"clicked: {clicked['properties']['id']}")

elif case == "broken":
    areas = squares(["Alpha"])
    faulty = Layer(title="Faulty <b>layer</b>", kind="shapes", spec={"passes": None})
    show(areas, [faulty, maps.market_layer(market_rows(["One"]))])

elif case == "tabs":
    first, second = st.tabs(["First", "Second"])
    first.write("The map is in the other tab.")
    with second:
        points = market_rows(["One", "Two"]).assign(month=["2020-01", "2020-02"])
        show(squares(["Alpha", "Beta"]), [maps.dots_layer(points, month="month")])

elif case == "evaluation":
    areas = squares(["Alpha", "Beta", "Gamma"])
    areas["role"] = ["treated", "neighbour", "control"]
    areas["change"] = [-20.0, 15.0, None]
    flows = pd.DataFrame(
        {
            "origin": ["A0", "A0"],
            "destination": ["A1", "A2"],
            "size": [30, 10],
            "sure": [True, False],
        }
    )
    show(
        areas,
        [
            maps.area_layer(areas, role="role", change="change"),
            maps.arrow_layer(flows, areas=areas, solid="sure", fields={"size": "More offences"}),
        ],
    )

elif case == "pair":
    areas = squares(["Alpha", "Beta"])
    wanted = st.pills("Layers", ["Left", "Right"], selection_mode="multi", default=["Left"])
    layers = [maps.heading_layer("Before")] + [
        maps.market_layer(market_rows(["One", "Two"])) for name in wanted if name == "Left"
    ]
    layers += [
        maps.on_right(layer)
        for layer in (
            maps.heading_layer("<b>After</b>"),
            *(maps.market_layer(market_rows(["Three"])) for name in wanted if name == "Right"),
            maps.dots_layer(market_rows(["One", "Two"]).assign(weight=5.0), weight="weight"),
        )
    ]
    seen = show(areas, layers, height=500, pair="Second map")
    properties = ((seen or {}).get("last_active_drawing") or {}).get("properties") or {}
    st.text(f"clicked: {properties.get('id')} on the {properties.get('side', 'left')}")

elif case == "player":
    areas = squares(["Alpha", "Beta"])
    areas["role"] = ["treated", "control"]
    counts = pd.DataFrame(
        [[10, 20, 5], [8, 8, np.nan]],
        index=["A0", "A1"],
        columns=pd.period_range("2001-01", periods=3, freq="M"),
    )
    layer = maps.area_months_layer(
        areas,
        counts=counts,
        usual=pd.Series({"A0": 10.0, "A1": 8.0}),
        role="role",
        mark=pd.Period("2001-02", freq="M"),
        note="The line marks the month of the operation.",
    )
    show(areas, [layer])

elif case == "outline":
    seen = show(squares(["Alpha", "Beta"]), [maps.outline_tool()])
    properties = ((seen or {}).get("last_active_drawing") or {}).get("properties") or {}
    st.text(f"{properties.get('layer')}: {properties.get('id')}")
