"""The shipped classifier of single digits as a judge of what a reader of numbers read.

The two learned from different pictures: the reader from lines, in which nearly everything is a
digit, the classifier from single digits and from much that is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from tenfold.artefact import bundle, shipped
from tenfold.inference.classifier import Classifier
from tenfold.pictures.placing import place, thicken
from tenfold.probability import softmax

# Who writes a one with a long flag writes what others read as a seven; the reader knows both hands.
_ALIKE = {"1": "17", "7": "17"}


class DigitJudge:
    """Says how likely each piece of ink is the digit that it was read as.

    threads: None leaves the number to onnxruntime. The model is loaded when it is first asked.
    """

    def __init__(self, *, threads: int | None = None) -> None:
        """Keep what the session will need; nothing is loaded yet."""
        self._threads = threads

    def __call__(self, crops: Sequence[np.ndarray], digits: str) -> np.ndarray:
        """The probability of each: float64, shape (n,), 0 to 1; ones and sevens are as good.

        crops: at least one; the ink of each digit in its box, uint8, bright on 0. digits: what
        they were read as, "0" to "9" each.
        """
        spec = self._classifier.metadata.spec
        seen = np.stack([place(thicken(crop), spec) for crop in crops])
        logits = self._classifier.logits(seen)
        probabilities = softmax(logits, self._classifier.metadata.temperature)
        meant = [
            [name in _ALIKE.get(digit, digit) for name in self._classifier.classes]
            for digit in digits
        ]
        return probabilities.sum(axis=1, where=np.array(meant))

    @cached_property
    def _classifier(self) -> Classifier:
        file = shipped.FOLDER / f"{shipped.DEFAULT}.onnx"
        return Classifier(bundle.read(file), threads=self._threads)
