"""Files that already lie on the server, below the folders that its keeper allows."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

import geo
from views import widgets
from views.intakes import Incoming

FOLDERS = "CRACKDOWN_IMPORT_FOLDER"
_ROUND = "server_files_round"
_EXPANDED = "server_files"


def choose() -> list[Incoming]:
    """Let the user name files, archives and whole folders on the server."""
    allowed = [Path(part) for part in os.environ.get(FOLDERS, "").split(os.pathsep) if part]
    with st.expander(
        "Files on this server, for what is too large to drop",
        icon=":material/folder_open:",
        key=_EXPANDED,
        on_change="rerun",
    ) as panel:
        if not allowed:
            st.caption(
                f"No folder is allowed. Whoever runs the server names one or more in "
                f"{widgets.as_text(FOLDERS)}, and files below them can be loaded from here, or "
                "anywhere with python -m geo import."
            )
            return []
        if not (panel.open or st.session_state.get(_key())):
            return []
        offered = _offered(allowed)
        chosen = st.multiselect(
            "Files and folders",
            list(offered),
            key=_key(),
            placeholder="Choose a file, an archive or a whole folder",
        )
    files = {path: None for name in chosen for path in offered.get(name, ())}
    return [_incoming(path) for path in files]


def forget() -> None:
    """Choose none of them."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _key() -> str:
    return f"server_files_{st.session_state.get(_ROUND, 0)}"


def _offered(allowed: list[Path]) -> dict[str, tuple[Path, ...]]:
    """Return the files behind each name that is offered: a folder's name stands for all of them."""
    offered: dict[str, tuple[Path, ...]] = {}
    for root in allowed:
        try:
            files = geo.expand(root)
        except geo.InputError as error:
            widgets.show_error(error)
            continue
        folders = sorted({file.parent for file in files})
        for folder in folders:
            inside = tuple(file for file in files if folder in file.parents)
            if len(inside) > 1:
                name = (Path(root.name) / folder.relative_to(root)).as_posix()
                offered[f"{name}/ (all {len(inside):,} files)"] = inside
        for file in files:
            offered[(Path(root.name) / file.relative_to(root)).as_posix()] = (file,)
    return offered


def _incoming(path: Path) -> Incoming:
    about = path.stat()
    return Incoming(key=f"{path}-{about.st_mtime_ns}-{about.st_size}", name=path.name, path=path)
