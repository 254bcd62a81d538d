"""The same design on other offences: those that police activity drives less."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
import geo
from views import charts, evaluation, evidence, sentences, widgets

if TYPE_CHECKING:
    from views.design import Design
    from views.workspace import Workspace

_LESS_DRIVEN = ("robbery", "burglary")
_MOST = 6


def show(now: Workspace, chosen: Design, *, across_river: bool) -> None:
    """Draw the estimate of this design for several kinds of offence side by side."""
    st.markdown(
        f"{widgets.POLICING_CAVEAT} A rise where officers raided is therefore not more dealing, "
        "and a fall not always less. Robbery and burglary are mostly reported by those who "
        "suffered them, so that police activity drives them less; the original evaluation looked "
        "at them for that reason."
    )
    categories = sorted(now.tables["area_counts"]["category"].unique())
    default = [chosen.category] + [
        name
        for name in categories
        if name != chosen.category and any(word in name.lower() for word in _LESS_DRIVEN)
    ]
    picked = st.multiselect(
        "Offences",
        categories,
        default=default[:_MOST],
        max_selections=_MOST,
        key="outcomes",
        bind="query-params",
        placeholder="Choose offences",
    )
    if not picked:
        st.info("Choose at least one kind of offence.")
        return
    rows, failed = _estimates(now, chosen, picked, across_river=across_river)
    if rows:
        table = pd.DataFrame(rows)
        groups = {
            f"Raided {now.noun}": table[table["group"] == "treated"],
            "Next to them": table[table["group"] == "near"],
        }
        st.altair_chart(
            charts.forest(charts.with_headers(groups), axis="Change against the controls, %")
        )
        st.caption(
            "The same areas, windows and controls for every kind of offence. Thick bar: the "
            "calibrated 95% interval; thin grey bar: the textbook one. Several outcomes give "
            "chance several goes: do not pick the one that pleases."
        )
        widgets.download(
            table, label="Outcomes as CSV", file_name="outcomes.csv", key="download_outcomes"
        )
    for name, why in failed.items():
        st.warning(f"{widgets.as_text(name)}: {widgets.as_text(why)}", icon=":material/error:")


def _estimates(
    now: Workspace, chosen: Design, picked: list[str], *, across_river: bool
) -> tuple[list[dict[str, object]], dict[str, str]]:
    rows: list[dict[str, object]] = []
    failed: dict[str, str] = {}
    for category in picked:
        try:
            found = evaluation.evaluate(
                now,
                replace(chosen, category=category),
                across_river=across_river,
                studies=category == chosen.category,
            )
        except geo.ParameterError as error:
            failed[category] = f"{error.problem}. {error.hint}"
            continue
        for group in ("treated", "near"):
            main = analysis.main_row(found.agreement, group)
            if main is not None:
                rows.append(
                    {
                        **evidence.plotted(main),
                        "label": sentences.offence_name(category),
                        "group": group,
                        "p_value": main["p_value"],
                        "calibrated": main["calibrated"],
                    }
                )
    return rows, failed
