"""The charts of the pages, in the colours of the maps."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from geo import style

LABEL = style.TEXT_PX["label"]
SIGNED = "datum.value == 0 ? '0' : datum.label"
_ROW_PX = 34
_READINGS = ("fall", "rise", "unclear")
_LABEL_WIDTH_PX = 290
_WIDEST = (-100.0, 150.0)
_TEXTBOOK = style.TEXTBOOK
_HEADER = "header"


def calm(chart: Any, *, words: str = "") -> Any:
    """Return the chart in the quiet look that all charts share, in the page's colours.

    ``words`` are what a screen reader says of it.
    """
    quiet = (
        chart.configure_view(stroke=None)
        .configure_axis(
            labelFontSize=LABEL,
            titleFontSize=LABEL,
            titleFontWeight="normal",
            gridColor=style.SURFACE,
            domainColor=style.MUTED,
            labelColor=style.INK,
            titleColor=style.INK,
        )
        .configure_legend(
            labelFontSize=LABEL,
            titleFontSize=LABEL,
            labelColor=style.INK,
            titleColor=style.INK,
        )
        .configure_title(fontSize=LABEL, anchor="start", color=style.INK)
        # The chart's own words say what it shows; single marks, and layers without any, are silent.
        .configure_mark(aria=False)
    )
    if words:
        quiet = quiet.properties(description=words)
    quiet = _marked(quiet)
    if st.context.theme.type == "dark":
        quiet = _in_dark(quiet.copy(deep=True))
    return quiet


def squares() -> alt.Legend:
    """Return a legend for bars whose paper edge would cover its small symbols."""
    return alt.Legend(symbolType="square", symbolSize=160, symbolStrokeWidth=0)


def _marked(chart: Any) -> Any:
    """Return the chart with the workspace's marking at its foot: pictures of it are saved too."""
    from views import marking, widgets

    told = marking.current().words
    if not told:
        return chart
    kept = chart._get("title")  # noqa: SLF001  there is no public way in
    foot: dict[str, Any] = {
        "color": style.MUTED,
        "fontSize": style.TEXT_PX["note"],
        "fontWeight": "bold",
    }
    if kept is alt.Undefined or not kept:
        title = alt.TitleParams(text=told, orient="bottom", anchor="end", offset=12, **foot)
    else:
        lines = kept.to_dict() if isinstance(kept, alt.TitleParams) else {"text": kept}
        small = {f"subtitle{name[:1].upper()}{name[1:]}": value for name, value in foot.items()}
        title = alt.TitleParams(**{**lines, "subtitle": told, **small})
    name = widgets.named("chart.png").removesuffix(".png")
    return chart.properties(title=title, usermeta={"embedOptions": {"downloadFileName": name}})


