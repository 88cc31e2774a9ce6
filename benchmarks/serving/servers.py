"""The servers that are measured: processes on free ports of this machine, ended when done."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tenfold.errors import WorkerError

_RIVAL = Path(__file__).with_name("rival.py")
_PATIENCE = 180  # seconds: TensorFlow starts slowly on a busy machine
_TENFOLD = "from tenfold.cli.main import main; main()"


@contextmanager
def tenfold_serve(model: Path) -> Iterator[int]:
    """`tenfold serve` with this model, called "model"; its port."""
    port = _free_port()
    words = ["-c", _TENFOLD, "serve", f"model={model}", "--port", str(port), "--no-store"]
    with _running(words, f"http://127.0.0.1:{port}/v2/health/ready"):
        yield port


@contextmanager
def rival(model: Path) -> Iterator[int]:
    """FastAPI with the same network in Keras; its port."""
    port = _free_port()
    with _running([str(_RIVAL), str(model), str(port)], f"http://127.0.0.1:{port}/health"):
        yield port


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(words: Sequence[str], health: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL)
    try:
        _wait(process, health)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], health: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(health, timeout=5).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise WorkerError(f"The server of {health} did not start. Start it by hand to see why.")
