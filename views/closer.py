"""What lies behind a finding, one part at a time: only the part that is open is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import geo
from views import (
    agreement,
    change_map,
    market_moves,
    markets_after,
    outcomes,
    planning,
    rings,
    sensitivity,
    widgets,
)

if TYPE_CHECKING:
    from views.design import Design
    from views.evaluation import Evaluation
    from views.workspace import Workspace

_METHODS = "All methods"
_CHOICES = "Other choices"
_MONTHS = "Over time"
_TWINS = "Before and after"
_OUTCOMES = "Other offences"
_MARKETS = "Markets after raids"
_RINGS = "Rings round raids"
_POWER = "Power"
_AREAS = "Every area"
PARTS = (_METHODS, _CHOICES, _MONTHS, _TWINS, _OUTCOMES, _MARKETS, _RINGS, _POWER, _AREAS)


@st.fragment
def show(now: Workspace, chosen: Design, result: Evaluation, *, across_river: bool) -> None:
    """Draw the part that the user has opened."""
    st.subheader("Look closer")
    part = st.segmented_control(
        "Look closer",
        _parts(now),
        default=_METHODS,
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    try:
        if part == _METHODS:
            agreement.show(result, now)
        elif part == _CHOICES:
            sensitivity.show(now, chosen)
        elif part == _MONTHS:
            market_moves.show_over_time(now, chosen, result)
        elif part == _TWINS:
            market_moves.show_before_and_after(now, chosen, result)
        elif part == _OUTCOMES:
            outcomes.show(now, chosen, across_river=across_river)
        elif part == _MARKETS:
            markets_after.show(now)
        elif part == _RINGS:
            rings.show(now)
        elif part == _POWER:
            planning.show(now, chosen, across_river=across_river)
        else:
            change_map.show_table(result, now)
    except geo.ParameterError as error:
        widgets.show_refusal(error)


def _parts(now: Workspace) -> list[str]:
    """Return the parts that these data allow."""
    ready = {_MARKETS: markets_after.is_ready(now), _RINGS: rings.is_ready(now)}
    return [part for part in PARTS if ready.get(part, True)]
