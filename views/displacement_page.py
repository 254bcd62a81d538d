"""Whether offending fell, whether it moved next door, and how sure we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import analysis
import geo
from geo import maps
from views import (
    change_map,
    closer,
    design,
    evaluation,
    evidence,
    lesson_form,
    operations,
    sentences,
    widgets,
    workspace,
)
from views.operations import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from views.design import Design
    from views.evaluation import Evaluation

_UNEQUAL = (
    "The groups' areas differ more than twofold in size. The weighted displacement difference "
    "compares numbers, and areas of unequal size would not change by the same number even if "
    "nothing had been done; the percentages and the quotient compare ratios."
)
_UNCALIBRATED = (
    "Textbook intervals are **not calibrated**: they take counts to be Poisson and ignore trends, "
    "extra variation and areas that move together, so they are too narrow. They are shown for "
    "comparison; no conclusion rests on them."
)
_STRONG = "strong evidence of"


def _cautions(chosen: Design, shown: Evaluation, now: workspace.Workspace) -> None:
    lines = [widgets.POLICING_CAVEAT, _UNCALIBRATED, *_about_time(chosen, now)]
    if chosen.spans_new_recording_rules:
        lines.append(
            "Recording rules changed in April 2002 (National Crime Recording Standard): figures "
            "from 2002-03 on cannot be compared with those before."
        )
    touched = shown.contaminated.contaminated
    if touched:
        reasons = shown.contaminated.areas.loc[list(touched), "reason"]
        lines.append(
            f"The operation, or another one, may have touched these controls: "
            f"{_listed(touched, now)} ({widgets.as_text('; '.join(sorted(set(reasons))))}). Leave "
            "them out in the side bar and see whether the answer holds."
        )
    if shown.matched is not None:
        lines.append(widgets.as_text(sentences.typeset(shown.matched.summary)))
    if shown.changes.missing:
        lines.append(
            "No complete counts, and so left out rather than taken as zero: "
            f"{_listed(shown.changes.missing, now)}."
        )
    if shown.agreement.difference.cautions:
        lines.append(_UNEQUAL)
    with st.expander("Before you rely on this", expanded=True, icon=":material/balance:"):
        st.markdown("\n".join(f"- {line}" for line in lines))


def _about_time(chosen: Design, now: workspace.Workspace) -> list[str]:
    if chosen.operation.dates is None:
        return []
    start, end = chosen.operation.dates
    first, last = chosen.before[0].start_time, chosen.after[-1].end_time
    lines = [
        f"Another operation in the time compared, {widgets.as_text(name)}, took place in "
        f"{_listed(shared, now)} too: a change there has two explanations."
        for name, shared in operations.repeated_in(now, chosen.operation, first, last).items()
    ]
    if chosen.operation.unknown:
        lines.append(
            f"{len(chosen.operation.unknown)} of the operation's areas are not on the map, and so "
            f"not in these figures: {_listed(chosen.operation.unknown, now)}. Codes change when "
            "boundaries do: load the boundaries of that year."
        )
    if not first <= start <= last:
        lines.append(
            f"The operation began on {start.day} {start:%B %Y}, outside both windows: what is "
            "compared here is the same areas in years without it."
        )
    opens = chosen.after[0]
    if opens.start_time < start <= opens.end_time:
        lines.append(
            f"{geo.period_label(opens)} began before the operation did ({start.day} "
            f"{start:%B %Y}): the window after also counts what came before it."
        )
    if start <= last and end >= opens.start_time:
        lines.append("The window after includes the operation itself.")
    return lines


def _listed(codes: Iterable[str], now: workspace.Workspace) -> str:
    names = now.area_names
    return ", ".join(widgets.as_text(names.get(code, code)) for code in codes)


def _finding(
    chosen: Design, found: dict[bool, Evaluation], result: Evaluation, now: workspace.Workspace
) -> None:
    sentence = sentences.finding(result, category=chosen.category, noun=now.noun)
    concluded = sentences.conclusion(
        result.agreement, _grid_where_needed(chosen, result, now), noun=now.noun
    )
    lines = "".join(
        f"<p class='conclusion'>{maps.safe_text(line, limit=300)}</p>" for line in concluded
    )
    st.markdown(f"<p class='finding'>{maps.safe_text(sentence)}</p>{lines}", unsafe_allow_html=True)
    st.caption(f"{_compared(chosen, now)} What lies within an interval is not ruled out.")
    warning = (
        sentences.river_sentence(found[False], found[True], names=now.area_names)
        if len(found) > 1
        else None
    )
    if warning:
        st.warning(widgets.as_text(warning), icon=":material/water:")


def _grid_where_needed(
    chosen: Design, result: Evaluation, now: workspace.Workspace
) -> analysis.SensitivityGrid | None:
    """Return the sensitivity grid where the words would be strong: it may take them back."""
    found = analysis.graded_conclusion(result.agreement)
    if _STRONG not in {found.grade, found.near_grade}:
        return None
    try:
        return evaluation.grid(now, chosen)
    except geo.ParameterError:
        return None


def _compared(chosen: Design, now: workspace.Workspace) -> str:
    control = {
        "rest": f"the {now.noun} that are neither raided nor next to a raided one",
        "matched": f"the half of the other {now.noun} that moved most like the raided ones before",
        "listed": f"the {now.noun} chosen in the side bar",
    }[chosen.control]
    left_out = chosen.span.left_out
    gap = f" Left out in between: {_named(left_out)}." if left_out else ""
    return (
        f"{_named(chosen.before)} against {_named(chosen.after)}.{gap} The controls are {control}."
    )


def _named(window: tuple[pd.Period, ...]) -> str:
    first, last = geo.period_label(window[0]), geo.period_label(window[-1])
    return first if first == last else f"{first} to {last}"


def _show() -> None:
    now = workspace.current()
    widgets.heading(
        "Displacement", "Did offending fall, did it move next door, and how sure are we?"
    )
    if now.tables["area_counts"].empty:
        st.info("There are no counts by area yet. Load some on the Data page.")
        return
    chosen, across_river = design.choose(now)
    if chosen is None:
        st.info("Change the windows or the offences in the side bar, or load other counts.")
        return
    if not chosen.treated:
        st.info("Choose the raided areas in the side bar.")
        return
    found = {}
    for rule in RULES if now.has_boroughs else (False,):
        try:
            found[rule] = evaluation.evaluate(
                now, chosen, across_river=rule, studies=rule == across_river
            )
        except geo.ParameterError as error:
            if rule == across_river:
                widgets.show_refusal(error)
                return
    result = found[across_river]
    _finding(chosen, found, result, now)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        change_map.show(
            result, now, period=f"{_named(chosen.before)} against {_named(chosen.after)}"
        )
    with right:
        evidence.certainty(result, now)
    _cautions(chosen, result, now)
    lesson_form.show(now, chosen, result, across_river=across_river)
    closer.show(now, chosen, result, across_river=across_river)
    if len(found) > 1:
        st.subheader("Both answers about the river")
        st.dataframe(evidence.both_rules(found), hide_index=True)
        st.caption(
            "Counts before and after, with the number of boroughs; the displacement quotient of "
            "Bowers and Johnson (2003), below zero where the neighbours rose and above where they "
            "fell too; and the change against the controls in % with its 95% interval."
        )


_show()
