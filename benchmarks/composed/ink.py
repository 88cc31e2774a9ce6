"""MNIST digits as ink on a page: amounts of ink, float32, 0 to 1."""

from __future__ import annotations

import cv2
import numpy as np

Rng = np.random.Generator

# Digits are traced at three times their size.
_TRACED = 84

# Shifts that bring each of the eight neighbours, clockwise from the one above, to a pixel.
_RING = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))


def traced(digit: np.ndarray) -> np.ndarray:
    """The centre lines of a digit's strokes (Zhang and Suen, 1984): bool, shape (84, 84)."""
    large = cv2.resize(digit, (_TRACED, _TRACED), interpolation=cv2.INTER_CUBIC)
    thin = np.pad(large >= 128, 1).astype(np.uint8)
    changed = True
    while changed:
        changed = False
        for turn in (0, 1):
            around = [np.roll(thin, s, (0, 1)) for s in _RING]
            count = sum(around)
            steps = sum(
                (a == 0) & (b == 1) for a, b in zip(around, around[1:] + around[:1], strict=True)
            )
            n, e, s, w = around[0], around[2], around[4], around[6]
            open_ = (
                (n * e * s == 0) & (e * s * w == 0)
                if turn == 0
                else (n * e * w == 0) & (n * s * w == 0)
            )
            gone = (thin == 1) & (count >= 2) & (count <= 6) & (steps == 1) & open_
            changed |= bool(gone.any())
            thin = np.where(gone, 0, thin).astype(np.uint8)
    return thin[1:-1, 1:-1] > 0


def inked(digit: np.ndarray, height: int, *, pen: float | None = None) -> np.ndarray:
    """A digit about `height` pixels high, cropped; pen: the stroke's share of the height."""
    side = max(4, round(height * 28 / 20))
    if pen is None:
        ink = cv2.resize(
            digit, (side, side), interpolation=cv2.INTER_AREA if side < 28 else cv2.INTER_CUBIC
        )
        ink = ink.astype(np.float32) / 255
    else:
        away = cv2.distanceTransform((~traced(digit)).astype(np.uint8), cv2.DIST_L2, 5)
        away = cv2.GaussianBlur(cv2.resize(away, (max(side, _TRACED),) * 2), (0, 0), 1)
        away *= max(side, _TRACED) / _TRACED
        ink = np.clip(pen * max(side, _TRACED) * 20 / 28 / 2 + 0.5 - away, 0, 1)
        ink = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA)
    rows, columns = np.flatnonzero((ink > 0.1).any(1)), np.flatnonzero((ink > 0.1).any(0))
    if rows.size == 0:
        return ink
    return np.ascontiguousarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def laid(ink: np.ndarray, shape: tuple[int, int], at: tuple[int, int]) -> np.ndarray:
    """Ink on an empty page with its top left corner at (y, x), cut off at the page's edges."""
    page = np.zeros(shape, np.float32)
    y, x = at
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + ink.shape[0], shape[0]), min(x + ink.shape[1], shape[1])
    if bottom > top and right > left:
        page[top:bottom, left:right] = ink[top - y : bottom - y, left - x : right - x]
    return page


def a_side(rng: Rng, low: int = 100, high: int = 700) -> int:
    return round(float(np.exp(rng.uniform(np.log(low), np.log(high)))))


def written(
    digit: np.ndarray,
    rng: Rng,
    *,
    side: tuple[int, int] = (100, 700),
    share: tuple[float, float] = (0.3, 0.85),
    pen: tuple[float, float] = (0.05, 0.14),
) -> np.ndarray:
    """Ink of a digit anywhere on a page of any size: float32, shape (h, w)."""
    height = a_side(rng, *side)
    shape = height, max(16, round(height * rng.uniform(0.75, 1.35)))
    ink = inked(digit, max(10, round(rng.uniform(*share) * min(shape))), pen=rng.uniform(*pen))
    ink = ink[: shape[0], : shape[1]]
    y, x = (
        int(rng.integers(0, max(1, room - size + 1)))
        for room, size in zip(shape, ink.shape, strict=True)
    )
    return laid(ink, shape, (y, x))


def near_middle(
    digit: np.ndarray,
    rng: Rng,
    *,
    share: tuple[float, float],
    side: tuple[int, int] = (100, 700),
    pen: tuple[float, float] = (0.05, 0.14),
) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """Ink of a digit about the middle of a page, and its box (y, x, height, width)."""
    height = a_side(rng, *side)
    shape = height, round(height * rng.uniform(0.8, 1.25))
    ink = inked(digit, max(10, round(rng.uniform(*share) * min(shape))), pen=rng.uniform(*pen))
    y, x = (
        round((room - size) / 2 + rng.uniform(-0.06, 0.06) * room)
        for room, size in zip(shape, ink.shape, strict=True)
    )
    return laid(ink, shape, (y, x)), (y, x, *ink.shape)
