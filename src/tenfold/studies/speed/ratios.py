"""Medians, ratios pair by pair, and straight lines: arithmetic on figures of repeated runs."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tenfold.errors import UsageError


@dataclass(frozen=True)
class Summary:
    """Repeated measurements of one thing: the middle one, the extremes, how many."""

    median: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Line:
    """The straight line nearest to some points, in the sense of least squares.

    y = start + each * x. explained: the share of y's variance that the line explains, 0 to 1.
    """

    start: float
    each: float
    explained: float


def summarise(values: Sequence[float]) -> Summary:
    """Median, smallest, largest. Raises UsageError where there are no values."""
    if not values:
        raise UsageError("A summary needs at least one value. Got none.")
    return Summary(statistics.median(values), min(values), max(values), len(values))


def times_faster(
    ours: Mapping[int, float], theirs: Mapping[int, float], *, more_is_better: bool = False
) -> Summary | None:
    """How many times faster ours is, from runs that stood side by side; below 1 it is slower.

    ours, theirs: figures by round; rounds that only one side finished are left out. Each ratio is
    of two runs of one round, so that a machine that slows down between rounds changes both
    alike. more_is_better: figures are rates, not times. None where no round has both.
    """
    rounds = sorted(ours.keys() & theirs.keys())
    ratios = [ours[r] / theirs[r] if more_is_better else theirs[r] / ours[r] for r in rounds]
    return summarise(ratios) if ratios else None


def straight_line(x: Sequence[float], y: Sequence[float]) -> Line:
    """The line through points. Raises UsageError unless two of the x differ."""
    if len(x) != len(y) or len(set(x)) < 2:
        raise UsageError(
            f"A line needs two points or more that lie apart. Got x = {list(x)}, y = {list(y)}."
        )
    each, start = np.polyfit(np.asarray(x, float), np.asarray(y, float), 1)
    # Weighted by nothing: the largest amounts, where a bend would show, count most.
    residual = np.asarray(y) - (start + each * np.asarray(x))
    spread = float(np.var(y))
    explained = 1.0 if spread == 0 else 1 - float(np.var(residual)) / spread
    return Line(float(start), float(each), explained)
