"""Plans: saved, opened again, and turned into operations that can be evaluated."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

import geo
from views import design_link, lessons, plan_operation, stored, widgets, workspace
from views.target_weights import in_words
from workspace import EXAMPLE_AUTHOR

if TYPE_CHECKING:
    from geo.store import Document
    from views.candidates import Candidates
    from views.targets import Answer, Question

KIND = plan_operation.KIND
_SHOWN = 5
_TOLD = "plan_told"


def content_of(
    found: Answer, question: Question, among: Candidates, *, evaluation: dict[str, Any]
) -> dict[str, Any]:
    """Return all that a plan says, as it is kept."""
    names = among.now.area_names
    codes = among.containing(found.choice.chosen)
    ground = among.ground.area_names
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    query["as_of"] = [str(question.at.date())]
    chosen = among.now.areas[among.now.areas["code"].isin(found.choice.chosen)]
    bounds = chosen.total_bounds.round().tolist() if len(chosen) else []
    return {
        "query": query,
        "as_of": str(question.at.date()),
        "candidates": among.wanted.kind,
        "noun": among.noun,
        "chosen": [str(code) for code in found.choice.chosen],
        "chosen_names": [names[code] for code in found.choice.chosen],
        "areas": list(codes),
        "area_names": [ground[code] for code in codes],
        "within_m": bounds,
        "near": evaluation["near"],
        "control": evaluation["control"],
        "detectable": evaluation["detectable"],
        "across_river": among.wanted.across_river,
        "category": question.category,
        "budget": {
            "unit": question.budget.unit,
            "amount": float(question.budget.amount),
            "spent": float(found.choice.cost),
        },
        "spill": float(question.spill),
        "weights": {name: round(share, 4) for name, share in found.ranking.weights.items()},
        "summary": found.choice.summary,
        "why": {names[str(code)]: why for code, why in found.inside["why"].items()},
        "data_version": among.ground.version,
        "illustrative": any(among.ground.is_illustrative(kind) for kind in ("markets", "raids")),
        "operation": None,
    }


def show(
    found: Answer, question: Question, among: Candidates, *, evaluation: dict[str, Any]
) -> None:
    """Draw what can be done with the plan: save it, carry it out, evaluate it, learn from it."""
    st.subheader("From plan to operation")
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.success(widgets.as_text(told), icon=":material/check:")
    left, right = st.columns(2, gap="large")
    with left:
        _save(found, question, among, evaluation=evaluation)
    with right:
        _kept()
    _learned(found, among)


def _save(
    found: Answer, question: Question, among: Candidates, *, evaluation: dict[str, Any]
) -> None:
    st.markdown("**Save this plan**")
    name = st.text_input(
        "Name of the plan", key="plan_name", max_chars=80, placeholder="For example: Autumn 2000"
    )
    by = stored.choose_user()
    if not evaluation["control"]:
        st.caption(
            ":material/warning: This plan leaves nothing to compare with: it can be carried out, "
            "but never evaluated."
        )
    if st.button("Save the plan", key="save_plan", disabled=not (name.strip() and by)):
        store = stored.the_store()
        try:
            before = store.document(KIND, name)
            content = content_of(found, question, among, evaluation=evaluation)
            if before is not None:
                content["operation"] = before.content.get("operation")
            kept = store.save_document(KIND, name, content, by=by)
        except geo.CrackdownError as error:
            widgets.show_error(error)
            return
        _say(f"Saved as {kept.name}, version {kept.version}.")


def _say(text: str) -> None:
    st.session_state[_TOLD] = text
    st.rerun()


def _kept() -> None:
    plans = workspace.documents(KIND)
    st.markdown("**Saved plans**")
    if not plans:
        st.caption("None yet. A saved plan can be opened again, and becomes an operation.")
        return
    by_name = {plan.name: plan for plan in plans}
    name = st.selectbox(
        "Plan", list(by_name), key="plan_kept", label_visibility="collapsed", bind="query-params"
    )
    plan = by_name[name]
    _card(plan)
    with st.container(horizontal=True):
        # A link and not a button: only a page loaded anew takes its widgets from the address.
        st.html(f"<a href='{html.escape(address(plan))}'>Open it as it was saved</a>")
        shipped = plan.by == EXAMPLE_AUTHOR
        if st.button("Delete it", key="delete_plan", icon=":material/delete:", disabled=shipped):
            by = stored.known_user() or stored.said_user()
            if not by:
                st.warning("Say first, on the left, who is making the change.")
                return
            stored.the_store().delete_document(KIND, plan.name, by=by)
            _say(f"Deleted {plan.name}.")
    if plan.content.get("operation"):
        _evaluate(plan)
    else:
        _carry_out(plan)


def address(plan: Document) -> str:
    """Return the page's relative address as it was when a plan was saved."""
    query = {str(key): list(map(str, values)) for key, values in plan.content["query"].items()}
    return f"targets?{urlencode(query, doseq=True)}"


