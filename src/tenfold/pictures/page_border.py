"""What a photo shows beside its page: strips of a table along the picture's border."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.page_pieces import labelled

# What lies along the border for so much of its own length is no writing where it is so solid, or
# lies there for so much of that side. (A 7 that is cut off flush with its bar fills a quarter of
# its box, the wedge of a table a half.)
_ALONG, _SOLID = 0.6, 0.4


def without_surroundings(mask: np.ndarray) -> np.ndarray:
    """Ink (uint8, 0 or 1, shape (h, w)) without what lies along the border of the picture.

    Where nothing else is left, it was the writing.
    """
    sides = (mask[0], mask[-1], mask[:, 0], mask[:, -1])
    if not any(cv2.countNonZero(np.ascontiguousarray(side)) for side in sides):
        return mask
    labels, stats = labelled(mask)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    solid = stats[:, cv2.CC_STAT_AREA] >= _SOLID * width * height
    beside = np.zeros(len(stats), bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        along = np.bincount(side, minlength=len(stats))
        own = along >= _ALONG * np.maximum(width, height)
        beside |= (solid & own) | (along >= _ALONG * len(side))
    beside[0] = False
    if not beside.any():
        return mask
    left = mask.copy()
    for label in np.flatnonzero(beside).tolist():
        x, y, wide, high = stats[label, : cv2.CC_STAT_AREA].tolist()
        box = slice(y, y + high), slice(x, x + wide)
        left[box] &= (labels[box] != label).view(np.uint8)
    return left if cv2.countNonZero(left) else mask
