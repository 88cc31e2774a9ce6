"""Whether one result is better than another, or only luckier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.errors import UsageError
from tenfold.evaluation.scores import Z95


@dataclass(frozen=True)
class Spread:
    """Several runs of the same thing, as with several seeds.

    low, high: the smallest and the largest value. std: sample standard deviation (n - 1), None
    where one value shows no spread.
    """

    n: int
    mean: float
    low: float
    high: float
    std: float | None


@dataclass(frozen=True)
class Difference:
    """A first minus a second, with its 95% interval."""

    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0, so that the difference may be spoken of."""
        return self.low > 0 or self.high < 0


def mean_spread(values: Sequence[float]) -> Spread:
    """Mean and spread of one figure over several runs.

    Raises UsageError when there are no values, or one is not finite.
    """
    array = _values(values, "values", at_least=1)
    return Spread(
        n=len(array),
        mean=float(array.mean()),
        low=float(array.min()),
        high=float(array.max()),
        std=float(array.std(ddof=1)) if len(array) > 1 else None,
    )


def paired_difference(a: np.ndarray, b: np.ndarray) -> Difference:
    """How much more often classifier `a` is right than classifier `b` on the same pictures.

    a, b: bool, shape (n,): whether each picture was answered right. The difference is one of
    accuracies, -1 to 1. Only pictures on which the two disagree tell them apart (McNemar, 1947);
    the interval adds half a picture to each of the four cells: Agresti and Min, "Simple improved
    confidence intervals for comparing matched proportions", Statistics in Medicine 24 (2005).

    Raises UsageError when the arrays are not bool of one length, or empty.
    """
    for array in (a, b):
        if array.dtype != bool or array.ndim != 1 or array.shape != a.shape or not array.size:
            raise UsageError(
                "Give two bool arrays of the same length: whether each classifier was right on "
                f"each picture. Got {a.dtype} of shape {a.shape} and {b.dtype} of shape {b.shape}."
            )
    only_a, only_b = int((a & ~b).sum()), int((b & ~a).sum())
    n, gained, lost = len(a) + 2, only_a + 0.5, only_b + 0.5
    centre = (gained - lost) / n
    spread = Z95 * math.sqrt(gained + lost - (gained - lost) ** 2 / n) / n
    return Difference(
        difference=(only_a - only_b) / len(a),
        low=max(-1.0, centre - spread),
        high=min(1.0, centre + spread),
    )


def difference_of_means(a: Sequence[float], b: Sequence[float]) -> Difference:
    """How much the mean of `a` lies above the mean of `b`, as with several seeds of each.

    The interval is that of B. L. Welch, "The generalization of Student's problem when several
    different population variances are involved", Biometrika 34 (1947) 28-35. It takes the runs
    as drawn from bell curves of unequal width; with two or three runs it is rightly wide. Runs
    that do not vary at all give an interval of no width.

    Raises UsageError when one side has fewer than two values, or one is not finite.
    """
    first, second = _values(a, "a", at_least=2), _values(b, "b", at_least=2)
    difference = float(first.mean() - second.mean())
    parts = [float(side.var(ddof=1)) / len(side) for side in (first, second)]
    if sum(parts) == 0:
        return Difference(difference, difference, difference)
    shares = [part / sum(parts) for part in parts]
    freedom = 1 / sum(
        share**2 / (len(side) - 1) for share, side in zip(shares, (first, second), strict=True)
    )
    spread = t_quantile(freedom) * math.sqrt(sum(parts))
    return Difference(difference, difference - spread, difference + spread)


def t_quantile(freedom: float) -> float:
    """The 97.5% quantile of Student's t with `freedom` (at least 1) degrees of freedom.

    Substituting t = sqrt(freedom) tan(angle) turns the density into cos(angle)^(freedom - 1)
    on a quarter turn, which is summed; it agrees with printed tables to four places.
    """
    if freedom > 10_000:
        return Z95
    angle = np.linspace(0.0, np.pi / 2, 200_001)
    density = np.cos(angle) ** (freedom - 1)
    area = np.cumsum((density[1:] + density[:-1]) / 2)
    cut = np.interp(0.95 * area[-1], area, angle[1:])
    return float(math.sqrt(freedom) * math.tan(cut))


def _values(values: Sequence[float], name: str, *, at_least: int) -> np.ndarray:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or len(array) < at_least or not np.isfinite(array).all():
        raise UsageError(
            f"{name} must be {at_least} or more finite numbers, one a run. Got {list(values)!r}. "
            "Run more seeds, or leave out the runs that diverged."
        )
    return array
