"""The story from the browser: scenes to present, and files to hand over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

import briefing
import geo
from views import (
    briefing_files,
    briefing_question,
    briefing_scenes,
    briefings,
    marking,
    stored,
    widgets,
    workspace,
)

if TYPE_CHECKING:
    from geo.store import Store
    from views.workspace import Workspace

_NEW = "A new one"
_DRAFT = "briefing_draft"
_TOLD = "briefing_told"
_OPEN = "briefing"
_PREVIEW_PX = 540


def _opened(store: Store) -> tuple[str, briefing.Spec, briefing.Spec]:
    """Return which briefing is open, its spec as changed in this session, and as it was kept."""
    names = [one.name for one in store.documents("briefing")]
    wanted = st.session_state.pop(_TOLD, None)
    if wanted in names:
        st.session_state[_OPEN] = wanted
    chosen = st.selectbox(
        "Briefing",
        [_NEW, *names],
        key=_OPEN,
        bind="query-params",
        help="Each saved briefing has an address of its own: copy it from the address bar.",
    )
    base = (
        briefing.Spec(
            name="Briefing",
            weights=briefings.current_weights(),
            profile=marking.read(store).profile,
        )
        if chosen == _NEW
        else briefing.find_spec(store, chosen)
    )
    kept = st.session_state.get(_DRAFT)
    spec = kept[1] if kept is not None and kept[0] == chosen else base
    return chosen, replace(spec, weights=base.weights), base


def _present(now: Workspace, spec: briefing.Spec, told: briefing.Briefing) -> None:
    address, content = briefings.show_of(now, spec, told)
    left, middle = st.columns(2, gap="small")
    with left:
        st.link_button(
            "Present", address, type="primary", icon=":material/slideshow:", width="stretch",
            help="Opens the scenes in a window of their own. Arrows, Page Up and Page Down, Home "
            "and End or a clicker turn them; F fills the screen, Escape shows them all.",
        )  # fmt: skip
    with middle:
        st.link_button(
            "Presenter view", f"{address}presenter", icon=":material/co_present:", width="stretch",
            help="Notes, the next scene and a clock, for your own screen. It and the window for "
            "the room turn together.",
        )  # fmt: skip
    # A browser does not load an address anew that it has already: it would show what was before.
    st.iframe(f"{address}?shows={content}", height=_PREVIEW_PX)


def _save(store: Store, spec: briefing.Spec, told: briefing.Briefing, *, opened: str) -> None:
    with st.expander("Save this briefing", icon=":material/save:"):
        name = st.text_input(
            "Name",
            value="" if opened == _NEW else opened,
            max_chars=120,
            key=f"save_as_{opened}",
            placeholder="For example: Crackdown, for the borough commanders",
        )
        by = stored.choose_user()
        left, right = st.columns(2)
        with left:
            if st.button("Save", key="briefing_save", disabled=not (by and name.strip())):
                try:
                    briefing.save_spec(
                        store,
                        replace(spec, name=name.strip()),
                        told=told,
                        day=f"{datetime.now(tz=UTC):%Y-%m-%d}",
                        by=by,
                    )
                except geo.CrackdownError as error:
                    widgets.show_error(error)
                    return
                st.session_state.pop(_DRAFT, None)
                st.session_state[_TOLD] = name.strip()
                st.rerun()
        with right:
            if opened != _NEW and st.button("Delete", key="briefing_delete", disabled=not by):
                store.delete_document("briefing", opened, by=by)
                st.session_state.pop(_DRAFT, None)
                del st.session_state[_OPEN]
                st.rerun()
        st.caption(
            "A saved briefing can be made again by anyone on this server, here or by "
            "`python -m briefing render NAME`: the same records give the same files."
        )


def _show() -> None:
    now, store = workspace.current(), stored.the_store()
    widgets.heading("Briefing", "What is the story, and what may be handed over?")
    opened, spec, base = _opened(store)
    seat = f"{opened}_{spec.saved}"
    tag = "" if opened == _NEW else f"_{hashlib.sha256(seat.encode()).hexdigest()[:4]}"
    differs = briefing.told_on(spec, now)
    if differs:
        st.warning(widgets.as_text(differs), icon=":material/history:")
    set_to = marking.read(store)
    spec = replace(spec, marking=set_to.marking, handling=set_to.handling)
    spec = briefing_question.ask(spec, base, now, tag=tag)
    try:
        whole = briefings.composed(now, spec, store=store, by=stored.known_user() or "briefing")
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader("Scenes")
        title = st.text_input(
            "Title of the briefing", value=spec.title, placeholder=whole.title,
            max_chars=200, key=f"whole_title_{seat}",
        )  # fmt: skip
        drawn = [edit.key for edit in briefing_scenes.edits_of(spec, whole)]
        edits = briefing_scenes.choose(spec, whole, seat=_boxes(opened, spec, now))
    spec = replace(spec, title=title.strip(), scenes=edits)
    st.session_state[_DRAFT] = (opened, spec)
    if drawn != [edit.key for edit in edits]:
        st.rerun()
    told = briefing.arrange(whole, spec=spec)
    with right:
        _present(now, spec, told)
        st.caption(widgets.as_text(told.disclosure))
        st.subheader("Files to hand over")
        briefing_files.offer(now, spec, told)
        _save(store, spec, told, opened=opened)


def _boxes(opened: str, spec: briefing.Spec, now: Workspace) -> str:
    """Return what tells one briefing's boxes from another's.

    What the results said under one profile must not stay in a box under the other: there it would
    pass for the briefer's own words.
    """
    asked = f"{opened} {now.version} {briefings.question_of(spec).to_json()}"
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


_show()
