"""The map on a page, and the table that is linked with it both ways.

Selecting a row rings the record on the map; clicking a mark selects its row. Every mark has its
row, so that whatever the map shows can be reached by keyboard.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

import boundaries
from geo import maps, style
from views import disclosure, links, marking, widgets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from views.workspace import Workspace

ASSETS_PATH = "/crackdown-assets/"
FROM_TABLE_ZOOM = 13
_RIGHT_MAP = "Second map; it always shows the same place as the first"
PREVIEW = "preview"
# Layers that show where single records are, and which; the others may show any.
_PLACES = {"Markets": "markets", "Raids": "raids", "Points": "", "Hotspots": ""}
_SVG = re.compile(r"<svg .*?</svg>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark that was clicked, or the record of a row that was selected.

    Of two maps side by side, it stands on the left or the right one.
    """

    layer: str
    id: str | int
    side: str = "left"


@dataclass(frozen=True, kw_only=True)
class Click:
    """The mark that was clicked last; the count tells a new click from one seen before."""

    mark: Mark
    count: int


@dataclass(frozen=True, kw_only=True)
class Pick:
    """What is selected, and whether the user found it in the table or on the map."""

    mark: Mark
    from_table: bool

    def layer(self, records: gpd.GeoDataFrame, *, id_column: str) -> maps.Layer:
        """Return the ring round the selected record."""
        return maps.selected_layer(
            records,
            id=id_column,
            selected=self.mark.id,
            zoom=FROM_TABLE_ZOOM if self.from_table else None,
        )


def show(
    now: Workspace,
    layers: Sequence[maps.Layer],
    *,
    page: str,
    height_px: int,
    alt: str = "",
    period: str = "",
    source: str = "",
) -> Click | None:
    """Draw the layers over the areas, with their legend below, and return the last click.

    The map keeps its position when layers change, and the page's address keeps it for a link. It
    is never taller than ``height_px``, and lower where it is narrow. ``alt`` is its message in
    words, for those who do not see it; ``period`` the dates that it covers; ``source`` where the
    layers come from, if that is not the workspace.
    """
    click = _drawn(
        now, layers, page=page, height_px=height_px, alt=alt, period=period, source=source
    )
    _legend(layers)
    return click


def show_pair(
    now: Workspace,
    left: Sequence[maps.Layer],
    right: Sequence[maps.Layer],
    *,
    titles: tuple[str, str],
    page: str,
    height_px: int,
    alt: str = "",
    period: str = "",
) -> Click | None:
    """Draw two maps that move together, each with a heading and a legend of its own.

    Give layers that are on both maps to each, made once for each: a layer is drawn in one place.
    """
    first, second = titles
    drawn = [
        *(maps.heading_layer(first), *left),
        *map(maps.on_right, (maps.heading_layer(second), *right)),
    ]
    click = _drawn(now, drawn, page=page, height_px=height_px, alt=alt, period=period, is_pair=True)
    for column, title, layers in zip(st.columns(2), titles, (left, right), strict=True):
        with column:
            st.text(title)
            _legend(layers)
    return click


@st.cache_resource(max_entries=6, show_spinner=False)
def _ground(areas_version: str, *, is_pair: bool, _now: Workspace) -> maps.BaseMap:
    """Return the map of the areas to make each run's map from."""
    del areas_version
    return maps.base_map(
        _now.areas,
        attribution=maps.ATTRIBUTION if _now.has_shipped_areas else "Boundaries loaded by the user",
        pair=_RIGHT_MAP if is_pair else "",
        water=boundaries.load_thames() if _now.has_boroughs else None,
    )


def _drawn(
    now: Workspace,
    layers: Sequence[maps.Layer],
    *,
    page: str,
    height_px: int,
    alt: str,
    period: str,
    source: str = "",
    is_pair: bool = False,
) -> Click | None:
    from streamlit_folium import st_folium

    maps.install(ASSETS_PATH)
    ground = _ground(now.areas_version, is_pair=is_pair, _now=now).again()
    frame = maps.frame_layer(
        layers,
        alt=alt or _listed(layers),
        period=period,
        source=source or _source(now, layers),
        name=widgets.named(f"{page}.png").removesuffix(".png"),
        marking=marking.current().words,
        place=f"{page.replace('-', '_')}_at",
        withheld=_withheld(now, layers, page=page),
    )
    box = f"cdmap-{'pair' if is_pair else 'one'}-{page}"
    st.html(f"<style>.st-key-{box} iframe {{ max-height: {height_px}px; }}</style>")
    with st.container(key=box):
        seen = (
            st_folium(
                ground,
                feature_group_to_add=[frame, *layers],
                key=maps.layers_key(ground, page=page),
                returned_objects=["last_active_drawing", "last_object_clicked_count"],
                height=height_px,
                use_container_width=True,
            )
            or {}
        )
    properties = (seen.get("last_active_drawing") or {}).get("properties") or {}
    if "layer" not in properties or "id" not in properties:
        return None
    mark = Mark(
        layer=str(properties["layer"]),
        id=properties["id"],
        side=str(properties.get("side", "left")),
    )
    return Click(mark=mark, count=int(seen.get("last_object_clicked_count") or 0))


