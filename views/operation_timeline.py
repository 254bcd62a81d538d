"""When and where the raids were made, by tactic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from geo import style
from views import charts, operation_records, templates, widgets

if TYPE_CHECKING:
    from views.operations import Operation
    from views.workspace import Workspace

_ROW_PX, _TACTIC_PX = 22, 10
_RAID_PX2, _LARGEST_PX2 = 70, 240
_WEEKLY_BEYOND_DAYS = 62


def show(now: Workspace, chosen: Operation, raids: pd.DataFrame) -> None:
    """Draw the raids of an operation by day, area and tactic."""
    st.subheader("Raids and warrants")
    if raids.empty:
        templates.missing(
            "raids",
            "No raid is on record in these areas. With raids, this shows when and where they were.",
            key="timeline",
        )
        return
    others = int((~raids["own"]).sum())
    with_others = bool(others) and st.toggle(
        f"Also the {others:,} other raid{'s' if others > 1 else ''} in these areas",
        key="other_raids",
        bind="query-params",
        help="Raids in these areas that belong to other operations, or to none.",
    )
    shown = raids if with_others else raids[raids["own"]]
    if shown.empty:
        st.info("None of the raids in these areas belongs to this operation.")
        return
    marks, unit = _marks(now, shown)
    st.altair_chart(_chart(marks, chosen, unit=unit))
    st.caption(
        f"Each mark: the raids of one {unit}, {now.noun[:-1] if now.noun != 'areas' else 'area'} "
        "and tactic; larger marks are more raids. "
        + ("The shaded band is the operation. " if chosen.dates else "")
        + "Rows stand in order of their number of raids."
    )
    coarse = int((shown["date_precision"] == "month").sum())
    if coarse:
        st.caption(
            f"{coarse:,} raid{'s are' if coarse > 1 else ' is'} known by month only and drawn on "
            "its first day."
        )
    table = marks.drop(columns="row")
    left, right = st.columns(2)
    with left:
        widgets.download(
            table,
            label="Timeline as CSV",
            file_name="raids_timeline.csv",
            key="csv_timeline",
            is_listing=True,
        )
    with right:
        widgets.download(
            pd.DataFrame(shown.drop(columns="geometry")),
            label="Raids as CSV",
            file_name="raids.csv",
            key="csv_raids",
        )


def _marks(now: Workspace, raids: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return one row a day (or week, where they run long), area and tactic."""
    days = raids["date"]
    unit = "day" if (days.max() - days.min()).days <= _WEEKLY_BEYOND_DAYS else "week"
    when = days if unit == "day" else days.dt.to_period("W").dt.start_time
    frame = pd.DataFrame(
        {
            "date": when,
            "area": operation_records.named_areas(now, raids["area_code"]).fillna("No area"),
            "tactic": operation_records.tactic_of(raids),
            "arrests": raids["arrests"].astype("Float64"),
        }
    )
    marks = (
        frame.groupby(["date", "area", "tactic"], observed=True)
        .agg(raids=("tactic", "size"), arrests=("arrests", "sum"))
        .reset_index()
    )
    order = frame["area"].value_counts()
    marks["row"] = marks["area"].map({name: at for at, name in enumerate(order.index)})
    marks["arrests"] = marks["arrests"].astype(float)
    return marks, unit


def _chart(marks: pd.DataFrame, chosen: Operation, *, unit: str) -> Any:
    rows = marks.drop_duplicates("row").sort_values("row")
    names = [str(name) for name in rows["area"]]
    tactics = [one for one in operation_records.TACTICS.values() if (marks["tactic"] == one).any()]
    shapes = ["circle", "square", "triangle-up", "diamond", "cross"]
    days = [marks["date"].min(), marks["date"].max()]
    if chosen.dates is not None:
        days = [min(days[0], chosen.dates[0]), max(days[1], chosen.dates[1])]
    pad = max((days[1] - days[0]) * 0.03, pd.Timedelta(hours=18))
    most = int(marks["raids"].max())
    # The paper edge that keeps marks apart would cover the small symbols of the legend.
    symbols = alt.Legend(symbolSize=120, symbolStrokeWidth=0)
    x = alt.X(
        "date:T",
        title=None,
        scale=alt.Scale(domain=[(days[0] - pad).isoformat(), (days[1] + pad).isoformat()]),
        axis=alt.Axis(
            format="%-d %b %Y" if unit == "week" else "%-d %b",
            # Left to itself it marks half days too, and then leaves out the whole ones.
            tickCount="day" if unit == "day" else alt.Undefined,
            labelOverlap="greedy",
            grid=True,
        ),
    )
    y = alt.Y(
        "area:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names, paddingInner=0.34, paddingOuter=0.2),
        axis=alt.Axis(ticks=False, domain=False, grid=True, labelLimit=190, minExtent=120),
    )
    points = (
        alt.Chart(marks)
        .mark_point(filled=True, opacity=0.85, stroke=style.PAPER, strokeWidth=0.6)
        .encode(
            x=x,
            y=y,
            yOffset=alt.YOffset("tactic:N", sort=tactics, scale=alt.Scale(domain=tactics)),
            size=alt.Size(
                "raids:Q",
                title="Raids",
                scale=alt.Scale(domain=[0, most], range=[0, min(_RAID_PX2 * most, _LARGEST_PX2)]),
                legend=alt.Legend(values=_sizes(most), format="d", symbolStrokeWidth=0),
            ),
            color=alt.Color(
                "tactic:N",
                title="Tactic",
                scale=alt.Scale(domain=tactics, range=list(style.CATEGORIES[: len(tactics)])),
                legend=symbols,
            ),
            shape=alt.Shape(
                "tactic:N",
                title="Tactic",
                scale=alt.Scale(domain=tactics, range=shapes[: len(tactics)]),
                legend=symbols,
            ),
            tooltip=[
                alt.Tooltip("area:N", title="where"),
                alt.Tooltip("date:T", title="week from" if unit == "week" else "day",
                            format="%-d %B %Y"),
                alt.Tooltip("tactic:N", title="tactic"),
                alt.Tooltip("raids:Q", title="raids", format=",d"),
                alt.Tooltip("arrests:Q", title="arrests", format=",d"),
            ],
        )
    )  # fmt: skip
    layers = [points]
    row_px = _ROW_PX + _TACTIC_PX * len(tactics)
    if chosen.dates is not None:
        band = pd.DataFrame(
            {"from": [chosen.dates[0]], "to": [chosen.dates[1] + pd.Timedelta(days=1)]}
        )
        shade = (
            alt.Chart(band)
            .mark_rect(clip=True, color=style.RAID, opacity=0.1)
            .encode(x=alt.X("from:T", title=None), x2="to:T")
        )
        layers = [shade, points]
    return charts.calm(alt.layer(*layers).properties(height=max(row_px * len(names), 150)))


def _sizes(most: int) -> list[int]:
    return sorted({1, max(most // 2, 1), most})
