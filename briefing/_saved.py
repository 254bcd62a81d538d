"""Briefings in the store: saved, found, and made again from what is there."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

import geo
from briefing._compose import compose
from briefing._spec import Spec
from geo.errors import ParameterError
from workspace import EXAMPLE, OWN, TOGETHER, example_documents, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing._briefing import Briefing
    from geo.store import Document, Store
    from workspace import Workspace

__all__ = ["find_spec", "lessons_in", "mask_key", "recompose", "save_spec", "told_on"]

KIND: Final = "briefing"
_KEY_NAME = "briefing mask"


def save_spec(store: Store, spec: Spec, *, told: Briefing, day: str, by: str) -> Spec:
    """Keep a briefing under its name, with what it was told on; return it as kept.

    Parameters
    ----------
    store
        Where it is kept.
    spec, told
        What is asked for, and the briefing that it gave: its data version and methods are noted.
    day
        The day, as it stands in the files.
    by
        Who saves it.

    Raises
    ------
    geo.errors.ParameterError
        If the name is empty or too long, or a text looks as if it were about a person.
    """
    kept = replace(
        spec,
        data_version=told.provenance.data_version,
        software=geo.VERSION,
        methods=dict(told.provenance.methods),
        saved=day,
    )
    store.save_document(KIND, kept.name, kept.to_content(), by=by)
    return kept


def find_spec(store: Store, name: str) -> Spec:
    """Return the briefing saved under a name.

    Raises
    ------
    geo.errors.ParameterError
        If there is none.
    """
    found = store.document(KIND, name)
    if found is None:
        names = [one.name for one in store.documents(KIND)]
        raise ParameterError(
            "no briefing of that name is saved",
            hint=f"There are: {', '.join(names)}." if names else "None is saved in this store.",
            parameter="briefing",
            value=name,
        )
    return Spec.from_content(found.content)


def lessons_in(store: Store, *, what: str = TOGETHER) -> list[dict[str, Any]]:
    """Return the lessons of a store, the oldest first; the example's where there are none.

    Parameters
    ----------
    store
        Where they are.
    what
        Which records are told of, as in :func:`workspace.open_workspace`: with loaded ones only,
        no lesson of the example is told.
    """
    found: Sequence[Document] = [] if what == EXAMPLE else store.documents("lesson")
    if not found and what != OWN:
        found = example_documents("lesson")
    return [{"name": one.name, "content": one.content} for one in reversed(found)]


def mask_key(store: Store, *, by: str) -> bytes:
    """Return the store's secret for moving points: made once, and the same for every briefing.

    With one key a place always moves to the same spot, so that many exports cannot be averaged to
    find it. Whoever has the store has the key.
    """
    for _ in range(2):
        found = store.document("setting", _KEY_NAME)
        if found is not None:
            return bytes.fromhex(str(found.content["key"]))
        store.save_document("setting", _KEY_NAME, {"key": token_hex(32)}, by=by)
    kept = store.document("setting", _KEY_NAME)
    if kept is None:
        raise ParameterError(
            "the secret that moves points could not be kept",
            hint="Show points as areas or cells instead.",
            parameter="places",
        )
    return bytes.fromhex(str(kept.content["key"]))


def told_on(spec: Spec, now: Workspace) -> str:
    """Return how the records differ from those that a briefing was saved on; empty where not."""
    if not spec.data_version or spec.data_version == now.version:
        return ""
    return (
        f"The briefing was saved on data version {spec.data_version}, and the records are now "
        f"version {now.version}: its figures may differ."
    )


def recompose(
    store: Store,
    spec: Spec,
    *,
    now: Workspace | None = None,
    by: str = "briefing",
    progress: Callable[[int, int], None] | None = None,
) -> Briefing:
    """Return a briefing told again from a store.

    Parameters
    ----------
    store
        Where records, lessons and the secret that moves points are.
    spec
        What is asked for.
    now
        The records, where they are open already.
    by
        Who asks, should the secret have to be made.
    progress
        As for :func:`briefing.compose`.
    """
    records = now or open_workspace(store, what=spec.what, length=spec.length or None)
    return compose(
        records,
        spec=spec,
        lessons=lessons_in(store, what=spec.what),
        key=mask_key(store, by=by) if spec.places == "masked" else None,
        progress=progress,
    )
