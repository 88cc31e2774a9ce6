"""Prediction sets on a split: what a file has to keep for them, and how often they hold the truth.

The method, its sources and what it promises are in conformal.py.
"""

from __future__ import annotations

import numpy as np

from tenfold import conformal
from tenfold.conformal import HeldOut, SetScores
from tenfold.evaluation.arrays import check_answers
from tenfold.evaluation.scores import wilson


def hold_out(probabilities: np.ndarray, labels: np.ndarray) -> HeldOut:
    """What is kept of held-out pictures; those must be none that the model was trained on.

    probabilities: float, shape (n, classes), calibrated. labels: int64, shape (n,).
    Raises UsageError when the arrays do not fit each other.
    """
    check_answers(labels, probabilities, what="probabilities")
    return conformal.lowest_scores(probabilities[np.arange(len(labels)), labels])


def score_sets(
    probabilities: np.ndarray, labels: np.ndarray, held_out: HeldOut | None, *, coverage: float
) -> SetScores:
    """How often the sets of `coverage` hold the truth, and how large they are.

    Arrays as in `hold_out`. Raises UsageError when they do not fit each other, and where there
    are no sets of this coverage (`conformal.threshold`).
    """
    check_answers(labels, probabilities, what="probabilities")
    chosen = conformal.members(probabilities, conformal.threshold(held_out, coverage))
    held = int(chosen[np.arange(len(labels)), labels].sum())
    return SetScores(
        coverage=coverage,
        reached=held / len(labels),
        interval=wilson(held, len(labels)),
        mean_size=float(chosen.sum(axis=1).mean()),
    )
