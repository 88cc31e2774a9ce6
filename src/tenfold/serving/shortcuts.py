"""The way to the two endpoints that are asked thousands of times a second.

Finding a route, and what FastAPI wraps around it, takes longer than a small network's answer. The
served models and so the paths are known from the start: a table leads straight to the endpoint.
The same endpoints are FastAPI routes too, for the OpenAPI document and for pinned versions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Shortcut:
    """Where one path leads. path: the route's template, by which metrics count it."""

    path: str
    model: str
    endpoint: Endpoint


class Shortcuts:
    """ASGI: POST to a path of the table goes to its endpoint, all else on to the app.

    models: their names. endpoints: by template, with "{model}" in it.
    """

    def __init__(
        self, app: ASGIApp, *, models: Iterable[str], endpoints: Mapping[str, Endpoint]
    ) -> None:
        self._app = app
        self._table = {
            path.replace("{model}", model): Shortcut(path, model, endpoint)
            for model in models
            for path, endpoint in endpoints.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take the shortcut, where there is one."""
        found = self._table.get(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["route"] = found
        scope["path_params"] = {"model": found.model}
        response = await found.endpoint(Request(scope, receive))
        await response(scope, receive, send)
