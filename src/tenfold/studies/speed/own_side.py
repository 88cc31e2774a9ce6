"""tenfold's own side of `tenfold bench`, for what is measured inside a process; see jobs.py.

    python own_side.py '{"kind": "versions"}'

The command line's own works (training, cold, folder, help) need no script: see own.py. Two more
kinds make material: "data" (source, data_dir, most, to) and "pictures" (data, count, to).
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import tenfold

_AT_ONCE = 10_000  # pictures a call where many are answered, so that memory shows no amount
Job = dict[str, Any]


def _pictures(job: Job, name: str = "x_test") -> np.ndarray:
    with np.load(job["data"], allow_pickle=False) as file:
        return file[name]


def _median_seconds(call: Callable[[], object], job: Job) -> float:
    """Median of one call's time, repeated for job["seconds"], after three calls to warm up."""
    for _ in range(3):
        call()
    times: list[float] = []
    end = time.perf_counter() + job["seconds"]
    while len(times) < 5 or time.perf_counter() < end:
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def latency(job: Job) -> Job:
    """One picture: `predict`, and the logits alone."""
    classifier, images = tenfold.load(job["model"]), _pictures(job)
    return {
        "answer": _median_seconds(lambda: classifier.predict(images[0]), job),
        "logits": _median_seconds(lambda: classifier.logits(images[:1]), job),
    }


def throughput(job: Job) -> Job:
    """All test pictures; there is one way to ask, which makes its own batches."""
    classifier, images = tenfold.load(job["model"]), _pictures(job)
    each_second = len(images) / _median_seconds(lambda: classifier.logits(images), job)
    return {"as_written": each_second, "in_thousands": each_second}


def files(job: Job) -> Job:
    """From a picture file through standardising to its answer."""
    classifier = tenfold.load(job["model"])

    def seconds(file: str) -> float:
        return _median_seconds(lambda: classifier.predict(file), job)

    return {name: seconds(file) for name, file in job["files"].items()}


def many(job: Job) -> Job:
    """Answer job["amount"] pictures, the test pictures again and again."""
    classifier, images = tenfold.load(job["model"]), _pictures(job)
    left = job["amount"]
    began = time.perf_counter()
    while left:
        part = images[: min(left, _AT_ONCE)]
        classifier.logits(part)
        left -= len(part)
    return {"run": time.perf_counter() - began}


def versions(job: Job) -> Job:
    """What this side runs on."""
    from tenfold.versions import versions as installed

    wanted = ("python", "tenfold", "keras", "tensorflow", "tensorflow-cpu", "jax", "onnxruntime")
    found = installed()
    return {name: found[name] for name in wanted if name in found}


def data(job: Job) -> Job:
    """Write a data set as the .npz that every side reads."""
    found = tenfold.load_dataset(job["source"], data_dir=job["data_dir"])
    train, test = found.train, found.test
    if job["most"]:
        train, test = train[: job["most"][0]], test[: job["most"][1]]
    arrays = {"x_train": train.images, "x_test": test.images}
    for name, split in (("y_train", train), ("y_test", test)):
        arrays[name] = split.labels.astype(np.uint8 if len(found.classes) <= 256 else np.int64)
    # Not compressed, unlike the file that Keras fetches: the rivals read it in no time.
    np.savez(job["to"], **arrays)  # type: ignore[arg-type]
    return {"classes": len(found.classes), "train": len(train), "test": len(test)}


def pictures(job: Job) -> Job:
    """Write test pictures as files: one PNG, one large photo, a folder of PNGs, and one array."""
    from PIL import Image

    images = _pictures(job)
    to = {name: Path(path) for name, path in job["to"].items()}
    to["folder"].mkdir(parents=True)
    Image.fromarray(images[0]).save(to["png"])
    Image.fromarray(_photograph(images[0])).save(to["jpeg"], quality=90)
    np.savez(to["array"], x_test=images[:1])
    for number in range(job["count"]):
        picture = Image.fromarray(images[number % len(images)])
        picture.save(to["folder"] / f"{number:06d}.png")
    return {"pictures": job["count"]}


def _photograph(picture: np.ndarray) -> np.ndarray:
    """A megapixel (1155 x 866): the thing dark on grey paper, uneven light, a camera's noise."""
    import cv2

    height, width, side = 866, 1155, 500
    rng = np.random.default_rng(0)
    ink = np.zeros((height, width), np.float32)
    ink[180 : 180 + side, 300 : 300 + side] = cv2.resize(picture, (side, side))
    light = np.linspace(0.7, 1.0, width, dtype=np.float32)
    grey = (230 - 0.75 * ink) * light + rng.normal(0, 4, ink.shape)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., np.newaxis], 3, axis=2)


KINDS: dict[str, Callable[[Job], Job]] = {
    one.__name__: one for one in (latency, throughput, files, many, versions, data, pictures)
}

if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    try:
        print(json.dumps(KINDS[job["kind"]](job)))
    except tenfold.TenfoldError as error:
        print(json.dumps({"error": {"code": error.code, "message": error.message}}))
        sys.exit(error.exit_code)
