"""What the models said of the corrupted pictures, asked in two ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.corruptions.arrays import SIDE
from benchmarks.corruptions.table import CORRUPTIONS, corrupted
from benchmarks.models import DIGITS
from tenfold.errors import UsageError
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture
from tenfold.values import Split

# The row of pictures as they are; it does not count for the mean of the corruptions.
CLEAN = "none"
ROWS = (CLEAN, *CORRUPTIONS)


@dataclass(frozen=True, eq=False)
class Answers:
    """What the models said, asked one way.

    wrong: bool, shape (models, 16, n): the rows are those of ROWS, the n pictures the same in
    each. refused: the same shape, whether tenfold would have refused the answer; asked straight
    nothing is refused.
    """

    wrong: np.ndarray
    refused: np.ndarray


def check(model: Classifier) -> None:
    """Raises UsageError for a model that does not answer which digit MNIST's pictures hold."""
    shape = model.metadata.spec.shape
    if model.classes != DIGITS or shape != (SIDE, SIDE):
        raise UsageError(
            f"A model for corrupted digits must see {SIDE} x {SIDE} pixels and know the classes 0 "
            f"to 9. Got {model.id.name!r}: {shape[0]} x {shape[1]} pixels, classes "
            f"{', '.join(model.classes)}. Name one that was trained on mnist."
        )


def ask(
    models: Sequence[Classifier],
    test: Split,
    *,
    whole: int,
    seed: int,
    say: Callable[[str], None],
) -> tuple[Answers, Answers | None]:
    """Ask every model about every picture straight, and about `whole` of them the whole way.

    Straight: the pixels are handed to the network, which is how MNIST-C is used. The whole way:
    as a picture that a person hands in, looked at by tenfold first (standardised, refused where
    nothing sure can be said). Those `whole` are drawn by lot; None in place of them for 0.
    say: is told what is being done.
    """
    rows = np.random.default_rng(seed).permutation(len(test))[:whole]
    straight = np.zeros((len(models), len(ROWS), len(test)), bool)
    wrong, refused = np.zeros((2, len(models), len(ROWS), len(rows)), bool)
    for row, name in enumerate(ROWS):
        say(f"{name}: making the pictures")
        images = test.images if name == CLEAN else corrupted(name, test.images, seed=seed)
        for number, model in enumerate(models):
            say(f"{name}: asking {model.id.name}")
            straight[number, row] = model.logits(images).argmax(axis=1) != test.labels
            for place, one in enumerate(rows):
                said = model.predict(Picture(images[one]))
                wrong[number, row, place] = said.label != test.labels[one]
                refused[number, row, place] = said.refused
    asked = Answers(straight, np.zeros_like(straight))
    return asked, Answers(wrong, refused) if len(rows) else None
