"""The chart of ranks with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from geo import style
from views.charts import calm

if TYPE_CHECKING:
    import pandas as pd


def ranks(rows: pd.DataFrame) -> alt.LayerChart:
    """Return the rank of each area with its interval, best on top, chosen ones filled.

    ``rows`` has, in the order to show: ``area``, ``rank``, ``low``, ``high``, ``chosen`` (yes, no),
    ``band`` and ``place``. Areas of one band, which lie on one ground, cannot be told from its
    first.
    """
    order = list(rows["area"])
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "area:N",
            sort=order,
            title=None,
            axis=alt.Axis(
                ticks=False, domain=False, labelOverlap=False, labelLimit=240, labelFlush=False
            ),
        ),
        color=alt.Color(
            "chosen:N",
            scale=alt.Scale(domain=["yes", "no"], range=[style.ROLES["treated"], style.MUTED]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("area:N", title=" "),
            alt.Tooltip("place:N", title="shares places"),
            alt.Tooltip("rank:Q"),
            alt.Tooltip("low:Q", title="at best"),
            alt.Tooltip("high:Q", title="at worst"),
        ],
    )
    bars = base.mark_rule(strokeWidth=5, opacity=0.45).encode(
        x=alt.X(
            "low:Q",
            title="rank",
            scale=alt.Scale(domainMin=1, nice=False),
            axis=alt.Axis(format="d", tickMinStep=1, labelFlush=False),
        ),
        x2="high:Q",
    )
    points = base.mark_point(size=120, filled=True, opacity=1).encode(
        x="rank:Q",
        shape=alt.Shape(
            "chosen:N",
            scale=alt.Scale(domain=["yes", "no"], range=["circle", "diamond"]),
            legend=None,
        ),
    )
    grounds = (
        alt.Chart(rows.assign(even=rows["band"] % 2 == 0))
        .mark_rect(color=style.MUTED)
        .encode(
            y=alt.Y("area:N", sort=order, title=None),
            opacity=alt.Opacity(
                "even:N", scale=alt.Scale(domain=[True, False], range=[0.0, 0.12]), legend=None
            ),
        )
    )
    # The height of a row is the largest at which a first screen holds a borough's worth of rows.
    chart: alt.LayerChart = calm(
        (grounds + bars + points).properties(height=alt.Step(24)),
        words="Ranks with their intervals. "
        + "; ".join(
            f"{row.area}: {row.rank:.0f} ({row.low:.0f} to {row.high:.0f})"
            for row in rows.itertuples(index=False)
        )
        + ".",
    )
    return chart
