"""Fixed arrays that random amounts are multiplied with: to bend, enlarge and roughen pictures."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

BUMPS = 5  # a side: places the elastic field is drawn at, a quarter of the picture apart
GRAIN_BITS = 6  # after the point, of the noise


@lru_cache(maxsize=8)
def shapes(height: int, width: int) -> np.ndarray:
    """The fields every change of shape is made of, float32, shape (6 + BUMPS**2, height * width).

    1, x, y and their squares, seen from the middle; then a bump around each of BUMPS x BUMPS
    places, of height 1 in standard deviation where they overlap.
    """
    down, across = np.mgrid[:height, :width].astype(np.float64)
    x, y = (across - (width - 1) / 2).ravel(), (down - (height - 1) / 2).ravel()
    half = max(height, width) / 2
    plain = [np.ones_like(x), x, y, x * x / half, x * y / half, y * y / half]
    spots = np.linspace(-1, 1, BUMPS)
    reach = 2 / (BUMPS - 1) * 0.8
    bumps = np.array(
        [
            np.exp(-((x / half - across) ** 2 + (y / half - down) ** 2) / (2 * reach**2))
            for down in spots
            for across in spots
        ]
    )
    bumps /= np.sqrt((bumps**2).sum(axis=0))
    return np.concatenate([plain, bumps]).astype(np.float32)


@lru_cache(maxsize=128)
def resizer(before: int, after: int) -> np.ndarray:
    """What makes `before` pixels in a row into `after`, as a matrix: float32 (after, before).

    Smaller by the mean of what falls together, larger by straight lines.
    """
    way = cv2.INTER_AREA if after < before else cv2.INTER_LINEAR
    return cv2.resize(np.eye(before, dtype=np.float32), (before, after), interpolation=way)


@lru_cache(maxsize=1)
def grain() -> np.ndarray:
    """A long row of normal noise, int16, in which every picture's noise begins somewhere.

    Drawing as many normal numbers anew would take longer than all the rest.
    """
    drawn = np.random.default_rng(0).standard_normal(2**18) * 2**GRAIN_BITS
    return np.clip(drawn, -255, 255).astype(np.int16)
