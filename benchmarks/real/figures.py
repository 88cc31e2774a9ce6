"""From answers to the figures of one row: how often right, how often refused, how honest."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.real.asking import NONE, Answers
from tenfold import conformal
from tenfold.conformal import HeldOut, SetScores
from tenfold.evaluation.calibration import expected_calibration_error
from tenfold.evaluation.scores import wilson
from tenfold.evaluation.sets import score_sets
from tenfold.studies.speed.processes import SideError

COVERAGE = 0.99  # of the prediction sets that are looked at


@dataclass(frozen=True)
class Row:
    """One model on one set; shares are 0 to 1.

    unread: pictures it could not read, which count as wrong. accuracy: of all pictures, refused
    ones included; None where all are to be refused. refused: the share refused. interval: the
    95% Wilson interval of the accuracy, or of the share refused where all are to be refused.
    accepted_accuracy: of those not refused; None where all are to be refused, or all were.
    ece: expected calibration error, None without probabilities. seconds: a picture's, median.
    failure: why there are no figures; all else is then None.
    """

    model: str
    n: int | None = None
    unread: int | None = None
    accuracy: float | None = None
    interval: tuple[float, float] | None = None
    refused: float | None = None
    accepted_accuracy: float | None = None
    ece: float | None = None
    seconds: float | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Result:
    """A set, whether all of it is to be refused, and a row for each model.

    label_sets: what the prediction sets of tenfold's model do on it, None where it gives none.
    """

    name: str
    to_refuse: bool
    rows: tuple[Row, ...]
    label_sets: SetScores | None = None

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return asdict(self)


def row(model: str, answers: Answers | SideError, labels: np.ndarray | None) -> Row:
    """The figures of a model's answers; labels: int64 (n,), or None where all are to be refused."""
    if isinstance(answers, SideError):
        return Row(model, failure=str(answers))
    n, refused = len(answers.labels), answers.refused
    unread = answers.labels == NONE
    right = np.zeros(n, bool) if labels is None else answers.labels == labels
    good = refused if labels is None else right
    accepted = right[~refused]
    return Row(
        model,
        n=n,
        unread=int(unread.sum()),
        accuracy=None if labels is None else float(right.mean()),
        interval=wilson(int(good.sum()), n),
        refused=float(refused.mean()),
        accepted_accuracy=float(accepted.mean()) if labels is not None and len(accepted) else None,
        ece=None if labels is None else _ece(answers, labels, ~unread),
        seconds=answers.seconds,
    )


def label_sets(
    answers: Answers | SideError, labels: np.ndarray | None, held_out: HeldOut | None
) -> SetScores | None:
    """What prediction sets do on the pictures that could be read; None where there are none."""
    if isinstance(answers, SideError) or answers.probabilities is None or labels is None:
        return None
    read = answers.labels != NONE
    enough = held_out is not None and held_out.n >= conformal.fewest(COVERAGE)
    if not enough or not read.any():
        return None
    return score_sets(answers.probabilities[read], labels[read], held_out, coverage=COVERAGE)


def mistakes(answers: Answers, labels: np.ndarray | None) -> np.ndarray:
    """Rows answered wrong, or accepted where all are to be refused: the most confident first.

    Those that could not be read are left aside. Needs probabilities.
    """
    assert answers.probabilities is not None
    wrong = ~answers.refused if labels is None else answers.labels != labels
    rows = np.flatnonzero(wrong & (answers.labels != NONE))
    return rows[np.argsort(-answers.probabilities[rows].max(axis=1), kind="stable")]


def _ece(answers: Answers, labels: np.ndarray, read: np.ndarray) -> float | None:
    if answers.probabilities is None or not read.any():
        return None
    return expected_calibration_error(answers.probabilities[read], labels[read])
