"""Which of the parts of a mask are the digit's, and which are the page's surroundings."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.rings import rings


@dataclass(frozen=True, eq=False)
class Parts:
    """The connected parts of a mask of at most 500 x 500 pixels, numbered from 1.

    mask: uint8, shape (h, w), 0 or 1. labels: uint16, shape (h, w), 0 where the mask is 0.
    stats: int32, shape (n, 5); x, y, width, height and area of each part.
    """

    mask: np.ndarray
    labels: np.ndarray
    stats: np.ndarray

    @classmethod
    def of(cls, mask: np.ndarray) -> Parts:
        """The parts of a mask (bool, or uint8 of 0 and 1); neighbours touch by corners too."""
        mask = mask.view(np.uint8)
        # Labels of 16 bits take half the time of 32, and 500 x 500 pixels hold no more parts.
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_16U)
        return cls(mask, labels, stats[1:])

    def only(self, which: np.ndarray) -> np.ndarray:
        """Some of the parts (bool, shape (n,)) as a mask: bool, shape (h, w)."""
        if which.all():
            return self.mask.view(bool)
        result = np.zeros(self.mask.shape, bool)
        if which.any():
            x, y, width, height, _ = self.stats[which].T
            box = slice(y.min(), (y + height).max()), slice(x.min(), (x + width).max())
            result[box] = np.concatenate([[False], which]).take(self.labels[box])
        return result


def surroundings(parts: Parts) -> np.ndarray | None:
    """A desk, a shadow along the edge, a frame or a ring in a mask: bool, (h, w); None for none."""
    x, y, width, height, _ = parts.stats.T
    rows, columns = parts.mask.shape
    longest = np.maximum(width, height)
    touches = (x == 0) | (y == 0) | (x + width == columns) | (y + height == rows)
    beside = bool((~touches & (longest >= 0.06 * max(rows, columns))).any())
    found = np.zeros(len(parts.stats), bool)
    for part in np.flatnonzero(touches & (longest >= 0.03 * max(rows, columns))):
        found[part] = _runs_along_the_edge(parts, int(part), beside)
    for part in np.flatnonzero(~found & (longest >= 0.2 * max(rows, columns))):
        found[part] = _frames(parts, int(part))
    found |= rings(parts.labels, parts.stats)
    return parts.only(found) if found.any() else None


def _runs_along_the_edge(parts: Parts, part: int, beside: bool) -> bool:
    """Whether a part lies along the picture's edge as no digit does; beside: another is there."""
    labels, own = parts.labels, part + 1
    edges = labels[0], labels[-1], labels[:, 0], labels[:, -1]
    shares = [float((edge == own).mean()) for edge in edges]
    corner = any(labels[at] == own for at in ((0, 0), (0, -1), (-1, 0), (-1, -1)))
    width, height = parts.stats[part, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    sides = width, width, height, height
    lies = any(
        share * len(edge) >= 0.8 * side
        for share, edge, side in zip(shares, edges, sides, strict=True)
    )
    if beside and (corner or max(shares) >= 0.5):
        return True
    return (corner or lies) and _is_block(labels == own)


def _is_block(part: np.ndarray) -> bool:
    """Whether a part is convex, and leaves the rest of the picture in one piece."""
    contours, _ = cv2.findContours(part.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = cv2.contourArea(cv2.convexHull(np.vstack(contours)))
    if part.sum() < 0.85 * hull:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats((~part).view(np.uint8), connectivity=4)
    return int((stats[1:, cv2.CC_STAT_AREA] >= 0.02 * part.size).sum()) <= 1


def _frames(parts: Parts, part: int) -> bool:
    """Whether a part runs along its box on two sides that meet, and a large one lies within."""
    left, top, width, height, _ = parts.stats[part]
    x, y, w, h, _ = parts.stats.T
    within = (x > left) & (y > top) & (x + w < left + width) & (y + h < top + height)
    if min(width, height) < 12 or not (within & (h >= 0.25 * height)).any():
        return False
    own = parts.labels[top : top + height, left : left + width] == part + 1
    bandy, bandx = max(2, round(0.1 * height)), max(2, round(0.1 * width))
    along = [
        float(own[:bandy].any(0).mean()),
        float(own[:, :bandx].any(1).mean()),
        float(own[-bandy:].any(0).mean()),
        float(own[:, -bandx:].any(1).mean()),
    ]
    if not any(a >= 0.7 and b >= 0.7 for a, b in zip(along, along[1:] + along[:1], strict=True)):
        return False
    return bool(own[bandy:-bandy, bandx:-bandx].mean() <= 0.06)


def digit_parts(parts: Parts) -> np.ndarray:
    """The mask (bool) without what is small beside its largest part, reaches in, or is a blot."""
    if len(parts.stats) <= 1:
        return parts.mask.view(bool)
    x, y, width, height, area = parts.stats.T
    rows, columns = parts.mask.shape
    side = np.maximum(width, height)
    at_border = (x == 0) | (y == 0) | (x + width == columns) | (y + height == rows)
    blot = _blots(parts.stats)
    main = int((area * np.where(at_border, 0.4, 1) * ~blot).argmax())
    kept = (area >= 0.03 * area[main]) | (side >= 0.2 * side[main])
    kept &= at_border[main] | ~at_border | (area >= area[main])
    # The bar of a 5 hangs free beside it; the dash of a line, a smudge, a desk's corner lie away.
    apart_x = np.maximum(np.maximum(x[main] - x - width, x - x[main] - width[main]), 0)
    apart_y = np.maximum(np.maximum(y[main] - y - height, y - y[main] - height[main]), 0)
    large = (area >= 0.4 * area[main]) & ~blot
    kept &= (np.maximum(apart_x, apart_y) <= 0.45 * side[main]) | large
    return parts.only(kept)


def _blots(stats: np.ndarray) -> np.ndarray:
    """Which parts are filled and round, where a higher one is not: punched holes. Bool, (n,)."""
    _, _, width, height, area = stats.T
    round_ = np.maximum(width, height) <= 1.5 * np.minimum(width, height)
    blot = round_ & (area >= 0.7 * width * height)
    higher = height[~blot].max(initial=0) > height[blot].max(initial=0)
    return blot & higher
