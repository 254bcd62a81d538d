"""Monthly judicial disposals of an operation's areas, by Class A drug."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

import geo
from geo import style
from views import charts, operation_records, templates, widgets

if TYPE_CHECKING:
    from views.operations import Operation
    from views.workspace import Workspace

_DRUGS = {"lsd": "LSD", "other_class_a": "Other class A"}
_MOST_DRUGS = 6
_ROOM = 1.15  # for the name of the operation above the bars
_REST = "Other class A drugs"
CAVEAT = (
    "An action against a house with many occupants may count as one disposal or as many: one "
    "multi-occupancy action may count once, as the force's own report on the operation warns. "
    "Disposals follow an arrest by weeks or months, and count what the police did, not dealing."
)


def show(now: Workspace, chosen: Operation) -> None:
    """Draw the disposals by month and drug, with the caveat on how they are counted."""
    st.subheader("Judicial disposals for Class A drugs")
    table = operation_records.table_of(now, "disposals")
    if len(table):
        table = table[table["area_code"].isin(chosen.treated) & table["drug"].isin(geo.CLASS_A)]
    if table.empty:
        templates.missing(
            "disposals",
            "There are no disposals for Class A drugs of these areas. With them, this shows them "
            "by month and drug.",
            key="disposals",
        )
        return
    widgets.illustrative_notice(now, kinds=("disposals",))
    kinds = sorted(table["disposal"].dropna().unique())
    if len(kinds) > 1:
        wanted = st.pills(
            "Disposals",
            kinds,
            selection_mode="multi",
            default=kinds,
            format_func=lambda name: name.replace("_", " "),
            key="disposal_kinds",
            bind="query-params",
        )
        table = table[table["disposal"].isin(wanted) | table["disposal"].isna()]
    monthly = _monthly(table)
    if monthly.empty:
        st.info("Choose at least one kind of disposal.")
        return
    st.altair_chart(_chart(monthly, chosen))
    st.caption(CAVEAT)
    st.markdown(_sentence(monthly, chosen))
    by_area = (
        table.assign(area=operation_records.named_areas(now, table["area_code"]))
        .groupby(["area", "period", "drug", "disposal"], observed=True, dropna=False)["count"]
        .sum()
        .reset_index()
    )
    widgets.download(
        by_area.assign(period=by_area["period"].astype(str)),
        label="Disposals as CSV",
        file_name="disposals.csv",
        key="csv_disposals",
        is_listing=True,
    )


def _monthly(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row a month and drug, with the rarer drugs together; a month without one is 0."""
    if table.empty:
        return pd.DataFrame(columns=["month", "drug", "count"])
    sums = table.groupby("drug", observed=True)["count"].sum().sort_values(ascending=False)
    kept = list(sums.index[:_MOST_DRUGS])
    drug = table["drug"].where(table["drug"].isin(kept), _REST)
    drug = drug.map(
        lambda name: _DRUGS.get(name, str(name).capitalize()) if name != _REST else name
    )
    whole = table.assign(drug=drug).pivot_table(
        index="period", columns="drug", values="count", aggfunc="sum", fill_value=0
    )
    first, last = table["period"].min(), table["period"].max()
    whole = whole.reindex(pd.period_range(first, last, freq="M"), fill_value=0)
    long = (
        whole.rename_axis(index="period")
        .reset_index()
        .melt(id_vars="period", var_name="drug", value_name="count")
    )
    long["month"] = long["period"].dt.start_time
    return long


def _sentence(monthly: pd.DataFrame, chosen: Operation) -> str:
    """Return the average a month before, during and after the operation."""
    if chosen.dates is None:
        return ""
    start, end = (day.to_period("M") for day in chosen.dates)
    totals = monthly.groupby("period")["count"].sum()
    parts = []
    for label, part in (
        ("before", totals[totals.index < start]),
        ("in the months of the operation", totals[(totals.index >= start) & (totals.index <= end)]),
        ("after", totals[totals.index > end]),
    ):
        if len(part):
            parts.append(f"{part.mean():,.0f} {label} ({len(part)} months)")
    return (
        f"Disposals a month: {operation_records.joined(parts)}. There is no control in these "
        "averages: they describe, and do not show what the operation caused."
    )


def _chart(monthly: pd.DataFrame, chosen: Operation) -> Any:
    order = list(monthly.groupby("drug")["count"].sum().sort_values(ascending=False).index)
    ends = [monthly["month"].min(), monthly["month"].max() + pd.offsets.MonthEnd(1)]
    most = max(float(monthly.groupby("month")["count"].sum().max()), 1.0)
    bars = (
        alt.Chart(monthly.drop(columns="period"))
        .mark_bar(stroke=style.PAPER, strokeWidth=0.6)
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                title=None,
                scale=alt.Scale(domain=[day.isoformat() for day in ends]),
                axis=alt.Axis(format="%b %Y", labelOverlap="greedy", tickCount="month"),
            ),
            y=alt.Y(
                "sum(count):Q",
                title="Disposals a month",
                axis=alt.Axis(format=",d"),
                scale=alt.Scale(domain=[0, _ROOM * most], nice=False),
            ),
            color=alt.Color(
                "drug:N",
                title="Drug",
                sort=order,
                scale=alt.Scale(domain=order, range=list(style.CATEGORIES[: len(order)])),
                legend=charts.squares(),
            ),
            order=alt.Order("drug:N"),
            tooltip=[
                alt.Tooltip("month:T", format="%B %Y", title="month"),
                alt.Tooltip("drug:N", title="drug"),
                alt.Tooltip("sum(count):Q", format=",d", title="disposals"),
            ],
        )
    )
    layers = [bars]
    if chosen.dates is not None and chosen.dates[1] >= ends[0] and chosen.dates[0] <= ends[1]:
        band = pd.DataFrame(
            {"from": [chosen.dates[0]], "to": [chosen.dates[1] + pd.Timedelta(days=1)],
             "label": ["Operation"]}
        )  # fmt: skip
        shade = (
            alt.Chart(band).mark_rect(color=style.RAID, opacity=0.16).encode(x="from:T", x2="to:T")
        )
        name = (
            alt.Chart(band)
            .mark_text(align="left", baseline="top", dx=3, fontSize=charts.LABEL, color=style.INK)
            .encode(x="from:T", y=alt.value(2), text="label:N")
        )
        layers = [shade, bars, name]
    return charts.calm(alt.layer(*layers).properties(height=300))
