"""Crackdown's entry: ``streamlit run app.py``.

Serves the pages in ``views/``, the map's own scripts, and a Content-Security-Policy that lets the
browser ask no other host for anything.
"""

from __future__ import annotations

import importlib
import threading
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMMON_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:; media-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; "
)
_PAGE_POLICY = _COMMON_POLICY + "script-src 'self' 'unsafe-inline'"
# The map's frame evaluates the layers that it is sent.
_MAP_POLICY = _COMMON_POLICY + "script-src 'self' 'unsafe-inline' 'unsafe-eval'"
_YEAR_S = 31_536_000
# What the pages import, in the order in which the first one needs it. Not streamlit_folium: it
# registers its component with the running server, and must be imported by a page.
_WARM = (
    "geo",
    "boundaries",
    "analysis",
    "geo.maps",
    "geo.store",
    "sqlalchemy",
)
# What the other pages need: only once the first page has had the processor to itself.
_WARM_LATER = ("numba", "libpysal.graph", "altair", "sklearn.cluster")
_LATER_S = 6.0


class SecurityHeaders:
    """Adds the headers that keep every request on this host."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = _MAP_POLICY if scope["path"].startswith("/component/") else _PAGE_POLICY

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, send_with_headers)


def asset(request: Request) -> Response:
    """Return one of the map's scripts or stylesheets; their names carry a hash of the content."""
    from geo.maps import assets

    name = request.path_params["name"]
    body = assets().get(name)
    if body is None:
        return Response("No such file.", status_code=404)
    return Response(
        body,
        media_type="text/css" if name.endswith(".css") else "text/javascript",
        headers={"Cache-Control": f"public, max-age={_YEAR_S}, immutable"},
    )


def show(request: Request) -> Response:
    """Return a page of a briefing that is being shown; only who has its key finds it."""
    from views import shows

    is_presenter = request.path_params.get("view") == "presenter"
    body = shows.find(request.path_params["key"], presenter=is_presenter)
    if body is None:
        return Response(
            "This briefing is no longer held. Open it again from the Briefing page.",
            status_code=404,
        )
    return Response(
        body, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


def _warm() -> None:
    for name in _WARM:
        importlib.import_module(name)
    time.sleep(_LATER_S)
    for name in _WARM_LATER:
        importlib.import_module(name)


@asynccontextmanager
async def warmed(_: st.App) -> AsyncIterator[None]:
    """Load the pages' libraries while the browser is still opening."""
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    yield


app = st.App(
    "views/main.py",
    lifespan=warmed,
    routes=[
        Route("/crackdown-assets/{name}", asset),
        Route("/briefing-show/{key}/", show),
        Route("/briefing-show/{key}/{view}", show),
    ],
    middleware=[Middleware(SecurityHeaders)],
)
