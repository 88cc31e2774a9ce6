"""The answers of one model on many pictures, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture
from tenfold.values import Prediction


@dataclass(frozen=True, eq=False)
class Asked:
    """What a model said of n pictures.

    labels: int64, shape (n,), its answers. confidence: float64, shape (n,), 0 to 1; 0 where it
    found nothing in the picture or could not read it, so that no threshold accepts those.
    refused: bool, shape (n,), by the thresholds in its file.
    """

    labels: np.ndarray
    confidence: np.ndarray
    refused: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def ask(classifier: Classifier, sources: Iterable[Path | Picture]) -> Asked:
    """Ask about one picture after another, each by its whole way in."""
    said = [_one(classifier, source) for source in sources]
    labels, confidence, refused = zip(*said, strict=True) if said else ((), (), ())
    return Asked(np.array(labels, np.int64), np.array(confidence), np.array(refused, bool))


def joined(parts: Iterable[Asked]) -> Asked:
    """Several families as one."""
    every = list(parts)
    return Asked(
        np.concatenate([one.labels for one in every]),
        np.concatenate([one.confidence for one in every]),
        np.concatenate([one.refused for one in every]),
    )


def _one(classifier: Classifier, source: Path | Picture) -> tuple[int, float, bool]:
    said = classifier.attempt(0, source)
    if not isinstance(said, Prediction):
        return -1, 0.0, True
    # An empty picture has no pixel set, and would be refused at any threshold.
    return said.label, said.confidence if said.pixels.any() else 0.0, said.refused
