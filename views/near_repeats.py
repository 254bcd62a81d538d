"""Does one record bring another nearby soon after: Knox's test, as a chart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import shapely
import streamlit as st

import analysis
import geo
from geo import maps, style
from views import charts, filters, widgets

if TYPE_CHECKING:
    from views.filters import Filters
    from views.workspace import Workspace

_DISTANCES_M = (100, 200, 400, 800)
_DAYS = (7, 14, 28)
_MONTHS = (0.5, 1.5, 2.5)
_REPLICATES = 199
_MOST_PAIRS = 4_000_000  # within squares as wide as the longest band
_ALPHA = 0.05
_NAMES_OF_MONTHS = ("same month", "next month", "2 months on")


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Ends of the bands, and what each is called."""

    time: tuple[float, ...]
    names: tuple[str, ...]
    by_month: bool


def _bands(points: pd.DataFrame) -> tuple[Any, Bands]:
    """Return the time of each record as a number, and the bands that its precision allows."""
    column = next(name for name in ("date", "first_seen", "period") if name in points)
    values = points[column]
    if isinstance(values.dtype, pd.PeriodDtype):
        index = pd.PeriodIndex(values)
        if index.freqstr == "M":
            return index.asi8.astype(float), Bands(
                time=_MONTHS, names=_NAMES_OF_MONTHS, by_month=True
            )
        values = pd.Series(index.to_timestamp())
    day = values.to_numpy().astype("datetime64[D]").astype(float)
    ends = [0, *_DAYS]
    names = tuple(
        f"up to {end} days" if not start else f"{start + 1} to {end} days"
        for start, end in pairwise(ends)
    )
    return day, Bands(time=_DAYS, names=names, by_month=False)


@st.cache_data(max_entries=8, show_spinner="Shuffling the dates …")
def _repeats(
    version: str, kind: str, shown: Filters | None, codes: tuple[str, ...], *, _now: Workspace
) -> tuple[analysis.NearRepeats, Bands]:
    del version
    points = _now.points[kind]
    if shown is not None:
        points = geo.select_records(
            points,
            start=shown.start,
            end=shown.end,
            kinds=shown.kinds if kind == "markets" else None,
            drugs=shown.drugs if kind == "markets" else (),
            categories=shown.categories,
        )
    if codes:
        points = points[points["area_code"].isin(codes)]
    shapes = points.geometry.to_numpy()
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    _check_pairs(x, y)
    time, bands = _bands(points)
    if len(time) > 1 and (time == time[0]).all():
        raise geo.ParameterError(
            "these records are all of one time, so nothing can follow anything",
            hint="Choose a longer period, or load more months.",
            parameter="period",
        )
    found = analysis.near_repeat(
        x,
        y,
        time,
        distance_bands_m=_DISTANCES_M,
        time_bands_days=bands.time,
        replicates=_REPLICATES,
    )
    return found, bands


