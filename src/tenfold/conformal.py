"""Prediction sets: the labels that hold the truth 99 times in 100, on pictures like those held out.

Split conformal prediction (Papadopoulos, Proedrou, Vovk and Gammerman, "Inductive confidence
machines for regression", ECML 2002; Vovk, Gammerman and Shafer, "Algorithmic learning in a random
world", Springer 2005). A picture's score is the calibrated probability of its true label; a set is
every label that scores no lower than all but a few of the held-out pictures did. Where the
probabilities are true these sets are the smallest that hold the truth so often (Sadinle, Lei and
Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", JASA 114 (2019)
223-234).

What is promised: of a picture that might as well have been among the held-out ones, the set holds
the true label with at least the probability asked for. That is an average over such pictures, not a
promise for each class, for the refused ones, or for pictures of another kind. The temperature is
fitted on the same pictures, which the proof does not allow; tests/test_conformal.py measures that
one number chosen among so many pictures costs nothing one could see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from tenfold.errors import UsageError

LEAST = 0.9  # Lower coverages have no use here, and each would make the model file longer.
_KEPT = 10  # One in ten of the held-out scores is all that coverages from 0.9 up can ask for.


@dataclass(frozen=True)
class HeldOut:
    """What a model's file keeps of the pictures that it was not trained on.

    n: how many there are. lowest: the lowest (n + 1) // 10 probabilities of their true labels,
    calibrated, ascending, each 0 to 1. Raises UsageError where these do not fit each other.
    """

    n: int
    lowest: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "lowest", tuple(self.lowest))
        kept = (self.n + 1) // _KEPT if type(self.n) is int and self.n >= 1 else -1
        if len(self.lowest) != kept or not _ascend(self.lowest):
            raise UsageError(
                "Held-out pictures must be given by how many there are, n, and the lowest "
                "(n + 1) // 10 probabilities of their true labels, ascending from 0 to 1. Got "
                f"n = {self.n!r} with {len(self.lowest)} values. Train the model again."
            )


@dataclass(frozen=True)
class LabelSet:
    """The classes that a picture may well be of.

    coverage: how often such a set holds the truth, on pictures like those held out. labels: class
    indices, the most likely first; always at least that one. names: theirs.
    """

    coverage: float
    labels: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class SetScores:
    """What the sets of one coverage do on a split.

    coverage: what was asked for. reached: the share of pictures whose set holds the truth.
    interval: its 95% Wilson interval. mean_size: how many labels a set has on average.
    """

    coverage: float
    reached: float
    interval: tuple[float, float]
    mean_size: float


def fewest(coverage: float) -> int:
    """How many held-out pictures a coverage needs. Raises UsageError unless 0.9 <= coverage < 1."""
    return math.ceil(1 / _missed(coverage)) - 1


def threshold(held_out: HeldOut | None, coverage: float) -> float:
    """The least probability of a label in a set: the floor((n + 1)(1 - coverage))-th lowest score.

    held_out: None where a file keeps none. Raises UsageError for it, for too few held-out pictures,
    and unless 0.9 <= coverage < 1.
    """
    missed = _missed(coverage)
    if held_out is None:
        raise UsageError(
            "This model cannot give prediction sets (coverage): its file keeps nothing of held-out "
            "pictures, since its recipe has no validation pictures or it was written before there "
            "were such sets. Train it again; a recipe without validation pictures gets some by "
            "--set validation.pictures=5000."
        )
    rank = math.floor((held_out.n + 1) * missed)
    if not rank:
        raise UsageError(_too_few(held_out.n, coverage))
    return held_out.lowest[rank - 1]


def members(probabilities: np.ndarray, least: float) -> np.ndarray:
    """Which labels are in a set: bool, the shape of `probabilities`, float (..., classes).

    least: what `threshold` gives. The most likely label is in the set whatever its probability.
    """
    likeliest = probabilities.argmax(axis=-1, keepdims=True)
    return (probabilities >= least) | (np.arange(probabilities.shape[-1]) == likeliest)


def lowest_scores(scores: np.ndarray) -> HeldOut:
    """What a file is to keep of the true labels' probabilities, float (n,), n at least 1."""
    return HeldOut(len(scores), tuple(np.sort(scores)[: (len(scores) + 1) // _KEPT].tolist()))


def _missed(coverage: float) -> Fraction:
    """1 - coverage, as exact as it is written: (1 - 0.9) * 10 is less than 1 in floats."""
    if not LEAST <= coverage < 1:
        raise UsageError(
            f"The coverage must be at least {LEAST} and less than 1. Got {coverage}. "
            "For sets that hold the truth 99 times in 100, give 0.99."
        )
    return 1 - Fraction(str(coverage))


def _too_few(n: int, coverage: float) -> str:
    digits = len(str(n + 1))
    most = math.floor(Fraction(n, n + 1) * 10**digits) / 10**digits
    lower = f"Ask for at most {most}, or train" if most >= LEAST else "Train"
    return (
        f"A coverage of {coverage} needs at least {fewest(coverage):,} held-out pictures. This "
        f"model has {n:,}. {lower} with --set validation.pictures={fewest(coverage)} or more."
    )


def _ascend(values: tuple[float, ...]) -> bool:
    numbers = all(isinstance(one, float | int) and not isinstance(one, bool) for one in values)
    return (
        numbers
        and all(0 <= one <= 1 for one in values)
        and all(low <= high for low, high in pairwise(values))
    )
