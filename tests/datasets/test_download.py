from __future__ import annotations

import gzip
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from datasets.helpers import Server, Tiny, make_tiny

from tenfold.datasets import download
from tenfold.datasets.download import download_files, mirror_address
from tenfold.errors import DatasetError, UsageError

FIRST = "/tiny/train-images-idx3-ubyte.gz"


def silent(message: str, done: int, total: int) -> None:
    """Reports to nobody."""


def contents(base: str, tiny: Tiny) -> dict[str, bytes]:
    found = download_files(base, tiny.source.files, silent)
    return {file.name: content for file, content in found}


def complaint(base: str, tiny: Tiny) -> str:
    with pytest.raises(DatasetError) as error:
        contents(base, tiny)
    return str(error.value)


def test_files_come_from_a_server_whose_authority_is_named(server: Server, tiny: Tiny) -> None:
    assert contents(server.serve(tiny), tiny) == tiny.contents


def test_a_server_that_sends_the_files_unpacked_is_understood(server: Server, tiny: Tiny) -> None:
    base = server.serve(tiny)
    server.answers = {path: gzip.decompress(body) for path, body in server.answers.items()}
    assert contents(base, tiny) == tiny.contents


def test_an_untrusted_certificate_is_refused(untrusted_server: Server, tiny: Tiny) -> None:
    text = complaint(untrusted_server.serve(tiny), tiny)
    assert text.startswith("the server's certificate is not trusted (")
    assert text.endswith(
        "Where a school or company has its own certificate authority, name its file in "
        "SSL_CERT_FILE"
    )
    assert untrusted_server.asked == []


def test_progress_is_told_in_bytes(server: Server, tiny: Tiny) -> None:
    told: list[tuple[str, int, int]] = []
    base = server.serve(tiny)
    list(download_files(base, tiny.source.files[:1], lambda *what: told.append(what)))
    message = "train-images-idx3-ubyte.gz from localhost"
    size = len(server.answers[FIRST])
    assert told == [(message, 0, 0), (message, size, size)]


def test_a_redirect_is_followed_within_https_only(server: Server, tiny: Tiny) -> None:
    base = server.serve(tiny, "/elsewhere/")
    for name in tiny.contents:
        server.redirects[f"/tiny/{name}.gz"] = f"{base}{name}.gz"
    assert contents(f"{server.address}/tiny/", tiny) == tiny.contents
    server.redirects[FIRST] = f"http://localhost:1{FIRST}"
    text = complaint(f"{server.address}/tiny/", tiny)
    assert text == "it redirects to an address without https"


def cut(server: Server) -> None:
    server.breaks_after[FIRST] = 10


def lengthen(server: Server) -> None:
    server.answers[FIRST] = bytes(1_000_000)


def remove(server: Server) -> None:
    del server.answers[FIRST]


def empty(server: Server) -> None:
    server.answers[FIRST] = b""


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (cut, "the answer broke off after 10 of "),
        (lengthen, "the answer is longer than 65,672 bytes"),
        (remove, "the server answered 404 Not Found"),
        (empty, "train-images-idx3-ubyte must have 136 bytes uncompressed. Got 0"),
    ],
)
def test_a_bad_answer_is_explained(
    server: Server, tiny: Tiny, spoil: Callable[[Server], None], text: str
) -> None:
    base = server.serve(tiny)
    spoil(server)
    assert complaint(base, tiny).startswith(text)
    assert server.asked == [FIRST]


def test_a_server_that_stays_silent_is_given_up(
    server: Server, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "STALL_SECONDS", 0.2)
    base = server.serve(tiny)
    server.stalls_after[FIRST] = 10
    assert "timed out" in complaint(base, tiny)


def test_a_host_that_never_answers_is_given_up(
    server: Server, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "ANSWER_SECONDS", 0.0)
    server.stalls_after[FIRST] = 0
    assert complaint(server.serve(tiny), tiny) == "no answer within 0 seconds"


def test_a_closed_port_is_named(tiny: Tiny) -> None:
    assert complaint("https://localhost:1/tiny/", tiny) == "Connection refused"


def test_a_host_without_an_address_is_named(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # a real look-up may take its time
    text = complaint("https://nowhere.invalid/", tiny)
    assert text == "its name cannot be looked up (Name or service not known)"


def test_a_mirror_is_asked_under_the_name_of_the_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_tiny().source
    assert mirror_address(source) is None
    for mirror in ("https://mirror.example/data", "https://mirror.example/data/"):
        monkeypatch.setenv("TENFOLD_MIRROR", mirror)
        assert mirror_address(source) == "https://mirror.example/data/tiny/"


@pytest.mark.parametrize("mirror", ["http://mirror.example/", "mirror.example", "https:///data"])
def test_a_mirror_without_https_is_refused(mirror: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENFOLD_MIRROR", mirror)
    with pytest.raises(UsageError) as error:
        mirror_address(make_tiny().source)
    assert str(error.value) == (
        "TENFOLD_MIRROR must be an https address, such as https://mirror.example/tenfold/. "
        f"Got {mirror!r}. Correct it, or unset it."
    )


def test_a_proxy_that_is_set_is_used(
    server: Server, tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://localhost:1")
    assert complaint(server.serve(tiny), tiny) == "Connection refused"
    assert server.asked == []


def test_a_certificate_file_that_is_missing_trusts_nobody(
    server: Server, tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(tmp_path / "none.pem"))
    assert "certificate is not trusted" in complaint(server.serve(tiny), tiny)
