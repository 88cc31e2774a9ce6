"""The check that every public function of this package makes first."""

from __future__ import annotations

import numpy as np

from tenfold.errors import TrainingError, UsageError


def check_answers(labels: np.ndarray, answers: np.ndarray, *, what: str = "logits") -> None:
    """Check that `answers`, float (n, classes), and `labels`, integer (n,), fit each other.

    Raises UsageError for a wrong shape or kind, no pictures, or a label without a column, and
    TrainingError for answers that are not finite, which only a diverged training makes.
    """
    if answers.ndim != 2 or answers.dtype.kind != "f" or not answers.size:
        raise UsageError(
            f"The {what} must be floats of shape (n, classes), for at least one picture. "
            f"Got {answers.dtype} of shape {answers.shape}. Give one row a picture."
        )
    count, classes = answers.shape
    if labels.shape != (count,) or labels.dtype.kind not in "iu":
        raise UsageError(
            f"Labels must be integers of shape ({count},), one for each row of {what}. "
            f"Got {labels.dtype} of shape {labels.shape}. Give the class index of each picture."
        )
    if labels.min() < 0 or labels.max() >= classes:
        raise UsageError(
            f"Labels must be 0 to {classes - 1}, one for each column of {what}. Got "
            f"{int(labels.min())} to {int(labels.max())}. Correct the labels, or give the model "
            "one output for each class."
        )
    broken = ~np.isfinite(answers).all(axis=1)
    if broken.any():
        raise TrainingError(
            f"The {what} must be finite. Got NaN or infinity for {int(broken.sum())} of {count} "
            "pictures: the training that made them diverged. Train again with a smaller learning "
            "rate, and with pixels scaled to 0 to 1."
        )
