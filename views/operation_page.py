"""What was done in one operation, where and when, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo import maps
from views import (
    operation_campaigns,
    operation_cost,
    operation_disposals,
    operation_links,
    operation_premises,
    operation_records,
    operation_timeline,
    operations,
    templates,
    widgets,
    workspace,
)

if TYPE_CHECKING:
    from views.operations import Operation

_WIDTHS = [9, 9, 9, 9, 9, 11]


def _metrics(now: workspace.Workspace, chosen: Operation, own: pd.DataFrame) -> None:
    premises = operation_records.premises_of(now, chosen)
    cost = operation_records.record_of(now, chosen).get("cost")
    figures: list[tuple[str, str, str]] = [
        ("Raids", f"{len(own):,}", f"{own['area_code'].nunique():,} {now.noun}"),
    ]
    for name, label in operation_records.OUTCOMES.items():
        number, given = operation_records.total(own, name)
        told = "" if given == len(own) else f"of {given:,} raids that say"
        figures.append((label, "not recorded" if number is None else f"{number:,}", told))
    secured, given = operation_records.total(own, "premises_secured")
    if len(premises):
        figures.append(("Premises", f"{len(premises):,}", "secured, on record"))
    else:
        shown = "not recorded" if secured is None else f"{secured:,}"
        told = "secured" if given == len(own) else f"secured, of {given:,} raids that say"
        figures.append(("Premises", shown, told))
    known = cost is not None and not pd.isna(cost)
    figures.append(("Cost", operation_records.pounds(cost) if known else "not recorded", ""))
    for cell, (label, value, told) in zip(st.columns(_WIDTHS), figures, strict=True):
        cell.metric(label, value, border=True)
        if told:
            cell.caption(told)


def _show() -> None:
    now = workspace.current()
    widgets.heading("Operation", "What was done, where and when?")
    with st.sidebar:
        st.subheader("Operation")
        chosen = operations.choose(now)
    if now.tables["operations"].empty and not chosen.treated:
        templates.missing(
            "operations",
            "There is no operation yet. With one, this page shows what was done in its areas; or "
            "choose areas in the side bar.",
            key="operations",
        )
        return
    if not chosen.treated:
        st.info("Choose the operation's areas in the side bar.")
        return
    raids = operation_records.raids_in(now, chosen)
    own = raids[raids["own"]]
    sentence = operation_records.headline(now, chosen, raids)
    st.markdown(
        f"<p class='finding'>{maps.safe_text(sentence, limit=300)}</p>", unsafe_allow_html=True
    )
    names = sorted(now.area_names[code] for code in chosen.treated)
    st.caption(widgets.as_text(f"Areas: {operation_records.joined(names)}."))
    if chosen.unknown:
        st.warning(
            f"{len(chosen.unknown)} of the operation's areas are not on this map, and are left out."
        )
    _metrics(now, chosen, own)
    widgets.illustrative_notice(now, kinds=("raids", "links"))
    operation_timeline.show(now, chosen, raids)
    operation_links.show(now, chosen, raids)
    left, right = st.columns(2, gap="large")
    with left:
        operation_disposals.show(now, chosen)
    with right:
        operation_premises.show(now, chosen)
    operation_campaigns.show(now, chosen)
    operation_cost.show(now, chosen)


_show()
