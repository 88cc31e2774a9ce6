"""Two digits in one picture, where one is expected: ink, uint8, bright on 0."""

from __future__ import annotations

import numpy as np

from tenfold.pictures.placing import bounding_box

Rng = np.random.Generator

_INK = 96  # a pixel this bright belongs to a digit's stroke, not to its soft edge
_HIDDEN = 0.25  # of a digit's ink: two ones drawn over each other are one


def apart(first: np.ndarray, second: np.ndarray, rng: Rng) -> np.ndarray:
    """Side by side, 2 to 8 pixels of MNIST between them."""
    return np.maximum(*_beside(first, second, gap=int(rng.integers(2, 9)), drop=_drop(rng)))


def touching(first: np.ndarray, second: np.ndarray, rng: Rng) -> np.ndarray:
    """The second as near as it can come before it covers some of the first."""
    return np.maximum(*_pushed(first, second, further=0, rng=rng))


def overlapping(first: np.ndarray, second: np.ndarray, rng: Rng) -> np.ndarray:
    """1 to 3 pixels nearer than that, as long as little of either is hidden."""
    return np.maximum(*_pushed(first, second, further=int(rng.integers(1, 4)), rng=rng))


def _pushed(
    first: np.ndarray, second: np.ndarray, *, further: int, rng: Rng
) -> tuple[np.ndarray, np.ndarray]:
    drop = _drop(rng)
    for gap in range(2, -first.shape[1], -1):
        left, right = _beside(first, second, gap=gap, drop=drop)
        if ((left > _INK) & (right > _INK)).any():
            break
    least = min(int((digit > _INK).sum()) for digit in (left, right))
    for nearer in range(further, 0, -1):
        left, right = _beside(first, second, gap=gap - nearer, drop=drop)
        if ((left > _INK) & (right > _INK)).sum() <= _HIDDEN * least:
            return left, right
    return _beside(first, second, gap=gap, drop=drop)


def _drop(rng: Rng) -> int:
    """By how many pixels the second digit is lower than the first."""
    return int(rng.integers(-2, 3))


def _beside(
    first: np.ndarray, second: np.ndarray, *, gap: int, drop: int
) -> tuple[np.ndarray, np.ndarray]:
    """Each digit alone on the page of both, `gap` pixels between their boxes, one lower."""
    left, right = _cropped(first), _cropped(second)
    tall = max(len(left), len(right)) + 4
    at = max(left.shape[1] + gap, 0)
    shape = tall, max(left.shape[1], at + right.shape[1])
    tops = (tall - len(left)) // 2, (tall - len(right)) // 2 + drop
    return _laid(left, shape, tops[0], 0), _laid(right, shape, tops[1], at)


def _laid(digit: np.ndarray, shape: tuple[int, int], top: int, left: int) -> np.ndarray:
    page = np.zeros(shape, np.uint8)
    page[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return page


def _cropped(digit: np.ndarray) -> np.ndarray:
    x, y, width, height = bounding_box(digit > 0)
    return digit[y : y + height, x : x + width]


PAIRS = (apart, touching, overlapping)
