"""Marks over the digit: splashes, a dotted line, a zigzag."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from benchmarks.corruptions.arrays import SIDE, Rng, as_bytes, as_ink, gaussian


def spatter(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Splashes of dark mud that cover the ink.

    Severity 4 of 5: noise (mean 0.65, deviation 0.3) blurred (sigma 1) and cut at 0.65, its
    blots blurred again (sigma 1.5) and kept where they cover at least 0.8; mud is at 63 of 255.
    """
    ink = as_ink(images)
    noise = rng.normal(0.65, 0.3, images.shape).astype(np.float32)
    blots = gaussian((gaussian(noise, 1) > 0.65).astype(np.float32), 1.5)
    cover = np.where(blots < 0.8, 0, blots)
    return as_bytes(ink * (1 - cover) + 63 / 255 * cover)


def dotted_line(images: np.ndarray, rng: Rng) -> np.ndarray:
    """A straight line from the left edge to the right, at any height and slope, in dots 2 wide.

    It has one severity.
    """
    ends = rng.integers(0, SIDE - 1, (len(images), 2))
    return _over(images, ends, _dotted)


def zigzag(images: np.ndarray, rng: Rng) -> np.ndarray:
    """A nearly level zigzag from column 2 to 25: teeth 4 long and 2 to each side.

    It has one severity. It ends 5 rows higher to 4 rows lower than it begins.
    """
    left = rng.integers(0, SIDE - 1, len(images))
    ends = np.stack([left, left + rng.integers(-5, 5, len(images))], axis=1)
    return _over(images, ends, _zigzag)


def _over(
    images: np.ndarray, ends: np.ndarray, drawn: Callable[[float, float], np.ndarray]
) -> np.ndarray:
    """Ink of a line added to each picture, drawn from its two ends: the rows, shape (n, 2)."""
    pairs, which = np.unique(ends, axis=0, return_inverse=True)
    lines = np.stack([drawn(*pair) for pair in pairs.astype(float)])
    return as_bytes(as_ink(images) + lines[which.reshape(-1)])


def _dotted(left: float, right: float) -> np.ndarray:
    gaps = np.arange(SIDE) // 2 % 2 == 0
    return np.where(gaps, 0, _line((0, left), (SIDE - 1, right)))


def _zigzag(left: float, right: float) -> np.ndarray:
    first, last, tooth = 2, 25, 2.0
    angle = np.arctan((right - left) / (last - first))
    length = (last - first) / np.cos(angle)
    # Corners along a level line, which is then turned: (along, across).
    along = tooth * np.arange(1, length / tooth, 2)
    across = tooth * np.where(np.arange(len(along)) % 2 == 0, 1, -1)
    # The last tooth is broken off, at a height of the authors' own making.
    beyond = length % (2 * tooth)
    along, across = np.append(along, length), np.append(across, across[-1] / (2 * beyond))
    along, across = np.insert(along, 0, 0), np.insert(across, 0, 0)
    x = first + along * np.cos(angle) - across * np.sin(angle)
    y = left + along * np.sin(angle) + across * np.cos(angle)
    corners = zip(x, y, strict=True)
    return np.sum([_line(here, there) for here, there in pairwise(corners)], axis=0)


def _line(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """Ink of a straight line between two (x, y), the left one first: float64, 0 to 1.

    It fades with the distance up or down from the line, to nothing at about 1.45 pixels. Its
    columns are those from the one that it begins in up to, not including, the next after its end.
    """
    (x0, y0), (x1, y1) = start, end
    rows, columns = np.mgrid[:SIDE, :SIDE]
    distance = np.abs(rows - (y0 + (columns - x0) * (y1 - y0) / (x1 - x0)))
    reach = 2.3
    fading = np.log1p(-np.minimum(distance, 0.99 * reach) / reach) + 1
    inside = (columns >= np.floor(x0)) & (columns < np.ceil(x1))
    return np.where(inside, np.clip(fading, 0, 1), 0)
