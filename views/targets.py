"""What the Targets page works out: what is known of the candidates, their ranking and the set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

import analysis
import geo
from views import lessons, target_hotspots
from views.target_words import POLICE_MADE, made_by_police

if TYPE_CHECKING:
    from collections.abc import Mapping

    from libpysal.graph import Graph

    from views.candidates import Candidates

CONFIDENCE = 0.95
_COST = "cost"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What may be spent, in ``areas``, ``days`` (of an officer) or ``pounds``.

    An area costs ``days_each`` officer-days and ``days_a_market`` more for every open market.
    """

    unit: str = "areas"
    amount: float = 10
    days_each: float = 20
    days_a_market: float = 2
    pounds_a_day: float = 350


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the planner asked: everything that the answer hangs on."""

    at: pd.Timestamp
    category: str | None
    weights: tuple[tuple[str, float], ...]
    harm: tuple[tuple[str, float], ...]
    budget: Budget
    spill: float
    spacing_m: float
    must_in: tuple[str, ...]
    must_out: tuple[str, ...]
    contiguous: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of the candidates, with and without what the police themselves made."""

    everything: analysis.AreaCriteria
    without_police: analysis.AreaCriteria | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The ranking, the chosen set and what the set leaves for an evaluation."""

    criteria: analysis.AreaCriteria
    ranking: analysis.AreaRanking
    without_police: analysis.AreaRanking | None
    choice: analysis.TargetChoice
    costs: pd.Series
    roles: pd.Series
    inside: pd.DataFrame
    outside: pd.DataFrame


def monthly_history(among: Candidates, question: Question) -> pd.DataFrame | None:
    """Return the complete monthly counts before the day, or nothing where there are none."""
    panel = among.panel(question.category)
    if panel is None or str(panel.columns.dtype) != "period[M]":
        return None
    before = [month for month in panel.columns if pd.Period(month).end_time < question.at]
    return panel[before].dropna() if before else None


def categories_of(among: Candidates) -> list[str]:
    """Return the categories of offences that are known for the candidates."""
    if not among.counted or not among.now.loaded("area_counts"):
        return []
    return sorted(among.now.tables["area_counts"]["category"].unique())


def known(
    among: Candidates,
    *,
    at: pd.Timestamp,
    category: str | None,
    harm: tuple[tuple[str, float], ...],
) -> Known:
    """Return what is known of the candidates on a day.

    Raises
    ------
    geo.errors.ParameterError
        There is nothing to score by.
    """
    taught = lessons.effects(among, at=at)
    key = repr((at, category, harm, [] if taught is None else taught.to_dict("list")))
    return _known(
        among.now.version,
        key + repr(among.wanted),
        _among=among,
        _at=at,
        _category=category,
        _harm=harm,
        _taught=taught,
    )


@st.cache_data(max_entries=32, show_spinner="Looking at every area …")
def _known(
    version: str,
    key: str,
    *,
    _among: Candidates,
    _at: pd.Timestamp,
    _category: str | None,
    _harm: tuple[tuple[str, float], ...],
    _taught: pd.DataFrame | None,
) -> Known:
    del version, key
    now = _among.now
    codes = list(now.areas["code"])
    markets = now.points["markets"] if now.loaded("markets") else None
    harm = _among.panels([name for name, _ in _harm])
    weights = {name: weight for name, weight in _harm if name in harm}
    everything = analysis.area_criteria(
        codes,
        at=_at,
        markets=markets,
        raids=now.points["raids"] if now.loaded("raids") else None,
        counts=_among.panel(_category),
        neighbours=_among.graph,
        harm=(harm, weights) if harm else None,
        hotspots=target_hotspots.shares(_among, _at),
        past_effects=_taught,
    )
    others = None
    if markets is not None and "source" in markets:
        others = markets[markets["source"].isin(["partner", "public"])]
    reported = {name: panel for name, panel in harm.items() if not made_by_police(name)}
    is_reported = _category is not None and not made_by_police(_category)
    if (others is None or others.empty) and not reported:
        return Known(everything=everything, without_police=None)
    without = analysis.area_criteria(
        codes,
        at=_at,
        markets=None if others is None or others.empty else others,
        counts=_among.panel(_category) if is_reported else None,
        neighbours=_among.graph,
        harm=(reported, {name: weights[name] for name in reported}) if reported else None,
    )
    return Known(everything=everything, without_police=without)


def costs_of(criteria: analysis.AreaCriteria, budget: Budget) -> pd.Series:
    """Return what acting in each area is taken to cost, in the unit of the budget."""
    table = criteria.table
    if budget.unit == "areas":
        return pd.Series(1.0, index=table.index)
    open_markets = table.get("open_markets", 0.0)
    days = pd.Series(budget.days_each + budget.days_a_market * open_markets, index=table.index)
    return days * (budget.pounds_a_day if budget.unit == "pounds" else 1.0)


def answer(among: Candidates, found: Known, question: Question) -> Answer:
    """Return the ranking and the chosen set.

    Raises
    ------
    geo.errors.ParameterError
        If no set meets the conditions, or all weights are zero.
    """
    key = repr((question, among.wanted))
    return _answer(among.now.version, key, _among=among, _found=found, _question=question)


@st.cache_data(max_entries=32, show_spinner="Ranking areas …")
def _answer(
    version: str, key: str, *, _among: Candidates, _found: Known, _question: Question
) -> Answer:
    del version, key
    weights = dict(_question.weights)
    costs = costs_of(_found.everything, _question.budget)
    places = _places(costs, _question.budget)
    ranking = _ranked(_found.everything, weights, places=places)
    graph = _among.graph
    centres = _among.now.areas.set_index("code").geometry.centroid
    scored = pd.DataFrame({"score": ranking.table["score"], _COST: costs[ranking.table.index]})
    # An area of which nothing is known is worth nothing here, and stays a neighbour.
    scored = scored.reindex(graph.unique_ids)
    scored = scored.assign(
        score=scored["score"].fillna(0.0), cost=costs[scored.index], x=centres.x, y=centres.y
    )
    choice = analysis.choose_targets(
        scored,
        objective="score",
        budget=_question.budget.amount,
        cost=None if _question.budget.unit == "areas" else _COST,
        neighbours=graph,
        spill=_question.spill,
        spacing_m=_question.spacing_m or None,
        contiguous=_question.contiguous,
        must_in=_question.must_in,
        must_out=_question.must_out,
    )
    return Answer(
        criteria=_found.everything,
        ranking=ranking,
        without_police=_without_police(_found.without_police, weights, places=places),
        choice=choice,
        costs=costs,
        roles=roles_of(graph, choice.chosen),
        **_explained(_among, _found, ranking, choice),
    )


def _explained(
    among: Candidates,
    found: Known,
    ranking: analysis.AreaRanking,
    choice: analysis.TargetChoice,
) -> dict[str, pd.DataFrame]:
    from views.target_words import PHRASES

    inside, outside = analysis.explain_choice(
        choice,
        criteria=found.everything,
        ranking=ranking,
        phrases=PHRASES,
        names=among.now.area_names,
    )
    return {"inside": inside, "outside": outside}


def _places(costs: pd.Series, budget: Budget) -> int:
    """Return how many areas the budget buys at the usual cost, for the chance of being among."""
    usual = float(costs.median())
    return max(1, min(len(costs), int(np.floor(budget.amount / usual + 1e-9))))


def roles_of(graph: Graph, chosen: tuple[str, ...]) -> pd.Series:
    """Return each area's part; unlike in an evaluation, a plan may leave no control."""
    pairs = graph.adjacency[graph.adjacency > 0]
    beside = pairs.index.get_level_values(1)[pairs.index.get_level_values(0).isin(chosen)]
    roles = pd.Series("control", index=graph.unique_ids)
    roles[beside] = "neighbour"
    roles[list(chosen)] = "treated"
    return roles


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
    has_value = table[[c.name for c in used]].notna().any(axis=1)
    return analysis.rank_areas(
        table[has_value],
        used,
        weights={c.name: weights[c.name] for c in used},
        top=min(places, int(has_value.sum())),
        confidence=CONFIDENCE,
    )


def _without_police(
    others: analysis.AreaCriteria | None, weights: Mapping[str, float], *, places: int
) -> analysis.AreaRanking | None:
    if others is None:
        return None
    left = {c.name: weights.get(c.name, 0.0) for c in others.criteria}
    if "harm" in left and not any(weights.get(name) for name in left if name not in POLICE_MADE):
        left["harm"] = 1.0
    if not any(left.values()):
        return None
    return _ranked(others, left, places=places)
