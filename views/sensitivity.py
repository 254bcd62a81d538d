"""How the answer moves with the choices that could have been made otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import analysis
from views import evaluation, evaluation_charts, sentences, widgets

if TYPE_CHECKING:
    from views.design import Design
    from views.workspace import Workspace

_CONTROLS = {"rest": "all others", "matched": "best matched"}
_ALWAYS = 1.0


def show(now: Workspace, chosen: Design) -> None:
    """Draw the grid of estimates, and how many share the sign."""
    grid = evaluation.grid(now, chosen)
    st.markdown(f"**{_headline(grid, now.noun)}**")
    columns = [str(months) for months in dict.fromkeys(grid.cells["months"])]
    left, right = st.columns(2, gap="medium")
    for place, prefix, name in (
        (left, "", f"Raided {now.noun}, % against the controls"),
        (right, "near_", "Next to them, % against the controls"),
    ):
        with place:
            st.altair_chart(
                evaluation_charts.heat(cells(grid, prefix), title=name, columns=columns)
            )
    st.caption(
        f"{_measures(grid, now.noun)} An asterisk marks a calibrated 95% interval that leaves out "
        "no effect; a dagger an estimate that could not be calibrated. "
        f"{widgets.as_text(sentences.typeset(grid.summary))}"
    )
    failed = grid.cells[grid.cells["not_run"] != ""]
    if len(failed):
        with st.expander(f"Could not be run ({len(failed)})"):
            st.markdown(
                "\n".join(
                    f"- {widgets.as_text(_row_name(cell))}, {cell['months']} months: "
                    f"{widgets.as_text(cell['not_run'])}"
                    for cell in failed.to_dict("records")
                )
            )
    widgets.download(grid.cells, label="Grid as CSV", file_name="choices.csv", key="download_grid")


def _measures(grid: analysis.SensitivityGrid, noun: str) -> str:
    """Say which measure the cells hold: the one that a conclusion on their design rests on."""
    used = set(grid.cells["method"].dropna())
    if used == {analysis.COMBINED}:
        raided = "the combined ratio"
    elif analysis.COMBINED in used:
        raided = "the combined ratio where the months before suffice for it, else the plain ratio"
    else:
        return "Cells hold the plain ratio, as the conclusion does."
    return (
        f"Cells of the raided {noun} hold {raided}, as the conclusion does, and those next to "
        "them the plain ratio."
    )


def _headline(grid: analysis.SensitivityGrid, noun: str) -> str:
    parts = [
        f"{share:.0%} {where}"
        for share, where in (
            (grid.same_sign_share, f"for the raided {noun}"),
            (grid.near_same_sign_share, "next to them"),
        )
        if share is not None
    ]
    shares = [grid.same_sign_share, grid.near_same_sign_share]
    if all(share in (None, _ALWAYS) for share in shares):
        return f"The sign holds in all of the {grid.run} combinations that could be run."
    return (
        f"Share of the {grid.run} combinations with one and the same sign: {' and '.join(parts)}. "
        "An answer that turns with such choices is no firm answer."
    )


def cells(grid: analysis.SensitivityGrid, prefix: str) -> pd.DataFrame:
    """Return the cells of one group of areas as the heat table takes them."""
    rows = []
    for cell in grid.cells.to_dict("records"):
        percent, low, high = (
            cell[f"{prefix}{name}"] for name in ("percent", "percent_low", "percent_high")
        )
        known = pd.notna(percent)
        rows.append(
            {
                "row": _row_name(cell),
                "column": str(cell["months"]),
                "percent": float(percent) if known else None,
                "text": _text(percent, low, high, cell[f"{prefix}calibrated"]),
                "detail": f"{_detail(percent, low, high)}, {cell[f'{prefix}method']}"
                if known
                else (cell["not_run"] or "none"),
            }
        )
    return pd.DataFrame(rows)


def _row_name(cell: dict[Any, Any]) -> str:
    return f"{cell['neighbours']}, {_CONTROLS[str(cell['control'])]}"


def _text(percent: Any, low: Any, high: Any, calibrated: Any) -> str:
    if pd.isna(percent):
        return "not run"
    shown = sentences.signed(float(percent), 1)
    if pd.isna(calibrated) or not calibrated:
        return f"{shown} \N{DAGGER}"
    above = pd.notna(low) and float(low) > 0
    below = pd.notna(high) and float(high) < 0
    return f"{shown} *" if above or below else shown


def _detail(percent: Any, low: Any, high: Any) -> str:
    shown = [
        "no bound" if pd.isna(value) else f"{sentences.signed(float(value), 1)}%"
        for value in (percent, low, high)
    ]
    return f"{shown[0]}, 95% interval {shown[1]} to {shown[2]}"
