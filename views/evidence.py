"""How sure an evaluation is: the placement test, and the textbook measures beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from views import charts, sentences, widgets
from views.evaluation import ROLE_NAMES
from views.operations import RULES

if TYPE_CHECKING:
    import analysis
    from views.evaluation import Evaluation
    from views.workspace import Workspace


def both_rules(found: dict[bool, Evaluation]) -> pd.DataFrame:
    """Return the totals and the measures under each rule for who is a neighbour."""
    rows = []
    for rule, result in found.items():
        quotient = result.quotient
        row: dict[str, object] = {"Neighbours by": RULES[rule]}
        for role, label in (
            ("treated", "Raided"),
            ("neighbour", "Neighbours"),
            ("control", "Control"),
        ):
            group = result.groups[role]
            row[label] = f"{group.before:,.0f} → {group.after:,.0f} ({result.sizes[role]})"
        row["Quotient"] = _quotient(quotient)
        row["95% interval"] = _bounds(quotient)
        for role, test in result.placements.items():
            row[f"p, {ROLE_NAMES[role]}"] = f"{test.p_value:.2f}"
        rows.append(row)
    return pd.DataFrame(rows)


def certainty(result: Evaluation, now: Workspace) -> None:
    """Draw the placement test, with the textbook measures below it."""
    st.subheader("How sure are we?")
    if result.placements:
        st.altair_chart(
            charts.forest(_estimates(result, now), axis="Change against the controls, %")
        )
        treated = result.placements["treated"]
        st.caption(widgets.as_text(sentences.placements_sentence(treated, noun=now.noun)))
    else:
        st.caption(f"No placement test. {widgets.as_text(result.no_placements)}")
    st.subheader("Textbook measures")
    st.dataframe(_textbook(result), hide_index=True)
    st.caption(
        "Weighted displacement difference (Wheeler and Ratcliffe 2018), in offences "
        f"per {now.noun[:-1]} beyond the controls; displacement quotient (Bowers and Johnson "
        "2003), below zero where the neighbours rose and above where they fell too. "
        f"{widgets.as_text(result.quotient.reading)}"
    )


def _estimates(result: Evaluation, now: Workspace) -> pd.DataFrame:
    rows = []
    for role, label in (("treated", f"Raided {now.noun}"), ("neighbour", "Next to them")):
        test = result.placements[role]
        low, high = test.percent_low, test.percent_high
        reading = "unclear"
        if high is not None and high < 0:
            reading = "fall"
        elif low is not None and low > 0:
            reading = "rise"
        rows.append(
            {
                "label": label,
                "estimate": test.percent,
                "low": test.percent if low is None else low,
                "high": test.percent if high is None else high,
                "reading": reading,
            }
        )
    return pd.DataFrame(rows)


def _textbook(result: Evaluation) -> pd.DataFrame:
    found, quotient = result.difference, result.quotient
    rows = []
    for label, estimate, low, high in (
        ("Difference, raided", found.local_estimate, found.local_low, found.local_high),
        ("Difference, next to them", found.spill_estimate, found.spill_low, found.spill_high),
        ("Difference, together", found.estimate, found.low, found.high),
    ):
        rows.append((label, sentences.signed(estimate, 0), _between(low, high, 0)))
    rows.append(("Quotient", _quotient(quotient), _bounds(quotient)))
    return pd.DataFrame(rows, columns=["Measure", "Estimate", "95% interval, uncalibrated"])


def _between(low: float, high: float, digits: int) -> str:
    return f"{sentences.signed(low, digits)} to {sentences.signed(high, digits)}"


def _quotient(quotient: analysis.DisplacementQuotient) -> str:
    return "none" if quotient.quotient is None else sentences.signed(quotient.quotient, 3)


def _bounds(quotient: analysis.DisplacementQuotient) -> str:
    if quotient.quotient is None:
        return ""
    if quotient.low is None or quotient.high is None:
        return "unbounded"
    return _between(quotient.low, quotient.high, 2)