def _in_dark(part: Any) -> Any:
    """Return a part of a chart with the light theme's colours made dark."""
    if isinstance(part, str):
        return style.in_dark(part)
    if isinstance(part, alt.SchemaBase):
        for key, value in part._kwds.items():  # noqa: SLF001  there is no public way in
            part._kwds[key] = _in_dark(value)  # noqa: SLF001
        return part
    if isinstance(part, dict):
        return {key: _in_dark(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_in_dark(value) for value in part]
    return part


def with_headers(groups: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of every group below a row with the group's name."""
    parts = []
    for name, rows in groups.items():
        if len(rows):
            parts += [pd.DataFrame({"label": [f"\u200b{name}"], "reading": [_HEADER]}), rows]
    return pd.concat(parts, ignore_index=True)


def forest(estimates: pd.DataFrame, *, axis: str, wide: bool = False, row_px: int = _ROW_PX) -> Any:
    """Return estimates with their intervals against zero.

    ``estimates`` has a row for each estimate, in the order to show: ``label``, ``estimate``,
    ``low`` and ``high`` (missing where there is no bound), ``reading`` (fall, rise or unclear)
    and, where there is one, ``textbook_low`` and ``textbook_high``, drawn thin and grey below.
    """
    rows = estimates.reset_index(drop=True)
    rows["row"] = [f"{at:03d}|{label}" for at, label in enumerate(rows["label"])]
    bounds = ["low", "high", "textbook_low", "textbook_high"]
    rows = rows.reindex(columns=["row", "label", "estimate", *bounds, "reading"])
    figures = ["estimate", *bounds]
    for name in figures:
        rows[name] = [float("nan") if pd.isna(value) else float(value) for value in rows[name]]
    low, high = _domain(rows)
    drawn = rows["estimate"].notna()
    rows["from"] = rows["low"].where(rows["low"].notna(), low).where(drawn)
    rows["to"] = rows["high"].where(rows["high"].notna(), high).where(drawn)
    for name in bounds:
        shown = rows[name].map(lambda value: "no bound" if pd.isna(value) else f"{value:+.1f}")
        rows[f"{name}_text"] = shown
    rows["low_beyond"] = drawn & ~(rows["low"] >= low)
    rows["high_beyond"] = drawn & ~(rows["high"] <= high)
    base = alt.Chart(rows).encode(y=_rows_axis(rows, wide=wide))
    readings = alt.Scale(
        domain=list(_READINGS), range=[style.FALL[-1], style.RISE[-1], style.MUTED]
    )
    shapes = alt.Scale(domain=list(_READINGS), range=["triangle-down", "triangle-up", "circle"])
    x = alt.X(
        "from:Q",
        title=axis,
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(format="+,.0f", tickCount=7, labelExpr=SIGNED, labelBound=True),
    )
    seen = base.transform_filter("isValid(datum.estimate)")
    tooltip = [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("estimate:Q", format="+.1f"),
        alt.Tooltip("low_text:N", title="at least"),
        alt.Tooltip("high_text:N", title="at most"),
        alt.Tooltip("textbook_low_text:N", title="textbook, at least"),
        alt.Tooltip("textbook_high_text:N", title="textbook, at most"),
    ]
    colour = alt.Color("reading:N", scale=readings, legend=None)
    bars = seen.mark_rule(strokeWidth=6, opacity=0.5, clip=True).encode(
        x=x, x2="to:Q", color=colour, tooltip=tooltip
    )
    textbook = (
        base.transform_filter("isValid(datum.textbook_low) && isValid(datum.textbook_high)")
        .mark_rule(strokeWidth=2, color=_TEXTBOOK, yOffset=9, clip=True)
        .encode(x="textbook_low:Q", x2="textbook_high:Q", tooltip=tooltip)
    )
    points = seen.mark_point(size=120, filled=True, opacity=1).encode(
        x="estimate:Q",
        color=colour,
        shape=alt.Shape("reading:N", scale=shapes, legend=None),
        tooltip=tooltip,
    )
    ends = [
        base.transform_filter(f"datum.{side}_beyond")
        .mark_point(size=70, filled=True, opacity=1, shape=shape)
        .encode(x=alt.datum(at), color=colour, tooltip=tooltip)
        for side, shape, at in (("low", "triangle-left", low), ("high", "triangle-right", high))
    ]
    zero = (
        alt.Chart(pd.DataFrame({"zero": [0]}))
        .mark_rule(color=style.INK, strokeWidth=1.5)
        .encode(x="zero:Q")
    )
    return calm(
        alt.layer(zero, bars, textbook, points, *ends).properties(height=alt.Step(row_px)),
        words=_forest_words(rows, axis=axis),
    )


def _forest_words(rows: pd.DataFrame, *, axis: str) -> str:
    """Say each estimate with its interval."""
    said = [
        f"{label}: {estimate:+.1f} ({low} to {high})"
        for label, estimate, low, high in zip(
            rows["label"], rows["estimate"], rows["low_text"], rows["high_text"], strict=True
        )
        if pd.notna(estimate)
    ]
    return f"Estimates with intervals, {axis}. {'; '.join(said)}."


def _rows_axis(rows: pd.DataFrame, *, wide: bool) -> alt.Y:
    weight: Any = {
        "condition": {"test": "indexof(datum.label, '\u200b') >= 0", "value": 600},
        "value": 400,
    }
    width = _LABEL_WIDTH_PX if wide else 150
    return alt.Y(
        "row:N",
        sort=list(rows["row"]),
        scale=alt.Scale(domain=list(rows["row"])),
        title=None,
        axis=alt.Axis(
            ticks=False,
            domain=False,
            labelExpr="slice(datum.label, 4)",
            labelLimit=width,
            minExtent=width + 8,
            labelFlush=False,
            labelFontWeight=weight,
            grid=False,
        ),
    )


def _domain(rows: pd.DataFrame) -> tuple[float, float]:
    figures: Any = rows[["estimate", "low", "high", "textbook_low", "textbook_high"]]
    least, most = figures.min(axis=None), figures.max(axis=None)
    least, most = min(float(least), 0.0), max(float(most), 0.0)
    room = 0.06 * (most - least or 1.0)
    return max(least - room, _WIDEST[0]), min(most + room, _WIDEST[1])
