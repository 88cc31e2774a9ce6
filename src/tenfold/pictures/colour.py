"""The plane of a colour picture in which its ink stands out: grey, as a rule."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.highlighter import without_highlighter
from tenfold.pictures.shades import level_at, reduced

_SIDE = 96

# Differences of two colours, or of blue and both others: what a shadow hardly touches.
_DIFFERENCES = np.array(
    [[0.5, -0.5, 0.0], [-0.35, -0.35, 0.7], [0.5, 0.0, -0.5], [0.0, 0.5, -0.5]], np.float32
)
# The same, with equal colours at 128 of 255.
_IN_BYTES = np.hstack([_DIFFERENCES, np.full((4, 1), 128, np.float32)])

# Grey is kept unless the steps in a difference are this much higher than in grey, and visible.
# A plane's steps are as high as the strongest hundredth of them.
_CLEARER = 2.0
_VISIBLE = 8.0
_STRONGEST = 0.99


def plane_of(rgb: np.ndarray) -> np.ndarray:
    """Grey of an RGB picture (uint8, shape (h, w, 3)), or a colour where grey shows no ink.

    What a highlighter takes of grey it has back.
    Ink as light as its paper is hardly ever read by grey (2%), and nearly always by this
    (benchmarks/standardise.py, "equally light colour").
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    if min(grey.shape) < 8:
        return grey
    unmarked = without_highlighter(rgb, grey)
    if unmarked is not None:
        return unmarked
    small = cv2.GaussianBlur(reduced(rgb, _SIDE), (3, 3), 0)
    steps = _steps(cv2.transform(small, _IN_BYTES))
    # Most pictures are grey all over, and seen at once not to pass the second test.
    if level_at(steps.reshape(-1, 1), 1 - (1 - _STRONGEST) / len(_DIFFERENCES)) < _VISIBLE:
        return grey
    heights = [level_at(plane, _STRONGEST) for plane in cv2.split(steps)]
    best = int(np.argmax(heights))
    in_grey = level_at(_steps(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)), _STRONGEST)
    if heights[best] < max(_CLEARER * in_grey, _VISIBLE):
        return grey
    return _stretched(rgb, _DIFFERENCES[best])


def _stretched(rgb: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """A weighted sum of the three colours, its range spread over 0 to 255: uint8."""
    plane = cv2.transform(rgb.astype(np.float32), weights[None])
    return cv2.normalize(plane, None, 0, 255, cv2.NORM_MINMAX, cv2.CV_8U)


def _steps(planes: np.ndarray) -> np.ndarray:
    """How much each plane (uint8) changes within 3 pixels, in grey levels."""
    return cv2.morphologyEx(planes, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
