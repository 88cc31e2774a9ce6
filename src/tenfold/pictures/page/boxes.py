"""Boxes of pieces of ink, and which of them belong together: halves, digits, neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# The higher of two neighbours in a line is at most this many times as high as the other.
_RATIO = 2.1

# Digits whose gap is at most this many times their height find the direction of their line.
_NEAR = 1.2

# The halves of a broken digit are this share of its height apart; lines of writing are further.
_BREAK = 0.08


# What is broader than another's strokes by this much, and than this share of its height, is neither
# of its line nor the digit that it is a piece of: hair, a coat, a shadow beside a sheet.
_BROADER, _BROAD = 3.0, 0.2


@dataclass(frozen=True, eq=False)
class Boxes:
    """Boxes of pieces of ink: float64, shape (n,) each; y grows downwards.

    stroke: how wide the strokes of each are; 0 where that is not known.
    """

    left: np.ndarray
    top: np.ndarray
    right: np.ndarray
    bottom: np.ndarray
    stroke: np.ndarray

    @property
    def height(self) -> np.ndarray:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> np.ndarray:
        """Of the height."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> np.ndarray:
        """Of the width."""
        return (self.left + self.right) / 2

    def __len__(self) -> int:
        return len(self.left)

    def __getitem__(self, which: np.ndarray) -> Boxes:
        sides = (self.left, self.top, self.right, self.bottom)
        return Boxes(*(each[which] for each in (*sides, self.stroke)))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Each two boxes whose rows overlap, or nearly: their numbers, int64, shape (k,), and more.

    All others are of shape (k,), float64, in pixels. gap: empty columns between the two. shared:
    columns that they share; overlap: rows that they share; both below 0 where they lie apart.
    lower, higher: the heights of the two, the smaller first.
    """

    first: np.ndarray
    second: np.ndarray
    gap: np.ndarray
    shared: np.ndarray
    overlap: np.ndarray
    lower: np.ndarray
    higher: np.ndarray

    @classmethod
    def of(cls, boxes: Boxes) -> Pairs:
        """Of a page's lines, only those of digits on a line with each other, or with the next."""
        reach = 0.1 * boxes.height
        order = np.argsort(boxes.top - reach, kind="stable")
        ends = np.searchsorted((boxes.top - reach)[order], (boxes.bottom + reach)[order], "right")
        counts = np.maximum(ends - np.arange(len(order)) - 1, 0)
        first = np.repeat(np.arange(len(order)), counts)
        second = first + 1 + np.arange(len(first)) - np.repeat(counts.cumsum() - counts, counts)
        first, second = order[first], order[second]
        one, two = boxes[first], boxes[second]
        shared = np.minimum(one.right, two.right) - np.maximum(one.left, two.left)
        overlap = np.minimum(one.bottom, two.bottom) - np.maximum(one.top, two.top)
        lower, higher = np.minimum(one.height, two.height), np.maximum(one.height, two.height)
        return cls(first, second, np.maximum(-shared, 0), shared, overlap, lower, higher)


def together(boxes: Boxes, grouped: list[np.ndarray]) -> Boxes:
    """One box about each group."""
    return Boxes(
        np.array([boxes.left[group].min() for group in grouped]),
        np.array([boxes.top[group].min() for group in grouped]),
        np.array([boxes.right[group].max() for group in grouped]),
        np.array([boxes.bottom[group].max() for group in grouped]),
        np.array([np.median(boxes.stroke[group]) for group in grouped]),
    )


def much_broader(stroke: np.ndarray, than: np.ndarray, height: np.ndarray) -> np.ndarray:
    """Whether strokes are too broad for what has other strokes and this height: bool, broadcast."""
    return (than > 0) & (stroke > _BROADER * than) & (stroke > _BROAD * height)


def stacked(boxes: Boxes, pairs: Pairs) -> np.ndarray:
    """Which pairs lie close above each other, as halves of a broken digit do: bool, (k,)."""
    width = boxes.right - boxes.left
    narrower = np.minimum(width[pairs.first], width[pairs.second])
    height = pairs.lower + pairs.higher - pairs.overlap
    return (
        (pairs.shared >= 0.5 * narrower)
        & (-pairs.overlap <= _BREAK * height)
        & (pairs.overlap <= 0.5 * pairs.lower)
    )


def whole(boxes: Boxes, pairs: Pairs) -> np.ndarray:
    """Which pieces are digits: not much lower than most of the higher ones beside them."""
    near = (pairs.overlap > 0.3 * pairs.lower) & (pairs.gap <= 1.5 * pairs.higher)
    first, second = pairs.first[near], pairs.second[near]
    one = np.concatenate([first, second])
    other = np.concatenate([second, first])
    height = boxes.height
    higher = height[other] >= height[one]
    far_higher = height[other] > _RATIO * height[one]
    far_higher &= ~much_broader(boxes.stroke[other], boxes.stroke[one], height[one])
    beside = np.bincount(one, higher, len(boxes))
    return 2 * np.bincount(one, far_higher, len(boxes)) <= np.maximum(beside, 1)


def linked(boxes: Boxes, pairs: Pairs) -> np.ndarray:
    """Which pairs of digits are neighbours on a line: bool, shape (k,)."""
    off = np.abs(boxes.middle[pairs.first] - boxes.middle[pairs.second])
    run = np.abs(boxes.centre[pairs.first] - boxes.centre[pairs.second])
    return (
        (pairs.higher <= _RATIO * pairs.lower)
        & (pairs.gap <= _NEAR * pairs.higher)
        & (off <= 0.3 * pairs.higher + 0.18 * run)
        & (pairs.overlap >= 0.35 * pairs.lower)
    )


def groups(count: int, first: np.ndarray, second: np.ndarray) -> list[np.ndarray]:
    """The connected groups of 0 to count - 1, where each first is related to its second."""
    group = np.arange(count)
    while True:
        lowest = group.copy()
        np.minimum.at(lowest, first, group[second])
        np.minimum.at(lowest, second, group[first])
        lowest = lowest[lowest]
        if (lowest == group).all():
            break
        group = lowest
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return np.split(order, starts[1:])
