"""405 for what a path is not for, with every method that it is for in Allow (RFC 9110, 15.5.6).

Starlette looks at one route after another and names the methods of the first that fits the path;
and PATCH /store/export would be taken for an entry called "export".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from tenfold.serving.problems import RequestError, shortened

_PARAMETER = re.compile(r"\{[^}]*\}")


class Methods:
    """ASGI: lets through what a path is for.

    paths: by template, such as /store/{entry_id}, its methods. Other paths are let through.
    """

    def __init__(self, app: ASGIApp, *, paths: Mapping[str, Iterable[str]]) -> None:
        self._app = app
        # The template that says most of a path is the one that is meant.
        ordered = sorted(paths, key=lambda path: -len(_PARAMETER.sub("", path)))
        self._paths = [(_pattern(path), sorted(map(str.upper, paths[path]))) for path in ordered]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through. Raises RequestError (405)."""
        if scope["type"] == "http":
            self._check(scope["path"], scope["method"])
        await self._app(scope, receive, send)

    def _check(self, path: str, method: str) -> None:
        for pattern, methods in self._paths:
            if pattern.fullmatch(path):
                if method not in methods:
                    allowed = ", ".join(methods)
                    raise RequestError(
                        405,
                        "method",
                        f"{shortened(method)} is not for {shortened(path)}. Use {allowed}.",
                        headers={"Allow": allowed},
                    )
                return


def _pattern(template: str) -> re.Pattern[str]:
    literals = [re.escape(part) for part in _PARAMETER.split(template)]
    return re.compile("[^/]+".join(literals))
