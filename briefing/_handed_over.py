"""In which shapes counts of the same records have been handed over: two give more away than one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from briefing._profile import profile_of

if TYPE_CHECKING:
    from briefing._spec import Spec
    from geo.store import Store

__all__ = ["handed_over", "note_handed_over"]

_KIND, _NAME = "setting", "public places"
_WORDS: Final = {"areas": "by area", "cells": "by square", "masked": "as moved dots"}


def handed_over(store: Store, spec: Spec, *, version: str) -> str:
    """Return why files for the public should not be made as asked for; empty where they may be.

    Counts by area and by square of the same records can be taken from each other, and what is left
    is a count of a smaller place than either shows.

    Parameters
    ----------
    store
        Where it is kept what was handed over.
    spec
        What is asked for.
    version
        The version of the records.
    """
    profile = profile_of(spec.profile, places=spec.places or None)
    found = store.document(_KIND, _NAME)
    before = dict(found.content) if found is not None else {}
    places = before.get(version)
    if not profile.hides or places is None or places == profile.places:
        return ""
    return (
        f"Files for the public that show the places of these records {_WORDS[str(places)]} have "
        f"been made already. Whoever has both those and others {_WORDS[profile.places]} can take "
        "one count from the other, and learn of a smaller place than either shows."
    )


def note_handed_over(store: Store, spec: Spec, *, version: str, by: str) -> None:
    """Keep in which shapes the places of these records were first handed over.

    Parameters
    ----------
    store, spec, version
        As for :func:`briefing.handed_over`.
    by
        Who makes the files: it stands in the log.
    """
    profile = profile_of(spec.profile, places=spec.places or None)
    found = store.document(_KIND, _NAME)
    before = dict(found.content) if found is not None else {}
    if profile.hides and version not in before:
        store.save_document(_KIND, _NAME, {**before, version: profile.places}, by=by)
