"""A briefing as it is shown in a room: the page of its scenes, and the presenter's view."""

from __future__ import annotations

import base64
import hashlib
import html
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing._briefing import Briefing

__all__ = ["to_show"]

_HERE: Final = Path(__file__).parent
_START, _ABOUT = "start", "about"
_SCALED = (
    "new ResizeObserver((all)=>{for(const one of all){one.target.firstElementChild.style.transform="
    "`scale(${one.contentRect.width/1600})`}})"
)

_WATCHED = "document.querySelectorAll('.stage').forEach((s)=>watch.observe(s));"


def to_show(
    briefing: Briefing, *, key: str, progress: Callable[[int, int], None] | None = None
) -> tuple[bytes, bytes]:
    """Return the page for the room, and the presenter's.

    The room's page is the one that is handed over, with a script more: it tells the presenter's
    view which scene it shows, and follows it. Both talk within one browser only. They are served
    from ``KEY/`` and ``KEY/presenter``.

    Parameters
    ----------
    briefing
        What is told.
    key
        Names the show; letters, digits, hyphens and underscores.
    progress
        As for :func:`briefing.to_html`.

    Returns
    -------
    tuple of bytes
        Two pages in UTF-8, which ask no other host for anything.
    """
    page = importlib.import_module("briefing").to_html(briefing, progress=progress).decode()
    script = (_HERE / "room.js").read_text(encoding="utf-8")
    policy = "script-src "
    page = page.replace(policy, f"{policy}{_hash(script)} ", 1)
    extra = f'<script data-key="{html.escape(key)}">{script}</script></body>'
    head, _, tail = page.rpartition("</body>")
    return (head + extra + tail).encode(), _presenter(briefing, key=key).encode()


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _presenter(briefing: Briefing, *, key: str) -> str:
    scenes = [
        {"id": _START, "title": briefing.title, "notes": briefing.subtitle, "caveats": []},
        *(
            {
                "id": scene.key,
                "title": scene.title,
                "notes": scene.notes,
                "caveats": list(scene.caveats),
            }
            for scene in briefing.scenes
        ),
        {
            "id": _ABOUT,
            "title": "About",
            "notes": "Where this comes from, and how far to trust it.",
            "caveats": [briefing.disclosure],
        },
    ]
    # In a script's text nothing but the closing tag is special.
    held = json.dumps({"key": key, "scenes": scenes}).replace("<", "\\u003c")
    script = (_HERE / "presenter.js").read_text(encoding="utf-8")
    scaling = f"{{const watch={_SCALED};{_WATCHED}}}"
    policy = (
        f"default-src 'none'; script-src {_hash(script)} {_hash(scaling)}; "
        "style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
    )
    marking = html.escape(briefing.banner)
    above, below = (
        f'<{part} class="marking">{marking}</{part}>' if marking else ""
        for part in ("header", "footer")
    )
    title = html.escape(briefing.title or briefing.name)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Presenter: {title}</title><style>"
        + (_HERE / "presenter.css").read_text(encoding="utf-8")
        + f"</style></head><body>{above}<main>"
        '<div class="times"><span>Time <b id="clock">00:00</b></span>'
        '<span>Since the first scene <b id="elapsed">00:00</b></span>'
        '<span id="count" role="status"></span><span class="right">'
        '<button type="button" id="back">Back</button><button type="button" id="on">Next</button>'
        '<button type="button" id="restart">Restart the clock</button>'
        '<button type="button" id="open">Open the room screen</button></span></div>'
        '<section><div class="stage" inert>'
        '<iframe id="now" src="./" title="The scene that the room '
        'sees" tabindex="-1"></iframe></div><h2 id="after"></h2>'
        '<div class="stage follows" inert>'
        '<iframe id="next" src="./" title="The next scene" tabindex="-1"></iframe></div></section>'
        '<aside id="said"><h1 id="title"></h1><p id="notes"></p><ul id="caveats"></ul></aside>'
        "</main>"
        f'{below}<script id="scenes" type="application/json">{held}</script>'
        f"<script>{scaling}</script><script>{script}</script></body></html>\n"
    )
