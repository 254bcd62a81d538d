"""What people write themselves, a plan or a lesson: what it is, and what may be in it."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo._privacy import is_personal
from geo._text import clean_text, looks_personal
from geo.errors import ParameterError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["DOCUMENT_KINDS", "Document", "checked_content", "checked_kind", "checked_title"]

DOCUMENT_KINDS = ("plan", "lesson", "briefing", "setting")
_LONGEST_NAME = 120
_LONGEST_TEXT = 10_000
_MOST_BYTES = 1_000_000
_DEEPEST = 24
_FINGERPRINT = re.compile(r"(?=[0-9]*[a-f])[0-9a-f]{12,64}")
_KEPT_BREAKS = "\n"


@dataclass(frozen=True, kw_only=True)
class Document:
    """Something that people wrote in the program, as it was last saved.

    Attributes
    ----------
    kind
        ``plan``, ``lesson``, ``briefing`` or ``setting``.
    name
        Its name, of which there is one in each kind.
    content
        What it says: what JSON can hold. Each call returns a copy of its own.
    version
        1 when it is first saved, and one more each time that it is saved again.
    saved
        When it was last saved (UTC).
    by
        Who saved it: a role rather than a person.
    """

    kind: str
    name: str
    content: dict[str, Any]
    version: int
    saved: datetime
    by: str

    def __repr__(self) -> str:
        return f"<Document {self.kind} {self.name!r}, version {self.version}, by {self.by}>"


def checked_kind(kind: str) -> str:
    """Return the kind; `ParameterError` where there is no such kind of document."""
    if kind not in DOCUMENT_KINDS:
        raise ParameterError(
            "the store has no such kind of document",
            hint=f"Take one of {', '.join(DOCUMENT_KINDS)}.",
            parameter="kind",
            value=kind,
        )
    return kind


def checked_title(name: str) -> str:
    """Return the name of a document without invisible characters.

    Raises
    ------
    ParameterError
        Nothing is left of it, it is longer than 120 characters, or it looks personal.
    """
    cleaned = clean_text(str(name), limit=_LONGEST_NAME + 1)
    if not cleaned:
        raise ParameterError("the name is empty", hint="Give it a name.", parameter="name")
    if len(cleaned) > _LONGEST_NAME:
        raise ParameterError(
            "the name is too long",
            hint=f"Use at most {_LONGEST_NAME} characters.",
            parameter="name",
        )
    _refuse_personal(cleaned, where="name")
    return cleaned


def checked_content(content: Any) -> str:
    """Return the content as JSON, its text cleaned of invisible characters.

    Raises
    ------
    ParameterError
        It holds what JSON cannot, is too large or too deep, or looks as if it were about a person.
    """
    if not isinstance(content, dict):
        raise _refused("the content must be a dictionary", where="content", value=content)
    text = json.dumps(_clean(content, where="content", depth=0), sort_keys=True, allow_nan=False)
    if len(text) > _MOST_BYTES:
        raise ParameterError(
            f"the content is too large: {len(text):,} characters, and {_MOST_BYTES:,} are allowed",
            hint="Leave out what can be worked out again, or simplify the shapes in it.",
            parameter="content",
        )
    return text


def _clean(value: Any, *, where: str, depth: int) -> Any:
    if depth > _DEEPEST:
        raise ParameterError(
            "the content is nested too deep",
            hint=f"At most {_DEEPEST} levels can be kept.",
            parameter="content",
        )
    if value is None or isinstance(value, bool) or type(value) is int:
        return value
    if type(value) is float:
        if not math.isfinite(value):
            raise _refused("a number is not finite", where=where, value=value)
        return value
    if type(value) is str:
        return _clean_string(value, where=where)
    if isinstance(value, list | tuple):
        return [_clean(one, where=f"{where}[{i}]", depth=depth + 1) for i, one in enumerate(value)]
    if isinstance(value, dict):
        return {
            _clean_key(key, where=where): _clean(one, where=f"{where}.{key}", depth=depth + 1)
            for key, one in value.items()
        }
    raise _refused(f"JSON cannot hold a {type(value).__name__}", where=where, value=value)


def _clean_key(key: Any, *, where: str) -> str:
    if type(key) is not str or not clean_text(key):
        raise _refused("a key must be text", where=where, value=key)
    if is_personal(key):
        raise ParameterError(
            f"the content has a field about persons, in {where}",
            hint="Leave it out: the program keeps places and counts, never persons.",
            parameter="content",
        )
    return clean_text(key)


def _clean_string(text: str, *, where: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise ParameterError(
            f"the text of '{clean_text(where, limit=60)}' is too long",
            hint=f"Use at most {_LONGEST_TEXT:,} characters.",
            parameter="content",
        )
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        character
        for character in normal
        if character in _KEPT_BREAKS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    if not _FINGERPRINT.fullmatch(kept):
        _refuse_personal(kept, where=where)
    return kept


def _refuse_personal(text: str, *, where: str) -> None:
    if looks_personal(text):
        raise ParameterError(
            f"the text of '{clean_text(where, limit=60)}' looks as if it were about a person: it "
            "holds what may be a phone number, an e-mail address or a vehicle's number plate",
            hint="Leave it out: the program keeps places and counts, never persons.",
            parameter="content",
        )


def _refused(problem: str, *, where: str, value: Any) -> ParameterError:
    return ParameterError(
        f"{problem}, at '{clean_text(where, limit=60)}'",
        hint="Use text, finite numbers, True, False, None, lists, and dictionaries of these.",
        parameter="content",
        value=type(value).__name__,
    )
