"""What standardising brings: answers on pictures as people make them, against a plain resize.

    python benchmarks/standardise.py MODEL [PICTURES.npz ...]

MODEL: a .onnx file, a run folder or a name. The pictures are composed (composed/) from the last
200 training pictures of MNIST, never test pictures: what is asked is whether the model still
reads them once they look like drawings and photos. Blank pages are right where nothing is found.
An .npz of real pictures (its first array of pictures, its first array of labels) is measured
beside them. "plain" is what tutorials do: turn the picture bright on dark if its corners are
light, and resize it. Seed 0; 95% Wilson intervals.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from composed.blank import BLANK
from composed.kinds import KINDS

import tenfold
from tenfold.evaluation.scores import wilson
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture
from tenfold.pictures.standardise import standardise
from tenfold.values import PictureSpec

COUNT = 200


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


def show_blank(name: str, pages: list[np.ndarray]) -> None:
    empty = sum(standardise(Picture(page), PictureSpec()).empty for page in pages)
    low, high = wilson(empty, len(pages))
    share = f"{100 * empty / len(pages):6.1f} ({100 * low:4.1f}-{100 * high:5.1f})"
    print(f"{name:<24}{len(pages):>6}  {'':<22}{share:<22}")


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
    train = tenfold.load_dataset("mnist").train[-COUNT:]
    print(f"{'pictures':<24}{'n':>6}  {'plain resize, %':<22}{'standardised, %':<22}")
    for make in KINDS:
        rng = np.random.default_rng(0)
        made = [make(digit, rng) for digit in train.images]
        show(make.__name__.replace("_", " "), model, made, train.labels)
    for blank in BLANK:
        rng = np.random.default_rng(0)
        show_blank(blank.__name__.replace("_", " "), [blank(rng) for _ in range(COUNT)])
    for path in sys.argv[2:]:
        show(Path(path).name, model, *from_npz(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
