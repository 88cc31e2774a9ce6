"""Why an answer is what it is: the way to what the model saw, what spoke for it, and its like.

`occlusion` and `similar` take arrays (and a function that gives logits) and give arrays;
`explain` puts them together for the answer to one picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from tenfold.errors import UsageError
from tenfold.pictures.placing import bounding_box
from tenfold.pictures.standardise import Box, Standardised, Step
from tenfold.values import Prediction, Split

Logits = Callable[[np.ndarray], np.ndarray]

SIMILAR = 5  # training pictures that are shown; as many as fit beside each other in a terminal

# A patch of 5 pixels on MNIST's 28: wider than a stroke (2 to 4), which is then cut and not only
# thinned, and narrower than a loop, of which one side is then told from the other.
_GRID = 28
_PATCH = 5

# Training pictures compared at a time: their floats stay in the processor's cache.
_BLOCK = 500


@dataclass(frozen=True, eq=False)
class SimilarPicture:
    """A training picture that is like the one explained.

    index: its row in the split that was searched, from 0. label, name: its class. similarity: 0 to
    1, see `similar`. pixels: uint8, shape (height, width).
    """

    index: int
    label: int
    name: str
    similarity: float
    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class Explanation:
    """An answer with what it rests on.

    steps: from the file to what the model saw, each a name and uint8 pixels. box: (x, y, width,
    height) of what was found, in pixels of the upright picture. empty: True where nothing was.
    occlusion: float32, shape (height, width); by how much covering a place weakens the answer, see
    `occlusion`; all 0 where nothing was found. patch: pixels a side of what covers. covered: the
    answer's probability, 0 to 1, where the place that speaks loudest for it is covered. similar:
    training pictures, the most similar first; empty where none were given to search.
    """

    prediction: Prediction
    steps: tuple[Step, ...]
    box: Box
    empty: bool
    occlusion: np.ndarray
    patch: int
    covered: float
    similar: tuple[SimilarPicture, ...] = ()

    def to_json(self, *, logits: bool = False) -> dict[str, Any]:
        """The answer as `Prediction.to_json` gives it, and its explanation."""
        rounded = np.round(self.occlusion.astype(np.float64), 3) + 0.0  # and no -0.0
        similar = [
            {"index": one.index, "label": one.label, "similarity": round(one.similarity, 4)}
            for one in self.similar
        ]
        explanation = {
            "steps": [step.name for step in self.steps],
            "box": list(self.box),
            "occlusion": rounded.tolist(),
            "patch": self.patch,
            "covered": self.covered,
            "similar": similar,
        }
        return self.prediction.to_json(logits=logits) | {"explanation": explanation}

    def to_png(self) -> bytes:
        """All of it as one drawing, about 1,000 pixels wide: the bytes of a PNG file."""
        from tenfold import notebook

        return notebook.explanation_png(self)

    def _repr_html_(self) -> str:
        from tenfold import notebook

        return notebook.explanation_html(self)

    def _repr_png_(self) -> bytes:
        return self.to_png()


def explain(
    answer: Prediction,
    seen: Standardised | None,
    logits: Logits,
    *,
    temperature: float,
    examples: Split | None = None,
) -> Explanation:
    """What `Classifier.explain` gives, of an answer that it has given.

    seen: how its picture was standardised; None where it came as the model sees it. logits,
    temperature: the model's. examples: as there.
    """
    if seen is None:
        ink = answer.pixels > 0
        steps = (Step("standardised", answer.pixels),)
        seen = Standardised(answer.pixels, steps, bounding_box(ink), empty=not ink.any())
    drops = occlusion(answer.pixels, logits, label=answer.label, temperature=temperature)
    odds = _log_odds(answer.logits, answer.label, temperature) - max(float(drops.max()), 0.0)
    found = Explanation(
        prediction=answer,
        steps=seen.steps,
        box=seen.box,
        empty=seen.empty,
        occlusion=drops,
        patch=_patch_and_stride(answer.pixels.shape)[0],
        covered=float(1 + np.tanh(odds / 2)) / 2,  # the odds as a probability, without overflow
    )
    return found if examples is None else with_similar([found], examples)[0]


def with_similar(
    explanations: Sequence[Explanation], examples: Split, *, count: int = SIMILAR
) -> list[Explanation]:
    """The explanations with their most similar `examples`, searched for all of them at once.

    Where nothing was found in a picture, nothing is like it. Raises UsageError where the examples
    are of another size than the model's pictures, or of classes it does not have.
    """
    if not explanations:
        return []
    classes = explanations[0].prediction.classes
    pictures = np.stack([one.prediction.pixels for one in explanations])
    _check_examples(examples, pictures.shape[1:], classes)
    rows, similarities = similar(pictures, examples.images, count=count)
    return [
        one
        if one.empty
        else replace(
            one,
            similar=tuple(
                SimilarPicture(
                    index=int(row),
                    label=int(examples.labels[row]),
                    name=classes[examples.labels[row]],
                    similarity=float(similarity),
                    pixels=examples.images[row],
                )
                for row, similarity in zip(its_rows, its_similarities, strict=True)
            ),
        )
        for one, its_rows, its_similarities in zip(explanations, rows, similarities, strict=True)
    ]


def occlusion(
    pixels: np.ndarray, logits: Logits, *, label: int, temperature: float = 1.0
) -> np.ndarray:
    """By how much covering a place of a picture weakens an answer: float32, shape (h, w).

    pixels: uint8, shape (h, w), as the model sees it; 0 is background. logits: from uint8
    (n, h, w) to (n, classes); called once. label: the class answered. temperature: see `softmax`.

    A square of background is laid over every place (Zeiler and Fergus, 2014, "Visualizing and
    Understanding Convolutional Networks", section 4.2): 5 x 5 pixels at every pixel of a picture
    of 28, in proportion on larger ones. A figure is the drop of the answer's log-odds, in nats:
    over 0 where the square's middle spoke for the answer, under 0 where it spoke against it, 0
    where there is nothing to cover.

    Log-odds, the "weight of evidence" of Zintgraf et al. (2017, "Visualizing Deep Neural Network
    Decisions"), and not the probability or its logarithm, which hardly move while an answer is
    sure: for 5 of the 12 digits in examples/, plain `digits-cnn` loses at most 0.05 nats of log p
    to any square, and 7 to 14 of its log-odds.
    """
    side, stride = _patch_and_stride(pixels.shape)
    reach = side // 2
    covers = cv2.dilate((pixels > 0).view(np.uint8), np.ones((side, side), np.uint8))
    grid = covers[stride // 2 :: stride, stride // 2 :: stride]
    places = np.argwhere(grid)
    pictures = np.repeat(pixels[np.newaxis], 1 + len(places), axis=0)
    for picture, (y, x) in zip(pictures[1:], places * stride + stride // 2, strict=True):
        picture[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1] = 0
    odds = _log_odds(logits(pictures), label, temperature)
    drops = np.zeros(grid.shape, np.float32)
    drops[tuple(places.T)] = odds[0] - odds[1:]
    height, width = pixels.shape
    return drops.repeat(stride, axis=0).repeat(stride, axis=1)[:height, :width]


def similar(
    pictures: np.ndarray, examples: np.ndarray, *, count: int = SIMILAR
) -> tuple[np.ndarray, np.ndarray]:
    """The most similar examples for each picture, the most similar first: (rows, similarities).

    pictures: uint8, shape (m, h, w). examples: uint8, shape (n, h, w). Both results have the
    shape (m, count), or (m, n) where there are fewer examples; rows are int64, similarities
    float32, 0 to 1: the cosine of the angle between the two pictures as vectors of pixels, both
    blurred before by a Gaussian of 1 pixel in 28, so that strokes a pixel apart still meet.
    The model has no part in it. (The nearest of MNIST's first 59,000 training pictures has the
    label of the picture for 98.0% of the other 1,000; on Fashion-MNIST for 86.1%, unblurred 84.7%.)
    """
    blurs = [_blur(side) for side in pictures.shape[1:]]
    wanted = _directions(pictures, *blurs)
    cosines = np.concatenate(
        [np.empty((0, len(pictures)), np.float32)]
        + [
            _directions(examples[start : start + _BLOCK], *blurs) @ wanted.T
            for start in range(0, len(examples), _BLOCK)
        ]
    ).T
    rows = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
    return rows, np.clip(np.take_along_axis(cosines, rows, axis=1), 0, 1)


def _patch_and_stride(shape: tuple[int, ...]) -> tuple[int, int]:
    """Pixels a side of what covers a place (odd: it has a middle), and from place to place."""
    return round(min(shape) * _PATCH / _GRID) // 2 * 2 + 1, max(1, max(shape) // _GRID)


def _log_odds(logits: np.ndarray, label: int, temperature: float) -> np.ndarray:
    """log(p / (1 - p)) of one class, from logits, so that it is exact where p rounds to 1."""
    scaled = logits.astype(np.float64) / temperature
    others = np.delete(scaled, label, axis=-1)
    return np.asarray(scaled[..., label] - np.logaddexp.reduce(others, axis=-1))


def _blur(side: int) -> np.ndarray:
    """The matrix that blurs an axis of so many pixels: float32, shape (side, side)."""
    deviation = side / _GRID
    away = np.abs(np.subtract.outer(np.arange(side), np.arange(side)))
    # Cut off at three deviations: numbers near 1e-40 make products fifty times as slow.
    weights = np.where(away <= 3 * deviation, np.exp(-((away / deviation) ** 2) / 2), 0)
    return weights.astype(np.float32)


def _directions(pictures: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Pictures, blurred, as vectors of length 1 (blank ones 0): float32, shape (n, h * w)."""
    vectors = (down @ pictures.astype(np.float32) @ across).reshape(len(pictures), -1)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny))


def _check_examples(examples: Split, shape: tuple[int, ...], classes: tuple[str, ...]) -> None:
    if examples.images.shape[1:] != shape:
        height, width = examples.images.shape[1:]
        raise UsageError(
            f"Examples must be pictures as the model sees them, {shape[0]} x {shape[1]}. Got "
            f"{height} x {width}. Load their data set with spec=classifier.metadata.spec."
        )
    if len(examples) and not 0 <= examples.labels.min() <= examples.labels.max() < len(classes):
        raise UsageError(
            f"Labels of examples must be 0 to {len(classes) - 1}, the model's classes. Got "
            f"{examples.labels.min()} to {examples.labels.max()}. Give the data it was trained on."
        )
