"""The ink of straight stretches, as masks."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.page.stretches import Stretch, weighted_median


def band(rules: list[Stretch], mask: np.ndarray, enlarge: int) -> np.ndarray:
    """The ink of some rules: uint8, 0 or 1; where a stroke crosses them it is left out."""
    result = np.zeros_like(mask)
    for turned in (False, True):
        own = [each for each in rules if each.turned == turned]
        if not own:
            continue
        ink = cv2.transpose(mask) if turned else mask
        lane = drawn(own, mask.shape, enlarge)
        lane = cv2.transpose(lane) if turned else lane
        thickness = enlarge * weighted_median(
            np.array([each.thickness for each in own]), np.array([each.length for each in own])
        )
        higher = np.ones((int(np.ceil(1.3 * thickness)) + 2, 1), np.uint8)
        gone = lane & ink & ~cv2.morphologyEx(ink, cv2.MORPH_OPEN, higher)
        result |= cv2.transpose(gone) if turned else gone
    return result & 1


def drawn(rules: list[Stretch], shape: tuple[int, ...], enlarge: int) -> np.ndarray:
    """Some rules as a mask of this shape, a little thicker than they are: uint8, 0 or 1."""
    result = np.zeros(shape, np.uint8)
    for each in rules:
        extent = shape[0 if each.turned else 1]
        x, y = (side * enlarge + (enlarge - 1) / 2 for side in (each.x, each.y))
        # What ends close to the picture's edge ends there.
        slope = (y[-1] - y[0]) / (x[-1] - x[0])
        before = x[0] if x[0] < 0.04 * extent else 2 * enlarge
        after = extent - x[-1] if extent - x[-1] < 0.04 * extent else 2 * enlarge
        x = np.concatenate([[x[0] - before], x, [x[-1] + after]])
        y = np.concatenate([[y[0] - slope * before], y, [y[-1] + slope * after]])
        points = np.rint(np.column_stack([y, x] if each.turned else [x, y])).astype(np.int32)
        cv2.polylines(result, [points], False, 1, int(np.ceil(each.thickness * enlarge)) + 2)
    return result