def _card(plan: Document) -> None:
    content = plan.content
    names = ", ".join(map(str, content.get("chosen_names", []))) or "none"
    st.text(f"{str(content.get('noun', 'areas')).capitalize()}: {names}")
    illustrative = " Illustrative records." if content.get("illustrative") else ""
    st.caption(
        widgets.as_text(
            f"As things stood on {content.get('as_of', '?')}; saved {plan.saved:%d %B %Y}, "
            f"version {plan.version}.{illustrative}{_weighed(content.get('weights', {}))}"
        )
    )


def _weighed(weights: dict[str, Any]) -> str:
    told = in_words({name: float(share) for name, share in weights.items()})
    return f" Weighed by {told}" if told else ""


def _carry_out(plan: Document) -> None:
    if not plan.content.get("areas"):
        return
    with st.form("carry_out", border=True):
        st.markdown("**Make it an operation**")
        first = pd.Timestamp(plan.content.get("as_of", "today"))
        columns = st.columns(3)
        start = columns[0].date_input("First day", value=first.date(), format="DD/MM/YYYY")
        end = columns[1].date_input(
            "Last day", value=(first + pd.Timedelta(days=13)).date(), format="DD/MM/YYYY"
        )
        cost = columns[2].number_input("Cost in pounds, if known", min_value=0, step=1_000)
        if not stored.the_store().counts()["operations"]:
            st.caption(
                "It is recorded in the store. From then on the pages list the operations of the "
                "store, and no longer the example's."
            )
        pressed = st.form_submit_button("Record the operation")
    if pressed:
        by = stored.known_user() or stored.said_user()
        if not by:
            st.warning("Say first, on the left, who is making the change.")
            return
        try:
            plan_operation.record(plan, start=start, end=end, cost=float(cost) or None, by=by)
        except geo.CrackdownError as error:
            widgets.show_error(error)
            return
        _say(f"{plan.name} is an operation now. It can be evaluated once counts reach past it.")


def _evaluate(plan: Document) -> None:
    operation = plan.content["operation"]
    st.caption(
        widgets.as_text(f"An operation since then: {operation['start']} to {operation['end']}.")
    )
    now = workspace.current()
    try:
        query = design_link.parameters(
            now,
            operation=str(operation["operation_id"]),
            category=plan.content.get("category"),
            across_river=bool(plan.content.get("across_river")),
        )
    except KeyError:
        st.caption("It is not on record any more: its batch was undone on the Data page.")
        return
    design_link.show("Evaluate it", query)


def _learned(found: Answer, among: Candidates) -> None:
    every = lessons.kept()
    here = lessons.overlapping(every, set(among.containing(found.choice.chosen)))
    if not every:
        return
    st.markdown("**What earlier operations taught**")
    words = st.text_input(
        "Search all lessons",
        key="lesson_words",
        bind="query-params",
        placeholder="Words, or the name of an area",
    )
    shown = lessons.matching(every, words) if words.strip() else here
    if words.strip():
        st.caption(f"{len(shown)} of {len(every)} lessons hold these words.")
    elif here:
        st.caption("From operations in areas of this set:")
    else:
        st.caption(
            f"No lesson is from an area of this set. {len(every)} from elsewhere can be searched."
        )
    lessons.show(shown[:_SHOWN])
