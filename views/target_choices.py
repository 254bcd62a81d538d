"""What the planner chooses on the Targets page, in the sidebar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import candidate_choices, candidates, targets
from views.targets import Budget

if TYPE_CHECKING:
    from views.candidates import Candidates
    from views.workspace import Workspace

_UNITS = {"areas": "Areas", "days": "Officer-days", "pounds": "Pounds"}
_USUAL_PLACES, _MOST_PLACES = 10, 30
_USUAL_SPILL = 25
# Streamlit's own limits are ten years either side, and a link to a day outside them opens another.
_EARLIEST, _LATEST = dt.date(1980, 1, 1), dt.date(2099, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Everything of a plan but the weights."""

    among: Candidates
    at: pd.Timestamp
    category: str | None
    budget: Budget
    spill: float
    spacing_m: float
    must_in: tuple[str, ...]
    must_out: tuple[str, ...]
    contiguous: bool


def choose(now: Workspace) -> Wishes:
    """Draw the choices in the sidebar and return them.

    Raises
    ------
    geo.errors.CrackdownError
        There is nothing to choose among, or an outline or a hotspot cannot be used.
    """
    candidate_choices.take_drawn()
    with st.sidebar:
        st.subheader("Plan")
        at = _day(now)
        among = candidates.choose(now, at)
        if among.borders:
            st.caption(among.borders)
        st.subheader("Budget")
        budget = _budget(among)
        st.subheader("Conditions")
        spill = st.slider(
            "Expected to move next door, %",
            min_value=0,
            max_value=100,
            value=_USUAL_SPILL,
            step=5,
            key="spill",
            bind="query-params",
            help="The share of what is stopped in an area that you expect to move to its "
            "neighbours, unless they are acted in too. At 0 the best areas are chosen one by one.",
        )
        names = among.now.area_names
        ordered = sorted(names, key=names.__getitem__)
        must_in, must_out = (
            st.multiselect(
                label,
                ordered,
                format_func=names.__getitem__,
                key=key,
                bind="query-params",
                placeholder="No area",
            )
            for label, key in (("Must be in", "must_in"), ("Must be out", "must_out"))
        )
        must_out = [*must_out, *_left_out(among, set(must_out))]
        contiguous = st.toggle(
            "They must hang together",
            key="contiguous",
            bind="query-params",
            help="Every chosen area can be reached from every other without leaving the set.",
        )
        spacing_km = st.number_input(
            "Least distance between centres, km",
            min_value=0.0,
            max_value=50.0,
            value=0.0,
            step=0.5,
            key="spacing",
            bind="query-params",
            help="From centre to centre. 0 lets areas touch.",
        )
        st.subheader("Offences")
        category = _category(among)
    return Wishes(
        among=among,
        at=at,
        category=category,
        budget=budget,
        spill=spill / 100,
        spacing_m=1_000 * float(spacing_km),
        must_in=tuple(must_in),
        must_out=tuple(must_out),
        contiguous=contiguous,
    )


def _left_out(among: Candidates, before: set[str]) -> list[str]:
    """Let the user leave out all candidates of whole areas; return those not yet out."""
    if among.wanted.kind == "areas":
        return []
    names = among.ground.area_names
    whole = st.multiselect(
        f"Leave out whole {among.ground.noun}",
        sorted(names, key=names.__getitem__),
        format_func=names.__getitem__,
        key="whole_out",
        bind="query-params",
        placeholder="None",
        help=f"All {among.noun} whose inner point lies there must be out.",
    )
    return [code for code in among.within(whole) if code not in before]


def _day(now: Workspace) -> pd.Timestamp:
    """Let the user choose the day on which the plan looks at the records."""
    default = _last_day(now)
    starts: Any = now.tables["operations"]["start"] if now.loaded("operations") else []
    known = [start for start in starts if start <= default]
    chosen = st.date_input(
        "As things stood on",
        value=(max(known) if known else default).date(),
        min_value=_EARLIEST,
        max_value=_LATEST,
        format="DD/MM/YYYY",
        key="as_of",
        bind="query-params",
        help="Nothing after this day is used, as on the day when the plan was made.",
    )
    return pd.Timestamp(chosen)


def _last_day(now: Workspace) -> pd.Timestamp:
    if now.loaded("markets"):
        return pd.Timestamp(now.points["markets"]["first_seen"].max())
    counted = now.tables.get("area_counts")
    periods = counted if counted is not None and len(counted) else now.points["offences"]
    return pd.Timestamp(periods["period"].max().end_time).normalize()


def _budget(among: Candidates) -> Budget:
    unit = st.segmented_control(
        "Counted in",
        list(_UNITS),
        format_func=_UNITS.__getitem__,
        default="areas",
        required=True,
        key="budget_in",
        bind="query-params",
        label_visibility="collapsed",
    )
    if unit == "areas":
        count = len(among.now.areas)
        if count == 1:
            return Budget(amount=1)
        most = max(2, min(_MOST_PLACES, count - 1))
        if st.session_state.get("places", 1) > most:
            # Kept from when there were more candidates.
            st.session_state["places"] = most
        places = st.slider(
            "Areas to act in",
            min_value=1,
            max_value=most,
            value=min(_USUAL_PLACES, max(1, count // 3)),
            key="places",
            bind="query-params",
            help="At most this many areas are chosen.",
        )
        return Budget(amount=float(places))
    return _paid(str(unit))


def _paid(unit: str) -> Budget:
    amount = st.number_input(
        f"At most, in {_UNITS[unit].lower()}",
        min_value=1.0,
        value=350.0 if unit == "days" else 120_000.0,
        step=50.0 if unit == "days" else 10_000.0,
        format="%.0f",
        key=f"budget_{unit}",
        bind="query-params",
    )
    each = st.number_input(
        "Officer-days for any area",
        min_value=0.5,
        value=20.0,
        step=5.0,
        key="days_each",
        bind="query-params",
        help="Planning, command and partners, however few markets there are.",
    )
    more = st.number_input(
        "and for each open market in it",
        min_value=0.0,
        value=2.0,
        step=0.5,
        key="days_a_market",
        bind="query-params",
    )
    day = Budget().pounds_a_day
    if unit == "pounds":
        day = st.number_input(
            "Pounds for an officer-day",
            min_value=1.0,
            value=float(day),
            step=10.0,
            key="pounds_a_day",
            bind="query-params",
        )
    st.caption("These costs are assumptions of the plan: change them to your own.")
    return Budget(
        unit=unit, amount=amount, days_each=each, days_a_market=more, pounds_a_day=float(day)
    )


def _category(among: Candidates) -> str | None:
    categories = targets.categories_of(among)
    if not categories:
        st.caption(
            f"Recorded offences are not known for these {among.noun}: load offences with a place "
            "on the Data page."
        )
        return None
    drugs = [i for i, name in enumerate(categories) if "drug" in name.lower()]
    chosen: str = st.selectbox(
        "Offences",
        categories,
        index=drugs[0] if drugs else 0,
        key="target_offences",
        bind="query-params",
        label_visibility="collapsed",
        help="Robbery and burglary depend less on what the police look for than drug offences do.",
    )
    return chosen
