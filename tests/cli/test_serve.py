"""tenfold serve, as a real process."""

from __future__ import annotations

import io
import json
import re
import shutil
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
from PIL import Image
from serving.servers import digits

from tenfold.artefact import bundle, shipped

PNG = {"Content-Type": "image/png"}


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


def test_it_keeps_so_many_refusals_as_it_is_told(tmp_path):
    file = io.BytesIO()
    Image.new("L", (40, 40), 255).save(file, "PNG")
    with serving(tmp_path, "digits", "--keep", "3") as (process, said):
        address = said[0].split()[2]
        for _ in range(5):
            request = urllib.request.Request(f"{address}predict", file.getvalue(), PNG)
            assert json.loads(urllib.request.urlopen(request, timeout=30).read())
        assert json.loads(get(address, "store"))["total"] == 3
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0


def test_a_run_folder_and_a_file_of_ones_own_are_served_by_their_names(tmp_path):
    (tmp_path / "mine").mkdir()
    shutil.copy(shipped.FOLDER / "digits.onnx", tmp_path / "mine" / "model.onnx")
    run = {"format": 1, "state": "finished", "recipe": {}, "seed": 0}
    (tmp_path / "mine" / "run.json").write_text(json.dumps(run))
    shutil.copy(shipped.FOLDER / "fashion.onnx", tmp_path / "clothes.onnx")
    words = ("one=mine", "./clothes.onnx", "numbers", "--no-store")
    with serving(tmp_path, *words) as (process, said):
        found = json.loads(get(said[0].split()[2], "models"))
        own = bundle.read(tmp_path / "clothes.onnx").metadata.name
        assert [model["name"] for model in found["models"]] == ["one", own, "numbers"]
        assert found["default"] == "one"
        assert "  numbers  " in "\n".join(said)
        process.send_signal(signal.SIGTERM)
        assert ended(process)[0] == 0


def test_a_port_that_is_taken_is_said(tenfold):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = tenfold("serve", "digits", "--no-store", "--port", str(port))
    assert done.exit_code == 2
    said = " ".join(done.stderr.split())
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use. Choose" in said


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


def certificate(folder) -> ssl.SSLContext:
    """cert.pem and key.pem in the folder, and what a client trusts them by."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    with open(folder / "cert.pem", "wb") as file:
        for blob in issued.cert_chain_pems:
            file.write(blob.bytes())
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


HTTPS = ("digits", "--tls-cert", "cert.pem", "--tls-key", "key.pem", "--host", "localhost")


def test_it_speaks_https_with_a_certificate(tmp_path):
    context = certificate(tmp_path)
    with serving(tmp_path, *HTTPS, "--no-store") as (process, said):
        assert said[0].startswith("Serving on https://localhost:")
        found = get(said[0].split()[2], "models", context=context)
        assert json.loads(found)["default"] == "digits"
        process.send_signal(signal.SIGINT)
        assert ended(process)[0] == 0


def test_a_client_that_rests_over_https_does_not_hold_up_the_end(tmp_path):
    context = certificate(tmp_path)
    with serving(tmp_path, *HTTPS, "--no-store") as (process, said):
        port = int(said[0].rstrip("/").rpartition(":")[2])
        with (
            socket.create_connection(("localhost", port), timeout=60) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as client,
        ):
            client.sendall(b"GET /models HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(15) == b"HTTP/1.1 200 OK"
            process.send_signal(signal.SIGTERM)
            # Without the client's word uvicorn waits for 31 seconds.
            assert process.wait(20) == 0
        assert ended(process) == (0, "Stopped: everything that was taken is answered.\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["digts"], "Did you mean 'digits'"),
        (["nowhere/model.onnx"], "Model file nowhere/model.onnx does not exist."),
        (["a b=digits"], "A served model's name must be letters, digits, '.', '_' and '-'"),
        (["one=digits", "one=fashion"], "Two models would be called 'one': "),
        (["--store", "mysql://db"], "The address of a store must be the path of a file, sqlite"),
        (["--tls-cert", "cert.pem"], "--tls-key is missing"),
        (["--token", "short"], "A token must be at least 16"),
        (["--host", "192.0.2.1"], "The server cannot listen on 192.0.2.1 port 0"),
        (["--tls-cert", "a", "--tls-key", "b"], "a and the key b cannot be used: No such file"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_served(tenfold, words, message):
    done = tenfold("serve", "--port", "0", *words)
    assert done.exit_code in (1, 2)
    assert done.stdout == ""
    assert message in " ".join(done.stderr.split())
