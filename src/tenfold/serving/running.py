"""uvicorn, started on a socket that is there before anything is printed, and stopped cleanly."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from tenfold.errors import UsageError
from tenfold.serving.settings import Settings

_WAITING_TO_CONNECT = 2048
_MOST_CONNECTIONS = 4096
_IDLE_SECONDS = 30
_FAREWELL_SECONDS = 2


def listen(settings: Settings) -> socket.socket:
    """A socket on the settings' host and port.

    Raises UsageError where that cannot be, or where the TLS files do not fit.
    """
    _check_tls(settings)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family)
    # On Windows this option would let two servers share a port.
    if hasattr(socket, "SO_REUSEPORT"):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
        found.listen(_WAITING_TO_CONNECT)
    except (OSError, OverflowError) as error:
        found.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"The server cannot listen on {settings.host} port {settings.port}: {reason}. "
            "Choose another --port (0: any free one) or --host."
        ) from error
    return found


def run(app: FastAPI, settings: Settings, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM; then take nothing new, and come back when all is answered.

    A second signal does not wait any longer.
    """
    config = uvicorn.Config(
        app,
        # Its own logging would replace that of the process, and close the streams of others: it
        # is of no use here, where only warnings are written.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=int(settings.seconds) + 1,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )
    # It tells of every broken form that a stranger sends; they are told so themselves, by a 400.
    logging.getLogger("python_multipart").setLevel(logging.ERROR)
    # What is there now stays to the end. Python's collector would walk all of it again and again,
    # and every request waits for that: the p99 of 64 clients was 70 to 100 ms, and is 14 to 35.
    gc.collect()
    gc.freeze()
    with _signals_are_news():
        _Server(config).run(sockets=[listening])


def _check_tls(settings: Settings) -> None:
    if settings.tls_cert is None:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.tls_cert, settings.tls_key)
    except OSError as error:  # ssl.SSLError is one
        raise UsageError(
            f"The certificate {settings.tls_cert} and the key {settings.tls_key} cannot be used: "
            f"{error.strerror or error}. Give two PEM files that belong together."
        ) from error


class _Server(uvicorn.Server):
    """uvicorn's, which over https does not wait for clients that never take their leave.

    TLS ends with a word of both sides, and a browser does not say it on a connection that rests:
    with a page open somewhere, every stop took 31 seconds.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was taken, then close."""
        leaving = asyncio.create_task(self._hang_up()) if self.config.is_ssl else None
        await super().shutdown(sockets)
        if leaving is not None:
            leaving.cancel()

    async def _hang_up(self) -> None:
        """Cut what is still open when all is answered and had a moment to arrive."""
        while self.server_state.tasks:
            await asyncio.sleep(0.1)
        await asyncio.sleep(_FAREWELL_SECONDS)
        for connection in list(self.server_state.connections):
            connection.transport.abort()


@contextmanager
def _signals_are_news() -> Iterator[None]:
    """uvicorn sends itself, after its clean end, the signal that ended it: that is no accident."""

    def nothing(number: int, frame: FrameType | None) -> None:
        """The server has stopped already."""

    before = {one: signal.signal(one, nothing) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
