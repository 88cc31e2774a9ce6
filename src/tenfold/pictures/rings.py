"""Circles and boxes drawn by hand about what is meant, as one marks an answer."""

from __future__ import annotations

import cv2
import numpy as np

# A ring is thin: it covers at most this share of its box. What it encloses is at least so high
# beside it (the dot in a 0 is not), and it is seen from there in this share of all directions.
_THIN, _HIGH, _AROUND = 0.4, 0.3, 0.85
_DIRECTIONS = 40

# At most this share of a ring lies in the box of what it encloses: strokes go through it.
_THROUGH = 0.15

# What has another beside it that is nearly as high is a digit in a line, and no ring.
_ALIKE = 0.6

# Of its box, a closed ring encloses this much. One with a gap is dented by so many pixels at most.
_FILLS, _SLACK = 0.6, 2.0

# Rings smaller than this many pixels are digits' loops; of the others the largest are looked at.
_SMALLEST, _MOST = 12, 20


def rings(labels: np.ndarray, stats: np.ndarray) -> np.ndarray:
    """Which connected parts run around others that are as high as what is written: bool, (n,).

    labels: integers, shape (h, w), from 1; stats: OpenCV's figures of parts 1 to n, shape (n, 5).
    """
    x, y, width, height, area = stats.T.astype(np.int64)
    right, bottom = x + width, y + height
    result = np.zeros(len(stats), bool)
    thin = (area <= _THIN * width * height) & (np.minimum(width, height) >= _SMALLEST)
    chosen = np.flatnonzero(thin)
    for part in chosen[np.argsort(-(width * height)[chosen], kind="stable")[:_MOST]]:
        inside = (x > x[part]) & (right < right[part]) & (y > y[part]) & (bottom < bottom[part])
        inside &= (height >= _HIGH * height[part]) & ~result
        if not inside.any():
            continue
        # A 0 with something in it stands in a line with other digits.
        shared = np.minimum(bottom, bottom[part]) - np.maximum(y, y[part])
        apart = np.maximum(x - right[part], x[part] - right)
        alike = (height >= _ALIKE * height[part]) & (shared >= _ALIKE * height[part])
        alike &= (apart > 0) & (apart < height[part]) & ~result
        if alike.any():
            continue
        box = stats[part, : cv2.CC_STAT_AREA].tolist()
        inner = x[inside].min(), y[inside].min(), right[inside].max(), bottom[inside].max()
        result[part] = _runs_around(labels, int(part) + 1, box, inner)
    return result


def _runs_around(
    labels: np.ndarray, label: int, box: list[int], inner: tuple[int, int, int, int]
) -> bool:
    """Whether a part in a box (x, y, width, height) is all around an inner one (its sides)."""
    x, y, width, height = box
    left, right = (side - x for side in inner[::2])
    top, bottom = (side - y for side in inner[1::2])
    own = labels[y : y + height, x : x + width] == label
    if own[top:bottom, left:right].sum() > _THROUGH * own.sum():
        return False
    down, across = np.nonzero(own)
    # As if it were as broad as high: the ends of an ellipse about a long number count as much.
    angle = np.arctan2((down - (top + bottom) / 2) / height, (across - (left + right) / 2) / width)
    seen = np.unique(((angle / (2 * np.pi) + 0.5) * _DIRECTIONS).astype(int) % _DIRECTIONS)
    return len(seen) >= _AROUND * _DIRECTIONS


def ring_ink(labels: np.ndarray, stats: np.ndarray) -> np.ndarray | None:
    """The ink of rings (see `rings`), but for strokes that touch them: uint8; None for none."""
    result = None
    for part in np.flatnonzero(rings(labels, stats)).tolist():
        if result is None:
            result = np.zeros(labels.shape, np.uint8)
        x, y, width, height, _ = stats[part].tolist()
        box = slice(y, y + height), slice(x, x + width)
        own = (labels[box] == part + 1).view(np.uint8)
        result[box] |= own & _outermost(own)
    return result


def _outermost(ring: np.ndarray) -> np.ndarray:
    """What lies as near to the outside as a ring (uint8, 0 or 1) is thick: uint8, 0 or 1."""
    contours, _ = cv2.findContours(ring, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=len)
    filled = cv2.drawContours(np.zeros_like(ring), [contour], -1, 1, -1)
    if filled.sum() < _FILLS * ring.size:  # it does not close, and the inside is open
        filled = cv2.fillConvexPoly(np.zeros_like(ring), cv2.convexHull(contour), 1)
    deep = cv2.distanceTransform(np.pad(filled, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    half = cv2.distanceTransform(np.pad(ring, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    thick = 2 * float(np.quantile(half[ring > 0], 0.9))
    return (deep <= thick + _SLACK).view(np.uint8)
