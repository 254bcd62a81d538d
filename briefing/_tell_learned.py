"""What we learned: the lessons that were written down for the operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing._chart_picture import ChartPicture
from briefing._scene import Scene
from briefing._telling import word_of
from workspace import ILLUSTRATIVE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing._telling import Telling

__all__ = ["tell_learned"]

KEY, TITLE = "learned", "What we learned"
_MOST = 8
_LONGEST = 280
_SIMULATED = "Illustrative: lessons of the example are made up, not real ones."
_OF_PEOPLE = "Lessons are what people wrote, not what the figures show."
# Which operation a lesson is of, and what is not its text.
_OPERATION = "operation"
_TEXTS = {
    "worked": "What worked",
    "where": "Where",
    "failed": "What did not",
    "next": "What to do next time",
    "lesson": "Lesson",
}


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
    shown = pd.DataFrame(rows[:_MOST])
    count = len(rows)
    more = f" The first {_MOST} are shown." if count > _MOST else ""
    message = (
        f"{count} {word_of(count, 'lesson was', 'lessons were')} written down"
        f"{f' for {told.operation.name}' if told.operation else ''}.{more}"
    )
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=ChartPicture(kind="table", data=shown, illustrative=simulated),
        notes="Ask those who were there whether they would still write the same.",
        caveats=(_OF_PEOPLE, *((simulated,) if simulated else ())),
        table=pd.DataFrame(rows),
        alt=f"Table of lessons. {message}",
    )


def _rows(lesson: Mapping[str, Any], told: Telling) -> list[dict[str, str]]:
    content = lesson.get("content", {})
    of = str(content.get(_OPERATION) or "")
    if of and told.operation and of != told.operation.name:
        return []
    texts = {words: str(content.get(name) or "").strip() for name, words in _TEXTS.items()}
    return [
        {"About": words, "What was written": text[:_LONGEST]}
        for words, text in texts.items()
        if text
    ]
