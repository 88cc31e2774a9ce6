"""Ruled lines and frames taken out of a mask of ink, the strokes that cross them left whole."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.parts import Parts

# A line is thinner than this share of the picture, and at least 3 pixels may be.
_THICKEST = 0.035

# A line under a digit rises by at most this share of its length and is at most so thick; it is so
# many times as long as the digit is broad, or as a digit of this height has its bar. What is lower
# than the last share of its length is a speck, and not underlined.
_LEVEL, _FINE = 0.2, 0.1
_LONGER, _BAR, _SPECK = 1.5, 0.6, 0.1

# The share of the picture's width that a ruled line is seen along, and of a frame's side.
_SPANS = 0.8


@dataclass(frozen=True, eq=False)
class _Lines:
    """Straight thin runs in a mask, from left to right: y = slope * x + offset.

    All of shape (n,). start, end: their first and last column. thickness: in pixels.
    """

    slope: np.ndarray
    offset: np.ndarray
    start: np.ndarray
    end: np.ndarray
    thickness: np.ndarray


def without_lines(mask: np.ndarray) -> Parts:
    """The parts of a mask (bool, shape (h, w)) without ruled lines, frames and underlines."""
    ink = mask.view(np.uint8)
    for turned in (False, True):
        if mask.any(int(turned)).mean() < 0.7:
            continue  # no line can be seen along 0.8 of the width: most pages, and soon known
        work = _turned(ink, turned)
        lines = _horizontal(work, shortest=0.2)
        ruled = _spanning(lines, work)
        if ruled.any():
            less = _removed(work, lines, ruled)
            middle = np.sort(lines.slope[ruled] * work.shape[1] / 2 + lines.offset[ruled])
            if (np.diff(middle) > 4).sum() >= 2 or _is_apart(less):
                ink = _turned(less, turned)
                mask = ink.view(bool)
    return _without_underlines(_without_frame(Parts.of(ink)))


def _turned(ink: np.ndarray, turned: bool) -> np.ndarray:
    return cv2.transpose(ink) if turned else ink


def _horizontal(ink: np.ndarray, *, shortest: float) -> _Lines:
    """The nearly horizontal thin lines of a mask (uint8, 0 or 1) of this share of its width."""
    width = ink.shape[1]
    length = max(12, width // 8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 7), np.uint8))
    # Dilated by a pixel above and below, so that a line may rise by 3 pixels along the kernel.
    long = cv2.morphologyEx(
        cv2.dilate(closed, np.ones((3, 1), np.uint8)),
        cv2.MORPH_OPEN,
        np.ones((1, length), np.uint8),
    )
    # What is thick is no line.
    thickest = max(3, round(_THICKEST * max(ink.shape))) + 2
    thick = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thickest + 1, thickest + 1), np.uint8))
    parts = Parts.of((long & ~thick) * closed)
    start, _, extent, _, n = parts.stats.T
    lasting = (extent >= length) & (extent - 1 >= shortest * width)
    if not lasting.any():
        return _Lines(*(np.zeros(0) for _ in range(5)))
    start, extent, n = start[lasting], extent[lasting], n[lasting]
    count = len(n)
    y, x = np.nonzero(parts.only(lasting))
    of = (np.cumsum(lasting) - 1)[parts.labels[y, x].astype(int) - 1]
    sx, sy, sxx, sxy = (np.bincount(of, weights, count) for weights in (x, y, x * x, x * y))
    slope = (sxy - sx * sy / n) / np.maximum(sxx - sx * sx / n, 1e-9)
    offset = (sy - slope * sx) / n
    off = np.bincount(of, np.abs(y - slope[of] * x - offset[of]), count) / n
    thickness = n / extent
    fine = (off <= 1 + thickness / 3) & (thickness <= thickest) & (np.abs(slope) < 0.12)
    return _Lines(*(each[fine] for each in (slope, offset, start, start + extent - 1, thickness)))


def _spanning(lines: _Lines, ink: np.ndarray) -> np.ndarray:
    """Which lines, gaps and all, run across the picture: bool, shape (n,)."""
    height, width = ink.shape
    x = np.arange(width)
    thick = cv2.dilate(ink, np.ones((5, 1), np.uint8))
    result = np.zeros(lines.slope.shape, bool)
    for i in range(len(result)):
        y = np.rint(lines.slope[i] * x + lines.offset[i]).astype(int)
        inside = (y >= 0) & (y < height)
        if inside.mean() < 0.3:
            continue
        result[i] = (
            thick[y[inside], x[inside]].mean() >= _SPANS and inside.sum() * _SPANS > 0.3 * width
        )
    return result


def _removed(
    ink: np.ndarray, lines: _Lines, which: np.ndarray, *, whole: bool = True
) -> np.ndarray:
    """A mask without some of its lines, but for what is higher than they are."""
    band = np.zeros_like(ink)
    thickest = 1.0
    for i in np.flatnonzero(which):
        thickness = lines.thickness[i]
        start, end = (0, ink.shape[1] - 1) if whole else (int(lines.start[i]), int(lines.end[i]))
        left, right = (round(float(lines.slope[i] * at + lines.offset[i])) for at in (start, end))
        cv2.line(band, (start, left), (end, right), 1, int(np.ceil(thickness)) + 2)
        thickest = max(thickest, float(thickness))
    high = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((int(np.ceil(thickest)) + 3, 1), np.uint8))
    less = ink & ~(band & ~high)
    # Where noise makes a line higher than it is elsewhere, dashes of it are left.
    parts = Parts.of(less)
    labels = parts.labels[(band & less).view(bool)]
    covered = np.bincount(labels, minlength=len(parts.stats) + 1)[1:]
    return parts.only(covered < 0.6 * parts.stats[:, cv2.CC_STAT_AREA]).view(np.uint8)


def _is_apart(ink: np.ndarray) -> bool:
    """Whether what is left of a picture without its horizontal lines ends before they do.

    The bar of a 7, 5 or 4 that fills the picture spans it too, but its other strokes hang on
    the ends of it.
    """
    x, _, width, height, area = Parts.of(ink).stats.T
    if not len(area):
        return False
    main = int(area.argmax())
    if max(width[main], height[main]) < 0.06 * max(ink.shape):
        return False
    room = 0.02 * ink.shape[1]
    return bool(x[main] >= room and x[main] + width[main] <= ink.shape[1] - room)


def _without_frame(parts: Parts) -> Parts:
    """Without the lines along at least three sides of the largest part, if a digit is left."""
    if not len(parts.stats):
        return parts
    left, top, width, height, _ = parts.stats[parts.stats[:, cv2.CC_STAT_AREA].argmax()]
    if min(width, height) < 24:
        return parts
    ink = parts.mask
    box = slice(top, top + height), slice(left, left + width)
    sides = int(left == 0) + int(top == 0)
    sides += int(left + width == ink.shape[1]) + int(top + height == ink.shape[0])
    found = []
    for turned in (False, True):
        work = _turned(ink[box], turned)
        lines = _horizontal(work, shortest=0.6)
        middle = lines.slope * work.shape[1] / 2 + lines.offset
        near_low, near_high = middle < 0.2 * work.shape[0], middle > 0.8 * work.shape[0]
        sides += int(near_low.any()) + int(near_high.any())
        found.append((turned, lines, near_low | near_high))
        if sides + 2 * (not turned) < 3:
            return parts
    inside = ink[box]
    for turned, lines, which in found:
        inside = _turned(_removed(_turned(inside, turned), lines, which, whole=False), turned)
    if Parts.of(inside).stats[:, cv2.CC_STAT_HEIGHT].max(initial=0) < 0.35 * height:
        return parts
    less = ink.copy()
    less[box] = inside
    return Parts.of(less)


def _without_underlines(parts: Parts) -> Parts:
    """Without thin level lines that lie wholly below or above the largest other part.

    They are too long to be the bar of a 5 or a 7, or the foot of a 1, that lies apart.
    """
    _, y, width, height, area = parts.stats.T
    level = (height <= _LEVEL * width) & (area <= _FINE * width * width)
    if not level.any() or level.all():
        return parts
    main = int((area * ~level).argmax())
    long = width >= _LONGER * np.maximum(width[main], _BAR * height[main])
    beyond = (y + 1 >= y[main] + height[main]) | (y + height <= y[main] + 1)
    under = level & long & beyond & (height[main] >= _SPECK * width)
    return Parts.of(parts.only(~under)) if under.any() else parts
