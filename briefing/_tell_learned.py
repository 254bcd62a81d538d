"""What we learned: the lessons that were written down for the operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing._chart_picture import ChartPicture
from briefing._scene import Scene
from briefing._telling import signed, word_of
from workspace import ILLUSTRATIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing._telling import Telling

__all__ = ["tell_learned"]

KEY, TITLE = "learned", "What we learned"
_SIMULATED = "Illustrative: lessons of the example are made up, not real ones."
_OF_PEOPLE = (
    "Lessons are what people wrote; the figures beside them are those of the evaluation that day."
)
# Which operation a lesson is of, and what is not its text.
_OPERATION = "operation"
_TEXTS = {
    "worked": "What worked",
    "where": "Where",
    "failed": "What did not",
    "next": "What to do next time",
    "lesson": "Lesson",
}
_CONCLUSION = "What the evaluation found"
_FOUND = "The figures"
_WRITTEN = frozenset(_TEXTS.values()) - {"Where"}
_GROUPS = {"raided": "In the raided areas", "next_door": "next to them"}


def tell_learned(told: Telling) -> Scene:
    """Return the scene of the lessons on the operation."""
    if told.profile.hides:
        return Scene(
            key=KEY,
            title=TITLE,
            message="Lessons are for internal use.",
            missing=(
                "Lessons are free text that no rule can check, and the public profile leaves them "
                "out. Write what may be told as this scene's annotation."
            ),
        )
    used = [(lesson, rows) for lesson in told.lessons if (rows := _rows(lesson, told))]
    rows = [row for _, of_one in used for row in of_one]
    is_simulated = any(lesson.get("content", {}).get(ILLUSTRATIVE) is True for lesson, _ in used)
    simulated = _SIMULATED if is_simulated else ""
    if not rows:
        return Scene(
            key=KEY,
            title=TITLE,
            message="No lesson has been written down yet.",
            missing="Write lessons down on the Targets page, once the operation is evaluated.",
        )
    shown = pd.DataFrame(rows)
    count = sum(row["About"] in _WRITTEN for row in rows)
    lessons = f"{count} {word_of(count, 'lesson was', 'lessons were')} written down"
    if not count:
        lessons = "No lesson was written beside the figures"
    message = f"{lessons}{f' for {told.operation.name}' if told.operation else ''}."
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=ChartPicture(kind="table", data=shown, illustrative=simulated),
        notes="Ask those who were there whether they would still write the same.",
        caveats=(_OF_PEOPLE, *((simulated,) if simulated else ())),
        table=shown,
        alt=f"Table of lessons. {message}",
    )


def _rows(lesson: Mapping[str, Any], told: Telling) -> list[dict[str, str]]:
    content = lesson.get("content", {})
    of = str(content.get(_OPERATION) or "")
    if of and told.operation and of != told.operation.name:
        return []
    texts = {words: str(content.get(name) or "").strip() for name, words in _TEXTS.items()}
    texts[_CONCLUSION] = str(content.get("conclusion") or "").strip()
    texts[_FOUND] = _figures(content.get("figures"))
    return [{"About": words, "What was written": text} for words, text in texts.items() if text]


def _figures(figures: Any) -> str:
    """Return the changes that a lesson was written with, each with its interval.

    >>> _figures({"raided": {"percent": -10.0, "low": -20.0, "high": None, "calibrated": True}})
    'In the raided areas: \u221210.0% against the controls (95% interval \u221220.0% to no bound).'
    """
    said = []
    for group, where in _GROUPS.items():
        one = figures.get(group) if isinstance(figures, dict) else None
        if not isinstance(one, dict) or not isinstance(one.get("percent"), (int, float)):
            continue
        middle, low, high = (_percent(one.get(name)) for name in ("percent", "low", "high"))
        doubt = "" if one.get("calibrated") else ", not calibrated"
        said.append(f"{where}: {middle} against the controls (95% interval {low} to {high}{doubt})")
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _percent(value: Any) -> str:
    return f"{signed(value, 1)}%" if isinstance(value, (int, float)) else "no bound"
