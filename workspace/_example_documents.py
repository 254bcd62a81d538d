"""What planners would have kept of the example: a plan, and a lesson."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from geo.store import Document

__all__ = ["EXAMPLE_AUTHOR", "example_documents"]

EXAMPLE_AUTHOR = "the example"
_FOLDER = Path(__file__).parents[1] / "example"
_KINDS = ("plan", "lesson")


def example_documents(kind: str) -> tuple[Document, ...]:
    """Return the documents of a kind that ship with the example; they are in no store.

    Parameters
    ----------
    kind
        ``plan`` or ``lesson``; of other kinds there are none.

    Examples
    --------
    >>> [one.name for one in example_documents("lesson")]
    ['Operation Crackdown, drugs']
    """
    if kind not in _KINDS:
        return ()
    held = json.loads((_FOLDER / f"{kind}s.json").read_text(encoding="utf-8"))
    return tuple(
        Document(
            kind=kind,
            name=one["name"],
            content=one["content"],
            version=1,
            saved=datetime.fromisoformat(one["saved"]),
            by=EXAMPLE_AUTHOR,
        )
        for one in held
    )
