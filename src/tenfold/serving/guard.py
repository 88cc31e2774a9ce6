"""May a request come in, and how much may it take? What every answer carries.

A page of another site, open in the same browser, must not reach a server on this machine: so the
Host must be a known one (another name could have been pointed here: DNS rebinding), and a browser
must say that it asks for one of our own pages (Origin, Sec-Fetch-Site).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tenfold.errors import TenfoldError
from tenfold.serving.door import Door
from tenfold.serving.problems import RequestError, of_error, overloaded, shortened
from tenfold.serving.settings import Settings, address_of

_CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "Content-Security-Policy": "; ".join(f"{what} {whom}" for what, whom in _CSP.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # the one-time link must not be told to anybody
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_ELSEWHERE = ("cross-site", "same-site")
# Whether the server lives: asked by programs that hold no token, and says nothing else.
WITHOUT_TOKEN = frozenset({"/v2/health/live", "/v2/health/ready", "/enter"})


class Guard:
    """ASGI: refuses what may not come in, counts bytes and seconds, adds headers to answers."""

    def __init__(self, app: ASGIApp, *, settings: Settings, door: Door) -> None:
        self._app = app
        self._settings = settings
        self._door = door
        self._held = 0  # bytes of all bodies that are in memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it in, or answer with a problem."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        exchange = Exchange(self, scope, receive, send)
        try:
            self._check(scope)
            async with asyncio.timeout(self._settings.seconds):
                await self._app(scope, exchange.receive, exchange.send)
        except TenfoldError as error:
            await exchange.refuse(error)
        except ClientDisconnect:
            pass  # nobody is left to be answered
        except TimeoutError:
            await exchange.refuse(self._too_slow(exchange))
        finally:
            self._held -= exchange.bytes

    def take(self, more: int, so_far: int) -> None:
        """Count bytes of a body. Raises RequestError: 413 too large, 503 too many at a time."""
        if so_far + more > self._settings.max_body:
            raise _too_large(self._settings.max_body)
        if self._held + more > self._settings.max_held:
            raise overloaded("Too many large requests are held at the moment.")
        self._held += more

    def _check(self, scope: Scope) -> None:
        """Raises RequestError where it may not come in."""
        said = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = self._checked_host(scope, said)
        origin = said.get(b"origin")
        self._check_origin(scope["method"], said, host)
        if scope["method"] == "OPTIONS" and origin in self._settings.allow_origins:
            return  # a browser asks ahead, and never with a token
        if scope["path"] not in WITHOUT_TOKEN and not self._door.admits(
            said.get(b"authorization"), said.get(b"cookie")
        ):
            raise RequestError(
                401,
                "token",
                "This server needs a token. Send it as 'Authorization: Bearer TOKEN', or open the "
                "link that the server printed when it started.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        length = said.get(b"content-length", "0")
        if length.isdigit() and int(length) > self._settings.max_body:
            raise _too_large(self._settings.max_body)

    def _checked_host(self, scope: Scope, said: Mapping[bytes, str]) -> str:
        host = said.get(b"host", "").lower()
        name = _without_port(host)
        if name not in self._settings.known_hosts:
            by_address = self._settings.is_everywhere and address_of(name) is not None
            if not by_address:
                raise _unknown(host)
        if sum(key == b"host" for key, _ in scope["headers"]) != 1:
            raise _unknown("two names at once")
        return host

    def _check_origin(self, method: str, said: Mapping[bytes, str], host: str) -> None:
        origin = said.get(b"origin")
        if origin is not None:
            own = "://" in origin and origin.partition("://")[2].lower() == host
            foreign = not own and origin not in self._settings.allow_origins
        else:
            # Older browsers do not say, programs never do. A link on another site may lead here:
            # that is a GET which opens a page.
            opened = method == "GET" and said.get(b"sec-fetch-mode") == "navigate"
            foreign = said.get(b"sec-fetch-site") in _ELSEWHERE and not opened
        if foreign:
            raise RequestError(
                403,
                "origin",
                f"Pages of {shortened(origin or 'another site')} may not use this server. "
                "Start it with --allow-origin to let them.",
            )

    def _too_slow(self, exchange: Exchange) -> RequestError:
        seconds = f"{self._settings.seconds:g} seconds"
        if not exchange.complete:
            return RequestError(
                408,
                "slow",
                f"The request was not complete within {seconds}. Send less, or faster.",
                headers={"Connection": "close"},
            )
        return overloaded(f"The answer was not ready within {seconds}.")


class Exchange:
    """One request and its answer, on their way through the guard."""

    def __init__(self, guard: Guard, scope: Scope, receive: Receive, send: Send) -> None:
        self._guard = guard
        self._scope = scope
        self._receive = receive
        self._send = send
        self._started = False
        self.bytes = 0
        self.complete = False

    async def receive(self) -> Message:
        """The next piece of the body, counted."""
        message = await self._receive()
        if message["type"] == "http.request":
            more = len(message.get("body", b""))
            self._guard.take(more, self.bytes)
            self.bytes += more
            self.complete = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on, with the headers that every answer carries."""
        if message["type"] == "http.response.start":
            self._started = True
            message = {**message, "headers": _with_headers(message.get("headers", ()))}
        await self._send(message)

    async def refuse(self, error: TenfoldError) -> None:
        """Answer with a problem, where nothing was answered yet."""
        if not self._started:
            response = of_error(error, path=self._scope["path"])
            await response(self._scope, self._receive, self.send)


_ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_CHOSEN = b"cache-control"  # the one that a route may say otherwise


def _with_headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    if any(name == _CHOSEN for name, _ in given):
        return [*given, *(pair for pair in _ENCODED if pair[0] != _CHOSEN)]
    return [*given, *_ENCODED]


def _without_port(host: str) -> str:
    """The name in a Host header; an IPv6 address without its brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _unknown(host: str) -> RequestError:
    return RequestError(
        421,
        "host",
        f"This server is not called {shortened(host)!r}. Start it with --allow-host NAME to let "
        "it be.",
    )


def _too_large(most: int) -> RequestError:
    return RequestError(
        413,
        "too-large",
        f"A request's body may have at most {most:,} bytes. Send less, or fewer pictures at once.",
        headers={"Connection": "close"},
    )
