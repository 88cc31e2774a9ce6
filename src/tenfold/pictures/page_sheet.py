"""What a page is written on: the sheet on its table."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.shades import PHOTO_SIDE, level_at, otsu, reduced

_SIDE = 192

# A sheet fills this much of its hull and of the picture, and differs by this much from the table.
_SOLID = 0.93
_SMALLEST, _LARGEST = 0.12, 0.93
_STEP = 40

# The edge of a sheet is a step within 5 pixels of the small copy for most of its height.
_SHARP = 0.7


def sheet_of(grey: np.ndarray) -> np.ndarray | None:
    """The sheet of paper that a photo shows on something else: bool, small; None if there is none.

    Two of its sides, at least, lie in the picture: one alone may be the edge of a shadow.
    """
    if min(grey.shape) < 2 * PHOTO_SIDE:
        return None
    small = cv2.medianBlur(reduced(grey, _SIDE), 5)
    bright = small > otsu(small)
    for side in (bright, ~bright):
        contours, _ = cv2.findContours(
            side.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        if not contours:
            continue
        hull = cv2.convexHull(max(contours, key=cv2.contourArea))
        sheet = cv2.fillConvexPoly(np.zeros(small.shape, np.uint8), hull, 1)
        if _is_sheet(sheet, hull, side, small):
            # Its edge, and the shade along it, are no writing.
            return cv2.erode(sheet, np.ones((5, 5), np.uint8), borderValue=1).view(bool)
    return None


def _is_sheet(sheet: np.ndarray, hull: np.ndarray, side: np.ndarray, small: np.ndarray) -> bool:
    within = sheet.view(bool)
    share = within.mean()
    if not _SMALLEST <= share <= _LARGEST or side[within].mean() < 0.75:
        return False
    filled = cv2.morphologyEx(side.view(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    if filled[within].mean() < _SOLID or side[~within].mean() > 0.5:
        return False
    if abs(float(np.median(small[within])) - float(np.median(small[~within]))) < _STEP:
        return False
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)[:, 0]
    return len(corners) <= 6 and _sides_inside(corners, small) >= 2


def _sides_inside(corners: np.ndarray, small: np.ndarray) -> int:
    """How many sides of a polygon lie in the picture, not along its border, and are sharp."""
    height, width = small.shape
    steps = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    smooth = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((15, 15), np.uint8))
    count = 0
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        at_border = (max(x0, x1) < 4 or min(x0, x1) > width - 5) or (
            max(y0, y1) < 4 or min(y0, y1) > height - 5
        )
        if at_border or np.hypot(x1 - x0, y1 - y0) < 0.25 * min(height, width):
            continue
        side = np.zeros(small.shape, np.uint8)
        cv2.line(side, (int(x0), int(y0)), (int(x1), int(y1)), 1)
        count += level_at(steps, 0.5, mask=side) >= _SHARP * level_at(smooth, 0.5, mask=side)
    return count
