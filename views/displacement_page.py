"""Whether offending fell, whether it moved next door, and how sure we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import geo
from geo import maps
from views import (
    evaluation,
    evidence,
    map_frame,
    operations,
    sentences,
    widgets,
    windows,
    workspace,
)
from views.evaluation import Design, Evaluation
from views.operations import RULES

if TYPE_CHECKING:
    import pandas as pd

_MAP_HEIGHT_PX = 620
_UNEQUAL = (
    "The groups' areas differ more than twofold in size. The weighted displacement difference "
    "compares numbers, and areas of unequal size would not change by the same number even if "
    "nothing had been done; the percentages and the quotient compare ratios."
)
_UNCALIBRATED = (
    "The textbook intervals, and those of single areas and arrows, are **not calibrated**: they "
    "take counts to be Poisson and ignore trends, extra variation and areas that move together, "
    "so they are too narrow. The placement test does not lean on those assumptions, but with few "
    "areas it can show only large effects."
)


_COLUMNS = {
    "before": st.column_config.NumberColumn(format="localized"),
    "after": st.column_config.NumberColumn(format="localized"),
    "change": st.column_config.NumberColumn(format="%+.0f"),
    "percent": st.column_config.NumberColumn("change, %", format="%+.1f"),
    "expected": st.column_config.NumberColumn(
        format="%.0f", help="The count before, times the ratio by which the controls changed."
    ),
    "excess": st.column_config.NumberColumn(
        format="%+.0f", help="After, less expected: the change beyond the controls."
    ),
    "low": st.column_config.NumberColumn("excess, at least", format="%+.0f"),
    "high": st.column_config.NumberColumn("excess, at most", format="%+.0f"),
}


def _choose(now: workspace.Workspace) -> tuple[Design, bool]:
    counts = now.tables["area_counts"]
    with st.sidebar:
        st.subheader("Compare")
        treated = operations.choose_treated(now)
        categories = sorted(counts["category"].unique())
        drugs = [i for i, name in enumerate(categories) if "drug" in name.lower()]
        category = st.selectbox(
            "Offences",
            categories,
            index=drugs[0] if drugs else 0,
            key="category",
            bind="query-params",
            help="Robbery and burglary depend less on what the police look for than drug "
            "offences do.",
        )
        periods = sorted(counts.loc[counts["category"] == category, "period"].unique())
        if len(periods) < 2:  # noqa: PLR2004
            st.error("These counts cover one period only. Load at least two to compare.")
            st.stop()
        before, after = windows.choose(periods, operations.start_of(now, treated))
        across_river = operations.choose_rule(
            now, help_text="Does the Thames count as a border? The page compares both answers."
        )
    return Design(treated=treated, category=category, before=before, after=after), across_river


def _cautions(design: Design, shown: Evaluation, now: workspace.Workspace) -> None:
    names = now.area_names
    lines = [widgets.POLICING_CAVEAT, _UNCALIBRATED]
    start = operations.start_of(now, design.treated)
    first = design.after[0]
    if start is not None and not design.before[0].start_time <= start <= design.after[-1].end_time:
        lines.append(
            f"The operation began on {start:%d %B %Y}, outside both windows: what is compared "
            "here is the same areas in years without it."
        )
    if start is not None and first.start_time < start <= first.end_time:
        lines.append(
            f"{geo.period_label(first)} began before the operation did ({start:%d %B %Y}): the "
            "window after also counts what came before it."
        )
    if start is not None and design.after[0].start_time <= start <= design.after[-1].end_time:
        lines.append("The window after includes the operation itself.")
    if design.spans_new_recording_rules:
        lines.append(
            "Recording rules changed in April 2002 (National Crime Recording Standard): figures "
            "from 2002-03 on cannot be compared with those before."
        )
    if shown.changes.missing:
        listed = ", ".join(widgets.as_text(names[code]) for code in shown.changes.missing)
        lines.append(f"No complete counts, and so left out rather than taken as zero: {listed}.")
    if shown.difference.cautions:
        lines.append(_UNEQUAL)
    with st.expander("Before you rely on this", expanded=True, icon=":material/balance:"):
        st.markdown("\n".join(f"- {line}" for line in lines))


def _map(result: Evaluation, now: workspace.Workspace) -> None:
    areas = now.areas.merge(
        result.roles.rename("role").rename_axis("code").reset_index(), on="code"
    ).merge(
        result.changes.changes.drop(columns="role").rename_axis("code").reset_index(),
        on="code",
        how="left",
    )
    layers = [
        maps.area_layer(
            areas,
            role="role",
            change="percent",
            change_label="Recorded offences",
            fields={"before": "Before", "after": "After", "excess": "Beyond the controls"},
        )
    ]
    flows = result.flows.flows.rename(columns={"from_code": "origin", "to_code": "destination"})
    if len(flows):
        layers.append(
            maps.arrow_layer(
                flows,
                areas=areas,
                size="excess",
                solid="solid",
                fields={
                    "excess": "Offences beyond the controls",
                    "low": "at least",
                    "high": "at most",
                },
                label="Neighbours that rose more than the controls",
                solid_label="interval above zero (uncalibrated)",
                dashed_label="interval includes none",
            )
        )
    map_frame.show(now, layers, page="change", height_px=_MAP_HEIGHT_PX)
    st.caption(widgets.as_text(result.flows.summary))


def _area_table(result: Evaluation, now: workspace.Workspace) -> pd.DataFrame:
    table = result.changes.changes.reset_index()
    table.insert(0, "area", table["area_code"].map(now.area_names))
    table["role"] = table["role"].map(evaluation.ROLE_NAMES)
    return table.drop(columns="area_code")


def _show() -> None:
    now = workspace.current()
    widgets.heading(
        "Displacement", "Did offending fall, did it move next door, and how sure are we?"
    )
    if now.tables["area_counts"].empty:
        st.info("There are no counts by area yet. Load some on the Data page.")
        return
    design, across_river = _choose(now)
    if not design.treated:
        st.info("Choose the raided areas in the side bar.")
        return
    rules = RULES if now.has_boroughs else {False: RULES[False]}
    try:
        found = {rule: evaluation.evaluate(now, design, across_river=rule) for rule in rules}
    except geo.ParameterError as error:
        widgets.show_error(error)
        return
    result = found[across_river]
    sentence = sentences.finding(result, category=design.category, noun=now.noun)
    concluded = sentences.conclusion(result, noun=now.noun)
    st.markdown(
        f"<p class='finding'>{maps.safe_text(sentence)}</p>"
        f"<p class='conclusion'>{maps.safe_text(concluded or '')}</p>",
        unsafe_allow_html=True,
    )
    st.caption(
        f"{_named(design.before)} against {_named(design.after)}. "
        f"The controls are the {now.noun} that are neither raided nor next to a raided one."
    )
    warning = (
        sentences.river_sentence(found[False], found[True], names=now.area_names)
        if len(found) > 1
        else None
    )
    if warning:
        st.warning(widgets.as_text(warning), icon=":material/water:")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _map(result, now)
    with right:
        evidence.certainty(result, now)
    if len(found) > 1:
        st.subheader("Both answers about the river")
        st.dataframe(evidence.both_rules(found), hide_index=True)
    _cautions(design, result, now)
    st.subheader("Every area")
    table = _area_table(result, now)
    st.dataframe(table, hide_index=True, height=320, column_config=_COLUMNS)
    widgets.download(
        table, label="Areas as CSV", file_name="change_by_area.csv", key="download_areas"
    )


def _named(window: tuple[pd.Period, ...]) -> str:
    first, last = geo.period_label(window[0]), geo.period_label(window[-1])
    return first if first == last else f"{first} to {last}"


_show()
