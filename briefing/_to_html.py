"""A briefing as one page that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing._html_map import html_symbols
from briefing._html_parts import html_behind, html_scene, html_title
from briefing._metrics import Metrics
from briefing._progress import told
from briefing._theme import DARK, LIGHT
from briefing._write_svg import svg_title as text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing._briefing import Briefing
    from briefing._progress import Progress

__all__ = ["to_html"]

_HERE: Final = Path(__file__).parent


def _variables(theme: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in theme.items())


def _style() -> str:
    """Return the page's style: its colours by name, and the rules that use them."""
    dark = f"color-scheme:dark;{_variables(DARK)}"
    return (
        f":root{{color-scheme:light;{_variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}"
        + (_HERE / "page.css").read_text(encoding="utf-8")
    )


def to_html(briefing: Briefing, *, progress: Progress | None = None) -> bytes:
    """Return a briefing as a self-contained page of full-screen scenes.

    Arrows, Page Up and Page Down, Home and End lead from scene to scene, Esc shows them all; maps
    pan and zoom. The page asks nobody for anything, and its own policy forbids it. Without scripts
    the scenes stand one below the other, and print puts each on a page, marked above and below.

    Parameters
    ----------
    briefing
        What is told.
    progress
        Told how many scenes are done, of how many; what it raises stops the export.

    Returns
    -------
    bytes
        UTF-8, the same for the same briefing.

    Examples
    --------
    >>> from briefing import Briefing, Provenance, Scene
    >>> told = Briefing(name="a", title="A", provenance=Provenance(data_version="1"),
    ...     disclosure="No counts.", scenes=(Scene(key="x", title="X", message="Y", missing="Z"),))
    >>> to_html(told).decode().splitlines()[0]
    '<!DOCTYPE html>'
    """
    metrics = Metrics()
    scenes = [
        html_scene(scene, number=at + 2, metrics=metrics, has_notes=briefing.hands_over_notes)
        for at, scene in told(list(enumerate(briefing.scenes)), progress)
    ]
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    entries = [("start", briefing.title, briefing.subtitle)]
    entries += [(scene.key, scene.title, scene.message) for scene in briefing.scenes]
    entries += [("about", "About", "Where this comes from, and how far to trust it")]
    listed = "".join(
        f'<li><a href="#{key}"><b>{text(title)}</b> {text(said)}</a></li>'
        for key, title, said in entries
    )
    marking = text(briefing.banner)
    above = f'<header class="marking above">{marking}</header>' if marking else ""
    below = f'<div class="marking">{marking}</div>' if marking else "<div></div>"
    page = (
        f'<!DOCTYPE html>\n<html lang="en-GB"{"" if marking else " class=unmarked"}>\n<head>'
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="generator" content="Crackdown">'
        f"<title>{text(briefing.title) or text(briefing.name)}</title>"
        f"<style>{_style()}</style></head>\n<body>"
        f'<a class="skip" href="#start">To the first scene</a>{above}{html_symbols()}'
        f'<nav id="overview" aria-label="All scenes"><ol>{listed}</ol></nav>\n<main>'
        + "\n".join([html_title(briefing), *scenes, html_behind(briefing)])
        + f'</main>\n<footer class="bar"><span class="count" aria-hidden="true"></span>{below}'
        '<span class="buttons"><button type="button" data-do="previous" aria-label="Scene before">'
        '&lsaquo;</button><button type="button" data-do="overview" aria-expanded="false"'
        ' aria-controls="overview">All scenes</button><button type="button" data-do="next"'
        ' aria-label="Next scene">&rsaquo;</button>'
        '<button type="button" data-do="theme">Dark</button>'
        f"</span></footer>\n<script>{script}</script></body></html>\n"
    )
    return page.encode()
