"""Which areas an operation should pick, why these, and whether it could show an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import geo
from geo import maps
from views import (
    candidate_choices,
    filters,
    map_frame,
    target_choices,
    target_disclosure,
    target_gaps,
    target_plans,
    target_reasons,
    target_sections,
    target_table,
    target_weights,
    targets,
    widgets,
    workspace,
)
from views.map_frame import Mark
from views.target_words import WORDS, refusal

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from views.candidates import Candidates
    from views.target_choices import Wishes
    from views.target_disclosure import Hidden
    from views.targets import Answer, Known, Question

_HEIGHT_PX = 600
_MOST_DRAWN = 1_500
_TAKEN = "outline_taken"
_ROLES = {
    "treated": "Chosen",
    "neighbour": "At risk: next to a chosen one",
    "control": "Left to compare with",
    "excluded": "Left out",
}
_OF_CHOOSING = (
    "The weights are a judgement: a plan should say which were used.",
    "Acting in several places at once leaves markets fewer places to move to.",
)


def _weighed(wishes: Wishes) -> tuple[Known, Question]:
    """Draw the weights, and return what is known and the whole question."""
    among = wishes.among
    categories = targets.categories_of(among)
    label = "What counts, and how much"
    with st.expander(label, icon=":material/tune:", key="weights"):
        weights_place = st.container()
        harm: tuple[tuple[str, float], ...] = ()
        if categories:
            with st.popover("Weights of harm", icon=":material/scale:"):
                st.caption(
                    "How many times one offence counts in the criterion *Harm*. These are a "
                    "starting point, not an official index: put in your own."
                )
                harm = target_weights.choose_harm(categories)
        known = targets.known(among, at=wishes.at, category=wishes.category, harm=harm)
        table = known.everything.table
        usable = [c for c in known.everything.criteria if table[c.name].notna().any()]
        names = [name for name in WORDS if name in {c.name for c in usable}]
        with weights_place:
            st.caption("They always sum to 100%: move one, and the others give way in proportion.")
            weights = target_weights.choose(names, {c.name: c.source for c in usable})
    question = targets.Question(
        at=wishes.at,
        category=wishes.category,
        weights=weights,
        harm=harm,
        budget=wishes.budget,
        spill=wishes.spill,
        spacing_m=wishes.spacing_m,
        must_in=wishes.must_in,
        must_out=wishes.must_out,
        contiguous=wishes.contiguous,
    )
    st.caption(widgets.as_text(f"Weighed by {target_weights.in_words(dict(weights))}."))
    return known, question


def _finding(found: Answer, question: Question, among: Candidates) -> None:
    names = among.now.area_names
    chosen = ", ".join(sorted(names[code] for code in found.choice.chosen))
    st.markdown(
        f"<p class='finding'>Together these are worth most: {maps.safe_text(chosen, limit=900)}."
        "</p>",
        unsafe_allow_html=True,
    )
    certain = target_table.sure(found)
    doubt = [code for code in found.choice.chosen if code not in certain]
    listed = ", ".join(sorted(names[code] for code in doubt))
    text = f"The places of {listed} could go to others." if doubt else "No place is in doubt."
    if certain and doubt:
        text = f"{len(certain)} of the {found.ranking.top} places are sure. {text}"
    text += (
        f" Sure means: among the first {found.ranking.top} in at least 95% of 1,000 draws of the "
        "same records, with weights moved by up to a quarter."
    )
    if question.budget.unit != "areas":
        sign, unit = ("£", "") if question.budget.unit == "pounds" else ("", " officer-days")
        text += (
            f" They cost {sign}{found.choice.cost:,.0f}{unit} of {sign}"
            f"{question.budget.amount:,.0f}{unit}, by the plan's own assumptions."
        )
    st.caption(widgets.as_text(text))
    if found.choice.unfilled:
        st.warning(widgets.as_text(found.choice.unfilled), icon=":material/rule:")


def _shown_areas(found: Answer, among: Candidates) -> gpd.GeoDataFrame:
    """Return the candidates to draw: all, or of very many the foremost and their neighbours."""
    areas = among.now.areas
    if len(areas) <= _MOST_DRAWN:
        return areas
    first = set(found.ranking.table.index[:_MOST_DRAWN]) | set(found.choice.chosen)
    drawn: gpd.GeoDataFrame = areas[areas["code"].isin(first)]
    return drawn


@st.fragment
def _linked(found: Answer, among: Candidates, at: pd.Timestamp, *, hidden: Hidden) -> None:
    left, right = st.columns([6, 5], gap="medium")
    rows = target_table.rows_of(found, among)
    marks = [Mark(layer="areas", id=code) for code in rows.index]
    shown = rows.drop(columns=["score"])
    if "marked" in shown and not shown["marked"].any():
        shown = shown.drop(columns=["marked"])
    with right:
        pick = map_frame.linked_table(
            shown,
            marks=marks,
            page="targets",
            column_config=target_table.COLUMNS,
            height_px=_HEIGHT_PX - 60,
        )
        widgets.download(
            target_table.export(found, rows, disclosed=hidden.in_files),
            label="Ranking as CSV",
            file_name="ranking.csv",
            key="ranking_csv",
        )
    drawn = _shown_areas(found, among)
    areas = drawn.assign(role=drawn["code"].map(found.roles))
    layers = [maps.area_layer(areas, role="role", role_labels=_ROLES)]
    if among.now.loaded("markets"):
        day = filters.Filters(start=at, end=at, kinds=filters.MARKET_KINDS, drugs=())
        layers.append(
            maps.market_layer(
                # What became of a market later is not known on the day of the plan.
                filters.active_markets(among.ground.points["markets"], day).assign(status=None),
                note=widgets.illustrative_note(among.ground, "markets"),
            )
        )
    if pick is not None:
        layers.append(maps.selected_layer(among.now.areas, id="code", selected=pick.mark.id))
    if among.wanted.kind == candidate_choices.OWN:
        layers.append(maps.outline_tool())
    with left:
        clicked = map_frame.show(
            among.ground,
            layers,
            page="targets",
            height_px=_HEIGHT_PX,
            alt="Map of the areas that are chosen, and those next to them; the table beside it "
            "ranks them.",
            period=f"As things stood on {widgets.day(at)}",
        )
        if among.wanted.kind == candidate_choices.OWN:
            st.caption(candidate_choices.HOW_TO_DRAW)
    _take_drawing(clicked)
    map_frame.follow_click(clicked, marks=marks, page="targets")


@st.fragment
def _to_draw_on(now: workspace.Workspace) -> None:
    """Draw a map with nothing but the tool, for the first outline."""
    clicked = map_frame.show(now, [maps.outline_tool()], page="targets_first", height_px=_HEIGHT_PX)
    st.caption(candidate_choices.HOW_TO_DRAW)
    _take_drawing(clicked)


def _take_drawing(clicked: map_frame.Click | None) -> None:
    if clicked is None or clicked.mark.layer != maps.DRAWN:
        return
    if clicked != st.session_state.get(_TAKEN):
        st.session_state[_TAKEN] = clicked
        candidate_choices.add_drawn(str(clicked.mark.id))
        st.rerun(scope="app")


def _show() -> None:
    now = workspace.current()
    widgets.heading("Targets", "Which areas should an operation act in together?")
    if not any(now.loaded(kind) for kind in ("markets", "area_counts", "offences")):
        st.info("There is nothing to rank areas by yet. Load markets or counts on the Data page.")
        return
    top = st.container()
    names = now.area_names
    try:
        wishes = target_choices.choose(now)
        names = wishes.among.now.area_names
        known, question = _weighed(wishes)
        found = targets.answer(wishes.among, known, question)
    except geo.CrackdownError as error:
        if candidate_choices.has_no_outline():
            st.info("Draw the first outline on the map, or type it or load a file at the left.")
            _to_draw_on(now)
        else:
            st.error(widgets.as_text(refusal(error, names)), icon=":material/error:")
        return
    among = wishes.among
    with top:
        _finding(found, question, among)
        target_gaps.show(among, question.category)
        widgets.illustrative_notice(now, kinds=[k for k in ("markets", "raids") if now.loaded(k)])
    hidden = target_disclosure.choose()
    _linked(found, among, question.at, hidden=hidden)
    target_reasons.show(found, among, hidden=hidden)
    target_sections.order(found, target_table.rows_of(found, among))
    evaluation = target_sections.evaluable(found, question, among)
    target_sections.policing(found, among)
    target_plans.show(found, question, among, evaluation=evaluation)
    with st.expander("Before you rely on this", icon=":material/balance:", expanded=True):
        lines = [
            found.choice.summary,
            found.ranking.summary,
            *_OF_CHOOSING,
            widgets.POLICING_CAVEAT,
        ]
        st.markdown("\n".join(f"- {widgets.as_text(line)}" for line in lines))
    target_sections.figures(found, among, hidden=hidden)


_show()
