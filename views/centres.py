"""Where the middle of the records lies from year to year, and how far they spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

import analysis
import geo
from geo import maps, style
from views import filters, hotspot_table, map_frame, widgets

if TYPE_CHECKING:
    from views.filters import Filters
    from views.workspace import Workspace

_STEPS = {12: "Years", 6: "Half-years", 3: "Quarters", 1: "Months"}
_HEIGHT_PX = 560
_MIDDLE_M, _RING_M = 500, 150
_COLUMNS = {
    "period": st.column_config.TextColumn(width=140),
    "points": st.column_config.NumberColumn("records", format="%,d", width=68),
    "spread_m": st.column_config.NumberColumn(
        "spread, m", width=72, format="%,.0f", help="Standard distance from the centre."
    ),
    "moved_m": st.column_config.NumberColumn(
        "moved, m", width=72, format="%,.0f", help="The mean centre since the period before."
    ),
    "moved": st.column_config.CheckboxColumn(
        "real", width=48, help="More than chance: no move lies outside the 95% region of the move."
    ),
    "east": st.column_config.TextColumn("east, m (95%)", width=150),
    "north": st.column_config.TextColumn("north, m (95%)", width=150),
}


def show(now: Workspace, kind: str, *, label: str) -> None:
    """Draw the filters, the map of centres and their table."""
    with st.sidebar:
        months = st.segmented_control(
            "Length of a period",
            list(_STEPS),
            default=12,
            required=True,
            format_func=_STEPS.__getitem__,
            key="centre_step",
            bind="query-params",
            help="Counted back from the last month shown; months that do not fill a period are "
            "left out.",
        )
    shown = filters.choose(now, records=(kind,), key=f"period_{kind}")
    try:
        found, names = _centres(now.version, kind, shown, int(months or 12), _now=now)
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    table = centres_table(found, names)
    st.markdown(
        f"<p class='finding'>{maps.safe_text(finding(found, label=label))}</p>",
        unsafe_allow_html=True,
    )
    st.caption(
        "The map has the first period and the last: an ellipse round the mean holds nearly two "
        "records in three where they lie round one centre. A centre can stand still while "
        "everything moves, and lie where nothing happens."
    )
    widgets.illustrative_notice(now, kinds=[kind])
    left, right = st.columns([1, 1], gap="medium")
    with left:
        map_frame.show(
            now,
            [_layer(found, table)],
            page="hotspots-centres",
            height_px=_HEIGHT_PX,
            alt=f"Map. {finding(found, label=label)}",
            period="" if shown is None else shown.window,
        )
    with right:
        st.dataframe(
            table,
            hide_index=True,
            height=hotspot_table.height_of(table, most_px=_HEIGHT_PX - 60),
            column_config=_COLUMNS,
        )
        widgets.download(table, label="Table as CSV", file_name="centres.csv", key="centres_csv")
    with st.expander("Before you rely on this", icon=":material/balance:"):
        lines = [*map(widgets.as_text, found.notes), widgets.POLICING_CAVEAT]
        st.markdown("\n".join(f"- {line}" for line in lines))


@st.cache_data(max_entries=8, show_spinner="Finding the centres …")
def _centres(
    version: str, kind: str, shown: Filters | None, step_months: int, *, _now: Workspace
) -> tuple[analysis.CentreOfGravity, dict[int, str]]:
    del version
    points = _now.points[kind]
    if shown is None:
        raise geo.ParameterError(
            "these records have no date", hint="Load records with a date.", parameter="records"
        )
    points = geo.select_records(
        points,
        start=shown.start,
        end=shown.end,
        kinds=shown.kinds if kind == "markets" else None,
        drugs=shown.drugs if kind == "markets" else (),
        categories=shown.categories if kind == "offences" else (),
    )
    last = shown.end.to_period("M")
    steps = ((last - shown.start.to_period("M")).n + 1) // step_months
    if not steps:
        raise geo.ParameterError(
            "the months shown do not fill one period",
            hint="Choose shorter periods, or more months.",
            parameter="period",
        )
    row, step = _steps_of(points, last=last, step_months=step_months, steps=steps)
    weights = points["weight"].to_numpy(dtype=float)[row] if "weight" in points else None
    found = analysis.centre_of_gravity(points.geometry.iloc[row], period=step, weights=weights)
    starts = {each: last - (steps - each) * step_months + 1 for each in range(steps)}
    return found, {each: _named(start, start + step_months - 1) for each, start in starts.items()}


def _steps_of(points: Any, *, last: pd.Period, step_months: int, steps: int) -> Any:
    """Return the rows and the step of each, the oldest 0: markets in each step they were active."""
    first, end = (_back(points, name, last) // step_months for name in ("first", "last"))
    first, end = np.minimum(first, steps), np.maximum(end, 0)
    times = np.maximum(first - end + 1, 0)
    row = np.repeat(np.arange(len(points)), times)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    back = end[row] + offset
    kept = back < steps
    return row[kept], steps - 1 - back[kept]


def _back(points: gpd.GeoDataFrame, end: str, last: pd.Period) -> np.ndarray[Any, Any]:
    """Return how many months before the last one each record begins, or ends."""
    if "first_seen" in points:
        months = points[f"{end}_seen"] if f"{end}_seen" in points else points["first_seen"]
        months = months.fillna(last.start_time) if end == "last" else months
    else:
        months = points["date" if "date" in points else "period"]
    if not isinstance(months.dtype, pd.PeriodDtype):
        months = months.dt.to_period("M")
    back: np.ndarray[Any, Any] = last.ordinal - pd.PeriodIndex(months).asfreq("M").asi8
    return back


def _named(first: pd.Period, last: pd.Period) -> str:
    ends = [f"{month.start_time:%b %Y}" for month in (first, last)]
    return ends[0] if first == last else f"{ends[0]} to {ends[1]}"


def centres_table(found: analysis.CentreOfGravity, names: dict[int, str]) -> pd.DataFrame:
    """Return one row a period: its spread, and how its centre moved since the one before."""
    periods, shifts = found.periods, found.shifts.set_index("period")
    moves = shifts.reindex(periods.index)
    steps = moves["distance_m"].notna().to_numpy()
    table = pd.DataFrame(
        {
            "period": [names[int(step)] for step in periods.index],
            "moved_m": moves["distance_m"].fillna(0).to_numpy(),
            "moved": (moves["moved"].fillna(value=False)).to_numpy(dtype=bool),
            "points": periods["points"].to_numpy(),
            "spread_m": periods["standard_distance_m"].to_numpy(),
        }
    )
    for way in ("east", "north"):
        ends = moves[[f"{way}_m", f"low_{way}_m", f"high_{way}_m"]].to_numpy(dtype=float)
        table[way] = [
            f"{move:+,.0f} ({low:+,.0f} to {high:+,.0f})" if moved else ""
            for (move, low, high), moved in zip(ends, steps, strict=True)
        ]
    return table


def finding(found: analysis.CentreOfGravity, *, label: str) -> str:
    """Return how often the centre moved by more than chance, in one sentence."""
    if found.shifts.empty:
        return f"There is one period of {label} only, so no move of their centre can be judged."
    moved = int(found.shifts["moved"].sum())
    farthest = float(found.shifts["distance_m"].max())
    return (
        f"The centre of the {label} moved by more than chance explains in {moved} of "
        f"{len(found.shifts)} steps (each judged alone, at 95%), by {farthest:,.0f} metres at most."
    )


def _layer(found: analysis.CentreOfGravity, table: pd.DataFrame) -> maps.Layer:
    """Return the first period and the last: a ring for the spread, with its centre in it."""
    import shapely

    ends = found.periods.iloc[[0, -1] if len(found.periods) > 1 else [0]]
    names = table["period"].iloc[[0, -1]].to_list()[: len(ends)]
    looks = (
        maps.PolygonClass(label=names[0], colour=style.FALL[2], pattern="falling"),
        maps.PolygonClass(label=names[-1], colour=style.RISE[2]),
    )
    rings = shapely.buffer(shapely.boundary(ends.geometry.to_numpy()), _RING_M)
    middles = shapely.buffer(shapely.points(ends[["mean_x", "mean_y"]].to_numpy()), _MIDDLE_M)
    shapes = gpd.GeoDataFrame(
        {
            "when": names,
            "records": ends["points"].to_numpy(),
            "spread": ends["standard_distance_m"].round().to_numpy(),
        },
        geometry=shapely.union(rings, middles),
        crs=ends.crs,
    )
    return maps.class_layer(
        shapes,
        column="when",
        classes=dict(zip(names, looks, strict=False)),
        heading="Centre and spread",
        fields={"records": "Records", "spread": "Spread, metres"},
    )
