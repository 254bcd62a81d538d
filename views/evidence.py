"""How sure an evaluation is: the main measure with its calibrated interval, and both rules."""

from __future__ import annotations

from math import expm1
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
from views import charts, sentences, widgets
from views.operations import RULES

if TYPE_CHECKING:
    from views.evaluation import Evaluation
    from views.workspace import Workspace

_GROUPS = {"treated": "Raided", "near": "Neighbours"}


def both_rules(found: dict[bool, Evaluation]) -> pd.DataFrame:
    """Return the totals and the measures under each rule for who is a neighbour."""
    rows = []
    for rule, result in found.items():
        row: dict[str, object] = {"Neighbours by": RULES[rule]}
        for role, label in (
            ("treated", "Raided"),
            ("neighbour", "Neighbours"),
            ("control", "Control"),
        ):
            group = result.groups[role]
            row[label] = f"{group.before:,.0f} → {group.after:,.0f} ({result.sizes[role]})"
        row["Quotient"] = quotient_text(result.quotient)
        for near, name in _GROUPS.items():
            row[f"{name}, %"] = estimate_text(analysis.main_row(result.agreement, near))
        rows.append(row)
    return pd.DataFrame(rows)


def estimate_text(row: pd.Series | None) -> str:
    """Return an estimate with its interval, and whether that is calibrated."""
    if row is None or pd.isna(row["percent"]):
        return "none"
    low, high = (
        "no bound" if pd.isna(row[name]) else sentences.signed(row[name], 1)
        for name in ("percent_low", "percent_high")
    )
    certain = "" if row["calibrated"] else ", uncalibrated"
    return f"{sentences.signed(row['percent'], 1)} ({low} to {high}{certain})"


def certainty(result: Evaluation, now: Workspace) -> None:
    """Draw the main measure with its two intervals."""
    agreement = result.agreement
    st.subheader("How sure are we?")
    rows = [
        {**plotted(main), "label": label}
        for group, label in (("treated", f"Raided {now.noun}"), ("near", "Next to them"))
        if (main := analysis.main_row(agreement, group)) is not None
    ]
    st.altair_chart(charts.forest(pd.DataFrame(rows), axis="% against the controls", row_px=52))
    kind = "calibrated" if agreement.calibration != "none" else "uncalibrated"
    st.caption(
        f"{_measures(agreement, noun=now.noun)} Thick bar: the {kind} 95% interval. Thin grey bar: "
        "the textbook one, for comparison. "
        f"{widgets.as_text(calibration_sentence(agreement, noun=now.noun))}"
    )
    if not result.calibrated_areas:
        st.caption(
            ":orange-badge[Uncalibrated] The intervals of single areas and of arrows are textbook "
            "ones: the history before the operation is too short, or the control too narrow, to "
            "learn how far one area strays by itself. Load monthly counts of several years before "
            "it to calibrate them."
        )


def calibration_sentence(agreement: analysis.Agreement, *, noun: str) -> str:
    """Return what the intervals were calibrated on, in a sentence."""
    if agreement.calibration == "placements":
        main = analysis.main_row(agreement, "treated")
        share = ""
        if main is not None:
            share = (
                f" In {_share(main['p_value'])} of them the raided {noun} would show a change at "
                "least as large."
            )
        return (
            f"{agreement.calibrated_on}: had the same operation been placed in other {noun}, what "
            f"would the same figures show?{share}"
        )
    return f"{agreement.calibrated_on}."


def _measures(agreement: analysis.Agreement, *, noun: str) -> str:
    """Say what is drawn where it is not the plain ratio."""
    main = analysis.main_row(agreement, "treated")
    if main is None or main["method"] != analysis.COMBINED:
        return ""
    mixed = analysis.MIX in set(agreement.methods["method"])
    first = (
        "a mix of controls that moved like it before"
        if mixed
        else "the controls' total, both against their last two years"
    )
    return (
        f"For the raided {noun} this is the combined ratio: their total against {first}, and their "
        f"own changes against those of the controls, steady {noun} counting more. It finds a real "
        f"fall more often than either alone or the plain ratio, which is what the {noun} next to "
        "them are told by."
    )


def _share(part: float) -> str:
    return f"{part:.0%}" if part >= 0.01 else "under 1%"  # noqa: PLR2004


def plotted(row: pd.Series) -> dict[str, object]:
    """Return a row of the table of methods as a forest plot takes it, in percent."""
    low, high = _textbook_percent(row)
    return {
        "label": row["method"],
        "estimate": row["percent"],
        "low": row["percent_low"],
        "high": row["percent_high"],
        "textbook_low": low,
        "textbook_high": high,
        "reading": row["direction"],
    }


def _textbook_percent(row: pd.Series) -> tuple[float | None, float | None]:
    """Return the textbook bounds in percent of what was expected."""
    bounds = row["textbook_low"], row["textbook_high"]
    if pd.isna(row["percent"]) or any(pd.isna(bound) for bound in bounds):
        return None, None
    if row["unit"] == "log ratio":
        low, high = (100 * expm1(float(bound)) for bound in bounds)
        return low, high
    if not row["estimate"]:
        return None, None
    each = float(row["percent"]) / float(row["estimate"])
    low, high = (each * float(bound) for bound in bounds)
    return low, high


def quotient_text(quotient: analysis.DisplacementQuotient) -> str:
    """Return the displacement quotient, or that there is none."""
    return "none" if quotient.quotient is None else sentences.signed(quotient.quotient, 3)
