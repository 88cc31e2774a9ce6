"""A sheet, a form's cell or a drawing area in a picture: only its inside is looked at then."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.shades import closed, otsu, reduced

_SIDE = 160

# How much of its rectangle (as far as it lies in the picture) a sheet fills, its contents filled
# in: an ellipse, a 0, fills 0.79.
_FILLS = 0.9


def inside_of_sheet(grey: np.ndarray) -> np.ndarray | None:
    """The inside of a rectangle that holds something: bool, shape (h, w); None where none is."""
    small = cv2.medianBlur(reduced(grey, _SIDE), 3)
    bright = small > otsu(small)
    faint = cv2.subtract(closed(small, 0.1), small)
    level = max(otsu(faint), 6)
    for side in (bright, ~bright, faint > level, faint > max(level / 2, 6)):
        found = _rectangle(side)
        if found is not None:
            return cv2.resize(
                found.view(np.uint8), grey.shape[::-1], interpolation=cv2.INTER_NEAREST
            ).view(bool)
    return None


def _rectangle(mask: np.ndarray) -> np.ndarray | None:
    contours, _ = cv2.findContours(mask.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    size = mask.size
    best = None
    for contour in contours:
        # A filled contour also holds the pixels that its line runs through, at most.
        area = cv2.contourArea(contour)
        if area > 0.93 * size or area + cv2.arcLength(contour, True) + 1 < 0.04 * size:
            continue
        box = cv2.minAreaRect(contour)
        if min(box[1]) < 0.15 * min(mask.shape):
            continue
        filled = np.zeros(mask.shape, np.uint8)
        cv2.drawContours(filled, [contour], -1, 1, -1)
        rect = np.zeros(mask.shape, np.uint8)
        cv2.fillPoly(rect, [np.rint(cv2.boxPoints(box)).astype(np.int32)], 1)
        area = cv2.countNonZero(filled)
        together = cv2.countNonZero(filled & rect)
        either = area + cv2.countNonZero(rect) - together
        if not 0.04 * size <= area <= 0.93 * size or together < _FILLS * either:
            continue
        inner = _inner(filled, mask)
        if inner is not None and (best is None or area < best[0]):
            best = area, inner
    return None if best is None else best[1]


def _inner(filled: np.ndarray, mask: np.ndarray) -> np.ndarray | None:
    """The inside of a rectangle without its frame, if something is in there."""
    own = mask.view(np.uint8)
    depth = np.ceil(
        cv2.distanceTransform(np.pad(filled, 1, mode="edge"), cv2.DIST_C, 3)[1:-1, 1:-1]
    ).astype(int)
    counts = np.bincount(depth.ravel())
    covered = np.bincount(depth.ravel(), own.ravel()) / np.maximum(counts, 1)
    deepest = max(3, round(0.12 * 2 * depth.max()))
    # A frame ends where most of what lies as deep is no longer its own.
    ends = np.flatnonzero(covered[1 : deepest + 1] < 0.4)
    inner = (depth > (ends[0] + 2 if ends.size else 1)).astype(np.uint8)
    content = inner & (own if ends.size else 1 - own)
    _, _, stats, _ = cv2.connectedComponentsWithStats(content)
    _, _, width, height = cv2.boundingRect(inner)
    longest = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max() if len(stats) > 1 else 0
    return inner.view(bool) if longest >= 0.15 * max(width, height) else None
