"""Light: too much of it, the wrong way round, and fog."""

from __future__ import annotations

import numpy as np

from benchmarks.corruptions.arrays import SIDE, Rng, as_bytes, as_ink

# The landscape of fog is this wide, and the picture sees its corner. A power of two.
_LANDSCAPE = 256
# Landscapes at once: twice as quick as one by one, and they still fit the processor's cache.
_AT_ONCE = 4


def brightness(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Half of the range added everywhere: the background is mid-grey. Severity 5 of 5."""
    return as_bytes(as_ink(images) + 0.5)


def stripe(images: np.ndarray, rng: Rng) -> np.ndarray:
    """The left and the right quarter as negatives, 7 columns each. It has one severity."""
    striped = images.copy()
    for columns in (slice(0, 7), slice(21, SIDE)):
        striped[:, :, columns] = 255 - striped[:, :, columns]
    return striped


def fog(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Under drifts of fog three times as thick as the ink, all of it scaled to fit.

    Severity 5 of 5: 3 of fog, whose heights shrink by 1.4 squared from each level to the next.
    """
    thickness, decay = 3.0, 1.4
    ink = as_ink(images)
    drifts = [
        landscapes(rng, len(images[start : start + _AT_ONCE]), decay)[:, :SIDE, :SIDE].copy()
        for start in range(0, len(images), _AT_ONCE)
    ]
    most = ink.max(axis=(1, 2), keepdims=True)
    return as_bytes((ink + thickness * np.concatenate(drifts)) * most / (most + thickness))


def landscapes(rng: Rng, count: int, decay: float) -> np.ndarray:
    """Heights by diamonds and squares, which repeat both ways: float32 (count, 256, 256), 0 to 1.

    A. Fournier, D. Fussell and L. Carpenter, "Computer rendering of stochastic models", CACM 25
    (1982) 371-384. Each level puts a point into the middle of four: the mean of their heights,
    and a random height that shrinks by `decay` squared from level to level.
    """
    heights = np.zeros((count, 1, 1), np.float32)
    random = np.float32(1)
    while heights.shape[1] < _LANDSCAPE:
        heights = _twice_as_fine(heights, random, rng)
        random /= np.float32(decay**2)
    heights -= heights.min(axis=(1, 2), keepdims=True)
    heights /= heights.max(axis=(1, 2), keepdims=True)
    return heights


def _twice_as_fine(corners: np.ndarray, random: np.float32, rng: Rng) -> np.ndarray:
    """A point between all points: heights of shape (count, k, k) become (count, 2k, 2k)."""
    count, size, _ = corners.shape
    noise = rng.random((3, count, size, size), dtype=np.float32)
    noise = random * (2 * noise - 1)
    across = corners + np.roll(corners, -1, axis=2)
    down = corners + np.roll(corners, -1, axis=1)
    middle = (across + np.roll(across, -1, axis=1)) / 4 + noise[0]
    fine = np.empty((count, size, 2, size, 2), np.float32)
    fine[:, :, 0, :, 0] = corners
    fine[:, :, 0, :, 1] = (across + middle + np.roll(middle, 1, axis=1)) / 4 + noise[1]
    fine[:, :, 1, :, 0] = (down + middle + np.roll(middle, 1, axis=2)) / 4 + noise[2]
    fine[:, :, 1, :, 1] = middle
    return fine.reshape(count, 2 * size, 2 * size)
