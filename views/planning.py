"""What this design could detect, before anything is spent on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
from views import evaluation, evaluation_charts, sentences, widgets, windows

if TYPE_CHECKING:
    from views.design import Design
    from views.workspace import Workspace

_POWER = 0.8


def show(now: Workspace, chosen: Design, *, across_river: bool) -> None:
    """Draw the power of the design by the size of the fall."""
    unit = windows.unit_of(chosen.span.first)
    past = evaluation.past_of(evaluation.panel_of(now, chosen.category), chosen.span.first)
    wanted = 2 * len(chosen.after)
    if past.shape[1] < wanted:
        st.info(
            f"What this design could detect cannot be told: the counts before the operation hold "
            f"{past.shape[1]} complete {unit}, and trying it on them takes at least {wanted}. Load "
            "earlier counts (monthly ones, best), or choose shorter windows."
        )
        return
    found = _detectable(
        now.version,
        repr(chosen),
        across_river=across_river,
        _design=chosen,
        _workspace=now,
    )
    count = len(chosen.after)
    length = f"{count} {unit if count > 1 else unit[:-1]}"
    st.markdown(
        f"**With {length} on each side, this design finds a fall of {-found.percent:.0f}% in the "
        f"{len(chosen.treated)} raided {now.noun} with a chance of {_POWER:.0%}; smaller ones "
        "will mostly look like nothing.**"
    )
    left, right = st.columns([3, 2], gap="medium")
    curve = pd.DataFrame({"fall": -found.curve.index, "power": found.curve.to_numpy()})
    with left:
        st.altair_chart(
            evaluation_charts.power(
                curve.sort_values("fall"),
                wanted=_POWER,
                needed=-found.percent,
                unit=f"the raided {now.noun}",
            )
        )
    with right:
        if not found.enough:
            st.warning(
                f"Only {found.independent_windows} such designs fit side by side into the past. "
                "Take this as a rough guide; load earlier counts for a firmer one.",
                icon=":material/history:",
            )
        st.caption(widgets.as_text(sentences.typeset(found.summary)))
        st.caption(
            "Learnt from how the same comparison moved in the past, when nothing was done, for "
            f"these {now.noun} and for 200 other sets of {now.noun} as clustered as they are. "
            "Only counts from before the operation are used."
        )
        widgets.download(curve, label="Power as CSV", file_name="power.csv", key="download_power")


@st.cache_data(max_entries=32, show_spinner="Asking the past what could be seen …")
def _detectable(
    version: str, design: str, *, across_river: bool, _design: Design, _workspace: Workspace
) -> analysis.MinimumDetectableEffect:
    del version, design
    graph = evaluation.graph_of(_workspace, across_river=across_river)
    panel = evaluation.panel_of(_workspace, _design.category)
    known = set(graph.unique_ids) - set(_design.exclude)
    history = evaluation.past_of(panel[panel.index.isin(known)], _design.span.first)
    roles = evaluation.roles_of(panel, _design, graph)
    near = [code for code in roles.index[roles == "neighbour"] if code in history.index]
    return analysis.minimum_detectable_effect(
        history,
        treated=_design.treated,
        near=near,
        months=len(_design.after),
        power=_POWER,
        neighbours=graph,
    )
