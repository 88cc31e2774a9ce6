"""What a page is written on: the sheet on its table, found and seen alone."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from tenfold.pictures.shades import PHOTO_SIDE, closed, otsu, reduced

_SIDE = 192

# A sheet fills this much of its hull, and of the picture.
_SOLID = 0.9
_SMALLEST, _LARGEST = 0.12, 0.97

# Without its ink, a sheet's light changes by less than one of these shares within 5 pixels of the
# small copy; what lies around it does, or is parted from it by an edge.
_EVEN = (0.08, 0.14, 0.24)
_INK = 0.12  # the share of the shorter side that strokes are narrower than

# What is narrower than this many pixels of the small copy is cut off.
_LONE = 15

# Along its sides a sheet differs from the table by this share of the lighter of the two, and by
# this many levels; they are compared so many pixels inside and outside.
_STEP, _LEAST = 0.2, 12
_INSIDE, _OUTSIDE = (1, 6), (4, 9)

# A line drawn around writing is no edge of a sheet: this far from it, on the one side, it is as on
# the other again, by half of the step.
_FARTHER = (11, 16)


def sheet_of(grey: np.ndarray) -> np.ndarray | None:
    """The sheet of paper that a photo shows on something else: bool, small; None if there is none.

    Two of its sides, at least, lie in the picture: one alone may be the edge of a shadow.
    """
    if min(grey.shape) < 2 * PHOTO_SIDE:
        return None
    small = cv2.medianBlur(reduced(grey, _SIDE), 5)
    clearest, best = 0.0, None
    for part in _parts(small):
        # What hangs on a sheet by a corner is no part of it.
        lone = cv2.morphologyEx(part, cv2.MORPH_OPEN, np.ones((_LONE, _LONE), np.uint8))
        for hull in (*_hulls(part), *_hulls(lone)):
            step = _step(hull, small)
            if step > clearest:
                clearest, best = step, hull
    if best is None:
        return None
    sheet = cv2.fillConvexPoly(np.zeros(small.shape, np.uint8), best, 1)
    # Its edge, and the shade along it, are no writing.
    return cv2.erode(sheet, np.ones((5, 5), np.uint8), borderValue=1).view(bool)


def alone(page: np.ndarray, sheet: np.ndarray) -> np.ndarray:
    """A page (uint8, shape (h, w)) on which the sheet's paper goes on beyond its edge.

    So nothing of the table is taken for ink, for grain, or for the light on the paper. sheet: bool,
    any size.
    """
    small = reduced(page, _SIDE // 2)
    # The outermost pixels are partly table.
    inside = cv2.erode(sized(sheet, small.shape), np.ones((3, 3), np.uint8), borderValue=1)
    if not inside.any():
        return page
    paper = cv2.medianBlur(cv2.inpaint(small, 1 - inside, 3, cv2.INPAINT_TELEA), 9)
    paper = cv2.resize(paper, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.where(sized(sheet, page.shape).view(bool), page, paper)


def sized(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A mask (bool) at another size: uint8, 0 or 1."""
    return cv2.resize(mask.view(np.uint8), shape[::-1], interpolation=cv2.INTER_NEAREST)


def _parts(small: np.ndarray) -> Iterator[np.ndarray]:
    """Masks (uint8, 0 or 1) of what may be a sheet: what is light, dark, or evenly lit."""
    light = (small > otsu(small)).view(np.uint8)
    yield from (light, 1 - light)
    paper = closed(small, _INK)
    change = cv2.morphologyEx(paper, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    for share in _EVEN:
        even = (change < np.maximum(share * paper, 3)).view(np.uint8)
        contours, _ = cv2.findContours(even, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        # Light changes within two pixels of the edge, too.
        for contour in contours:
            if cv2.contourArea(contour) >= _SMALLEST / 2 * even.size:
                piece = cv2.drawContours(np.zeros_like(even), [contour], -1, 1, -1)
                yield cv2.dilate(piece, np.ones((5, 5), np.uint8))


def _hulls(part: np.ndarray) -> Iterator[np.ndarray]:
    """The hulls of the pieces of a mask (uint8, 0 or 1) that fill them, as far as size allows."""
    contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        hull = cv2.convexHull(contour)
        if not _SMALLEST * part.size <= cv2.contourArea(hull) <= _LARGEST * part.size:
            continue
        # What is written up to the edge opens the contour there.
        piece = cv2.drawContours(np.zeros_like(part), [contour], -1, 1, -1)
        piece = cv2.morphologyEx(piece, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
        within = cv2.fillConvexPoly(np.zeros_like(part), hull, 1).view(bool)
        if piece[within].mean() >= _SOLID:
            yield hull


def _step(hull: np.ndarray, small: np.ndarray) -> float:
    """By how much, at its weakest side, it differs from what is around; 0 if it is no sheet."""
    corners = cv2.approxPolyDP(hull, 0.03 * cv2.arcLength(hull, True), True)[:, 0]
    if len(corners) > 6:
        return 0.0
    height, width = small.shape
    outside = cv2.fillConvexPoly(np.ones(small.shape, np.uint8), hull, 0)
    away = cv2.distanceTransform(outside, cv2.DIST_L2, 3)
    deep = cv2.distanceTransform(1 - outside, cv2.DIST_L2, 3)
    steps, are_lines = [], True
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        at_border = (max(x0, x1) < 8 or min(x0, x1) > width - 9) or (
            max(y0, y1) < 8 or min(y0, y1) > height - 9
        )
        if at_border or np.hypot(x1 - x0, y1 - y0) < 0.25 * min(height, width):
            continue
        ends = (int(x0), int(y0)), (int(x1), int(y1))
        beside, farther = (_beside(ends, small.shape, far) for far in (_OUTSIDE[1], _FARTHER[1]))
        own, other = _light(small, beside, deep, _INSIDE), _light(small, beside, away, _OUTSIDE)
        if own is None or other is None:
            continue
        step = abs(own - other)
        if step < max(_STEP * max(own, other), _LEAST):
            return 0.0
        steps.append(step)
        within, beyond = (_light(small, farther, each, _FARTHER) for each in (deep, away))
        are_lines &= _is_like(within, other, step) or _is_like(beyond, own, step)
    return min(steps) if len(steps) >= 2 and not are_lines else 0.0


def _beside(
    ends: tuple[tuple[int, int], tuple[int, int]], shape: tuple[int, ...], far: int
) -> np.ndarray:
    """The pixels up to so far from a line, to either side: bool, of this shape."""
    return cv2.line(np.zeros(shape, np.uint8), *ends, 1, 2 * far).view(bool)


def _light(
    small: np.ndarray, beside: np.ndarray, distance: np.ndarray, limits: tuple[int, int]
) -> float | None:
    """The usual light beside a line, so far from it; None where that is not in the picture."""
    found = small[beside & (distance >= limits[0]) & (distance <= limits[1])]
    return float(np.median(found)) if len(found) else None


def _is_like(light: float | None, other: float, step: float) -> bool:
    return light is not None and abs(light - other) < step / 2
