"""Whether "90% sure" is right 90% of the time, and below which confidence to refuse.

Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.arrays import check_answers
from tenfold.probability import softmax
from tenfold.values import ReliabilityBin

COOLEST, HOTTEST = 0.05, 20.0


@dataclass(frozen=True, eq=False)
class AnsweringCurve:
    """What becomes of a split as the threshold of confidence falls; float64, shape (k,) each.

    thresholds: every confidence there is, descending. counts: int64, how many pictures are at
    least so sure. answered: their share of all. right: the share of them answered right.
    """

    thresholds: np.ndarray
    counts: np.ndarray
    answered: np.ndarray
    right: np.ndarray

    def at(self, threshold: float) -> tuple[float, float] | None:
        """(answered, right) where all below `threshold` are refused; None where that is all."""
        reached = int((self.thresholds >= threshold).sum())
        if not reached:
            return None
        return float(self.answered[reached - 1]), float(self.right[reached - 1])


def expected_calibration_error(
    probabilities: np.ndarray, labels: np.ndarray, *, bins: int = 15
) -> float:
    """The mean distance between confidence and accuracy, over the bins of `reliability`; 0 to 1.

    Arguments and errors as in `reliability`. Guo et al. 2017, equation 3.
    """
    return mean_gap(reliability(probabilities, labels, bins=bins))


def mean_gap(bins: Sequence[ReliabilityBin]) -> float:
    """The mean distance between confidence and accuracy in these bins, by how many are in each."""
    total = sum(
        one.count * abs(one.accuracy - one.confidence)
        for one in bins
        if one.accuracy is not None and one.confidence is not None
    )
    return total / sum(one.count for one in bins)


def reliability(
    probabilities: np.ndarray, labels: np.ndarray, *, bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """How sure and how often right, in `bins` equally wide bins (low, high] of confidence.

    probabilities: float, shape (n, classes), rows summing to 1. labels: int64, shape (n,).
    A picture's confidence is its largest probability. A bin without pictures has None in place
    of confidence and accuracy. Guo et al. 2017, equations 1 and 2.

    Raises UsageError when the arrays do not fit each other, or for less than one bin.
    """
    _check(probabilities, labels)
    if bins < 1:
        raise UsageError(f"bins must be at least 1. Got {bins}. Guo et al. take 15.")
    return reliability_of(*_answers(probabilities, labels), bins=bins)


def reliability_of(
    confidence: np.ndarray, right: np.ndarray, *, bins: int = 15
) -> tuple[ReliabilityBin, ...]:
    """The bins of answers of any kind: confidence, float (n,), 0 to 1, and right, bool (n,)."""
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    sure = np.bincount(place, weights=confidence, minlength=bins)
    good = np.bincount(place, weights=right, minlength=bins)
    return tuple(
        ReliabilityBin(
            low=float(edges[index]),
            high=float(edges[index + 1]),
            count=int(count),
            confidence=float(sure[index] / count) if count else None,
            accuracy=float(good[index] / count) if count else None,
        )
        for index, count in enumerate(counts)
    )


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature, 0.05 to 20, whose probabilities give the labels the least loss.

    logits: float32, shape (n, classes), of pictures the model did not learn from. labels: int64,
    shape (n,). The loss is convex in 1/T, so its slope changes sign once and halving log T finds
    the place; the same logits always give the same bits. Pictures that are all answered right
    pull towards 0.05 (nothing speaks against being sure); logits that say nothing give 1.
    Guo et al. 2017, section 4.2.

    Raises UsageError when the arrays do not fit each other, TrainingError for logits not finite.
    """
    check_answers(labels, logits)
    wide = logits.astype(np.float64)
    if not np.ptp(wide, axis=1).any():
        return 1.0
    true = wide[np.arange(len(labels)), labels]
    low, high = math.log(COOLEST), math.log(HOTTEST)
    for _ in range(50):
        middle = (low + high) / 2
        expected = (softmax(wide, math.exp(middle)) * wide).sum(axis=1)
        if (expected - true).mean() > 0:  # the slope by 1/T: too sure, so hotter
            low = middle
        else:
            high = middle
    return math.exp((low + high) / 2)


