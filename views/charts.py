"""The charts of the pages, in the colours of the maps."""

from __future__ import annotations

import altair as alt
import pandas as pd

from geo import style

_LABEL = 15
_TITLE = 15


def calm(chart: alt.LayerChart) -> alt.LayerChart:
    """Return a chart in the type and colours that all charts share."""
    calm: alt.LayerChart = (
        chart.configure_view(stroke=None)
        .configure_axis(
            labelFontSize=_LABEL,
            titleFontSize=_TITLE,
            titleFontWeight="normal",
            gridColor=style.SURFACE,
            domainColor=style.MUTED,
            labelColor=style.INK,
            titleColor=style.INK,
            labelLimit=260,
        )
        .configure_legend(labelFontSize=_LABEL, titleFontSize=_TITLE)
    )
    return calm


def forest(estimates: pd.DataFrame, *, axis: str) -> alt.LayerChart:
    """Return estimates with their intervals against zero.

    ``estimates`` has a row for each estimate, in the order to show: ``label``, ``estimate``,
    ``low``, ``high`` and ``reading`` (fall, rise or unclear).
    """
    order = list(estimates["label"])
    base = alt.Chart(estimates).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False)),
        color=alt.Color(
            "reading:N",
            scale=alt.Scale(
                domain=["fall", "rise", "unclear"],
                range=[style.FALL[-1], style.RISE[-1], style.MUTED],
            ),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("label:N", title=" "),
            alt.Tooltip("estimate:Q", format=",.0f"),
            alt.Tooltip("low:Q", format=",.0f"),
            alt.Tooltip("high:Q", format=",.0f"),
        ],
    )
    bars = base.mark_rule(strokeWidth=5, opacity=0.55).encode(
        x=alt.X("low:Q", title=axis, axis=alt.Axis(format=",.0f", tickCount=6)), x2="high:Q"
    )
    points = base.mark_point(size=150, filled=True, opacity=1).encode(
        x="estimate:Q",
        shape=alt.Shape(
            "reading:N",
            scale=alt.Scale(
                domain=["fall", "rise", "unclear"],
                range=["triangle-down", "triangle-up", "circle"],
            ),
            legend=None,
        ),
    )
    zero = (
        alt.Chart(pd.DataFrame({"zero": [0]}))
        .mark_rule(color=style.INK, strokeWidth=1.5)
        .encode(x="zero:Q")
    )
    return calm((zero + bars + points).properties(height=alt.Step(46)))
