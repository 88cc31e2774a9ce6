"""Servers for tests: in this process, or on a real socket; the models that came with tenfold."""

from __future__ import annotations

import base64
import io
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import uvicorn
from fastapi import FastAPI
from PIL import Image, ImageDraw
from starlette.testclient import TestClient

from tenfold.artefact import shipped
from tenfold.serving import running
from tenfold.serving.app import create_app
from tenfold.serving.settings import Settings
from tenfold.serving.store import Store

HERE = "http://127.0.0.1:8000"
DIGITS = shipped.FOLDER / "digits.onnx"
FASHION = shipped.FOLDER / "fashion.onnx"


@contextmanager
def asked(
    store: Store | None = None,
    *,
    models: dict[str, Path] | None = None,
    base_url: str = HERE,
    **settings: Any,
) -> Iterator[TestClient]:
    """A client of a server in this process that serves digits, unless `models` says otherwise."""
    app = create_app(Settings(**settings), store, models=models or {"digits": DIGITS})
    with TestClient(app, base_url=base_url, raise_server_exceptions=False) as client:
        yield client


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """`app` on a real socket; its address, such as 127.0.0.1:41234."""
    listener = running.listen(Settings(port=0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def copied(source: Path, to: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copy(source, to))


def digits(count: int, seed: int = 0) -> np.ndarray:
    """uint8 (count, 28, 28), any pixels."""
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)


def picture(kind: str = "PNG", size: tuple[int, int] = (90, 120), *, empty: bool = False) -> bytes:
    """A picture file with a stroke on paper, or with nothing."""
    image = Image.new("L", size, 235)
    if not empty:
        middle = size[0] // 2
        stroke = [(middle, size[1] // 6), (middle + 3, size[1] * 5 // 6)]
        ImageDraw.Draw(image).line(stroke, fill=20, width=max(2, size[0] // 10))
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def pictures_of_every_kind() -> np.ndarray:
    """uint8 (8, 28, 28): ones, trousers, noise; each model is sure of some and refuses others."""
    images = np.zeros((8, 28, 28), np.uint8)
    images[0, 4:24, 12:15] = 255
    images[1, 4:24, 13:16] = 255
    images[2:4, :, 11:18] = 220
    images[2:4, 6:, 13:15] = 0
    images[4:] = digits(4)
    return images


def corrected(content: bytes, **changes: Any) -> dict[str, Any]:
    """What is sent to correct the answer of `digits` for a picture file: it is a three."""
    text = base64.b64encode(content).decode()
    given = {"picture": text, "model": "digits", "label": 3, "file": "mine.png", "note": ""}
    return given | changes


def read_as(content: bytes, text: str, **changes: Any) -> dict[str, Any]:
    """What is sent to say which numbers are written in a picture file."""
    picture = base64.b64encode(content).decode()
    return {"picture": picture, "model": "numbers", "text": text} | changes
