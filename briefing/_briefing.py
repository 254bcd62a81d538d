"""A briefing: what is told, in which order, under which marking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing._checked import check_known
from geo.errors import ParameterError

if TYPE_CHECKING:
    from briefing._provenance import Provenance
    from briefing._scene import Scene

__all__ = ["MARKINGS", "Briefing"]

MARKINGS: Final = ("OFFICIAL", "OFFICIAL-SENSITIVE", "none")


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """The one description that every file is made from.

    Attributes
    ----------
    name
        What it is saved as; it names the files.
    title, subtitle
        As on the first page.
    scenes
        In the order in which they are told; there may be none.
    marking
        "OFFICIAL", "OFFICIAL-SENSITIVE" or "none": on every page.
    handling
        The handling instruction beside the marking; may be empty.
    disclosure
        What was done so that no more is shown than may be, in sentences: which profile, which
        suppression and which masking, or that none was applied.
    provenance
        What the figures come from.
    hands_over_notes
        Whether the presenter's notes are part of the files; the presenter's view has them always.

    Examples
    --------
    >>> from briefing import Briefing, Provenance
    >>> told = Briefing(name="a", title="A", provenance=Provenance(data_version="1"),
    ...     marking="OFFICIAL", handling="Police only", disclosure="No counts are shown.")
    >>> told.banner
    'OFFICIAL \N{EM DASH} Police only'
    """

    name: str
    title: str
    provenance: Provenance
    disclosure: str
    subtitle: str = ""
    scenes: tuple[Scene, ...] = ()
    marking: str = "OFFICIAL"
    handling: str = ""
    hands_over_notes: bool = True

    def __post_init__(self) -> None:
        check_known(self.marking, MARKINGS, parameter="marking")
        if not self.disclosure.strip():
            raise ParameterError(
                "a briefing states which disclosure control was applied",
                hint="Say which, or that none was.",
                parameter="disclosure",
            )
        keys = [scene.key for scene in self.scenes]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ParameterError(
                f"two scenes have the key {twice[0]!r}",
                hint="Give each its own.",
                parameter="scenes",
            )

    @property
    def banner(self) -> str:
        """The marking and its handling as one line; empty where there is neither."""
        marking = "" if self.marking == "none" else self.marking
        return " \N{EM DASH} ".join(part for part in (marking, self.handling.strip()) if part)
