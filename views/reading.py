"""Reading a file in a process of its own: what it holds, and its rows."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boundaries
import geo
from views.examples import example
from views.workspace import LABELS, POINT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_OUTSIDE = "area.none"


class Named(io.BytesIO):
    """Uploaded bytes with the name they came under, as the readers take them."""

    def __init__(self, content: bytes, *, name: str) -> None:
        super().__init__(content)
        self.name = name


def look(source: Any, *, cancelled: Callable[[], bool]) -> geo.Recognised:
    """Return what a file holds, as far as the pages have a use for it.

    Raises
    ------
    geo.errors.InputError
        If the file cannot be opened at all, or is about persons.
    geo.errors.Cancelled
        If ``cancelled`` says so.
    """
    found = geo.recognise_safely(source, cancelled=cancelled)
    if found.kind in (None, *LABELS):
        return found
    return replace(found, kind=None, reason="No page shows what this file holds.")


def read(
    kind: str,
    source: Any,
    *,
    columns: Mapping[str, str] | None,
    in_boroughs: bool,
    progress: Callable[[str, float], None],
    cancelled: Callable[[], bool],
) -> geo.Intake:
    """Read a file as that kind of record; points get the code of the borough that they lie in.

    What is stored must not hang on which areas are in use today: the same file would make other
    records tomorrow. The workspace gives points the codes of other areas when it shows them;
    ``in_boroughs`` is False there, and that points lie outside the boroughs is not worth a word.

    Raises
    ------
    geo.errors.InputError
        If the file cannot be used.
    geo.errors.Cancelled
        If ``cancelled`` says so.
    """
    boroughs = example().areas
    intake = geo.read_safely(
        kind,
        source,
        columns=columns,
        locate=(lambda points: boundaries.assign_areas(points, boroughs))
        if kind in POINT_KINDS
        else None,
        progress=progress,
        cancelled=cancelled,
    )
    if in_boroughs:
        return intake
    return replace(intake, notes=tuple(n for n in intake.notes if n.code != _OUTSIDE))
