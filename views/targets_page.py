"""Which areas an operation should pick, why these, and whether it could show an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
import geo
from geo import maps
from views import filters, map_frame, rank_chart, target_choices, targets, widgets, workspace
from views.map_frame import Mark

if TYPE_CHECKING:
    from views.targets import Answer, Question

_HEIGHT_PX = 600
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
_FEWEST_CONTROLS = 3
_MONTHS = 6
_COLUMNS = {
    "area": st.column_config.TextColumn(width=125),
    "rank": st.column_config.NumberColumn(width=45),
    "low": st.column_config.NumberColumn("at best", width=58),
    "high": st.column_config.NumberColumn("at worst", width=64),
    "chosen": st.column_config.CheckboxColumn(width=60),
    "chance_in_top": st.column_config.NumberColumn(
        "among the first", format="percent", help="In how many of 1,000 draws."
    ),
    "band": st.column_config.NumberColumn(
        width="small", help="Areas of one band cannot be told from the first of it."
    ),
    "without_police": st.column_config.NumberColumn(
        "rank without police records",
        help="The rank when only markets that partners or the public reported are counted, and "
        "no recorded offences.",
    ),
    "marked": st.column_config.TextColumn("hangs on past policing"),
    "known": None,
    "score": st.column_config.NumberColumn(format="%.2f", width="small"),
}


def _finding(found: Answer, now: workspace.Workspace) -> None:
    names = now.area_names
    chosen = ", ".join(sorted(names[code] for code in found.choice.chosen))
    st.markdown(
        f"<p class='finding'>Together these are worth most: {maps.safe_text(chosen)}.</p>",
        unsafe_allow_html=True,
    )
    table = found.ranking.table
    sure = int((table["chance_in_top"] >= targets.CONFIDENCE).sum())
    doubt = [code for code in found.choice.chosen if code not in _sure_of(table)]
    listed = ", ".join(sorted(names[code] for code in doubt))
    text = f"The places of {listed} could go to others." if doubt else "No place is in doubt."
    if sure and doubt:
        text = f"{sure} of the {found.ranking.top} places are sure. {text}"
    text += (
        f" Sure means: among the first {found.ranking.top} in at least 95% of 1,000 draws of the "
        "same records, with weights moved by up to a quarter."
    )
    st.caption(widgets.as_text(text))


def _sure_of(table: pd.DataFrame) -> set[str]:
    return set(table.index[table["chance_in_top"] >= targets.CONFIDENCE])


def _table(found: Answer, now: workspace.Workspace) -> pd.DataFrame:
    table = found.ranking.table
    rows = pd.DataFrame(
        {
            "area": table.index.map(now.area_names),
            **{name: table[name] for name in ("rank", "low", "high")},
            "chosen": table.index.isin(found.choice.chosen),
            **{name: table[name] for name in ("chance_in_top", "band")},
        },
        index=table.index,
    )
    if found.without_police is not None:
        other = found.without_police.table.reindex(table.index)
        rows["without_police"] = other["rank"].astype("Int64")
        apart = (other["low"] > table["high"]) | (other["high"] < table["low"])
        rows["marked"] = apart.map({True: "yes", False: ""})
    return rows.assign(score=table["score"])


@st.fragment
def _linked(found: Answer, now: workspace.Workspace, at: pd.Timestamp) -> None:
    left, right = st.columns([5, 4], gap="medium")
    rows = _table(found, now)
    marks = [Mark(layer="areas", id=code) for code in rows.index]
    with right:
        pick = map_frame.linked_table(
            rows, marks=marks, page="targets", column_config=_COLUMNS, height_px=_HEIGHT_PX - 60
        )
        widgets.download(
            rows.reset_index(names="code"),
            label="Ranking as CSV",
            file_name="ranking.csv",
            key="ranking_csv",
        )
    areas = now.areas.assign(role=now.areas["code"].map(found.roles))
    layers = [maps.area_layer(areas, role="role", role_labels=_ROLES)]
    if now.loaded("markets"):
        shown = filters.Filters(start=at, end=at, kinds=filters.MARKET_KINDS, drugs=())
        layers.append(
            maps.market_layer(
                # What became of a market later is not known on the day of the plan.
                filters.active_markets(now.points["markets"], shown).assign(status=None),
                note=widgets.illustrative_note(now, "markets"),
            )
        )
    if pick is not None:
        layers.append(maps.selected_layer(now.areas, id="code", selected=pick.mark.id))
    with left:
        clicked = map_frame.show(now, layers, page="targets", height_px=_HEIGHT_PX)
    map_frame.follow_click(clicked, marks=marks, page="targets")


def _why(found: Answer, now: workspace.Workspace) -> None:
    inside, outside = st.tabs(["Why each is in", "Near misses: why each is out"])
    names = now.area_names

    def told(table: pd.DataFrame, other: str) -> pd.DataFrame:
        why = [
            text if pd.isna(code) else text.replace(str(code), names.get(str(code), str(code)))
            for text, code in zip(table["why"], table[other], strict=True)
        ]
        return pd.DataFrame({"area": table.index.map(names), "why": why})

    column = {"area": st.column_config.TextColumn(width="small")}
    with inside:
        table = told(found.choice.reasons, "replacement")
        st.dataframe(table, hide_index=True, column_config=column)
        widgets.download(table, label="As CSV", file_name="why_in.csv", key="why_in")
    with outside:
        table = told(found.choice.near_misses, "instead_of")
        st.dataframe(table, hide_index=True, column_config=column)
        widgets.download(table, label="As CSV", file_name="near_misses.csv", key="near_misses")


def _evaluable(found: Answer, question: Question, now: workspace.Workspace) -> None:
    st.subheader("Could this plan be evaluated?")
    counted = found.roles.value_counts()
    near, control = int(counted.get("neighbour", 0)), int(counted.get("control", 0))
    first, second = st.columns([1, 2], gap="large")
    first.metric("Neighbours at risk", near, border=True)
    first.metric("Areas left to compare with", control, border=True)
    with second:
        if control == 0:
            st.error(
                "Nothing is left to compare with: every other area borders a chosen one. "
                "Whatever happens afterwards, nobody could say whether the operation caused it. "
                "Choose fewer areas, or areas that lie together.",
                icon=":material/error:",
            )
        elif control < _FEWEST_CONTROLS:
            st.warning(
                f"Only {control} {'area is' if control == 1 else 'areas are'} left to compare "
                "with: what happens there by chance would be taken for the effect.",
                icon=":material/warning:",
            )
        else:
            _power(found, question, now)


def _power(found: Answer, question: Question, now: workspace.Workspace) -> None:
    history = targets.monthly_history(now, question)
    if history is None:
        st.info(
            "How small a fall could be told from chance needs monthly counts of several years "
            "before that day. Load them on the Data page.",
            icon=":material/info:",
        )
        return
    near = [code for code in found.roles.index[found.roles == "neighbour"] if code in history.index]
    treated = [code for code in found.choice.chosen if code in history.index]
    try:
        effect = analysis.minimum_detectable_effect(
            history,
            treated=treated,
            near=near,
            months=_MONTHS,
            neighbours=targets.graph_of(now, across_river=question.across_river),
        )
    except geo.ParameterError as error:
        st.info(widgets.as_text(error), icon=":material/info:")
        return
    st.markdown(widgets.as_text(effect.summary))


def _criteria(found: Answer, now: workspace.Workspace) -> None:
    with st.expander("The figures behind the scores", icon=":material/table_chart:"):
        table = found.criteria.table
        shown = [criterion.name for criterion in found.criteria.criteria]
        rows = table[shown].rename(columns=targets.WORDS)
        rows.insert(0, "area", rows.index.map(now.area_names))
        st.caption(
            "An empty cell is not known; it is left out of that area's score and never taken as "
            "zero. "
            + " ".join(
                f"{targets.WORDS[c.name]}: from {c.source}"
                + ("; more speaks against an area." if c.direction == "less" else ".")
                for c in found.criteria.criteria
            )
        )
        st.dataframe(rows, hide_index=True)
        widgets.download(
            rows.reset_index(names="code"),
            label="Figures as CSV",
            file_name="criteria.csv",
            key="criteria_csv",
        )


def _show() -> None:
    now = workspace.current()
    widgets.heading("Targets", "Which areas should an operation act in together?")
    if not (now.loaded("markets") or now.loaded("area_counts")):
        st.info("There is nothing to rank areas by yet. Load markets or counts on the Data page.")
        return
    question = target_choices.choose(now)
    try:
        found = targets.answer(now, question)
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    _finding(found, now)
    widgets.illustrative_notice(now, kinds=[k for k in ("markets", "raids") if now.loaded(k)])
    _linked(found, now, question.at)
    st.subheader("How sure is the order?")
    rows = _table(found, now).head(max(20, found.ranking.top + 5))
    rows["chosen"] = rows["chosen"].map({True: "yes", False: "no"})
    st.altair_chart(rank_chart.ranks(rows[["area", "rank", "low", "high", "chosen", "band"]]))
    _why(found, now)
    _evaluable(found, question, now)
    with st.expander("Before you rely on this", icon=":material/balance:", expanded=True):
        lines = [
            found.choice.summary,
            found.ranking.summary,
            *_OF_CHOOSING,
            widgets.POLICING_CAVEAT,
        ]
        st.markdown("\n".join(f"- {widgets.as_text(line)}" for line in lines))
    _criteria(found, now)


_show()
