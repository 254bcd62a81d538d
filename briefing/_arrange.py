"""Put a briefing's scenes as the briefer wants them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing._briefing import Briefing
    from briefing._spec import Spec

__all__ = ["arrange"]

_EDITED = "The message was edited by hand."


def arrange(briefing: Briefing, *, spec: Spec) -> Briefing:
    """Return a briefing with its scenes chosen, ordered and written over, and marked.

    Parameters
    ----------
    briefing
        All scenes of the template, as the records tell them.
    spec
        Which scenes, in which order, with which words; those it does not name follow.

    Returns
    -------
    Briefing
        A message that was written by hand says so among its caveats. What was written while the
        internal profile showed exact figures is left out under the public one.

    Examples
    --------
    >>> from briefing import Briefing, Provenance, Scene, SceneEdit, Spec
    >>> whole = Briefing(name="a", title="A", provenance=Provenance(data_version="1"),
    ...     disclosure="None.", scenes=tuple(
    ...         Scene(key=key, title=key, message="M", missing="Z") for key in ("x", "y")))
    >>> spec = Spec(name="a", scenes=(SceneEdit(key="y"), SceneEdit(key="x", shown=False)))
    >>> [scene.key for scene in arrange(whole, spec=spec).scenes]
    ['y']
    """
    by_key = {scene.key: scene for scene in briefing.scenes}
    wanted = {edit.key: edit for edit in spec.scenes if edit.key in by_key}
    found = []
    for key in [*wanted, *(key for key in by_key if key not in wanted)]:
        edit, scene = wanted.get(key), by_key[key]
        if edit is not None and not edit.shown:
            continue
        # What was written while exact figures were in sight does not leave under the careful rule.
        if edit is None or (spec.profile == "public" and edit.written_under != "public"):
            found.append(scene)
            continue
        message = edit.message or scene.message
        is_edited = message != scene.message
        found.append(
            replace(
                scene,
                title=edit.title or scene.title,
                message=message,
                notes=edit.notes or scene.notes,
                annotation=edit.annotation,
                caveats=(*scene.caveats, _EDITED) if is_edited else scene.caveats,
                alt=scene.alt.replace(scene.message, message) if is_edited else scene.alt,
            )
        )
    return replace(
        briefing,
        name=spec.name,
        title=spec.title or briefing.title,
        scenes=tuple(found),
        marking=spec.marking,
        handling=spec.handling,
    )
