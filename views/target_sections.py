"""The sections of the Targets page below the map: why, how sure, and whether it can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import analysis
import geo
from views import rank_chart, target_table, targets, widgets
from views.target_words import WORDS, some

if TYPE_CHECKING:
    from views.candidates import Candidates
    from views.target_disclosure import Hidden
    from views.targets import Answer, Question

_FEWEST_CONTROLS = 3
_MONTHS = 6
_SHOWN_RANKS = 20
_NAMED = 8
_CONTAMINATION_YEARS = 1


def order(found: Answer, rows: pd.DataFrame) -> None:
    """Draw the ranks with their intervals, band by band."""
    st.subheader("How sure is the order?")
    table = found.ranking.table
    shown = pd.DataFrame(
        {
            "area": rows["area"],
            "rank": table["rank"],
            "low": table["low"],
            "high": table["high"],
            "chosen": rows["chosen"].map({True: "yes", False: "no"}),
            "band": table["band"],
            "place": rows["place"],
        }
    ).head(max(_SHOWN_RANKS, found.ranking.top + 5))
    st.altair_chart(rank_chart.ranks(shown))
    st.caption(
        "Each bar is where the rank lies in 95% of 1,000 draws of the same records with weights "
        "moved by up to a quarter. Areas on one ground cannot be told apart: they share a place."
    )


def policing(found: Answer, among: Candidates) -> None:
    """Say whose place hangs on what the police themselves recorded."""
    st.subheader("Does it hang on past policing?")
    if found.without_police is None:
        st.info(
            "That cannot be told here: no market has a source, and no offences that the public "
            "report (such as robbery or burglary) are loaded.",
            icon=":material/info:",
        )
        return
    names = among.now.area_names
    marked = target_table.depends_on_policing(found)
    chosen = [code for code in marked if code in found.choice.chosen]
    st.markdown(
        widgets.as_text(
            "Ranked again on what partners and the public reported alone, without recorded drug "
            "and weapons offences, stop and search, or raids: "
            + (
                f"{some(marked, names, most=_NAMED)} would stand elsewhere by more than chance."
                if marked
                else "no area would stand elsewhere by more than chance."
            )
            + (
                f" Of these, {some(chosen, names, most=_NAMED)} "
                f"{'is' if len(chosen) == 1 else 'are'} in the set: "
                "is it dealing there, or searching?"
                if chosen
                else ""
            )
        )
    )
    other = found.without_police.table
    table = found.ranking.table
    rows = pd.DataFrame(
        {
            "area": table.index.map(names),
            "all records": target_table.places(table["band"]),
            "reported only": target_table.places(other["band"]).reindex(table.index),
            "marked": [("yes" if code in marked else "") for code in table.index],
        }
    )
    with st.expander("Both rankings side by side", icon=":material/compare_arrows:"):
        st.dataframe(rows, hide_index=True)
        widgets.download(rows, label="As CSV", file_name="policing.csv", key="policing_csv")


def evaluable(found: Answer, question: Question, among: Candidates) -> dict[str, object]:
    """Say what the set leaves for an evaluation; return it for the plan."""
    st.subheader("Could this plan be evaluated?")
    near = sorted(found.roles.index[found.roles == "neighbour"])
    control = sorted(found.roles.index[found.roles == "control"])
    touched = _contaminated(found, question, among)
    clean = [code for code in control if code not in touched]
    first, second = st.columns([1, 2], gap="large")
    first.metric("Neighbours at risk", f"{len(near):,}", border=True)
    first.metric("Areas left to compare with", f"{len(control):,}", border=True)
    summary = ""
    with second:
        if not clean:
            others = len(found.roles) > len(found.choice.chosen)
            st.error(
                "Nothing is left to compare with: "
                + (
                    "every other area borders a chosen one or had an operation of its own. "
                    if others
                    else f"all of these {among.noun} are chosen. "
                )
                + "Whatever happens afterwards, nobody could say whether the operation caused it. "
                "Choose fewer areas"
                + (", or areas that lie together." if others else ", or among more."),
                icon=":material/error:",
            )
        elif len(clean) < _FEWEST_CONTROLS:
            st.warning(
                f"Only {len(clean)} {'area is' if len(clean) == 1 else 'areas are'} left to "
                "compare with: what happens there by chance would be taken for the effect.",
                icon=":material/warning:",
            )
        else:
            summary = _power(found, question, among, exclude=touched)
        if touched:
            names = among.now.area_names
            st.markdown(
                widgets.as_text(
                    "Not clean to compare with: "
                    + "; ".join(f"{names[code]} ({why})" for code, why in touched.items())
                    + "."
                )
            )
    _listed(near, control, touched, among)
    return {"near": near, "control": clean, "detectable": summary}


def _listed(
    near: list[str], control: list[str], touched: dict[str, str], among: Candidates
) -> None:
    names = among.now.area_names
    rows = pd.DataFrame(
        [
            *({"area": names[c], "part": "neighbour at risk", "code": c} for c in near),
            *(
                {"area": names[c], "part": "not clean" if c in touched else "control", "code": c}
                for c in control
            ),
        ],
        columns=["area", "part", "code"],
    )
    with st.expander("Neighbours and controls by name", icon=":material/list:"):
        st.dataframe(rows[["area", "part"]], hide_index=True)
        widgets.download(rows, label="As CSV", file_name="plan_roles.csv", key="plan_roles")


def _contaminated(found: Answer, question: Question, among: Candidates) -> dict[str, str]:
    """Return the controls that the plan, or an operation of their own, touches, and why."""
    others: dict[str, list[tuple[object, object]]] = {}
    table = among.ground.tables.get("operations")
    if table is not None and among.wanted.kind == "areas":
        for start, end, codes in zip(table["start"], table["end"], table["areas"], strict=True):
            if start == question.at:
                continue  # the operation that this day belongs to
            for code in set(codes) & set(found.roles.index):
                others.setdefault(str(code), []).append((start, end))
    graph = among.graph
    if among.ground.has_boroughs and among.wanted.kind in {"areas", "boroughs"}:
        # Whatever the rule for neighbours, the widest one tells what may be touched.
        from views import evaluation

        graph = evaluation.graph_of(among.ground, across_river=True)
    try:
        told = analysis.contaminated_controls(
            found.roles,
            neighbours=graph,
            first=question.at - pd.DateOffset(years=_CONTAMINATION_YEARS),
            last=question.at + pd.DateOffset(years=_CONTAMINATION_YEARS),
            operations=others,
        )
    except geo.ParameterError as error:
        st.info(widgets.as_text(error), icon=":material/info:")
        return {}
    reasons = told.areas.loc[list(told.contaminated), "reason"]
    return {str(code): str(reason) for code, reason in reasons.items()}


def _power(found: Answer, question: Question, among: Candidates, *, exclude: dict[str, str]) -> str:
    history = targets.monthly_history(among, question)
    if history is None:
        st.info(
            "How small a fall could be told from chance needs monthly counts of several years "
            "before that day. Load them on the Data page.",
            icon=":material/info:",
        )
        return ""
    history = history[~history.index.isin(exclude)]
    near = [code for code in found.roles.index[found.roles == "neighbour"] if code in history.index]
    treated = [code for code in found.choice.chosen if code in history.index]
    try:
        effect = _effect(
            among.now.version,
            repr((question, among.wanted, sorted(exclude))),
            _history=history,
            _treated=treated,
            _near=near,
            _among=among,
        )
    except geo.ParameterError as error:
        st.info(widgets.as_text(error), icon=":material/info:")
        return ""
    st.markdown(widgets.as_text(effect.summary))
    return effect.summary


@st.cache_data(max_entries=16, show_spinner="Asking the past what could be seen …")
def _effect(
    version: str,
    key: str,
    *,
    _history: pd.DataFrame,
    _treated: list[str],
    _near: list[str],
    _among: Candidates,
) -> analysis.MinimumDetectableEffect:
    del version, key
    return analysis.minimum_detectable_effect(
        _history, treated=_treated, near=_near, months=_MONTHS, neighbours=_among.graph
    )


def figures(found: Answer, among: Candidates, *, hidden: Hidden) -> None:
    """Draw the raw values behind the scores, each with its direction and source."""
    with st.expander("The figures behind the scores", icon=":material/table_chart:"):
        told = pd.DataFrame(
            {
                "criterion": [WORDS[c.name] for c in found.criteria.criteria],
                "speaks": [
                    "for an area" if c.direction == "more" else "against it"
                    for c in found.criteria.criteria
                ],
                "weight": [found.ranking.weights.get(c.name, 0.0) for c in found.criteria.criteria],
                "from": [c.source for c in found.criteria.criteria],
            }
        )
        st.dataframe(
            told,
            hide_index=True,
            column_config={"weight": st.column_config.NumberColumn(format="percent")},
        )
        shown, handed = (
            _named(target_table.figures(found.criteria, disclosed=disclosed), among)
            for disclosed in (hidden.on_page, hidden.in_files)
        )
        st.caption(
            "An empty cell is not known (or hidden, where small counts are); it is left out of "
            "that area's score and never taken as zero."
        )
        st.dataframe(shown, hide_index=True)
        widgets.download(
            handed.reset_index(names="code"),
            label="Figures as CSV",
            file_name="criteria.csv",
            key="criteria_csv",
        )


def _named(figures: pd.DataFrame, among: Candidates) -> pd.DataFrame:
    rows = figures.rename(columns=WORDS)
    rows.insert(0, "area", rows.index.map(among.now.area_names))
    return rows
