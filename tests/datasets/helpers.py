"""Stand-ins for the tests of data sets: a tiny Source, its files, and a real HTTPS server."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import struct
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np

from tenfold.datasets.catalog import Package, Source, SourceFile
from tenfold.values import PictureSpec

TINY_PACKAGE = Package("npm", "tiny-data@1.0.0", "package/data/")


def idx(array: np.ndarray) -> bytes:
    """An array as an IDX file."""
    return (
        bytes([0, 0, 8, array.ndim])
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.tobytes()
    )


@dataclass(frozen=True)
class Tiny:
    """Six train and three test pictures of 5 x 4, as a Source and as file contents."""

    source: Source
    contents: dict[str, bytes]

    def write_to(self, folder: Path, *, gz: bool = False) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.contents.items():
            path = folder / (f"{name}.gz" if gz else name)
            path.write_bytes(gzip.compress(content) if gz else content)
        return folder


def make_tiny(
    *,
    addresses: tuple[str, ...] = (),
    package: Package = TINY_PACKAGE,
    classes: tuple[str, ...] = ("a", "b", "c"),
) -> Tiny:
    rng = np.random.default_rng(7)
    contents = {
        "train-images-idx3-ubyte": idx(rng.integers(0, 256, (6, 5, 4), dtype=np.uint8)),
        "train-labels-idx1-ubyte": idx(np.array([0, 1, 2, 2, 1, 0], dtype=np.uint8)),
        "t10k-images-idx3-ubyte": idx(rng.integers(0, 256, (3, 5, 4), dtype=np.uint8)),
        "t10k-labels-idx1-ubyte": idx(np.array([2, 1, 0], dtype=np.uint8)),
    }
    train_images, train_labels, test_images, test_labels = (
        SourceFile(name, hashlib.sha256(content).hexdigest(), len(content))
        for name, content in contents.items()
    )
    source = Source(
        "tiny",
        "Tiny pictures",
        train_images,
        train_labels,
        test_images,
        test_labels,
        addresses=addresses,
        package=package,
        licence="CC0",
        homepage="none",
        classes=classes,
        spec=PictureSpec(5, 4, box=4),
    )
    return Tiny(source, contents)


@dataclass
class Server:
    """A real HTTPS server: what it answers by path, and which paths were asked for."""

    address: str
    authority: Path
    answers: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    breaks_after: dict[str, int] = field(default_factory=dict)
    stalls_after: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    goes_on: threading.Event = field(default_factory=threading.Event)

    def serve(self, tiny: Tiny, folder: str = "/tiny/") -> str:
        """Serve the gzipped files of `tiny` under `folder`; returns their address."""
        for name, content in tiny.contents.items():
            self.answers[f"{folder}{name}.gz"] = gzip.compress(content)
        return f"{self.address}{folder}"


class Answers(BaseHTTPRequestHandler):
    """Answers as the Server that is `told` to it says."""

    def do_GET(self) -> None:
        told: Server = self.server.told  # type: ignore[attr-defined]
        told.asked.append(self.path)
        if self.path in told.redirects:
            self.send_response(302)
            self.send_header("Location", told.redirects[self.path])
            self.end_headers()
        elif self.path not in told.answers:
            self.send_error(404)
        else:
            self._send(told, told.answers[self.path])

    def _send(self, told: Server, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        ends = min(told.breaks_after.get(self.path, len(content)), len(content))
        pauses = min(told.stalls_after.get(self.path, ends), ends)
        with contextlib.suppress(OSError):
            self.wfile.write(content[:pauses])
            self.wfile.flush()
            if self.path in told.stalls_after:
                told.goes_on.wait(30)
            self.wfile.write(content[pauses:ends])

    def log_message(self, *_: object) -> None:
        """Keeps the tests' output clean."""


def script(code: str, source: Source) -> list[str]:
    """A command that runs `code` in a new Python, where `source` and `obtain` are known."""
    opening = (
        "from pathlib import Path\n"
        "from tenfold.datasets.catalog import Package, Source, SourceFile\n"
        "from tenfold.datasets.fetch import obtain\n"
        "from tenfold.values import PictureSpec\n"
        f"import sys\nsource = {source!r}\n"
    )
    path = f"import sys; sys.path[:0] = {[entry for entry in sys.path if entry]!r}\n"
    return [sys.executable, "-B", "-c", path + opening + code]
