"""One scene: a message in words, and a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import ParameterError

if TYPE_CHECKING:
    from briefing._picture import Picture

__all__ = ["Scene"]

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A full screen, a slide or a page: one message, one picture.

    Attributes
    ----------
    key
        A short name, unique in its briefing, of small letters, digits and hyphens: it names files
        and is the scene's address.
    title
        What the scene is about, in a few words.
    message
        The one thing to remember, in a sentence that claims no more than the figures.
    picture
        A map or a chart; None where there is nothing to draw.
    missing
        Where there is no picture: what is missing and what would mend it.
    notes
        What the presenter says; never on the screen itself.
    annotation
        Free text that the briefer added, shown under the message.
    caveats
        What must be said beside the message, one sentence each.
    table
        The numbers behind the picture; its index is not shown.
    alt
        What the picture says to someone who does not see it: the message, not the shapes. The
        message itself where left out.

    Examples
    --------
    >>> Scene(key="markets", title="The markets", message="278 markets.", missing="No map.").alt
    '278 markets.'
    """

    key: str
    title: str
    message: str
    picture: Picture | None = None
    missing: str = ""
    notes: str = ""
    annotation: str = ""
    caveats: tuple[str, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    alt: str = ""

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ParameterError(
                "a key has small letters, digits and hyphens only",
                hint='Try "hotspots".',
                parameter="key",
                value=self.key,
            )
        if self.picture is None and not self.missing.strip():
            raise ParameterError(
                f"the scene {self.key!r} has no picture and does not say what is missing",
                hint="Say what is missing and what would mend it.",
                parameter="missing",
            )
        if not self.alt:
            object.__setattr__(self, "alt", self.message)
