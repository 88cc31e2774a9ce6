"""What standardising brings: answers on pictures as people make them, against a plain resize.

    python benchmarks/standardise.py MODEL [PICTURES.npz ...]

MODEL: a .onnx file, a run folder or a name. The pictures are made from 500 training pictures of
the model's own data set (never test pictures): what is asked is whether the model still reads
them once they look like drawings and photos. An .npz of real pictures (its first array of
pictures, its first array of labels) is measured beside them. "plain" is what tutorials do: turn
the picture bright on dark if its corners are light, and resize it. Seed 0; 95% Wilson intervals.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

import tenfold
from tenfold.evaluation.scores import wilson
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture
from tenfold.pictures.standardise import standardise

COUNT = 500


def as_given(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return digit


def negative(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return 255 - digit


def on_a_canvas(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Dark on white, 5 times as large, anywhere on a page of 300 pixels."""
    page = np.full((300, 300), 255, np.uint8)
    y, x = rng.integers(0, 160, 2)
    page[y : y + 140, x : x + 140] = 255 - cv2.resize(digit, (140, 140))
    return page


def photographed(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The canvas under uneven light, with the edge of a soft shadow, and the camera's noise."""
    page = on_a_canvas(digit, rng).astype(np.float32)
    across, down = np.meshgrid(*(np.linspace(-1, 1, side) for side in page.shape[::-1]))
    angle = rng.uniform(0, 2 * np.pi)
    light = 0.75 + 0.2 * (np.cos(angle) * across + np.sin(angle) * down)
    shadow = 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-20 * (across - rng.uniform(-0.6, 0.6))))
    grain = rng.normal(0, 4, page.shape)
    return np.clip((30 + 0.85 * page) * light * shadow + grain, 0, 255).astype(np.uint8)


def plain(picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    if picture.ndim == 3:
        picture = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if np.mean([picture[0, 0], picture[0, -1], picture[-1, 0], picture[-1, -1]]) > 127:
        picture = 255 - picture
    return cv2.resize(picture, size[::-1], interpolation=cv2.INTER_AREA)


def show(name: str, model: Classifier, pictures: list[np.ndarray], labels: np.ndarray) -> None:
    spec = model.metadata.spec
    ways: list[Callable[[np.ndarray], np.ndarray]] = [
        lambda picture: plain(picture, spec.shape),
        lambda picture: standardise(Picture(picture), spec).pixels,
    ]
    cells = []
    for way in ways:
        answers = model.logits(np.stack([way(picture) for picture in pictures])).argmax(1)
        right = int((answers == labels).sum())
        low, high = wilson(right, len(labels))
        cells.append(f"{100 * right / len(labels):6.1f} ({100 * low:4.1f}-{100 * high:5.1f})")
    print(f"{name:<24}{len(labels):>6}  {cells[0]:<22}{cells[1]:<22}")


def from_npz(path: str) -> tuple[list[np.ndarray], np.ndarray]:
    with np.load(path, allow_pickle=False) as file:
        arrays = [file[name] for name in file.files]
    pictures = next(array for array in arrays if array.ndim >= 3)
    labels = next(array for array in arrays if array.ndim == 1)
    if pictures.max() <= 1:
        pictures = pictures * 255
    return list(pictures.astype(np.uint8)), labels.astype(np.int64)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    model = tenfold.load(sys.argv[1])
    train = tenfold.load_dataset(model.metadata.dataset["name"]).train[:COUNT]
    print(f"{'pictures':<24}{'n':>6}  {'plain resize, %':<22}{'standardised, %':<22}")
    for make in (as_given, negative, on_a_canvas, photographed):
        rng = np.random.default_rng(0)
        made = [make(digit, rng) for digit in train.images]
        show(make.__name__.replace("_", " "), model, made, train.labels)
    for path in sys.argv[2:]:
        show(Path(path).name, model, *from_npz(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
