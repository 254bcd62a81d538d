"""How offending moved: month by month on the map, and before against after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import geo
from geo import maps
from views import (
    change_map,
    evaluation,
    evaluation_charts,
    map_frame,
    sentences,
    widgets,
    windows,
)

if TYPE_CHECKING:
    from views.design import Design
    from views.evaluation import Evaluation
    from views.workspace import Workspace

_HEIGHT_PX = 560
_BREAKS, _BREAKS_SPARSE, _ENOUGH = (10, 25, 50), (25, 50, 100), 20
_YEARS_BEFORE, _YEARS_AFTER = 2, 1


def show_over_time(now: Workspace, chosen: Design, result: Evaluation) -> None:
    """Draw the map by month with its player, and the effect period by period."""
    counts = _around(chosen, evaluation.panel_of(now, chosen.category))
    columns: Any = counts.columns
    unit = windows.unit_of(chosen.span.first)[:-1]
    usual = _usual(counts, chosen.span.first)
    layer = maps.area_months_layer(
        change_map.areas_with_roles(result, now),
        counts=counts,
        usual=usual,
        role="role",
        mark=chosen.span.first,
        note=f"The line marks the {unit} in which the operation began.",
        label=f"Recorded {sentences.offence_name(chosen.category)}",
        breaks=_BREAKS if usual.median() >= _ENOUGH else _BREAKS_SPARSE,
    )
    map_frame.show(
        now,
        [layer],
        page="over-time",
        height_px=_HEIGHT_PX,
        period=_named((columns.min(), columns.max())),
    )
    st.caption(
        f"Each {now.noun[:-1]} against its own usual {unit}: its mean over the year before the "
        "operation. Single small counts swing by chance; look for what lasts. Press Play, or move "
        "the slider with the arrow keys."
    )
    table = counts.rename(columns=geo.period_label)
    table.insert(0, "usual", usual.reindex(table.index))
    table.insert(0, "area", table.index.map(now.area_names))
    widgets.download(
        table.reset_index(), label="Counts as CSV", file_name="by_month.csv", key="csv_months"
    )
    _event_study(result, now)


def _around(chosen: Design, panel: pd.DataFrame) -> pd.DataFrame:
    per_year = 12 // windows.width_of(chosen.span.first)
    first = min(chosen.before[0], chosen.span.first - _YEARS_BEFORE * per_year)
    last = chosen.after[-1] + _YEARS_AFTER * per_year
    columns: Any = panel.columns
    return panel[[period for period in columns if first <= period <= last]]


def _usual(counts: pd.DataFrame, first: pd.Period) -> pd.Series:
    """Return each area's mean over the year before the operation."""
    per_year = 12 // windows.width_of(first)
    columns: Any = counts.columns
    past = [period for period in columns if period < first][-per_year:]
    found: pd.Series = counts[past].mean(axis="columns", skipna=False)
    return found


def _event_study(result: Evaluation, now: Workspace) -> None:
    st.markdown(f"**Raided {now.noun} against the controls, period by period**")
    study = result.agreement.event_study
    if study is None:
        why = result.agreement.not_run.get("event study", "")
        st.info(
            "There is no such chart for this design: whether raided areas and controls were "
            f"already parting cannot be told. {widgets.as_text(why)}"
        )
        return
    effects = study.effects.reset_index(names="period")
    effects["when"] = effects["after"].map({True: "since", False: "before"})
    effects["period"] = effects["period"].map(geo.period_label)
    figures = ["percent", "percent_low", "percent_high"]
    effects[figures] = effects[figures].astype(float)
    st.altair_chart(evaluation_charts.event_study(effects, axis="Difference from the controls, %"))
    level = 1 - study.confidence
    parted = study.pre_trend_p <= level
    st.markdown(
        f"**Test of what came before: p = {study.pre_trend_p:.2f}.** "
        + (
            "Raided areas and controls were already parting before the operation, so a comparison "
            "of before and after is not to be trusted."
            if parted
            else "Before the operation raided areas and controls did not part by more than other "
            "placements do. That does not prove that they would have stayed together."
        )
    )
    st.caption(
        f"Bars: what {study.confidence:.0%} of {study.placements:,} placements of the operation "
        "stray by in that period. Circles lie before the operation, diamonds since."
    )
    widgets.download(
        effects, label="Periods as CSV", file_name="event_study.csv", key="download_event_study"
    )


def show_before_and_after(now: Workspace, chosen: Design, result: Evaluation) -> None:
    """Draw two maps that move together: the counts of both windows on one scale."""
    table = result.changes.changes
    areas = change_map.areas_with_roles(result, now).merge(
        table[["before", "after"]].rename_axis("code").reset_index(), on="code", how="left"
    )
    size_km2 = areas.geometry.area / 1e6
    months = chosen.span.months
    for name in ("before", "after"):
        areas[f"{name}_rate"] = areas[name] / size_km2 / months * 12
    rates = pd.concat([areas["before_rate"], areas["after_rate"]])
    breaks = maps.amount_breaks(rates)
    titles = (f"Before: {_named(chosen.before)}", f"After: {_named(chosen.after)}")
    layers = [
        maps.amount_layer(
            areas,
            amount=f"{name}_rate",
            breaks=breaks,
            role="role",
            fields={name: "Recorded", f"{name}_rate": "per km² and year"},
            amount_label="Per km² and year",
        )
        for name in ("before", "after")
    ]
    map_frame.show_pair(
        now,
        layers[:1],
        layers[1:],
        titles=titles,
        page="twins",
        height_px=_HEIGHT_PX,
        period=f"{_named(chosen.before)} and {_named(chosen.after)}",
    )
    st.caption(
        f"Recorded {sentences.offence_name(chosen.category)} in the two windows, per square "
        "kilometre and year, in the same classes on both maps. Both maps always show the same "
        "place."
    )
    areas["name"] = areas["code"].map(now.area_names)
    shown = areas[["code", "name", "role", "before", "after", "before_rate", "after_rate"]]
    widgets.download(
        pd.DataFrame(shown),
        label="Both windows as CSV",
        file_name="before_and_after.csv",
        key="download_twins",
    )


def _named(window: tuple[pd.Period, ...]) -> str:
    first, last = geo.period_label(window[0]), geo.period_label(window[-1])
    return first if first == last else f"{first} to {last}"
