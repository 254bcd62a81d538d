"""What the planner chooses on the Targets page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import operations, targets
from views.targets import Question

if TYPE_CHECKING:
    from views.workspace import Workspace

_MOST_WEIGHT = 10
_FEWEST_PLACES, _USUAL_PLACES = 1, 10


def choose(now: Workspace) -> Question:
    """Draw the choices in the sidebar and return them."""
    with st.sidebar:
        st.subheader("Plan")
        at = _day(now)
        places = st.slider(
            "Areas to act in",
            min_value=_FEWEST_PLACES,
            max_value=max(2, min(30, len(now.areas) - 1)),
            value=min(_USUAL_PLACES, max(1, len(now.areas) // 3)),
            key="places",
            bind="query-params",
            help="The budget: at most this many areas are chosen.",
        )
        category = _category(now)
        across_river = operations.choose_rule(
            now, help_text="Does the Thames count as a border that markets cross?"
        )
        spill = st.slider(
            "Expected to move next door, %",
            min_value=0,
            max_value=100,
            value=25,
            step=5,
            key="spill",
            bind="query-params",
            help="The share of what is stopped in an area that you expect to move to its "
            "neighbours, unless they are acted in too. At 0 the best areas are chosen one by one.",
        )
        names = now.area_names
        ordered = sorted(names, key=names.__getitem__)
        must_in = st.multiselect(
            "Must be in", ordered, format_func=names.__getitem__, key="must_in", bind="query-params"
        )
        must_out = st.multiselect(
            "Must be out",
            ordered,
            format_func=names.__getitem__,
            key="must_out",
            bind="query-params",
        )
        contiguous = st.toggle(
            "They must hang together",
            key="contiguous",
            bind="query-params",
            help="Every chosen area can be reached from every other without leaving the set.",
        )
    return Question(
        at=at,
        category=category,
        across_river=across_river,
        weights=_weights(now),
        places=places,
        spill=spill / 100,
        must_in=tuple(must_in),
        must_out=tuple(must_out),
        contiguous=contiguous,
    )


def _day(now: Workspace) -> pd.Timestamp:
    """Let the user choose the day on which the plan looks at the records."""
    default = _last_day(now)
    starts: Any = now.tables["operations"]["start"] if now.loaded("operations") else []
    known = [start for start in starts if start <= default]
    chosen = st.date_input(
        "As things stood on",
        value=(max(known) if known else default).date(),
        format="DD/MM/YYYY",
        key="as_of",
        bind="query-params",
        help="Nothing after this day is used, as on the day when the plan was made.",
    )
    return pd.Timestamp(chosen)


def _last_day(now: Workspace) -> pd.Timestamp:
    if now.loaded("markets"):
        return pd.Timestamp(now.points["markets"]["first_seen"].max())
    return pd.Timestamp(now.tables["area_counts"]["period"].max().end_time).normalize()


def _category(now: Workspace) -> str | None:
    if not now.loaded("area_counts"):
        return None
    categories = sorted(now.tables["area_counts"]["category"].unique())
    drugs = [i for i, name in enumerate(categories) if "drug" in name.lower()]
    chosen: str = st.selectbox(
        "Offences",
        categories,
        index=drugs[0] if drugs else 0,
        key="target_offences",
        bind="query-params",
        help="Robbery and burglary depend less on what the police look for than drug offences do.",
    )
    return chosen


def _weights(now: Workspace) -> tuple[tuple[str, float], ...]:
    """Let the user weigh the criteria; they are shown as shares that sum to one."""
    offered = [
        name
        for name in targets.WORDS
        if (now.loaded("markets") or name in {"offences", "trend"})
        and (now.loaded("raids") or name != "past_raids")
        and (now.loaded("area_counts") or name not in {"offences", "trend"})
    ]
    with st.sidebar.expander("What counts, and how much"):
        place = st.empty()
        given = {
            name: float(
                st.slider(
                    targets.WORDS[name],
                    min_value=0,
                    max_value=_MOST_WEIGHT,
                    value=targets.DEFAULTS.get(name, targets.USUAL),
                    key=f"weight_{name}",
                    bind="query-params",
                    help=targets.MEANING[name],
                )
            )
            for name in offered
        }
        total = sum(given.values())
        if total:
            shares = ", ".join(
                f"{targets.WORDS[name].lower()} {value / total:.0%}"
                for name, value in given.items()
                if value
            )
            place.caption(f"Shares of the score: {shares}.")
    return tuple(given.items())
