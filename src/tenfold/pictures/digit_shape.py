"""Whether a mask of ink is shaped like one digit, and not like what lies about digits."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.parts import Parts
from tenfold.pictures.placing import bounding_box, stroke_width

# No digit is broader than this beside its height, thicker beside its longer side. At a
# picture's edge, where shadows and desks lie, less is believed: only flat fives are as broad.
_BROADEST, BROADEST_AT_EDGE = 2.5, 1.6
_THICKEST, _THICKEST_AT_EDGE = 0.5, 0.3

# In more pieces than these a digit is not, and its second largest one is mostly less than this of
# the largest, or no finer than this beside it. Along all four sides only frames run so far.
_MOST_PIECES = 3
_PIECE = 0.1
_FINER = 0.6
_FRAMED = 0.75

# A table beside a sheet lies within this share of the picture's shorter side from its border.
_BORDER = 0.1


def may_be_one_digit(mask: np.ndarray) -> bool:
    """Whether a mask (bool) is shaped like a digit, with no frame or rests of rules about it."""
    if not is_shaped_like_digit(mask) or runs_along_border(mask):
        return False
    found = Parts.of(mask)
    area = found.stats[:, cv2.CC_STAT_AREA]
    if len(area) > _MOST_PIECES:
        return False
    if len(area) > 1:
        second, first = np.argsort(area)[-2:]
        widths = [stroke_width(found.labels == 1 + part) for part in (second, first)]
        beside = widths[0] < _FINER * widths[1] or _at_edge(mask)
        if beside and area[second] > _PIECE * area[first]:
            return False
    x, y, width, height = bounding_box(mask)
    inside = mask[y : y + height, x : x + width]
    deep, far = max(1, round(0.08 * height)), max(1, round(0.08 * width))
    level = [float(side.any(0).mean()) for side in (inside[:deep], inside[-deep:])]
    upright = [float(side.any(1).mean()) for side in (inside[:, :far], inside[:, -far:])]
    return min(level + upright) <= _FRAMED


def is_shaped_like_digit(mask: np.ndarray) -> bool:
    """Whether a mask (bool) is no broader than digits are, and of strokes."""
    if not mask.any():
        return False
    _, _, width, height = bounding_box(mask)
    # What reaches from edge to edge is a digit cut out closely rather than a corner in shadow.
    corner = _at_edge(mask) and height < mask.shape[0] and width < mask.shape[1]
    broadest = BROADEST_AT_EDGE if _at_edge(mask) else _BROADEST
    thickest = _THICKEST_AT_EDGE if corner else _THICKEST
    return bool(width <= broadest * height and thickness(mask) <= thickest)


def runs_along_border(mask: np.ndarray) -> bool:
    """Whether most of it lies close to the picture's border, as a table beside a sheet does."""
    deep = round(_BORDER * min(mask.shape))
    inside = mask[deep:-deep, deep:-deep]
    return bool(_at_edge(mask) and inside.sum() < 0.5 * mask.sum())


def _at_edge(mask: np.ndarray) -> bool:
    return bool(mask[[0, -1]].any() or mask[:, [0, -1]].any())


def thickness(mask: np.ndarray) -> float:
    """Of a mask's (bool) thickest place, as a share of its longer side."""
    _, _, width, height = bounding_box(mask)
    inside = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, 3)
    return 2 * float(inside.max()) / max(width, height)
