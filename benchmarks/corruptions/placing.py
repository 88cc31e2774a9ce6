"""Moved, turned, slanted, made smaller: affine maps that keep the middle of the picture.

A map takes a place in the new picture to the place in the old one that it shows, in (x, y);
between pixels the old one is read bilinearly, and outside of it there is no ink.
"""

from __future__ import annotations

import numpy as np

from benchmarks.corruptions.arrays import SIDE, Rng, as_bytes, as_ink, signs

_MIDDLE = (SIDE - 1) / 2


def shear(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Slanted to the left or to the right by 21 degrees, and 1 / cos(0.4) = 1.09 times as high.

    Severity 2 of 5: 0.4 radians, as scikit-image understood a shear when the benchmark was made.
    It turned the upright axis and kept its length.
    """
    angle = 0.4 * signs(rng, len(images))
    one, nought = np.ones(len(images)), np.zeros(len(images))
    return _mapped(images, [[one, -np.sin(angle)], [nought, np.cos(angle)]])


def scale(images: np.ndarray, rng: Rng) -> np.ndarray:
    """70% as large. Severity 3 of 5."""
    factor, nought = np.full(len(images), 1 / 0.7), np.zeros(len(images))
    return _mapped(images, [[factor, nought], [nought, factor]])


def rotate(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Turned by 23 degrees (0.4 radians), one way or the other. Severity 2 of 5."""
    angle = 0.4 * signs(rng, len(images))
    return _mapped(images, [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def translate(images: np.ndarray, rng: Rng) -> np.ndarray:
    """Moved by 3 pixels up or down, and by 3 to the left or right. Severity 3 of 5."""
    one, nought = np.ones(len(images)), np.zeros(len(images))
    return _mapped(images, [[one, nought], [nought, one]], 3 * signs(rng, (2, len(images))))


def _mapped(
    images: np.ndarray, matrix: list[list[np.ndarray]], shift: np.ndarray | None = None
) -> np.ndarray:
    """Each picture by its own map: matrix (2, 2, n), and shift (2, n) in pixels."""
    rows, columns = np.mgrid[:SIDE, :SIDE].reshape(2, -1) - _MIDDLE
    a, b = np.array(matrix)
    dx, dy = np.zeros((2, len(images))) if shift is None else shift
    x = _MIDDLE + np.outer(a[0], columns) + np.outer(a[1], rows) + dx[:, None]
    y = _MIDDLE + np.outer(b[0], columns) + np.outer(b[1], rows) + dy[:, None]
    return as_bytes(_read(as_ink(images), y, x).reshape(images.shape))


def _read(ink: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Ink at places (n, places) of each picture (n, 28, 28), between pixels bilinearly."""
    # Two rows and columns of nothing around it, to which all places outside are brought.
    padded = np.pad(ink, ((0, 0), (2, 2), (2, 2)))
    y, x = (np.clip(place + 2, 0, SIDE + 2) for place in (y, x))
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    v, u = y - top, x - left
    picture = np.arange(len(ink))[:, None]
    upper = padded[picture, top, left] * (1 - u) + padded[picture, top, left + 1] * u
    lower = padded[picture, top + 1, left] * (1 - u) + padded[picture, top + 1, left + 1] * u
    return upper * (1 - v) + lower * v
