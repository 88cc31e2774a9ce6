"""One split's figures: loss, accuracy with its interval, confusion, per class, calibration."""

from __future__ import annotations

import math

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.arrays import check_answers
from tenfold.evaluation.calibration import expected_calibration_error, reliability
from tenfold.evaluation.words import percent, points
from tenfold.probability import log_softmax, softmax
from tenfold.values import ClassScores, Scores

Z95 = 1.959963984540054  # the 97.5% quantile of the normal distribution: two-sided 95%


def score(
    labels: np.ndarray,
    logits: np.ndarray,
    *,
    classes: tuple[str, ...],
    dataset: str,
    split: str,
    temperature: float = 1.0,
) -> Scores:
    """What a classifier does on one split.

    labels: int64, shape (n,), the true class indices. logits: float32, shape (n, classes).
    classes: the class names, in the order of the columns. dataset, split: names, passed on.
    temperature: divides the logits for calibration error and reliability; the loss is that of
    the logits as they are. Of equal largest logits the first wins, as with argmax.

    Raises UsageError when the arrays do not fit each other or the classes, TrainingError when
    logits are not finite.
    """
    check_answers(labels, logits)
    if len(classes) != logits.shape[1]:
        raise UsageError(
            f"Logits must have one column for each class. Got {logits.shape[1]} columns and "
            f"{len(classes)} class names. Name every class once, in the order of the columns."
        )
    n = len(labels)
    confusion = confusion_matrix(labels, logits.argmax(axis=1), len(classes))
    correct = int(np.trace(confusion))
    probabilities = softmax(logits, temperature)
    return Scores(
        dataset=dataset,
        split=split,
        n=n,
        loss=float(-log_softmax(logits)[np.arange(n), labels].mean()),
        accuracy=correct / n,
        interval=wilson(correct, n),
        errors=n - correct,
        confusion=confusion,
        per_class=_per_class(confusion, classes),
        ece=expected_calibration_error(probabilities, labels),
        reliability=reliability(probabilities, labels),
    )


def wilson(correct: int, n: int) -> tuple[float, float]:
    """95% interval (low, high) of the share that `correct` of `n` stands for; 0 to 1.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212. Unlike the textbook interval it is sound near 0 and 1, where
    digit classifiers live.

    Raises UsageError unless 0 <= correct <= n and n is at least 1.
    """
    if not (n >= 1 and 0 <= correct <= n):
        raise UsageError(
            f"An interval needs 0 <= correct <= n and n of at least 1. Got correct={correct}, "
            f"n={n}. Count the right answers among at least one picture."
        )
    share = correct / n
    centre = share + Z95**2 / (2 * n)
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    scale = 1 + Z95**2 / n
    # At the ends the formula gives exactly 0 and 1; rounding must not push it past the share.
    low = 0.0 if correct == 0 else (centre - spread) / scale
    high = 1.0 if correct == n else (centre + spread) / scale
    return low, high


def confusion_matrix(labels: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """How often each class was taken for each: int64 (classes, classes); rows are the truth."""
    pairs = labels.astype(np.int64) * classes + predicted
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def gap_in_words(train: Scores, test: Scores) -> str:
    """One plain sentence on how much better a classifier does on pictures it learned from.

    A gap is named only where the two 95% intervals do not overlap.
    """
    gap = train.accuracy - test.accuracy
    shares = f"{percent(train.accuracy)} against {percent(test.accuracy)}"
    if train.interval[0] <= test.interval[1] and test.interval[0] <= train.interval[1]:
        return (
            f"It does about as well on new pictures as on its training pictures ({shares}, "
            "training first): the two 95% intervals overlap, so there is no gap to speak of."
        )
    if gap > 0:
        return (
            f"It fits its training pictures {points(gap)} better than new ones ({shares}, more "
            "than chance explains): overfitting, it has learned some of them by heart."
        )
    return (
        f"It does {points(gap)} worse on its training pictures than on new ones ({shares}, more "
        "than chance explains): the new ones are easier, or some training labels are wrong."
    )


def _per_class(confusion: np.ndarray, classes: tuple[str, ...]) -> tuple[ClassScores, ...]:
    right = confusion.diagonal()
    predicted, true = confusion.sum(axis=0), confusion.sum(axis=1)
    return tuple(
        ClassScores(
            name=name,
            count=int(true[index]),
            precision=_ratio(right[index], predicted[index]),
            recall=_ratio(right[index], true[index]),
            f1=_ratio(2 * right[index], predicted[index] + true[index]),
        )
        for index, name in enumerate(classes)
    )


def _ratio(part: int, whole: int) -> float | None:
    return float(part / whole) if whole else None