def refusal_threshold(
    probabilities: np.ndarray, labels: np.ndarray, *, accuracy: float = 0.99
) -> float | None:
    """The lowest confidence from which answers are right at least `accuracy` of the time.

    probabilities: float, shape (n, classes), calibrated, of validation pictures. labels: int64,
    shape (n,). An answer is to be refused where its confidence is below the threshold. None
    when all pictures together are right that often and nothing need be refused.

    A classifier that refuses most pictures is of no use, so only thresholds that still answer
    at least half of these pictures are looked at. Where none of them reaches `accuracy`, the
    strictest of them is given: it does what refusing can do.

    Raises UsageError when the arrays do not fit each other, or for an accuracy not in (0, 1].
    """
    if not 0 < accuracy <= 1:
        raise UsageError(
            f"accuracy must be over 0 and at most 1. Got {accuracy!r}. For 99%, give 0.99."
        )
    return least_confidence(answering_curve(probabilities, labels), accuracy=accuracy)


def least_confidence(curve: AnsweringCurve, *, accuracy: float) -> float | None:
    """The threshold that `refusal_threshold` tells of, from the curve of answers of any kind."""
    usable = curve.answered >= 0.5
    enough = usable & (curve.right >= accuracy)
    if enough[-1]:
        return None
    chosen = np.flatnonzero(enough)[-1] if enough.any() else np.flatnonzero(usable)[0]
    return float(curve.thresholds[chosen])


def answering_curve(probabilities: np.ndarray, labels: np.ndarray) -> AnsweringCurve:
    """How often it is right when only those pictures are answered of which it is surest.

    Arguments and errors as in `reliability`. With risk in place of accuracy it is the
    risk-coverage curve of Geifman and El-Yaniv, "Selective classification for deep neural
    networks", NeurIPS 2017.
    """
    _check(probabilities, labels)
    return answering_curve_of(*_answers(probabilities, labels))


def answering_curve_of(confidence: np.ndarray, right: np.ndarray) -> AnsweringCurve:
    """The curve of answers of any kind: confidence, float (n,), and right, bool (n,)."""
    order = np.argsort(-confidence, kind="stable")
    confidence, good = confidence[order], np.cumsum(right[order])
    # Pictures of equal confidence are answered together or not at all: only the last counts.
    last = np.flatnonzero(np.append(confidence[1:] < confidence[:-1], True))
    counts = last + 1
    return AnsweringCurve(confidence[last], counts, counts / len(order), good[last] / counts)


def lowest_accepted(scores: np.ndarray, *, accepted: float) -> float:
    """The score that a share of `accepted` reaches: float, shape (n,), the higher the better.

    Raises UsageError without scores, or for a share not in (0, 1].
    """
    if not len(scores) or not 0 < accepted <= 1:
        raise UsageError(
            "A threshold needs at least one score, and a share over 0 and at most 1. Got "
            f"{len(scores)} scores and {accepted!r}. To accept 98%, give 0.98."
        )
    return float(np.quantile(scores, 1 - accepted, method="lower"))


def _answers(probabilities: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Confidence, float (n,), and whether the answer is right, bool (n,)."""
    return probabilities.max(axis=1), probabilities.argmax(axis=1) == labels


def _check(probabilities: np.ndarray, labels: np.ndarray) -> None:
    check_answers(labels, probabilities, what="probabilities")
    sums = probabilities.sum(axis=1)
    if probabilities.min() < 0 or np.abs(sums - 1).max() > 1e-3:
        raise UsageError(
            "Probabilities must be 0 to 1 and sum to 1 in each row. Got values of "
            f"{probabilities.min():.3g} to {probabilities.max():.3g} and row sums of "
            f"{sums.min():.3g} to {sums.max():.3g}. Put logits through softmax first."
        )
