"""What the Targets page works out: candidates, their ranking and the chosen set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
import geo
from views import evaluation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from libpysal.graph import Graph

    from views.workspace import Workspace

WORDS = {
    "open_markets": "Open markets",
    "closed_markets": "Closed markets",
    "persistence": "Months with an open market",
    "well_graded": "Well-graded intelligence",
    "sources": "Kinds of source",
    "ready": "Premises a partner can secure",
    "next_door": "Open markets next door",
    "past_raids": "Raids in the year before",
    "offences": "Recorded offences",
    "trend": "Rising offences",
}
MEANING = {
    "open_markets": "Active on the day. They sell to anyone who looks like a plausible buyer.",
    "closed_markets": "Active on the day. They sell to known or introduced buyers only.",
    "persistence": "Share of the last twelve months in which an open market was active.",
    "well_graded": "Share of graded markets whose source is reliable and whose information is "
    "known directly or corroborated (1A, 1B).",
    "sources": "How many of police, partners and public report markets here.",
    "ready": "Share of markets on council or housing-association premises, which a partner can "
    "secure.",
    "next_door": "They may take up what is pushed out. More speaks against an area.",
    "past_raids": "Where enforcement has just been. More speaks against an area.",
    "offences": "In the last complete year. They measure policing as much as dealing.",
    "trend": "Change of recorded offences on the year before.",
}
DEFAULTS = {
    "open_markets": 10,
    "closed_markets": 4,
    "persistence": 4,
    "well_graded": 3,
    "next_door": 0,
    "past_raids": 0,
}
USUAL = 2
POLICE_MADE = ("offences", "trend", "past_raids")
CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the planner asked: everything that the answer hangs on."""

    at: pd.Timestamp
    category: str | None
    across_river: bool
    weights: tuple[tuple[str, float], ...]
    places: int
    spill: float
    must_in: tuple[str, ...]
    must_out: tuple[str, ...]
    contiguous: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The ranking, the chosen set and what the set leaves for an evaluation."""

    criteria: analysis.AreaCriteria
    ranking: analysis.AreaRanking
    without_police: analysis.AreaRanking | None
    choice: analysis.TargetChoice
    roles: pd.Series


def panel_of(now: Workspace, category: str | None) -> pd.DataFrame | None:
    """Return areas by periods for one category of offences, or nothing where none is loaded."""
    if category is None or not now.loaded("area_counts"):
        return None
    return evaluation.counts_by_period(now.version, category, _counts=now.tables["area_counts"])


def monthly_history(now: Workspace, question: Question) -> pd.DataFrame | None:
    """Return the complete monthly counts before the day, or nothing where there are none."""
    panel = panel_of(now, question.category)
    if panel is None or str(panel.columns.dtype) != "period[M]":
        return None
    before = [month for month in panel.columns if pd.Period(month).end_time < question.at]
    return panel[before].dropna() if before else None


@st.cache_data(max_entries=32, show_spinner=False)
def criteria_of(
    version: str, question: str, *, across_river: bool, _question: Question, _now: Workspace
) -> tuple[analysis.AreaCriteria, analysis.AreaCriteria | None]:
    """Return what is known of every area, with and without what the police themselves made."""
    del version, question
    graph = graph_of(_now, across_river=across_river)
    markets = _now.points["markets"] if _now.loaded("markets") else None
    codes = list(_now.areas["code"])
    everything = analysis.area_criteria(
        codes,
        at=_question.at,
        markets=markets,
        raids=_now.points["raids"] if _now.loaded("raids") else None,
        counts=panel_of(_now, _question.category),
        neighbours=graph,
    )
    if markets is None or "source" not in markets:
        return everything, None
    others = markets[markets["source"].isin(["partner", "public"])]
    if others.empty:
        return everything, None
    return everything, analysis.area_criteria(
        codes, at=_question.at, markets=others, neighbours=graph
    )


def graph_of(now: Workspace, *, across_river: bool) -> Graph:
    """Return who borders whom under a rule."""
    return evaluation.neighbour_graph(
        now.areas_version, across_river=across_river, _areas=now.areas
    )


@st.cache_data(max_entries=32, show_spinner="Ranking areas …")
def _answer(version: str, question: str, *, _question: Question, _now: Workspace) -> Answer:
    everything, others = criteria_of(
        version,
        repr((_question.at, _question.category)),
        across_river=_question.across_river,
        _question=_question,
        _now=_now,
    )
    del question
    weights = dict(_question.weights)
    ranking = _ranked(everything, weights, places=_question.places)
    graph = graph_of(_now, across_river=_question.across_river)
    scored = pd.DataFrame({"score": ranking.table["score"]})
    choice = analysis.choose_targets(
        scored.reindex(graph.unique_ids),
        objective="score",
        budget=_question.places,
        neighbours=graph,
        spill=_question.spill,
        contiguous=_question.contiguous,
        must_in=_question.must_in,
        must_out=_question.must_out,
    )
    return Answer(
        criteria=everything,
        ranking=ranking,
        without_police=None if others is None else _without_police(others, weights, _question),
        choice=choice,
        roles=_roles(graph, choice.chosen),
    )


def _roles(graph: Graph, chosen: tuple[str, ...]) -> pd.Series:
    """Return each area's part; unlike in an evaluation, a plan may leave no control."""
    pairs = graph.adjacency[graph.adjacency > 0]
    beside = pairs.index.get_level_values(1)[pairs.index.get_level_values(0).isin(chosen)]
    roles = pd.Series("control", index=graph.unique_ids)
    roles[beside] = "neighbour"
    roles[list(chosen)] = "treated"
    return roles


def answer(now: Workspace, question: Question) -> Answer:
    """Return the ranking and the chosen set.

    Raises
    ------
    geo.errors.ParameterError
        If no set meets the conditions, or all weights are zero.
    """
    return _answer(now.version, repr(question), _question=question, _now=now)


def _ranked(
    criteria: analysis.AreaCriteria, weights: Mapping[str, float], *, places: int
) -> analysis.AreaRanking:
    table = criteria.table
    used = [c for c in criteria.criteria if weights.get(c.name) and table[c.name].notna().any()]
    if not used:
        raise geo.ParameterError(
            "all weights are zero",
            hint="Raise the weight of at least one criterion.",
            parameter="weights",
        )
    known = table[[c.name for c in used]].notna().any(axis=1)
    return analysis.rank_areas(
        table[known],
        used,
        weights={c.name: weights[c.name] for c in used},
        top=min(places, int(known.sum())),
        confidence=CONFIDENCE,
    )


def _without_police(
    others: analysis.AreaCriteria, weights: Mapping[str, float], question: Question
) -> analysis.AreaRanking | None:
    left = {name: weight for name, weight in weights.items() if name not in POLICE_MADE}
    if not any(left.get(c.name) for c in others.criteria):
        return None
    return _ranked(others, left, places=question.places)
