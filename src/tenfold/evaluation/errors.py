"""Which pictures are answered wrong, and which classes are taken for which.

Not to be confused with tenfold/errors.py, the exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tenfold.evaluation.arrays import check_answers
from tenfold.probability import softmax


@dataclass(frozen=True)
class Mistake:
    """One picture answered wrong.

    index: its row. label: the true class. predicted: the class answered. confidence: the
    probability of the answer, 0 to 1.
    """

    index: int
    label: int
    predicted: int
    confidence: float


@dataclass(frozen=True)
class ConfusedPair:
    """How many pictures of the class `label` were taken for the class `predicted`.

    share: of all pictures of the class `label`, 0 to 1.
    """

    label: int
    predicted: int
    count: int
    share: float


def mistakes(
    labels: np.ndarray,
    logits: np.ndarray,
    *,
    limit: int | None = None,
    temperature: float = 1.0,
) -> list[Mistake]:
    """The pictures answered wrong, most confident first, at most `limit` of them.

    labels: int64, shape (n,). logits: float32, shape (n, classes). temperature: as in
    `softmax`, for the confidences. Equal confidences keep the order of the pictures.

    Raises UsageError when the arrays do not fit each other, TrainingError for logits not finite.
    """
    check_answers(labels, logits)
    predicted = logits.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    confidence = softmax(logits[wrong], temperature).max(axis=1)
    order = np.argsort(-confidence, kind="stable")[:limit]
    return [
        Mistake(
            index=int(wrong[place]),
            label=int(labels[wrong[place]]),
            predicted=int(predicted[wrong[place]]),
            confidence=float(confidence[place]),
        )
        for place in order
    ]


def confused_pairs(confusion: np.ndarray, *, limit: int = 5) -> list[ConfusedPair]:
    """The most frequent confusions, most frequent first, at most `limit` of them.

    confusion: int64, shape (classes, classes), rows the truth. Equal counts keep class order.
    """
    wrong = confusion.copy()
    np.fill_diagonal(wrong, 0)
    totals = confusion.sum(axis=1)
    order = np.argsort(-wrong, axis=None, kind="stable")[:limit]
    pairs = [divmod(int(flat), len(confusion)) for flat in order]
    return [
        ConfusedPair(label, predicted, count, count / int(totals[label]))
        for label, predicted in pairs
        if (count := int(wrong[label, predicted]))
    ]
