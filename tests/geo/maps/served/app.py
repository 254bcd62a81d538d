"""Serves page.py as the real entry serves its pages: with the map's files and a strict policy."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from geo.maps import assets

POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data: blob:; "
    "font-src 'self' data:; frame-ancestors 'self'"
)


class Policy:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def with_policy(message):
            if message["type"] == "http.response.start":
                message["headers"].append((b"content-security-policy", POLICY.encode()))
            await send(message)

        await self.app(scope, receive, with_policy if scope["type"] == "http" else send)


def asset(request):
    name = request.path_params["name"]
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return Response(assets()[name], media_type=kind)


app = st.App(
    "page.py",
    routes=[Route("/crackdown-assets/{name}", asset)],
    middleware=[Middleware(Policy)],
)
