"""What was learned from operations: recorded with the evaluation's figures, and found again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import workspace

if TYPE_CHECKING:
    from geo.store import Document
    from views.candidates import Candidates

KIND = "lesson"
TEXTS = {
    "worked": "What worked",
    "where": "Where",
    "failed": "What did not",
    "next": "What to do next time",
}
_Z95 = 1.959963984540054


def kept() -> list[Document]:
    """Return the lessons, the one recorded last first."""
    return workspace.documents(KIND)


def effects(among: Candidates, *, at: pd.Timestamp) -> pd.DataFrame | None:
    """Return what operations that were over did, by candidate; nothing where none is known."""
    rows: list[dict[str, Any]] = []
    for lesson in kept():
        found = effect_of(lesson.content)
        end = pd.to_datetime(str(lesson.content.get("end", "")), errors="coerce")
        if found is None or not end < at:
            continue
        codes = [str(code) for code in lesson.content.get("areas", [])]
        rows.extend(
            {"area_code": code, "log_change": found[0], "error": found[1]}
            for code in _candidates_in(among, codes)
        )
    return pd.DataFrame(rows) if rows else None


def effect_of(content: dict[str, Any]) -> tuple[float, float] | None:
    """Return the change of the raided areas against controls as a log, and its standard error.

    >>> change = {"low": -20.0, "percent": -10.0, "high": 1.25}
    >>> [round(x, 3) for x in effect_of({"figures": {"raided": change}})]
    [-0.105, 0.06]
    """
    figures = content.get("figures")
    change = figures.get("raided") if isinstance(figures, dict) else None
    if not isinstance(change, dict):
        return None
    try:
        low, middle, high = (1 + float(change[key]) / 100 for key in ("low", "percent", "high"))
    except (KeyError, TypeError, ValueError):
        return None
    if not 0 < low < high < math.inf or not low <= middle <= high:
        return None
    return math.log(middle), (math.log(high) - math.log(low)) / (2 * _Z95)


def _candidates_in(among: Candidates, codes: list[str]) -> list[str]:
    if among.wanted.kind == "areas":
        return [code for code in codes if code in set(among.now.areas["code"])]
    return among.within(codes)


def overlapping(lessons: list[Document], codes: set[str]) -> list[Document]:
    """Return the lessons of operations that were in one of these areas."""
    return [one for one in lessons if codes & set(map(str, one.content.get("areas", [])))]


def matching(lessons: list[Document], words: str) -> list[Document]:
    """Return the lessons that hold every word, in any case."""
    wanted = words.lower().split()
    return [one for one in lessons if all(word in _text(one) for word in wanted)]


def _text(lesson: Document) -> str:
    content = lesson.content
    parts = [lesson.name, *(content.get(key) for key in TEXTS)]
    parts += [content.get("conclusion"), *content.get("area_names", []), *content.get("tags", [])]
    return " ".join(str(part) for part in parts if part).lower()


def show(lessons: list[Document]) -> None:
    """Draw lessons, each as a card."""
    for lesson in lessons:
        with st.container(border=True):
            card(lesson)


def card(lesson: Document) -> None:
    """Draw one lesson, with what people typed as plain text."""
    content = lesson.content
    st.text(str(content.get("operation", lesson.name)))
    for key, label in TEXTS.items():
        if content.get(key):
            st.caption(label)
            st.text(str(content[key]))
    if content.get("conclusion"):
        st.caption("What the evaluation found")
        st.text(str(content["conclusion"]))
    illustrative = " Illustrative." if content.get("illustrative") else ""
    st.caption(f"Recorded {lesson.saved:%d %B %Y}, version {lesson.version}.{illustrative}")
