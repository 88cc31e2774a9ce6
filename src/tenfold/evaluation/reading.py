"""How well whole numbers are read: texts and confidences in, figures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.calibration import mean_gap, reliability_of
from tenfold.evaluation.scores import wilson


@dataclass(frozen=True)
class ReadingScores:
    """What a reader does on one set of lines; all shares are 0 to 1.

    accuracy: of whole texts that are just right, with its 95% Wilson interval. digit_error_rate:
    insertions, deletions and substitutions for each digit there is. ece: expected calibration
    error of the texts' confidences (15 bins). answered: the share not refused; of them `right` are
    right, None where all are refused.
    """

    dataset: str
    split: str
    n: int
    errors: int
    accuracy: float
    interval: tuple[float, float]
    digit_error_rate: float
    ece: float
    answered: float
    right: float | None

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return asdict(self) | {"interval": list(self.interval)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ReadingScores:
        """The same scores, back from `to_json`."""
        return cls(**values | {"interval": tuple(values["interval"])})


def score_readings(
    texts: Sequence[str],
    truths: Sequence[str],
    confidences: np.ndarray,
    *,
    threshold: float | None,
    dataset: str,
    split: str,
) -> ReadingScores:
    """Judge `texts` (confidences: float, shape (n,)) by `truths`. Raises UsageError for none."""
    right = are_right(texts, truths)
    answered = np.ones(len(right), bool) if threshold is None else confidences >= threshold
    digits = sum(map(len, truths))
    wrong_digits = sum(
        edit_distance(text, truth) for text, truth in zip(texts, truths, strict=True)
    )
    return ReadingScores(
        dataset=dataset,
        split=split,
        n=len(right),
        errors=int((~right).sum()),
        accuracy=float(right.mean()),
        interval=wilson(int(right.sum()), len(right)),
        digit_error_rate=wrong_digits / max(digits, 1),
        ece=mean_gap(reliability_of(confidences, right)),
        answered=float(answered.mean()),
        right=float(right[answered].mean()) if answered.any() else None,
    )


def edit_distance(one: str, other: str) -> int:
    """The fewest insertions, deletions and substitutions between two texts (Levenshtein 1966)."""
    row = list(range(len(other) + 1))
    for number, character in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, wanted in enumerate(other, 1):
            above = row[place]
            row[place] = min(above + 1, row[place - 1] + 1, before + (character != wanted))
            before = above
    return row[-1]


def are_right(texts: Sequence[str], truths: Sequence[str]) -> np.ndarray:
    """Which texts are just what they should be: bool, shape (n,). Raises UsageError for none."""
    if not texts or len(texts) != len(truths):
        raise UsageError(
            "Readings are judged text by text, and there must be some. Got "
            f"{len(texts)} texts and {len(truths)} truths."
        )
    return np.array([text == truth for text, truth in zip(texts, truths, strict=True)])
