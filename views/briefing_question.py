"""What a briefing is about and for whom: choices that stand in the page's address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import briefing
from views import workspace

if TYPE_CHECKING:
    from views.workspace import Workspace

_LATEST = "The latest"
_OWN_WAY = "areas"
_PROFILES = {
    "public": "For release: small counts hidden, no place shown exactly",
    "internal": "Inside the force: everything as recorded",
}
_PLACES = {
    "areas": "How many in each area",
    "cells": "How many in each square of 2 km",
    "masked": "Dots moved at random by 150 to 500 m",
}


def ask(spec: briefing.Spec, base: briefing.Spec, now: Workspace, *, tag: str) -> briefing.Spec:
    """Let the briefer say what it is about, and for whom.

    Parameters
    ----------
    spec
        As it was changed in this session.
    base
        As it was kept, or as a new one begins: only what differs from it stands in the address.
    now
        The records.
    tag
        Tells the choices of one briefing from another's.
    """
    with st.sidebar:
        st.subheader("What is told")
        template = _radio("Template", briefing.TEMPLATES, spec.template, base.template, tag=tag)
        operation, quarter = spec.operation, spec.quarter
        if template == "operation":
            names = [str(name) for name in now.tables["operations"]["name"].drop_duplicates()]
            operation = _latest("Operation", names, operation, base.operation, tag=tag)
        else:
            quarter = _latest("Quarter", _quarters(now), quarter, base.quarter, tag=tag)
        category = _category(spec, base, now, tag=tag)
        river = spec.across_river
        if now.has_boroughs and template == "operation":
            key = f"told_river{tag}"
            _begin(key, spec.across_river, base.across_river)
            river = st.toggle(
                "The Thames counts as a border",
                value=base.across_river,
                key=key,
                bind="query-params",
                help="The answer can change the sign of what happened next door.",
            )
        st.subheader("For whom")
        profile = _radio(
            "Profile", _PROFILES, spec.profile, base.profile, tag=tag,
            help="Under the first, counts below ten are suppressed, with a second one where a "
            "total would give one away, and others are rounded to five.",
        )  # fmt: skip
        places = ""
        if profile == "public":
            key = f"told_places{tag}"
            _begin(key, spec.places or _OWN_WAY, base.places or _OWN_WAY)
            places = st.selectbox(
                "Places are shown as",
                list(_PLACES),
                index=list(_PLACES).index(base.places or _OWN_WAY),
                format_func=_PLACES.__getitem__,
                key=key,
                bind="query-params",
            )
    return replace(
        spec,
        template=template,
        operation=operation,
        quarter=quarter,
        category=category,
        across_river=bool(river),
        profile=profile,
        places="" if places == _OWN_WAY else places,
        what=workspace.choice(),
        length=workspace.length() or "",
    )


def _begin(key: str, value: Any, base: Any) -> None:
    """Let a choice that comes back to the page stand as it was left; an address goes before it."""
    if value != base and key not in st.session_state and key not in st.query_params:
        st.session_state[key] = value


def _radio(
    label: str,
    options: Any,
    value: str,
    base: str,
    *,
    tag: str,
    help: str = "",  # noqa: A002
) -> str:
    key = f"told_{label.lower()}{tag}"
    _begin(key, value, base)
    return str(
        st.radio(
            label,
            list(options),
            index=list(options).index(base),
            format_func=options.__getitem__,
            key=key,
            bind="query-params",
            help=help or None,
        )
    )


def _latest(label: str, names: list[str], value: str, base: str, *, tag: str) -> str:
    """Return which of several, or nothing for the latest."""
    options = [_LATEST, *names]
    key = f"told_{label.lower()}{tag}"
    first = base if base in names else _LATEST
    _begin(key, value if value in names else _LATEST, first)
    picked = st.selectbox(label, options, index=options.index(first), key=key, bind="query-params")
    return "" if picked == _LATEST else str(picked)


def _category(spec: briefing.Spec, base: briefing.Spec, now: Workspace, *, tag: str) -> str:
    if not now.loaded("area_counts"):
        return ""
    known = sorted(str(name) for name in now.tables["area_counts"]["category"].unique())
    usual = next((name for name in known if "drug" in name.lower()), known[0])
    first = base.category if base.category in known else usual
    key = f"told_offences{tag}"
    _begin(key, spec.category if spec.category in known else first, first)
    return str(
        st.selectbox("Offences", known, index=known.index(first), key=key, bind="query-params")
    )


def _quarters(now: Workspace) -> list[str]:
    """Return the quarters that the records reach into, the latest first."""
    ends: list[pd.Period] = []
    counts = now.tables["area_counts"]
    if len(counts):
        months = pd.PeriodIndex(counts["period"].unique())
        ends += [months.min().asfreq("Q-DEC", how="start"), months.max().asfreq("Q-DEC")]
    for kind, column in (("raids", "date"), ("markets", "first_seen")):
        if now.loaded(kind):
            dates = now.points[kind][column]
            ends += [pd.Period(dates.min(), freq="Q-DEC"), pd.Period(dates.max(), freq="Q-DEC")]
    if not ends:
        return []
    return [str(one) for one in pd.period_range(min(ends), max(ends), freq="Q-DEC")[::-1]]
