"""The story from the browser: scenes to present, and files to hand over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import briefing
import geo
from views import briefing_files, briefing_scenes, briefings, marking, stored, widgets, workspace

if TYPE_CHECKING:
    from geo.store import Store
    from views.workspace import Workspace

_NEW = "A new one"
_LATEST = "The latest"
_DRAFT = "briefing_draft"
_TOLD = "briefing_told"
_OPEN = "briefing"
_PROFILES = {
    "public": "For release: small counts hidden, no place shown exactly",
    "internal": "Inside the force: everything as recorded",
}
_PLACES = {
    "areas": "How many in each area",
    "cells": "How many in each square of 2 km",
    "masked": "Dots moved at random by 150 to 500 m",
}
_PREVIEW_PX = 540


def _opened(store: Store) -> tuple[str, briefing.Spec]:
    """Return which briefing is open, and its spec as far as it was changed in this session."""
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
    kept = st.session_state.get(_DRAFT)
    if kept is not None and kept[0] == chosen:
        return chosen, kept[1]
    if chosen == _NEW:
        return chosen, briefing.Spec(
            name="Briefing",
            weights=briefings.usual_weights(),
            profile=marking.read(store).profile,
        )
    return chosen, briefing.find_spec(store, chosen)


def _question(spec: briefing.Spec, now: Workspace, *, seat: str) -> briefing.Spec:
    """Let the briefer say what it is about, and for whom."""
    with st.sidebar:
        st.subheader("What is told")
        template = st.radio(
            "Template",
            list(briefing.TEMPLATES),
            index=list(briefing.TEMPLATES).index(spec.template),
            format_func=briefing.TEMPLATES.__getitem__,
            key=f"template_{seat}",
        )
        operation, quarter = spec.operation, spec.quarter
        if template == "operation":
            names = [str(name) for name in now.tables["operations"]["name"].drop_duplicates()]
            options = [_LATEST, *names]
            picked = st.selectbox(
                "Operation",
                options,
                index=options.index(operation) if operation in options else 0,
                key=f"operation_{seat}",
            )
            operation = "" if picked == _LATEST else picked
        else:
            quarters = _quarters(now)
            options = [_LATEST, *quarters]
            picked = st.selectbox(
                "Quarter",
                options,
                index=options.index(quarter) if quarter in options else 0,
                key=f"quarter_{seat}",
            )
            quarter = "" if picked == _LATEST else picked
        category = _category(spec, now, seat=seat)
        river = spec.across_river
        if now.has_boroughs and template == "operation":
            river = st.toggle(
                "The Thames counts as a border",
                value=river,
                key=f"river_{seat}",
                help="The answer can change the sign of what happened next door.",
            )
        st.subheader("For whom")
        profile = st.radio(
            "Profile",
            list(_PROFILES),
            index=list(_PROFILES).index(spec.profile),
            format_func=_PROFILES.__getitem__,
            key=f"profile_{seat}",
            help="Under the first, counts below ten are suppressed, with a second one where a "
            "total would give one away, and others are rounded to five.",
        )
        places = ""
        if profile == "public":
            places = st.selectbox(
                "Places are shown as",
                list(_PLACES),
                index=list(_PLACES).index(spec.places or "areas"),
                format_func=_PLACES.__getitem__,
                key=f"places_{seat}",
            )
    return replace(
        spec,
        template=template,
        operation=operation,
        quarter=quarter,
        category=category,
        across_river=bool(river),
        profile=profile,
        places="" if places == "areas" else places,
        what=workspace.choice(),
        length=workspace.length() or "",
    )


def _category(spec: briefing.Spec, now: Workspace, *, seat: str) -> str:
    if not now.loaded("area_counts"):
        return ""
    known = sorted(str(name) for name in now.tables["area_counts"]["category"].unique())
    usual = next((name for name in known if "drug" in name.lower()), known[0])
    return str(
        st.selectbox(
            "Offences",
            known,
            index=known.index(spec.category if spec.category in known else usual),
            key=f"category_{seat}",
        )
    )


def _quarters(now: Workspace) -> list[str]:
    """Return the quarters that the records reach into, the latest first."""
    ends: list[pd.Period] = []
    counts = now.tables["area_counts"]
    if len(counts):
        months = pd.PeriodIndex(counts["period"].unique())
        ends += [months.min().asfreq("Q-DEC", how="start"), months.max().asfreq("Q-DEC")]
    for kind, column in (("raids", "date"), ("markets", "first_seen")):
        if now.loaded(kind):
            dates = now.points[kind][column]
            ends += [pd.Period(dates.min(), freq="Q-DEC"), pd.Period(dates.max(), freq="Q-DEC")]
    if not ends:
        return []
    return [str(one) for one in pd.period_range(min(ends), max(ends), freq="Q-DEC")[::-1]]


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
    opened, spec = _opened(store)
    seat = f"{opened}_{spec.saved}"
    differs = briefing.told_on(spec, now)
    if differs:
        st.warning(widgets.as_text(differs), icon=":material/history:")
    set_to = marking.read(store)
    spec = replace(spec, marking=set_to.marking, handling=set_to.handling)
    spec = _question(spec, now, seat=seat)
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
