"""One figure measured once a seed, as people and as programs read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenfold.evaluation.compare import Spread, mean_spread
from tenfold.evaluation.words import percent


@dataclass(frozen=True)
class Measured:
    """One figure of several runs that differ in their seed only.

    values: one a seed, in the order of the seeds, at least one. The texts are "mean ± sample
    standard deviation", and the mean alone where one run shows no spread.
    """

    values: tuple[float, ...]

    @property
    def spread(self) -> Spread:
        """n, mean, lowest, highest and sample standard deviation."""
        return mean_spread(self.values)

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return self.spread.mean

    def as_share(self) -> str:
        """Of a share of 1: "97.21% ± 0.12", the spread in points."""
        return percent(self.mean, 2) + self._plus_minus(100, 2)

    def as_points(self) -> str:
        """Of a difference of shares: "1.28 points ± 0.20"."""
        return f"{100 * self.mean:.2f} points" + self._plus_minus(100, 2)

    def as_number(self, digits: int = 4) -> str:
        """Of a loss: "0.0721 ± 0.0015"."""
        return f"{self.mean:.{digits}f}" + self._plus_minus(1, digits)

    def as_seconds(self) -> str:
        """Of a time: "4.2 s ± 0.3"."""
        digits = 2 if self.mean < 10 else 0
        return f"{self.mean:.{digits}f} s" + self._plus_minus(1, digits)

    def to_json(self) -> dict[str, Any]:
        """The mean, its spread (null for one run), the extremes, n, and each seed's value."""
        spread = self.spread
        return {
            "mean": spread.mean,
            "std": spread.std,
            "low": spread.low,
            "high": spread.high,
            "n": spread.n,
            "values": list(self.values),
        }

    def _plus_minus(self, scale: float, digits: int) -> str:
        std = self.spread.std
        return "" if std is None else f" ± {scale * std:.{digits}f}"


def seeds_in_words(seeds: Sequence[int]) -> str:
    """Such as "seed 0" or "seeds 0, 1, 2"."""
    return f"seed{'s' if len(seeds) > 1 else ''} {', '.join(map(str, seeds))}"
