"""The list of scenes on the Briefing page: which, in which order, and in whose words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from briefing import SceneEdit
from views import widgets

if TYPE_CHECKING:
    import briefing

_LONGEST = {"title": 120, "message": 400, "annotation": 1000, "notes": 2000}


def edits_of(spec: briefing.Spec, whole: briefing.Briefing) -> list[SceneEdit]:
    """Return an edit for each scene of the template, in the order that the briefer wants."""
    wanted = {edit.key: edit for edit in spec.scenes}
    keys = [scene.key for scene in whole.scenes]
    ordered = [key for key in wanted if key in keys]
    ordered += [key for key in keys if key not in wanted]
    return [wanted.get(key, SceneEdit(key=key)) for key in ordered]


def choose(spec: briefing.Spec, whole: briefing.Briefing, *, seat: str) -> tuple[SceneEdit, ...]:
    """Let the briefer choose, order and write; ``seat`` tells the boxes of one briefing apart."""
    edits = edits_of(spec, whole)
    scenes = {scene.key: scene for scene in whole.scenes}
    found = []
    for at, edit in enumerate(edits):
        scene = scenes[edit.key]
        tick, name, up, down = st.columns([1, 8, 1, 1], vertical_alignment="top", gap="small")
        with tick:
            shown = st.checkbox(
                f"Show {scene.title}",
                value=edit.shown,
                key=f"shown_{seat}_{edit.key}",
                label_visibility="collapsed",
            )
        moved = 0
        with up:
            if st.button("", icon=":material/arrow_upward:", help=f"Tell {scene.title} earlier",
                         key=f"up_{seat}_{edit.key}", disabled=at == 0):  # fmt: skip
                moved = -1
        with down:
            if st.button("", icon=":material/arrow_downward:", help=f"Tell {scene.title} later",
                         key=f"down_{seat}_{edit.key}", disabled=at == len(edits) - 1):  # fmt: skip
                moved = 1
        with name, st.expander(widgets.as_text(edit.title or scene.title)):
            written = _written(edit, scene, spec.profile, seat=seat)
        found.append((replace(written, shown=shown), moved))
    order = [edit for edit, _ in found]
    for at, (_, moved) in enumerate(found):
        if moved:
            order[at], order[at + moved] = order[at + moved], order[at]
            break
    return tuple(order)


def _written(edit: SceneEdit, scene: briefing.Scene, profile: str, *, seat: str) -> SceneEdit:
    hidden = profile == "public" and edit.written_under != "public" and edit.is_written
    if hidden:
        st.caption(
            "Words were written here under the internal profile. They are left out of public "
            "files; write others, or go back to the internal profile."
        )
    base = SceneEdit(key=edit.key, shown=edit.shown) if hidden else edit
    if scene.missing and scene.picture is None:
        st.caption(widgets.as_text(scene.missing))
    place = f"{seat}_{profile if hidden else ''}{edit.key}"
    title = st.text_input(
        "Title", value=base.title, placeholder=scene.title, key=f"title_{place}",
        max_chars=_LONGEST["title"],
    )  # fmt: skip
    message = st.text_area(
        "Message", value=base.message or scene.message, key=f"message_{place}", height=100,
        max_chars=_LONGEST["message"],
        help="As the results say it. If you change it, the scene says that it was edited by hand; "
        "empty it to have the results' own words again.",
    )  # fmt: skip
    annotation = st.text_area(
        "Annotation", value=base.annotation, key=f"annotation_{place}", height=80,
        max_chars=_LONGEST["annotation"], placeholder="Your own words, shown below the message",
    )  # fmt: skip
    notes = st.text_area(
        "Notes for the presenter", value=base.notes or scene.notes, key=f"notes_{place}",
        height=100, max_chars=_LONGEST["notes"],
    )  # fmt: skip
    found = replace(
        base,
        title="" if title.strip() == scene.title else title.strip(),
        message="" if message.strip() == scene.message.strip() else message.strip(),
        annotation=annotation.strip(),
        notes="" if notes.strip() == scene.notes.strip() else notes.strip(),
    )
    if hidden and not found.is_written:
        return edit
    changed = found != base
    return replace(found, written_under=profile) if changed else found
