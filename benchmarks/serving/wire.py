"""The requests that are measured: the same pictures in every protocol."""

from __future__ import annotations

import json

import numpy as np

from benchmarks.serving.load import post

_JSON = {"Content-Type": "application/json"}


def instances(path: str, images: np.ndarray) -> bytes:
    """As the tutorials' clients ask TensorFlow Serving and FastAPI: divided by 255, in lists.

    images: uint8 (n, height, width).
    """
    divided = (images / np.float32(255)).round(6).tolist()
    return post(path, json.dumps({"instances": divided}).encode(), headers=_JSON)


def infer(path: str, images: np.ndarray) -> bytes:
    """The Open Inference Protocol with raw bytes, as tritonclient sends it by default."""
    tensor = {
        "name": "pictures",
        "datatype": "UINT8",
        "shape": list(images.shape),
        "parameters": {"binary_data_size": images.nbytes},
    }
    wanted = {"name": "probabilities", "parameters": {"binary_data": True}}
    head = json.dumps({"inputs": [tensor], "outputs": [wanted]}).encode()
    headers = {
        "Content-Type": "application/octet-stream",
        "Inference-Header-Content-Length": str(len(head)),
    }
    return post(path, head + images.tobytes(), headers=headers)


def picture(path: str, content: bytes) -> bytes:
    """A picture file as the body."""
    return post(path, content, headers={"Content-Type": "image/jpeg"})
