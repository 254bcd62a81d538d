"""What the evidence allows to say, in graded words, and where methods part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import pandas as pd

from analysis._arguments import listed, percent
from analysis._combined_ratio import COMBINED, LONG, MIX
from analysis._design_rows import DIFFERENCE, RATIO
from analysis._graded_sentence import graded

if TYPE_CHECKING:
    from analysis._design_pool import Calibration
    from analysis._event_study import EventStudy

Grade = Literal["not calibrated", "no evidence of", "consistent with", "strong evidence of"]

_STRONGER = 5  # strong evidence asks for a p-value this many times smaller
_HOLDS = 0.9  # of the cells of a sensitivity grid
_WHERE = {"treated": "the raided areas", "near": "the areas next to them"}


def grade(
    *,
    p_value: float | None,
    confidence: float,
    same_sign: bool,
    pre_trend_p: float | None,
    share_of_cells: float | None = None,
) -> Grade:
    """Return what the calibrated evidence allows, and never more.

    Strong evidence wants a calibrated p-value a fifth of the level, all methods of one sign, no
    parting before the operation, and nine tenths of the sensitivity grid where there is one.
    """
    if p_value is None:
        return "not calibrated"
    level = 1 - confidence
    if p_value > level * (1 + 1e-9):
        return "no evidence of"
    parted = pre_trend_p is not None and pre_trend_p <= level
    holds = share_of_cells is None or share_of_cells >= _HOLDS
    strong = p_value <= level / _STRONGER * (1 + 1e-9) and same_sign and holds and not parted
    return "strong evidence of" if strong else "consistent with"


def leading_row(methods: pd.DataFrame) -> pd.Series | None:
    """Return the row of the measure that a conclusion rests on; None where neither was run."""
    named = methods.set_index("method", drop=False)
    for name in (COMBINED, RATIO):
        if name in named.index:
            found: Any = named.loc[name]
            return cast("pd.Series", found)
    return None


def conclude(
    methods: pd.DataFrame,
    *,
    group: str,
    calibration: Calibration,
    pre_trend_p: float | None,
    confidence: float,
    share_of_cells: float | None = None,
) -> tuple[Grade, str]:
    """Return the grade and the sentence for one group of areas."""
    main: Any = leading_row(methods)
    signs = {value > 0 for value in methods["percent"].dropna() if value != 0}
    found = grade(
        p_value=None if calibration == "none" else float(main["p_value"]),
        confidence=confidence,
        same_sign=len(signs) <= 1,
        pre_trend_p=pre_trend_p,
        share_of_cells=share_of_cells,
    )
    where = _WHERE[group]
    size = (
        f"{main['percent']:+.1f}% against the control, {percent(confidence)} interval "
        f"{_bound(main['percent_low'])} to {_bound(main['percent_high'])}"
    )
    if found == "not calibrated":
        return found, (
            f"No conclusion on {where}: {size}, but that is a textbook interval, and nothing is at "
            "hand to calibrate it on."
        )
    said = f"{graded(found, group=group, percent=float(main['percent']))} in {where} ({size})"
    if found == "no evidence of":
        return found, (
            f"{said}: such a difference arises without an operation too. What lies within the "
            "interval is not ruled out."
        )
    return found, f"{said}."


def _bound(value: Any) -> str:
    return "no bound" if pd.isna(value) else f"{value:+.1f}%"


def disagreements(
    methods: pd.DataFrame, *, event_study: EventStudy | None, confidence: float
) -> tuple[str, ...]:
    """Return where methods part, and why, in sentences."""
    found = []
    for group, rows in methods.groupby("group", sort=False):
        where = {"treated": "raided areas", "near": "areas next to them"}.get(str(group), "")
        shown = rows[rows["percent"].notna()]
        if not where or shown.empty:
            continue
        falls, rises = (
            list(shown["method"][mask]) for mask in (shown["percent"] < 0, shown["percent"] > 0)
        )
        if falls and rises:
            fewer = falls if len(falls) < len(rises) else rises
            found.append(
                f"On the {where} the methods differ in sign: {', '.join(fewer)} against the rest; "
                f"{_why(fewer)}."
            )
        wolf = rows[
            rows["calibrated"]
            & ((rows["textbook_low"] > 0) | (rows["textbook_high"] < 0)).fillna(value=False)
            & (rows["direction"] == "unclear")
        ]
        if len(wolf):
            found.append(
                f"On the {where} the textbook interval of {', '.join(wolf['method'])} leaves out "
                "no effect and the calibrated one does not: the counts stray more than Poisson "
                "counts, and areas move together."
            )
    if event_study is not None and event_study.pre_trend_p <= 1 - confidence:
        found.append(
            "Raided and control areas were already parting before the operation (p = "
            f"{event_study.pre_trend_p:.2g}): another window or another control may give another "
            "answer."
        )
    return tuple(found)


def _why(fewer: list[str]) -> str:
    if fewer == [DIFFERENCE] or (DIFFERENCE in fewer and RATIO not in fewer):
        return (
            "it compares changes in number, the others changes in proportion, which part where "
            "raided and control areas differ in size"
        )
    mixes = any("synthetic" in name or name == MIX for name in fewer)
    longer = any("event study" in name or name == LONG for name in fewer)
    if mixes and longer:
        return (
            "some of them pick their own mix of controls and some take a longer time before, so "
            "the answer hangs on which areas and which months are compared with"
        )
    if mixes:
        return (
            "it picks its own mix of controls, so the answer hangs on which areas are compared with"
        )
    if longer:
        return "it takes a longer time before, so the answer hangs on the window"
    return "the effect is too small for its sign to be told"


def same_signs(methods: pd.DataFrame) -> bool:
    """Return whether all methods have the same sign in every group."""
    shown = methods[methods["percent"].notna()]
    rises = (shown["percent"] > 0)[shown["percent"] != 0]
    return bool(rises.groupby(shown["group"]).nunique().le(1).all())


def overview(
    conclusion: str,
    near_conclusion: str,
    reasons: tuple[str, ...],
    left_out: tuple[str, ...],
    calibration: Calibration,
    why: str,
    confidence: float,
) -> str:
    """Return the whole evaluation in plain words."""
    parts = [conclusion, near_conclusion]
    parts.append(
        f"The {percent(confidence)} intervals are textbook ones, and too narrow: {why}."
        if calibration == "none"
        else f"The {percent(confidence)} intervals are calibrated on {why}."
    )
    parts += reasons
    if left_out:
        parts.append(f"Left out, without complete counts: {listed(left_out)}.")
    return " ".join(part for part in parts if part)
