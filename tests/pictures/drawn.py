"""Digits drawn with lines, for the tests of this folder."""

from __future__ import annotations

import cv2
import numpy as np

STROKES = {
    "seven": [(0.1, 0.1), (0.9, 0.1), (0.4, 0.95)],
    "four": [(0.5, 0.05), (0.1, 0.6), (0.9, 0.62)],
    "zed": [(0.1, 0.1), (0.85, 0.1), (0.15, 0.9), (0.9, 0.9)],
}


def page(
    name: str = "seven",
    *,
    size: tuple[int, int] = (200, 200),
    box: int = 110,
    at: tuple[int, int] = (40, 50),
    pen: int = 9,
    paper: int = 245,
    ink: int = 30,
) -> np.ndarray:
    """Dark on light: uint8, shape `size` (h, w); the digit's box begins at `at` (x, y)."""
    picture = np.full(size, paper, np.uint8)
    points = np.array(STROKES[name]) * box + np.array(at)
    cv2.polylines(picture, [np.rint(points).astype(np.int32)], False, ink, pen, cv2.LINE_AA)
    return picture
