"""How much each criterion counts: shares that always sum to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views import target_words as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEPT = "weights_kept"
_WHOLE = 100
_COLUMNS = 3
_LARGEST_HARM = 100_000
_HARM = "harm"


def _key(name: str) -> str:
    return f"weight_{name}"


def whole_shares(given: Mapping[str, float]) -> dict[str, int]:
    """Return whole percents in the proportions given that sum to a hundred.

    >>> whole_shares({"a": 1, "b": 1, "c": 1})
    {'a': 34, 'b': 33, 'c': 33}
    """
    total = sum(given.values())
    if not total:
        return dict.fromkeys(given, 0)
    exact = {name: _WHOLE * value / total for name, value in given.items()}
    shares = {name: int(value) for name, value in exact.items()}
    short = _WHOLE - sum(shares.values())
    nearest = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in nearest[:short]:
        shares[name] += 1
    return shares


def rebalanced(shares: Mapping[str, float], *, moved: str) -> dict[str, int]:
    """Return shares that sum to a hundred, with the one that was moved where it was put.

    >>> rebalanced({"a": 60, "b": 30, "c": 20}, moved="a")
    {'a': 60, 'b': 24, 'c': 16}
    """
    fixed = int(shares[moved])
    others = {name: value for name, value in shares.items() if name != moved}
    if not others:
        return {moved: _WHOLE}
    if not sum(others.values()):
        others = dict.fromkeys(others, 1.0)
    left = _WHOLE - fixed
    exact = {name: left * value / sum(others.values()) for name, value in others.items()}
    found = {name: int(value) for name, value in exact.items()}
    nearest = sorted(exact, key=lambda name: found[name] - exact[name])
    for name in nearest[: left - sum(found.values())]:
        found[name] += 1
    return {name: fixed if name == moved else found[name] for name in shares}


def _moved(name: str, names: Sequence[str]) -> None:
    now = {one: float(st.session_state.get(_key(one), 0)) for one in names}
    for one, share in rebalanced(now, moved=name).items():
        st.session_state[_key(one)] = share


def _to_defaults(names: Sequence[str]) -> None:
    usual = whole_shares({name: float(words.DEFAULTS[name]) for name in names})
    for name, share in usual.items():
        st.session_state[_key(name)] = share


def choose(names: Sequence[str], sources: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    """Draw a slider for each criterion, in columns, and return the shares."""
    usual = whole_shares({name: float(words.DEFAULTS[name]) for name in names})
    chosen: dict[str, float] = {}
    columns = st.columns(_COLUMNS, gap="medium")
    for number, name in enumerate(names):
        with columns[number % _COLUMNS]:
            chosen[name] = float(
                st.slider(
                    words.WORDS[name],
                    min_value=0,
                    max_value=_WHOLE,
                    value=usual[name],
                    format="%d%%",
                    key=_key(name),
                    bind="query-params",
                    on_change=_moved,
                    args=(name, tuple(names)),
                    help=f"{words.MEANING[name]} From {sources.get(name, 'what is loaded')}.",
                )
            )
    st.button(
        "Back to the usual weights",
        key="usual_weights",
        on_click=_to_defaults,
        args=(tuple(names),),
    )
    total = sum(chosen.values())
    # A widget's state goes with its page; the Briefing page tells of the same choice.
    st.session_state[KEPT] = chosen if chosen != usual else {}
    return tuple((name, value / total if total else 0.0) for name, value in chosen.items())


def in_words(weights: Mapping[str, float]) -> str:
    """Return the weights that count, heaviest first, as a line to read."""
    ordered = sorted((name for name in weights if weights[name]), key=lambda name: -weights[name])
    return ", ".join(f"{words.WORDS[name].lower()} {weights[name]:.0%}" for name in ordered)


def choose_harm(categories: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """Let the user say what one offence of each category weighs; kept in the address."""
    import pandas as pd

    usual = {name: float(words.harm_of(name)) for name in categories}
    start_key = f"{_HARM}_start_{len(categories)}"
    if start_key not in st.session_state:
        st.session_state[start_key] = usual | _harm_of_address(usual)
    start: dict[str, float] = st.session_state[start_key]
    edited = st.data_editor(
        pd.DataFrame({"category": list(usual), "weight": [start.get(n, usual[n]) for n in usual]}),
        hide_index=True,
        disabled=["category"],
        column_config={
            "category": "offences",
            "weight": st.column_config.NumberColumn(
                "harm of one", min_value=0, max_value=_LARGEST_HARM, required=True
            ),
        },
        key=f"{_HARM}_{len(categories)}",
    )
    found = dict(zip(edited["category"], edited["weight"].fillna(0).astype(float), strict=True))
    changed = {name: value for name, value in found.items() if value != usual[name]}
    if changed:
        st.query_params[_HARM] = ";".join(f"{name}~{value:g}" for name, value in changed.items())
    elif _HARM in st.query_params:
        del st.query_params[_HARM]
    return tuple(found.items())


def _harm_of_address(usual: Mapping[str, float]) -> dict[str, float]:
    found = {}
    for part in st.query_params.get(_HARM, "").split(";"):
        name, _, value = part.rpartition("~")
        if name in usual and value.replace(".", "", 1).isdigit():
            found[name] = min(float(value), float(_LARGEST_HARM))
    return found