def _withheld(now: Workspace, layers: Sequence[maps.Layer], *, page: str) -> str:
    """Return why no picture may be saved for the public; empty where one may be."""
    shown = _PLACES.keys() & {layer.title for layer in layers}
    if not shown or marking.current().profile != "public":
        return ""
    exposed = _exposed(now.version, _now=now)
    told = any(_PLACES[title] in exposed if _PLACES[title] else bool(exposed) for title in shown)
    return disclosure.PLACES_WITHHELD if told or page == PREVIEW else ""


@st.cache_data(max_entries=4, show_spinner=False)
def _exposed(version: str, *, _now: Workspace) -> list[str]:
    """Return the kinds whose places are neither simulated nor published snap points."""
    del version
    return [
        kind
        for kind, records in _now.points.items()
        if not (widgets.simulated(records) | widgets.flagged(records, "snap_point")).all()
    ]


def _listed(layers: Sequence[maps.Layer]) -> str:
    """Say what is on a map by its legend, for a page that has no sentence for it."""
    labels = dict.fromkeys(entry.label for layer in layers for entry in layer.legend)
    return f"Map of the areas with {', '.join(labels)}." if labels else "Map of the areas."


def _source(now: Workspace, layers: Sequence[maps.Layer]) -> str:
    """Say which data the picture shows, and which of it is simulated."""
    titles = {layer.title.lower() for layer in layers}
    simulated = [kind for kind in now.points if kind in titles and now.is_illustrative(kind)]
    said = f"{' and '.join(simulated)} illustrative, " if simulated else ""
    return f"{said.capitalize()}data version {now.version}"


def _legend(layers: Sequence[maps.Layer]) -> None:
    markup = maps.legend_html(layers)
    if st.context.theme.type == "dark":
        markup = style.in_dark(markup)
    st.html(f"<div class='legend'>{_with_images(markup)}</div>")


def _with_images(markup: str) -> str:
    """Return markup with inline SVG as images: Streamlit takes SVG elements out of HTML."""
    return _SVG.sub(_as_image, markup)


def _as_image(found: re.Match[str]) -> str:
    drawing = found.group().replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    encoded = base64.b64encode(drawing.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{encoded}">'


def linked_table(
    table: pd.DataFrame,
    *,
    marks: Sequence[Mark],
    page: str,
    column_config: Mapping[str, Any],
    height_px: int,
) -> Pick | None:
    """Draw a table with one selectable row for each mark, and return what is selected.

    The row of a mark that was clicked on the map comes first, so that it is in sight.
    """
    asked = links.asked_row(page)
    if asked is not None:
        linked = [mark for mark in marks if (mark.layer, str(mark.id)) == asked]
        if linked:
            st.session_state[f"{page}_first"] = linked[0]
            st.session_state[f"{page}_pick"] = Pick(mark=linked[0], from_table=False)
    kept = st.session_state.get(f"{page}_pick")
    pick = kept if isinstance(kept, Pick) and kept.mark in marks else None
    order = list(range(len(marks)))
    first = st.session_state.get(f"{page}_first")
    if first in marks:
        order.insert(0, order.pop(marks.index(first)))
    chosen = st.dataframe(
        table.iloc[order],
        hide_index=True,
        height=height_px,
        column_config=dict(column_config),
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [0]}} if first in marks else None,
        # A table takes a selection from the page only when it is new: a click gives it a new key.
        key=f"{page}-table-{st.session_state.get(f'{page}_clicks', 0)}",
    )
    rows = chosen["selection"]["rows"]
    selected = marks[order[rows[0]]] if rows and rows[0] < len(order) else None
    if selected is None:
        pick = None
    elif pick is None or pick.mark != selected:
        pick = Pick(mark=selected, from_table=True)
    st.session_state[f"{page}_pick"] = pick
    links.keep_row(pick.mark.layer if pick else "", pick.mark.id if pick else "")
    return pick


def follow_click(click: Click | None, *, marks: Sequence[Mark], page: str) -> None:
    """Select the row of a mark that has just been clicked."""
    if click is None or click == st.session_state.get(f"{page}_click"):
        return
    st.session_state[f"{page}_click"] = click
    pick = st.session_state.get(f"{page}_pick")
    if click.mark not in marks or (pick is not None and pick.mark == click.mark):
        return
    st.session_state[f"{page}_pick"] = Pick(mark=click.mark, from_table=False)
    st.session_state[f"{page}_first"] = click.mark
    st.session_state[f"{page}_clicks"] = st.session_state.get(f"{page}_clicks", 0) + 1
    st.rerun(scope="fragment")
