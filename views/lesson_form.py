"""Where a lesson is written: below the evaluation of an operation, whose figures go with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import streamlit as st

import analysis
import geo
from views import lessons, operations, sentences, stored, widgets

if TYPE_CHECKING:
    import pandas as pd

    from views.design import Design
    from views.evaluation import Evaluation
    from views.workspace import Workspace

_LONGEST = 2_000
_TOLD = "lesson_told"


def show(now: Workspace, chosen: Design, result: Evaluation, *, across_river: bool) -> None:
    """Draw the form; what the evaluation found is filled in."""
    operation = chosen.operation
    with st.expander("Record what we learned", icon=":material/school:"):
        told = st.session_state.pop(_TOLD, None)
        if told:
            st.success(widgets.as_text(told), icon=":material/check:")
        if operation.name == operations.OWN:
            st.info(
                "These areas are no operation on record. Load the operation on the Data page, or "
                "make one of a plan on the Targets page; its lessons are then kept with it."
            )
            return
        name = f"{operation.name}, {chosen.category}"[:120]
        store = stored.the_store()
        before = store.document(lessons.KIND, name)
        figures = figures_of(result)
        st.caption(widgets.as_text(_said(result, now)))
        if before is not None:
            st.caption(
                f"A lesson on this was recorded on {before.saved:%d %B %Y}. Saving takes its place."
            )
        start = {"where": ", ".join(now.area_names[code] for code in chosen.treated)}
        # A form's boxes keep what was typed; the key tells the boxes of one lesson from another's.
        texts = {
            key: st.text_area(
                label,
                value=str((before.content if before else start).get(key, "")),
                key=f"lesson_{key}_{name}",
                max_chars=_LONGEST,
                height=80,
            )
            for key, label in lessons.TEXTS.items()
        }
        st.caption("Places and tactics, never persons: text that looks personal is refused.")
        by = stored.choose_user()
        if st.button(
            "Save the lesson",
            key="save_lesson",
            disabled=not (
                by and any(text.strip() != start.get(k, "") for k, text in texts.items())
            ),
        ):
            content = content_of(now, chosen, result, texts, across_river=across_river)
            try:
                kept = store.save_document(
                    lessons.KIND, name, content | {"figures": figures}, by=by
                )
            except geo.CrackdownError as error:
                widgets.show_error(error)
                return
            st.session_state[_TOLD] = (
                f"Saved, version {kept.version}. The Targets page shows it to whoever plans for "
                "these areas."
            )
            st.rerun()


def _said(result: Evaluation, now: Workspace) -> str:
    lines = sentences.conclusion(result.agreement, None, noun=now.noun)
    return " ".join(str(line) for line in lines)


def content_of(
    now: Workspace,
    chosen: Design,
    result: Evaluation,
    texts: dict[str, str],
    *,
    across_river: bool,
) -> dict[str, Any]:
    """Return what a lesson says, but for its figures."""
    operation, names = chosen.operation, now.area_names
    dates = operation.dates
    return {
        "operation": operation.name,
        "operation_id": operation.operation_id,
        "start": str(dates[0].date()) if dates else "",
        "end": str(dates[1].date()) if dates else "",
        "areas": list(operation.treated),
        "area_names": [names[code] for code in operation.treated],
        **{key: text.strip() for key, text in texts.items()},
        "category": chosen.category,
        "before": [geo.period_label(period) for period in chosen.before],
        "after": [geo.period_label(period) for period in chosen.after],
        "across_river": across_river,
        "conclusion": _said(result, now),
        "data_version": now.version,
        "illustrative": now.is_illustrative("raids"),
    }


def figures_of(result: Evaluation) -> dict[str, Any]:
    """Return the change of the raided areas and of those next to them, with their intervals."""
    return {
        name: _figure(row)
        for name, group in (("raided", "treated"), ("next_door", "near"))
        if (row := analysis.main_row(result.agreement, group)) is not None
    }


def _figure(row: pd.Series) -> dict[str, Any]:
    names = {"percent": "percent", "low": "percent_low", "high": "percent_high", "p": "p_value"}
    return {ours: _number(row.get(theirs)) for ours, theirs in names.items()} | {
        "calibrated": bool(row.get("calibrated", False))
    }


def _number(value: Any) -> float | None:
    number = math.nan if value is None else float(value)
    return round(number, 4) if math.isfinite(number) else None
