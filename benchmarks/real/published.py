"""Packages of other people that ship their weights, as a process in their own environment.

    python published.py JOB.json     the answer is the last line on stdout, in JSON

A job is {"kind": "answers", "model": NAME, "sets": [[FILE, …], …]} or {"kind": "digits", "to":
FILE.npz}, which writes the digits of scikit-learn. tenfold is not installed here, and no file of
these packages is opened by tenfold.

How each is called, so that the comparison is fair:

digit-recognizer-py 0.1.0 (MIT)
    README, "Object-Oriented Interface": DigitRecognizer(device="cpu").predict(path), and "Get
    Confidence & Probabilities": detailed=True. It inverts pictures with a light border by itself.
ccexam 1.0.0 (MIT), models mnist (its command's default), usps and svhn
    README, "Python API": run_inference(model=…, input_path=…). That loads the weights anew at
    every call, so its parts are called here instead: InferenceFactory.create(model), then
    .predict(path). It answers with labels only, and takes pictures as they are: its model card
    asks for "clean MNIST style" digits, light on dark. As people's pictures are dark on light, it
    is measured both ways: as its README says, and "inverted", where pictures with light corners are
    turned before it gets them.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

if TYPE_CHECKING:
    import torch

# What Pillow raises on a file that is no picture, or a broken one.
UNREADABLE = (OSError, SyntaxError, ValueError)

# The answer for a file: its label, and the probabilities where the package gives them.
Answer = tuple[int, list[float] | None]


def digit_recognizer() -> Callable[[str], Answer]:
    from digit_recognizer import DigitRecognizer

    recognizer = DigitRecognizer(device="cpu")

    def answer(file: str) -> Answer:
        result = recognizer.predict(file, detailed=True)
        return int(result), result.probabilities

    return answer


def ccexam(model: str, *, inverted: bool) -> Callable[[str], Answer]:
    from ccexam.inference import InferenceFactory

    inference = InferenceFactory.create(model, device="cpu")
    return lambda file: (inference.predict(light_on_dark(file) if inverted else file), None)


MODELS: dict[str, Callable[[], Callable[[str], Answer]]] = {
    "digit-recognizer-py": digit_recognizer,
    "ccexam mnist": lambda: ccexam("mnist", inverted=False),
    "ccexam mnist, inverted": lambda: ccexam("mnist", inverted=True),
    "ccexam usps, inverted": lambda: ccexam("usps", inverted=True),
    "ccexam svhn": lambda: ccexam("svhn", inverted=False),
}


def light_on_dark(file: str) -> Image.Image:
    image = Image.open(file).convert("L")
    pixels = np.asarray(image)
    return ImageOps.invert(image) if pixels[[0, 0, -1, -1], [0, -1, 0, -1]].mean() > 127 else image


def answers(job: dict[str, Any]) -> dict[str, Any]:
    """Labels, probabilities (or null) and seconds of every picture of every set."""
    import torch

    # More threads wait for each other: with two, a picture took 1 to 50 ms on two shared cores.
    torch.set_num_threads(1)
    answer = MODELS[job["model"]]()
    return {"sets": [one_set(answer, files) for files in job["sets"]]}


def one_set(answer: Callable[[str], Answer], files: list[str]) -> dict[str, Any]:
    labels, probabilities, seconds = [], [], []
    for file in files:
        began = time.perf_counter()
        try:
            label, likely = answer(file)
        except UNREADABLE:
            label, likely = -1, None
        seconds.append(time.perf_counter() - began)
        labels.append(label)
        probabilities.append(likely)
    # A picture that could not be read has NaN in place of each probability.
    width = max((len(likely) for likely in probabilities if likely), default=0)
    rows = [likely or [float("nan")] * width for likely in probabilities] if width else None
    return {"labels": labels, "probabilities": rows, "seconds": seconds}


def digits(job: dict[str, Any]) -> dict[str, Any]:
    """The 1,797 digits of scikit-learn, 8 x 8, 0 to 16 (UCI, optical recognition: 13 people)."""
    from sklearn.datasets import load_digits

    loaded = load_digits()
    np.savez(job["to"], images=loaded.images, labels=loaded.target)
    return {}


def declare_missing_operators() -> torch.library.Library | None:
    """Let torchvision be imported where its compiled part cannot be loaded.

    pip's torchvision is built for CUDA on Linux; beside a torch built for the processor alone
    its import fails for want of two operators (boxes, for detection). Both packages use only its
    transforms, in Python, so declaring the two is enough. Returns what must be kept alive.
    """
    import torch

    found = importlib.util.find_spec("torchvision")
    places = found.submodule_search_locations if found else None
    compiled = next(Path(places[0]).glob("_C*.so"), None) if places else None
    if compiled is None:
        return None
    try:
        torch.ops.load_library(str(compiled))
    except OSError:
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        return library
    return None


if __name__ == "__main__":
    kept_alive = declare_missing_operators()
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps({"answers": answers, "digits": digits}[given["kind"]](given)))
