"""Where markets, raids and offences concentrate, and which concentrations are real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import geo
from geo import maps
from views import (
    centres,
    filters,
    hotspot_compare,
    hotspot_export,
    hotspot_layers,
    hotspot_methods,
    hotspot_proof,
    hotspot_runs,
    hotspot_settings,
    hotspot_table,
    hotspot_words,
    map_frame,
    near_repeats,
    widgets,
    workspace,
)
from views.hotspot_parameters import SCALES
from views.map_frame import Mark

if TYPE_CHECKING:
    import analysis
    from views.hotspot_methods import Method
    from views.hotspot_runs import Shown
    from views.hotspot_words import Words

_HEIGHT_PX = 640
# More dots than this cover the map, and the hotspots on it.
_MOST_DOTS = 20_000
LABELS = {"markets": "Markets", "raids": "Raids", "offences": "Recorded offences"}


def _choose_kind(now: workspace.Workspace) -> str:
    kinds = [kind for kind in SCALES if now.loaded(kind)]
    st.subheader("Find hotspots of")
    return st.segmented_control(
        "Records",
        kinds,
        format_func=LABELS.__getitem__,
        default=kinds[-1] if "offences" in kinds else kinds[0],
        required=True,
        key="records",
        bind="query-params",
        label_visibility="collapsed",
    )


def _choose_records(method: Method, *, records: int) -> bool:
    return st.toggle(
        "Show the records",
        value=method.shows_records and records <= _MOST_DOTS,
        key=f"dots_{method.label}",
        bind="query-params",
        help="Draws the records themselves under the hotspots.",
    )


@st.fragment
def _linked(
    now: workspace.Workspace,
    shown: Shown,
    words: Words,
    *,
    kept: analysis.Stability | None,
    with_records: bool,
) -> None:
    run = shown.run
    share = None if kept is None else pd.Series(kept.share)
    table = hotspot_table.table_of(run, now, kept=kept)
    left, right = st.columns(hotspot_table.columns_of(table), gap="medium")
    marks = [Mark(layer="hotspots", id=number) for number in table["hotspot"]]
    with right:
        pick = map_frame.linked_table(
            hotspot_table.on_screen(table, now),
            marks=marks,
            page="hotspots",
            column_config=hotspot_table.COLUMNS,
            height_px=hotspot_table.height_of(table, most_px=_HEIGHT_PX - 60),
        )
        with st.container(horizontal=True):
            widgets.download(
                hotspot_export.to_hand_over(table),
                label="Table as CSV",
                file_name="hotspots.csv",
                key="hotspots_csv",
            )
            caveats = [words.caution, *words.detail, widgets.POLICING_CAVEAT]
            hotspot_export.offer(now, run, caveats=caveats)
            if len(run.hotspots) and st.button("Plan with these", icon=":material/target:"):
                st.switch_page(
                    "targets_page.py",
                    query_params={"candidates": "Hotspots", "recipe": run.recipe.to_json()},
                )
    layers = hotspot_layers.layers_of(run, kept=share)
    if with_records:
        layers.insert(0, hotspot_layers.records_layer(now, shown))
    if pick is not None:
        layers.append(pick.layer(hotspot_layers.numbered(run.hotspots), id_column="number"))
    with left:
        clicked = map_frame.show(
            now,
            layers,
            page="hotspots",
            height_px=_HEIGHT_PX,
            alt=f"Map. {words.headline}",
            period=hotspot_words.period_of(run),
        )
    map_frame.follow_click(clicked, marks=marks, page="hotspots")


def _mapped(now: workspace.Workspace, kind: str, question: str) -> None:
    with st.sidebar:
        method = hotspot_methods.choose_method(question)
        parameters = method.choose(kind, "")
    chosen = filters.choose(now, records=(kind,), key=f"period_{kind}")
    if method.needs_past:
        chosen, past = hotspot_methods.with_past(chosen, first_month=filters.first_month(now, kind))
        parameters |= past
    recipe = hotspot_runs.recipe_of(method.recipe, parameters, kind=kind, shown=chosen)
    other = hotspot_compare.choose(now, kind, method, recipe, chosen)
    with st.sidebar:
        with_records = _choose_records(method, records=now.loaded(kind))
    if other is not None:
        hotspot_compare.show(now, other, with_records=with_records)
        return
    try:
        shown = hotspot_runs.run(now, recipe)
    except geo.CrackdownError as error:
        widgets.show_error(error)
        return
    words = hotspot_words.words_of(shown.run, noun=LABELS[kind].lower())
    st.markdown(f"<p class='finding'>{maps.safe_text(words.headline)}</p>", unsafe_allow_html=True)
    residents = hotspot_runs.residents_said(now, shown.run.recipe)
    st.caption(widgets.as_text(f"{words.caution} {residents}".rstrip()))
    widgets.illustrative_notice(now, kinds=[kind])
    kept = hotspot_proof.kept_of(now, shown.run)
    _linked(now, shown, words, kept=kept, with_records=with_records)
    with st.expander("Would they still be there?", icon=":material/casino:", expanded=True):
        hotspot_proof.offer_stability(now, shown.run, kept)
    hotspot_settings.show(now, shown.run)
    with st.expander(
        "Which method would have predicted the last three months best here?",
        icon=":material/leaderboard:",
        expanded=hotspot_proof.is_contest_asked(kind, chosen),
    ):
        hotspot_proof.show_methods(now, kind, chosen)
    with st.expander("Before you rely on this", icon=":material/balance:"):
        lines = [*map(widgets.as_text, words.detail), widgets.POLICING_CAVEAT]
        st.markdown("\n".join(f"- {line}" for line in lines))


def _show() -> None:
    now = workspace.current()
    widgets.heading("Hotspots", "Which concentrations are real, and how sure are we?")
    if not any(now.loaded(kind) for kind in SCALES):
        st.info("There are no records with a place yet. Load some on the Data page.")
        return
    with st.sidebar:
        kind = _choose_kind(now)
        question = hotspot_methods.choose_question()
    if question == "repeat":
        near_repeats.show(now, kind, label=LABELS[kind].lower())
    elif question == "moving":
        centres.show(now, kind, label=LABELS[kind].lower())
    else:
        _mapped(now, kind, question)


_show()
