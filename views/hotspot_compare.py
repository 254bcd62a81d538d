"""Two periods, two methods, or open and closed markets: two maps that move together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

import analysis
import geo
from analysis import Recipe
from geo import maps
from views import (
    filters,
    hotspot_export,
    hotspot_layers,
    hotspot_runs,
    hotspot_table,
    map_frame,
    widgets,
)
from views.hotspot_methods import METHODS, with_past
from views.hotspot_parameters import SCALES

if TYPE_CHECKING:
    from analysis import RecipeRun
    from views.filters import Filters
    from views.hotspot_methods import Method
    from views.hotspot_runs import Shown
    from views.workspace import Workspace

_HEIGHT_PX = 600
WITH = {"period": "Another period", "method": "Another method", "kind": "Open with closed"}


@dataclass(frozen=True, kw_only=True)
class Other:
    """What stands on the right-hand map, and what each map is called."""

    left: Recipe
    right: Recipe
    titles: tuple[str, str]
    caution: str
    groups: tuple[str, str] | None = None


def choose(
    now: Workspace, kind: str, method: Method, recipe: Recipe, shown: Filters | None
) -> Other | None:
    """Let the user choose what to compare with; nothing where one map is enough."""
    ways = [way for way in WITH if way != "kind" or kind == "markets"]
    if shown is None:
        ways.remove("period")
    with st.sidebar:
        st.subheader("Compare with")
        way = st.pills(
            "Compare with",
            ways,
            format_func=WITH.__getitem__,
            key=f"compare_{kind}",
            bind="query-params",
            label_visibility="collapsed",
            help="Shows two maps that move together.",
        )
        if way == "period" and shown is not None:
            return _period(now, kind, method, recipe, shown)
        if way == "method":
            return _method(now, kind, method, recipe, shown)
    if way == "kind":
        left, right = (replace(recipe, kinds=(each,)) for each in filters.MARKET_KINDS)
        caution = (
            "The two kinds are judged by the same settings: where one has fewer markets, fewer "
            "places are dense."
        )
        return Other(
            left=left,
            right=right,
            titles=("Open markets", "Closed markets"),
            caution=caution,
            groups=("open", "closed"),
        )
    return None


def _period(
    now: Workspace, kind: str, method: Method, recipe: Recipe, shown: Filters
) -> Other | None:
    months = filters.month_labels(now, (kind,))
    if len(months) == 1:
        st.caption("The records are all of one month, so there is no other period to set it by.")
        return None
    half = months[: max(1, len(months) // 2)]
    st.caption(f"The first map shows the period above, {shown.window}.")
    first, last = filters.choose_months(
        months, key=f"period_other_{kind}", label="Second period", value=(half[0], half[-1])
    )
    other = replace(shown, start=first.start_time, end=last.end_time)
    parameters = dict(recipe.parameters)
    start = other.start
    if method.needs_past:
        judged, past = with_past(other, first_month=months[0])
        parameters |= past
        start = judged.start if judged is not None else start
    right = replace(
        recipe,
        start=str(start.date()),
        end=str(other.end.date()),
        parameters=parameters,
    )
    lengths = [
        (each.end.to_period("M") - each.start.to_period("M")).n + 1 for each in (shown, other)
    ]
    caution = "The hotspots of two periods differ by chance too."
    if lengths[0] != lengths[1]:
        caution = (
            f"The periods are not equally long ({lengths[0]} and {lengths[1]} months), so the "
            "longer one has more records and more hotspots for that alone."
        )
    apart = shown.end < other.start or other.end < shown.start
    if kind == "markets":
        # The same market stands in both, so that no dealing out at random is a fair comparison.
        caution += " A market that was active in both is on both maps, so nothing is tested."
    elif not apart:
        caution += " The periods overlap, so they share records."
    return Other(
        left=recipe,
        right=right,
        titles=(shown.window, other.window),
        caution=caution,
        groups=(shown.window, other.window) if apart and kind != "markets" else None,
    )


def _method(
    now: Workspace, kind: str, method: Method, recipe: Recipe, shown: Filters | None
) -> Other:
    others = {
        way: each for ways in METHODS.values() for way, each in ways.items() if each != method
    }
    name = st.selectbox(
        "Second method",
        list(others),
        format_func=lambda way: others[way].label,
        key="method_other",
        bind="query-params",
    )
    second = others[name]
    st.caption(second.explained)
    parameters = second.choose(kind, "_other")
    if second.needs_past:
        shown, past = with_past(shown, first_month=filters.first_month(now, kind))
        parameters |= past
    right = hotspot_runs.recipe_of(second.recipe, parameters, kind=kind, shown=shown)
    caution = (
        "The methods answer different questions, so they need not agree. A place that both find "
        "is not thereby proven: they look at the same records."
    )
    return Other(left=recipe, right=right, titles=(method.label, second.label), caution=caution)


def show(now: Workspace, other: Other, *, with_records: bool) -> None:
    """Draw both maps, say what differs, and list both."""
    try:
        left, right = (hotspot_runs.run(now, recipe) for recipe in (other.left, other.right))
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    st.markdown(f"<p class='finding'>{difference(left.run, right.run)}</p>", unsafe_allow_html=True)
    st.caption(widgets.as_text(other.caution))
    if other.groups is not None:
        _say_difference(now, other)
    widgets.illustrative_notice(now, kinds=[other.left.kind])
    map_frame.show_pair(
        now,
        _layers(now, left, with_records=with_records),
        _layers(now, right, with_records=with_records),
        titles=other.titles,
        page="hotspots-pair",
        height_px=_HEIGHT_PX,
    )
    for side, column, title, each in zip(
        ("left", "right"), st.columns(2), other.titles, (left, right), strict=True
    ):
        with column:
            table = hotspot_table.table_of(each.run, now)
            st.dataframe(
                hotspot_table.on_screen(table, now),
                hide_index=True,
                height=hotspot_table.height_of(table, most_px=360),
                column_config=hotspot_table.COLUMNS,
                key=f"table_{side}",
            )
            widgets.download(
                hotspot_export.to_hand_over(table),
                label=f"{title} as CSV",
                file_name=f"hotspots-{side}.csv",
                key=f"csv_{side}",
            )


def _layers(now: Workspace, each: Shown, *, with_records: bool) -> list[maps.Layer]:
    layers = hotspot_layers.layers_of(each.run)
    if with_records:
        layers.insert(0, hotspot_layers.records_layer(now, each))
    return layers


@st.cache_data(max_entries=8, show_spinner="Comparing …")
def _compared(
    version: str, left_text: str, right_text: str, groups: tuple[str, str], *, _now: Workspace
) -> analysis.ComparedConcentrations:
    del version
    left, right = (Recipe.from_json(text) for text in (left_text, right_text))
    cells = replace(left, method="getis_ord", parameters={"cell_m": SCALES[left.kind].scan_cell_m})
    ground = hotspot_runs.ground_of(_now, cells)
    if ground is None:
        message = "a comparison of groups needs cells"
        raise TypeError(message)
    counts = [
        geo.count_in_cells(
            analysis.recipe_points(recipe, _now.points[recipe.kind]), ground.cells
        ).to_numpy()
        for recipe in (left, right)
    ]
    return analysis.compare_concentrations(counts[0], counts[1], names=groups)


def _say_difference(now: Workspace, other: Other) -> None:
    """Say whether two groups of records lie differently at all, beyond the hotspots shown."""
    if other.groups is None:
        return
    try:
        found = _compared(
            now.version, other.left.to_json(), other.right.to_json(), other.groups, _now=now
        )
    except geo.CrackdownError as error:
        st.caption(widgets.as_text(error))
        return
    size = SCALES[other.left.kind].scan_cell_m
    st.markdown(widgets.as_text(f"By cells of {size:,} metres: {found.summary}"))


def difference(left: RecipeRun, right: RecipeRun) -> str:
    """Return how two sets of hotspots differ, in one sentence that tests nothing."""
    first, second = (run.hotspots.geometry.union_all() for run in (left, right))
    both = first.intersection(second).area
    numbers = [
        f"{len(run.hotspots):,} {'hotspot' if len(run.hotspots) == 1 else 'hotspots'} on "
        f"{run.hotspots['area_ha'].sum():,.0f} hectares"
        if len(run.hotspots)
        else "no hotspots"
        for run in (left, right)
    ]
    said = f"{numbers[0]} on the left, {numbers[1]} on the right"
    if not first.area or not second.area:
        return f"{said}."
    return (
        f"{said}; {both / first.area:.0%} of the left's ground is also on the right, and "
        f"{both / second.area:.0%} of the right's on the left."
    )
