"""Briefings as the page works them out: composed once for each question, then put in order."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

import analysis
import briefing
from views import evaluation, links, shows, target_weights

if TYPE_CHECKING:
    from geo.store import Store
    from views.workspace import Workspace

_SHOW = "briefing_show"
_WEIGHTS = "told_weights"


def question_of(spec: briefing.Spec) -> briefing.Spec:
    """Return what the figures hang on, without the words and the order."""
    return replace(
        spec, name="briefing", title="", scenes=(), marking="none", handling="", saved="",
        data_version="", methods={},
    )  # fmt: skip


@st.cache_resource(max_entries=8, show_spinner="Composing the briefing …")
def _composed(
    version: str, question: str, lessons: str, *, _now: Workspace, _store: Store, _by: str
) -> briefing.Briefing:
    del version, lessons
    spec = briefing.Spec.from_json(question)
    return briefing.compose(
        _now,
        spec=spec,
        lessons=briefing.lessons_in(_store, what=spec.what),
        key=briefing.mask_key(_store, by=_by) if spec.places == "masked" else None,
        graph=evaluation.graph_of(_now, across_river=spec.across_river),
    )


def composed(now: Workspace, spec: briefing.Spec, *, store: Store, by: str) -> briefing.Briefing:
    """Return all scenes of a template as the records tell them.

    Raises
    ------
    geo.errors.ParameterError
        If what is asked for is not among the records.
    """
    lessons = repr([(one.name, one.version) for one in store.documents("lesson")])
    question = question_of(spec).to_json()
    return _composed(now.version, question, lessons, _now=now, _store=store, _by=by)


@st.cache_data(max_entries=16, show_spinner="Laying out the scenes …")
def _pages(content: str, spec: str, key: str, *, _told: briefing.Briefing) -> tuple[bytes, bytes]:
    del content, spec
    return briefing.to_show(_told, key=key)


def show_of(now: Workspace, spec: briefing.Spec, told: briefing.Briefing) -> tuple[str, str]:
    """Hold the briefing for showing; return its address, and a name for what it shows now."""
    key: str = st.session_state.setdefault(_SHOW, shows.new_key())
    told_so = repr([(scene.message, scene.table.to_csv()) for scene in told.scenes])
    content = hashlib.sha256(f"{now.version}{told_so}".encode()).hexdigest()
    room, presenter = _pages(content, spec.to_json(), key, _told=told)
    shows.hold(key, room, presenter)
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' if base else ''}{base}/{shows.FOLDER}/{key}/", hashlib.sha256(room).hexdigest()[
        :12
    ]


def current_weights() -> dict[str, float]:
    """Return how much each criterion counts on the Targets page, as this session left it.

    Where that is not the usual, the address says so.
    """
    if target_weights.KEPT not in st.session_state:
        st.session_state[target_weights.KEPT] = _weights_of(st.query_params.get(_WEIGHTS, ""))
    kept: dict[str, float] = st.session_state[target_weights.KEPT]
    links.keep(_WEIGHTS, ";".join(f"{name}~{value:g}" for name, value in kept.items()))
    return dict(kept or analysis.USUAL_WEIGHTS)


def _weights_of(text: str) -> dict[str, float]:
    """Return the weights that an address holds; nothing where it holds none.

    >>> _weights_of("open_markets~60;sources~40"), _weights_of("x~1"), _weights_of("sources~-1")
    ({'open_markets': 60.0, 'sources': 40.0}, {}, {})
    """
    found = {}
    for part in text.split(";"):
        name, _, value = part.partition("~")
        if name in analysis.USUAL_WEIGHTS and value.isdecimal():
            found[name] = float(value)
    return found if any(found.values()) else {}
