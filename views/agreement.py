"""All methods on one design side by side, where they disagree, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import charts, evidence, sentences, widgets

if TYPE_CHECKING:
    from views.evaluation import Evaluation
    from views.workspace import Workspace

_WORDS = {
    "weighted displacement difference": "weighted displacement difference (WDD)",
    "difference in differences, quasi errors": "difference in differences, quasi-Poisson",
    "difference in differences, clustered errors": "difference in differences, clustered",
    "event study, periods after together": "event study, whole time after",
}
_COLUMNS: dict[str, Any] = {
    "estimate": st.column_config.NumberColumn(format="%+.3f"),
    "low": st.column_config.NumberColumn("at least", format="%+.3f"),
    "high": st.column_config.NumberColumn("at most", format="%+.3f"),
    "textbook_low": st.column_config.NumberColumn("textbook, at least", format="%+.3f"),
    "textbook_high": st.column_config.NumberColumn("textbook, at most", format="%+.3f"),
    "p_value": st.column_config.NumberColumn("p", format="%.3f"),
    "percent": st.column_config.NumberColumn("in %", format="%+.1f"),
    "percent_low": st.column_config.NumberColumn("%, at least", format="%+.1f"),
    "percent_high": st.column_config.NumberColumn("%, at most", format="%+.1f"),
    "calibration": st.column_config.TextColumn("calibrated on"),
}


def show(result: Evaluation, now: Workspace) -> None:
    """Draw the forest plot of all methods, with their disagreements and their table."""
    found = result.agreement
    if found.disagreements:
        st.warning(
            ("All methods have the same sign, but:" if found.agree else "The methods disagree.")
            + "\n"
            + "\n".join(
                f"- {widgets.as_text(sentences.typeset(line))}" for line in found.disagreements
            ),
            icon=":material/call_split:",
        )
    elif found.agree:
        st.caption("All methods have the same sign in every group of areas.")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.altair_chart(
            charts.forest(
                _rows(found.methods, now),
                axis="% against expectation",
                wide=True,
            )
        )
        st.caption(
            "Thick bar and mark: the calibrated 95% interval, blue with a downward triangle where "
            "it shows a fall, brown with an upward one where it shows a rise, grey with a dot "
            "where it shows neither. Thin grey bar: the textbook interval, where the method has "
            "one. An arrowhead at the edge: no bound "
            "there, or one beyond the chart."
        )
    with right:
        _alarms(result)
        if found.not_run:
            with st.expander(f"Not run ({len(found.not_run)})"):
                st.markdown(
                    "\n".join(
                        f"- {widgets.as_text(name)}: {widgets.as_text(why)}"
                        for name, why in found.not_run.items()
                    )
                )
    with st.expander("The figures"):
        table = found.methods.drop(columns=["calibrated"])
        st.dataframe(table, hide_index=True, column_config=_COLUMNS)
    widgets.download(
        found.methods, label="Methods as CSV", file_name="methods.csv", key="download_methods"
    )


def _rows(methods: pd.DataFrame, now: Workspace) -> pd.DataFrame:
    names = {
        "treated": f"Raided {now.noun}",
        "near": "Next to them",
        "together": "Both together",
    }
    shown = methods[methods["percent"].notna()]
    groups = {}
    for group, name in names.items():
        rows = [
            {**evidence.plotted(row), "label": _WORDS.get(row["method"], row["method"])}
            for _, row in shown[shown["group"] == group].iterrows()
        ]
        groups[name] = pd.DataFrame(rows)
    return charts.with_headers(groups)


def _alarms(result: Evaluation) -> None:
    """Show how often the textbook intervals would have cried wolf."""
    st.markdown("**How often textbook intervals cry wolf here**")
    placebo = result.agreement.placebo
    if placebo is None:
        why = result.agreement.not_run.get("false alarms", "")
        st.caption(
            "How often each textbook interval would have found an effect where there was none is "
            f"not known here. {widgets.as_text(why[:1].upper() + why[1:])}"
        )
        return
    rates = placebo.methods["false_alarm_rate"].reset_index()
    rates["method"] = rates["method"].map(_ALARM_NAMES).fillna(rates["method"])
    st.dataframe(
        rates,
        hide_index=True,
        column_config={
            "method": st.column_config.TextColumn(width="medium"),
            "false_alarm_rate": st.column_config.NumberColumn(
                "false alarms", format="percent", width=96
            ),
        },
    )
    trust = (
        ""
        if placebo.enough
        else f" Only {placebo.independent_windows} such designs fit into it side by side: too few "
        "to trust these shares."
    )
    st.caption(
        f"{placebo.draws:,} imaginary operations like this one, placed in the same areas' past, "
        f"where nothing was done; {1 - placebo.confidence:.0%} was promised. WDD: "
        f"weighted displacement difference; DiD: difference in differences.{trust}"
    )


_ALARM_NAMES = {
    "weighted_displacement_difference": "WDD, Poisson",
    "ratio": "ratio of ratios, Poisson",
    "quasi": "DiD, quasi-Poisson",
    "clustered": "DiD, clustered",
    "spill": "neighbours, clustered",
}
