"""A machine on which nothing is to be found but what a test puts there."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from datasets.helpers import Answers, Server, Tiny, make_tiny

from tenfold.datasets.fetch import cache_folder


@pytest.fixture
def tiny() -> Tiny:
    return make_tiny()


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache; no client on PATH, no proxy, nothing set. Returns where `tiny` is kept."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("TENFOLD_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PATH", str(home / "no-programs"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    return cache_folder(make_tiny().source)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def untrusted_server(authority: trustme.CA, tmp_path: Path) -> Iterator[Server]:
    """The server, its certificate authority known to nobody."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    listening = ThreadingHTTPServer(("localhost", 0), Answers)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    server = Server(f"https://localhost:{listening.server_address[1]}", file)
    listening.told = server  # type: ignore[attr-defined]
    listening.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.goes_on.set()
        listening.shutdown()
        thread.join()
        listening.server_close()


@pytest.fixture
def server(untrusted_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, trusted by way of SSL_CERT_FILE."""
    monkeypatch.setenv("SSL_CERT_FILE", str(untrusted_server.authority))
    return untrusted_server
