"""The further charts of an evaluation: by period, by choice, power and survival."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from geo import style
from views.charts import SIGNED, calm

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEFORE, _AFTER = style.MUTED, style.ROLES["treated"]


def event_study(effects: pd.DataFrame, *, axis: str) -> Any:
    """Return the effect by period with its intervals; the operation lies at the line.

    ``effects`` has ``period`` (text), ``percent``, ``percent_low``, ``percent_high``, ``when``
    ("before the operation" or "since") and stands in order of time.
    """
    order = list(effects["period"])
    base = alt.Chart(effects).encode(
        x=alt.X(
            "period:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelAngle=-45 if len(order) > 8 else 0, labelOverlap="greedy"),  # noqa: PLR2004
        ),
        color=alt.Color(
            "when:N",
            scale=alt.Scale(domain=["before", "since"], range=[_BEFORE, _AFTER]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("period:N", title=" "),
            alt.Tooltip("percent:Q", format="+.1f", title="difference, %"),
            alt.Tooltip("percent_low:Q", format="+.1f", title="at least"),
            alt.Tooltip("percent_high:Q", format="+.1f", title="at most"),
        ],
    )
    bars = base.mark_rule(strokeWidth=5, opacity=0.45).encode(
        y=alt.Y(
            "percent_low:Q",
            title=axis,
            axis=alt.Axis(format="+,.0f", tickCount=6, labelExpr=SIGNED),
        ),
        y2="percent_high:Q",
    )
    points = base.mark_point(size=90, filled=True, opacity=1).encode(
        y="percent:Q",
        shape=alt.Shape(
            "when:N",
            scale=alt.Scale(domain=["before", "since"], range=["circle", "diamond"]),
            legend=None,
        ),
    )
    since = [period for period, when in zip(order, effects["when"], strict=True) if when == "since"]
    layers = [_rule("y", 0), bars, points]
    if since and since[0] != order[0]:
        began = pd.DataFrame({"period": [since[0]], "text": ["operation begins"]})
        line = alt.Chart(began).encode(x=alt.X("period:N", sort=order))
        layers.insert(0, line.mark_rule(color=style.RAID, strokeWidth=2, xOffset=-14))
        layers.append(
            line.mark_text(align="left", dx=-8, fontSize=14, color=style.RAID).encode(
                y=alt.value(-8), text="text:N"
            )
        )
    said = "; ".join(
        f"{row.period} ({row.when}): {row.percent:+.1f}" for row in effects.itertuples(index=False)
    )
    return calm(
        alt.layer(*layers).properties(height=300), words=f"{axis}, period by period. {said}."
    )


def _rule(channel: str, at: float) -> Any:
    return (
        alt.Chart(pd.DataFrame({"at": [at]}))
        .mark_rule(color=style.INK, strokeWidth=1.2)
        .encode(**{channel: "at:Q"})
    )


def heat(cells: pd.DataFrame, *, title: str, columns: Sequence[str]) -> Any:
    """Return the estimates of a grid of choices as a table of colours.

    ``cells`` has ``row``, ``column``, ``percent``, ``text`` and ``detail``; blue for falls, brown
    for rises, grey where nothing could be estimated.
    """
    reach = max(float(cells["percent"].abs().max(skipna=True) or 0), 1.0)
    base = alt.Chart(cells).encode(
        x=alt.X(
            "column:N",
            sort=list(columns),
            title="months in each window",
            axis=alt.Axis(labelAngle=0, ticks=False, domain=False),
        ),
        y=alt.Y(
            "row:N",
            sort=list(dict.fromkeys(cells["row"])),
            title=None,
            axis=alt.Axis(
                ticks=False, domain=False, labelLimit=260, minExtent=230, labelFlush=False
            ),
        ),
        tooltip=[alt.Tooltip("row:N", title=" "), alt.Tooltip("detail:N", title=" ")],
    )
    missing = base.transform_filter("!isValid(datum.percent)").mark_rect(
        stroke=style.PAPER, strokeWidth=3, color=style.NO_DATA, cornerRadius=3
    )
    squares = (
        base.transform_filter("isValid(datum.percent)")
        .mark_rect(stroke=style.PAPER, strokeWidth=3, cornerRadius=3)
        .encode(
            color=alt.Color(
                "percent:Q",
                scale=alt.Scale(
                    domain=[-reach, 0, reach],
                    range=[style.FALL[1], style.SAME, style.RISE[1]],
                    interpolate="rgb",
                ),
                legend=None,
            )
        )
    )
    words = base.mark_text(fontSize=15, color=style.INK).encode(text="text:N")
    said = "; ".join(
        f"{row.row}, {row.column}: {row.text}" for row in cells.itertuples(index=False)
    )
    return calm(
        (missing + squares + words).properties(height=alt.Step(44), title=title),
        words=f"{title}: the estimate for each choice. {said}.",
    )


def power(curve: pd.DataFrame, *, wanted: float, needed: float, unit: str) -> Any:
    """Return the chance of finding a fall by its size; ``curve`` has ``fall`` and ``power``."""
    line = (
        alt.Chart(curve)
        .mark_line(color=_AFTER, strokeWidth=3, point=alt.OverlayMarkDef(size=45, color=_AFTER))
        .encode(
            x=alt.X("fall:Q", title=f"True fall in {unit}, %", axis=alt.Axis(format=".0f")),
            y=alt.Y(
                "power:Q",
                title="Chance of finding it",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%", tickCount=5),
            ),
            tooltip=[
                alt.Tooltip("fall:Q", title="fall, %", format=".0f"),
                alt.Tooltip("power:Q", title="chance", format=".0%"),
            ],
        )
    )
    marks = pd.DataFrame({"fall": [needed], "power": [wanted], "text": [f"{needed:.0f}%"]})
    point = alt.Chart(marks).encode(x="fall:Q", y="power:Q")
    return calm(
        (
            _rule("y", wanted)
            + line
            + point.mark_point(size=170, filled=True, color=style.RAID, opacity=1)
            + point.mark_text(dy=20, dx=22, fontSize=15, color=style.INK).encode(text="text:N")
        ).properties(height=260),
        words=f"Chance of finding a true fall in {unit} by its size: a fall of {needed:.0f}% is "
        f"found in {wanted:.0%} of cases.",
    )


def survival(curves: pd.DataFrame, *, axis: str) -> Any:
    """Return Kaplan-Meier curves: ``group``, ``days``, ``share``, ``low`` and ``high``."""
    groups = list(dict.fromkeys(curves["group"]))
    colour = alt.Color(
        "group:N",
        title=None,
        scale=alt.Scale(domain=groups, range=list(style.CATEGORIES[: len(groups)])),
        legend=alt.Legend(orient="top", labelLimit=300),
    )
    base = alt.Chart(curves).encode(
        x=alt.X("days:Q", title="Days since the raid"),
        color=colour,
        tooltip=[
            alt.Tooltip("group:N", title=" "),
            alt.Tooltip("days:Q"),
            alt.Tooltip("share:Q", format=".0%"),
            alt.Tooltip("low:Q", format=".0%", title="at least"),
            alt.Tooltip("high:Q", format=".0%", title="at most"),
        ],
    )
    band = base.mark_area(opacity=0.14, interpolate="step-after").encode(y="low:Q", y2="high:Q")
    steps = base.mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        y=alt.Y(
            "share:Q",
            title=axis,
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format=".0%", tickCount=5),
        ),
        strokeDash=alt.StrokeDash("group:N", legend=None, sort=groups),
    )
    last = curves.dropna(subset=["share"]).groupby("group", sort=False).last()
    said = "; ".join(
        f"{row.Index}: {row.share:.0%} after {row.days:.0f} days" for row in last.itertuples()
    )
    return calm((band + steps).properties(height=320), words=f"{axis}, day by day. {said}.")
