"""Whether a model became better by what it was taught: the same pictures, without and with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.compare import Difference, paired_difference
from tenfold.evaluation.scores import wilson
from tenfold.evaluation.words import count_of, percent, points


@dataclass(frozen=True)
class BeforeAfter:
    """Accuracies on the same n pictures, 0 to 1, with 95% Wilson intervals, and their difference.

    difference: after minus before, with the 95% interval of a paired comparison.
    """

    n: int
    before: float
    before_interval: tuple[float, float]
    after: float
    after_interval: tuple[float, float]
    difference: Difference

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        return asdict(self) | {
            "before_interval": list(self.before_interval),
            "after_interval": list(self.after_interval),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> BeforeAfter:
        """The same figures, back from `to_json`."""
        return cls(
            **values
            | {
                "before_interval": tuple(values["before_interval"]),
                "after_interval": tuple(values["after_interval"]),
                "difference": Difference(**values["difference"]),
            }
        )

    def in_words(self, where: str) -> str:
        """What the figures say and no more; where: such as "the corrections held back"."""
        said = (
            f"On {where} ({count_of(self.n, 'picture')}): {percent(self.before)} right without the "
            f"corrections (95% interval {_range(self.before_interval)}), {percent(self.after)} "
            f"with them ({_range(self.after_interval)})."
        )
        one = self.difference
        interval = f"95% interval {100 * one.low:+.1f} to {100 * one.high:+.1f} points"
        if one.clear:
            better = "better" if one.difference > 0 else "worse"
            return f"{said} That is {points(one.difference)} {better} ({interval})."
        return f"{said} Too close to tell them apart ({interval})."


def before_after(labels: np.ndarray, before: np.ndarray, after: np.ndarray) -> BeforeAfter:
    """Compare two models' answers on the same pictures.

    labels, before, after: int64, shape (n,); the true classes and what each model answered.
    Raises UsageError where they are not of one length, or empty.
    """
    if not labels.shape == before.shape == after.shape or labels.ndim != 1 or not labels.size:
        raise UsageError(
            "Give labels and both models' answers, one for each picture. Got shapes "
            f"{labels.shape}, {before.shape} and {after.shape}."
        )
    n, was_right, is_right = len(labels), before == labels, after == labels
    return BeforeAfter(
        n=n,
        before=float(was_right.mean()),
        before_interval=wilson(int(was_right.sum()), n),
        after=float(is_right.mean()),
        after_interval=wilson(int(is_right.sum()), n),
        difference=paired_difference(is_right, was_right),
    )


def _range(interval: tuple[float, float]) -> str:
    return f"{percent(interval[0])} to {percent(interval[1])}"