def _check_pairs(x: Any, y: Any) -> None:
    """Refuse what the browser would wait minutes for."""
    places, records = np.unique(np.c_[x, y] // _DISTANCES_M[-1], axis=0, return_counts=True)
    del places
    pairs = int((records.astype(float) ** 2).sum())
    if pairs > _MOST_PAIRS:
        raise geo.ParameterError(
            f"these {len(x):,} records make many millions of pairs within "
            f"{_DISTANCES_M[-1]} metres",
            hint="Choose an area or two in the sidebar, or a shorter period.",
            parameter="records",
        )


def show(now: Workspace, kind: str, *, label: str) -> None:
    """Draw the filters, the chart and its table."""
    shown = filters.choose(now, records=(kind,), key=f"period_{kind}")
    names = now.area_names
    with st.sidebar:
        codes = st.multiselect(
            now.noun.capitalize(),
            sorted(names, key=names.__getitem__),
            format_func=names.__getitem__,
            key="repeat_areas",
            bind="query-params",
            placeholder=f"All {now.noun}",
            help="Pairs grow with the square of the records: where there are too many, look at "
            "one area or a few months.",
        )
    try:
        found, bands = _repeats(now.version, kind, shown, tuple(codes), _now=now)
    except geo.CrackdownError as error:
        if getattr(error, "parameter", None) != "records":
            widgets.show_error(error)
            return
        said = str(error).removeprefix("records: ")  # a choice to make, and no fault
        st.info(widgets.as_text(said[:1].upper() + said[1:]))
        return
    table = bands_table(found, bands)
    st.markdown(
        f"<p class='finding'>{maps.safe_text(finding(found, bands, label=label))}</p>",
        unsafe_allow_html=True,
    )
    st.caption(
        widgets.as_text(
            f"Knox's test: {_REPLICATES} shuffles of the dates among the places. Figures say how "
            "many times the expected; those in brackets could be chance (p above 5%). Several "
            "records of one police visit look like repeats."
        )
    )
    widgets.illustrative_notice(now, kinds=[kind])
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.altair_chart(chart(table, words=finding(found, bands, label=label)), width="stretch")
    with right:
        st.dataframe(
            table,
            hide_index=True,
            height=470,
            column_config={
                "expected": st.column_config.NumberColumn(format="%,.1f"),
                "ratio": st.column_config.NumberColumn(
                    "times", format="%.2f", width=56, help="Pairs over those expected."
                ),
                "p": st.column_config.NumberColumn(format="%.3f"),
                "more_than_chance": None,
            },
        )
        widgets.download(
            table, label="Table as CSV", file_name="near-repeats.csv", key="near_repeats_csv"
        )
    with st.expander("Before you rely on this", icon=":material/balance:"):
        lines = [widgets.as_text(found.summary) if not bands.by_month else None]
        if bands.by_month:
            lines.append(
                "These dates are known by month only, so repeats within days or weeks cannot be "
                "seen: the bands are months."
            )
        lines.append(widgets.POLICING_CAVEAT)
        st.markdown("\n".join(f"- {line}" for line in lines if line))


def finding(found: analysis.NearRepeats, bands: Bands, *, label: str) -> str:
    """Return what the closest band says, in one sentence."""
    over = found.ratio[0, 0] - 1
    when = "in the same month" if bands.by_month else f"within {bands.time[0]:g} days"
    more = "more" if over >= 0 else "fewer"
    chance = (
        "more than chance explains"
        if found.p[0, 0] <= _ALPHA
        else "which chance alone often shows too"
    )
    return (
        f"Pairs of {label} within {found.distance_bands_m[0]:g} metres and {when} are "
        f"{abs(over):.0%} {more} than if place and time had nothing to do with each other "
        f"(p = {found.p[0, 0]:.3f}): {chance}."
    )


def bands_table(found: analysis.NearRepeats, bands: Bands) -> pd.DataFrame:
    """Return one row a pair of bands."""
    ends = [0.0, *found.distance_bands_m]
    where = [
        f"up to {end:g} m" if not start else f"{start:g} to {end:g} m"
        for start, end in pairwise(ends)
    ]
    rows, columns = found.observed.shape
    return pd.DataFrame(
        {
            "distance": np.repeat(where, columns),
            "time": np.tile(bands.names, rows),
            "pairs": found.observed.ravel(),
            "expected": found.expected.ravel(),
            "ratio": found.ratio.ravel(),
            "p": found.p.ravel(),
            "more_than_chance": (found.p <= _ALPHA).ravel(),
        }
    )


def chart(table: pd.DataFrame, *, words: str = "") -> alt.LayerChart:
    """Return the bands as squares: their colour and figure say how many times the expected."""
    widest = max(float(np.abs(np.log2(table["ratio"].clip(lower=0.25))).max()), 0.25)
    base = alt.Chart(table.assign(log=np.log2(table["ratio"].clip(lower=0.25)))).encode(
        x=alt.X("time:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("distance:N", sort=None, title=None),
        tooltip=["distance", "time", "pairs", alt.Tooltip("expected:Q", format=",.1f"),
                 alt.Tooltip("p:Q", format=".3f")],
    )  # fmt: skip
    squares = base.mark_rect(stroke=style.LAND, strokeWidth=3).encode(
        color=alt.Color(
            "log:Q",
            legend=None,
            scale=alt.Scale(
                domain=[-widest, 0, widest],
                range=[style.FALL[1], style.SAME, style.RISE[1]],
                interpolate="rgb",
            ),
        )
    )
    text = (
        base.mark_text(fontSize=17, color=style.INK)
        .encode(text=alt.Text("label:N"))
        .transform_calculate(
            label="(datum.more_than_chance ? '' : '(') + format(datum.ratio, '.2f')"
            " + (datum.more_than_chance ? '' : ')')"
        )
    )
    chart: alt.LayerChart = charts.calm((squares + text).properties(height=420), words=words)
    return chart
