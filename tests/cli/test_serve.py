"""tenfold serve, as a real process."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import trustme
from cli.conftest import PROGRAM, environment
from serving.servers import digits

from tenfold.artefact import shipped


@contextmanager
def serving(tmp_path, *words: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A server on a free port, with what it printed until it was ready."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", *words],
        cwd=tmp_path, env=environment() | {"TENFOLD_STORE": str(tmp_path / "store.sqlite3")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                break
        yield process, said
    finally:
        process.kill()
        process.communicate()


def get(address: str, path: str, *, context=None, **headers: str) -> bytes:
    request = urllib.request.Request(f"{address}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30, context=context) as answer:
        return answer.read()


def ended(process) -> tuple[int, str]:
    out, err = process.communicate(timeout=60)
    assert err == ""
    return process.returncode, out


def test_it_says_where_it_listens_what_answers_and_where_things_are_kept(tmp_path):
    with serving(tmp_path) as (process, said):
        address = re.fullmatch(r"Serving on (http://127\.0\.0\.1:\d+/)", said[0])[1]
        names = [line.split()[0] for line in said[1:] if line.startswith("  ")]
        assert names[0] == "digits"
        assert sorted(names) == list(shipped.names())
        assert any("store.sqlite3" in line for line in said)
        found = json.loads(get(address, "models"))
        hashes = {model["name"]: model["hash"] for model in found["models"]}
        assert hashes["digits"] in " ".join(said)
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, "Stopped: everything that was taken is answered.\n")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_taken_is_answered_before_it_ends(tmp_path, number):
    body = json.dumps({"instances": digits(1000).tolist()}).encode()
    head = f"POST /v1/models/digits:predict HTTP/1.1\r\nContent-Length: {len(body)}\r\n"
    with serving(tmp_path, "digits", "--no-store") as (process, said):
        address = said[0].split()[2]
        port = int(address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(f"{head}Host: localhost\r\nConnection: close\r\n\r\n".encode() + body)
            while b'tenfold_batch_pictures_count{model="digits"} 1.0' not in get(
                address, "metrics"
            ):
                pass  # the model has not begun with them
            process.send_signal(number)
            with client.makefile("rb") as answer:
                head, _, content = answer.read().partition(b"\r\n\r\n")
        assert ended(process)[0] == 0
    assert head.startswith(b"HTTP/1.1 200")
    assert len(json.loads(content)["predictions"]) == 1000


def test_others_need_the_token_that_it_prints_and_a_browser_its_link(tmp_path):
    with serving(tmp_path, "digits", "--host", "0.0.0.0", "--no-store") as (process, said):
        port = said[0].rstrip("/").rpartition(":")[2]
        address = f"http://127.0.0.1:{port}/"
        token = next(line for line in said if line.startswith("Token: ")).split()[1]
        link = next(line for line in said if "/enter?key=" in line)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            get(address, "models")
        assert get(address, "models", Authorization=f"Bearer {token}")
        key = link.partition("?key=")[2]
        assert b"refresh" in get(address, f"enter?key={key}")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            get(address, f"enter?key={key}")
        assert "The next link" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0


def test_it_speaks_https_with_a_certificate(tmp_path):
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(tmp_path / "key.pem")
    with open(tmp_path / "cert.pem", "wb") as file:
        for blob in certificate.cert_chain_pems:
            file.write(blob.bytes())
    context = ssl.create_default_context()
    authority.configure_trust(context)
    words = ("digits", "--tls-cert", "cert.pem", "--tls-key", "key.pem", "--host", "localhost")
    with serving(tmp_path, *words, "--no-store") as (process, said):
        assert said[0].startswith("Serving on https://localhost:")
        found = get(said[0].split()[2], "models", context=context)
        assert json.loads(found)["default"] == "digits"
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["digts"], "Did you mean 'digits'"),
        (["--tls-cert", "cert.pem"], "--tls-key is missing"),
        (["--token", "short"], "A token must be at least 16"),
        (["--host", "192.0.2.1"], "The server cannot listen on 192.0.2.1 port 0"),
        (["--tls-cert", "a", "--tls-key", "b"], "a and the key b cannot be used: No such file"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_served(tenfold, words, message):
    done = tenfold("serve", "--port", "0", "--no-store", *words)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())
