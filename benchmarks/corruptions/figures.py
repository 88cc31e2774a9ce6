"""From answers to errors with intervals; arrays in, values out."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.corruptions.answers import ROWS, Answers
from tenfold.evaluation.scores import Z95, wilson


@dataclass(frozen=True)
class Error:
    """A share of wrong answers and its 95% interval, 0 to 1, and the share refused."""

    share: float
    interval: tuple[float, float]
    refused: float


@dataclass(frozen=True)
class Column:
    """One model, asked one way.

    errors: by the names of ROWS; a refused answer counts by what it would have been. mean: over
    the 15 corruptions, without the clean pictures. ratio: the mean over that of the first rival,
    with its interval; None where that made no error, and for the rival itself.
    """

    model: str
    errors: dict[str, Error]
    mean: Error
    ratio: tuple[float, tuple[float, float]] | None


@dataclass(frozen=True)
class Result:
    """One way of asking, a column a model: the first model, its first rival, others."""

    way: str
    n: int
    columns: tuple[Column, ...]

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return asdict(self)


def result(way: str, models: list[str], answers: Answers) -> Result:
    """The figures of all models' answers; the first rival is the second model."""
    rival = answers.wrong[1] if len(models) > 1 else None
    columns = []
    for number, model in enumerate(models):
        wrong, refused = answers.wrong[number], answers.refused[number]
        against = None if rival is None or number == 1 else ratio(wrong[1:], rival[1:])
        errors = {
            name: Error(float(row.mean()), _interval(row), float(given_up.mean()))
            for name, row, given_up in zip(ROWS, wrong, refused, strict=True)
        }
        columns.append(Column(model, errors, mean(wrong[1:], refused[1:]), against))
    return Result(way, answers.wrong.shape[2], tuple(columns))


def mean(wrong: np.ndarray, refused: np.ndarray) -> Error:
    """The mean error over corruptions; both bool, shape (corruptions, n).

    The same digits stand in every row, so what counts for the interval is how much the share of
    wrong answers varies from digit to digit: normal approximation, n shares.
    """
    shares = wrong.mean(axis=0)
    share, spread = float(shares.mean()), Z95 * float(shares.std()) / math.sqrt(len(shares))
    return Error(share, (max(0.0, share - spread), min(1.0, share + spread)), float(refused.mean()))


def ratio(wrong: np.ndarray, rival: np.ndarray) -> tuple[float, tuple[float, float]] | None:
    """One mean error over another of the same pictures, and its 95% interval (delta method)."""
    shares, others = wrong.mean(axis=0), rival.mean(axis=0)
    if not others.any():
        return None
    value = float(shares.mean() / others.mean())
    left = shares - value * others
    spread = Z95 * float(left.std()) / math.sqrt(len(left)) / float(others.mean())
    return value, (max(0.0, value - spread), value + spread)


def _interval(wrong: np.ndarray) -> tuple[float, float]:
    return wilson(int(wrong.sum()), len(wrong))
