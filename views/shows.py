"""Briefings that are being shown: pages that the server holds for a while, under a secret key."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict

_MOST = 64
_HELD_S = 12 * 3600.0
_lock = threading.Lock()
_held: OrderedDict[str, tuple[float, bytes, bytes]] = OrderedDict()

FOLDER = "briefing-show"


def new_key() -> str:
    """Return a key that nobody can guess."""
    return secrets.token_urlsafe(18)


def hold(key: str, room: bytes, presenter: bytes) -> None:
    """Hold the two pages of a show under its key, in place of what was held there."""
    with _lock:
        _held.pop(key, None)
        _held[key] = (time.monotonic() + _HELD_S, room, presenter)
        while len(_held) > _MOST:
            _held.popitem(last=False)


def find(key: str, *, presenter: bool) -> bytes | None:
    """Return a page; None where there is no such show, or no longer."""
    with _lock:
        found = _held.get(key)
        if found is None:
            return None
        if found[0] < time.monotonic():
            del _held[key]
            return None
    return found[2] if presenter else found[1]
