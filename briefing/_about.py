"""What stands at the end of every file: how far to trust it, and how to have it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing._briefing import Briefing

__all__ = ["about_rows", "caveats_of"]


def about_rows(briefing: Briefing) -> list[tuple[str, str]]:
    """Return marking, disclosure, provenance and caveats as pairs of a name and a value."""
    return [
        ("Briefing", briefing.title),
        ("Marking", briefing.marking),
        *([("Handling", briefing.handling)] if briefing.handling else []),
        ("Disclosure control", briefing.disclosure),
        *briefing.provenance.rows(),
        *(("Caveat", caveat) for caveat in caveats_of(briefing)),
        *(
            ("Simulated", told)
            for told in dict.fromkeys(
                scene.picture.illustrative
                for scene in briefing.scenes
                if scene.picture is not None and scene.picture.illustrative
            )
        ),
    ]


def caveats_of(briefing: Briefing) -> list[str]:
    """Return every caveat of every scene, once each."""
    return list(dict.fromkeys(caveat for scene in briefing.scenes for caveat in scene.caveats))
