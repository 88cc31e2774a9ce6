"""What a photo shows beside its page: strips of a table along the picture's border."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.page.pieces import labelled

# What lies along the border for so much of its own length is no writing where it is so solid, or
# lies there for so much of that side. (A 7 that is cut off flush with its bar fills a quarter of
# its box, the wedge of a table a half.)
_ALONG, _SOLID = 0.6, 0.4

# Rules and strokes, which may hang together with a table, are finer than this share of the picture.
_FINE = 1 / 50


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
    own, whole = np.zeros(len(stats), bool), np.zeros(len(stats), bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        along = np.bincount(side, minlength=len(stats))
        own |= solid & (along >= _ALONG * np.maximum(width, height))
        whole |= along >= _ALONG * len(side)
    own[0] = whole[0] = False
    if not (own | whole).any():
        return mask
    left = mask.copy()
    for label in np.flatnonzero(own | whole).tolist():
        x, y, wide, high = stats[label, : cv2.CC_STAT_AREA].tolist()
        box = slice(y, y + high), slice(x, x + wide)
        piece = (labels[box] == label).view(np.uint8)
        left[box] &= 1 - (piece if own[label] else _broad(piece, max(mask.shape)))
    return left if cv2.countNonZero(left) else mask


def _broad(piece: np.ndarray, longest: int) -> np.ndarray:
    """What of a piece is broad from the border on: uint8, 0 or 1."""
    size = max(3, round(_FINE * longest)) | 1
    square = np.ones((size, size), np.uint8)
    # Beyond the border it goes on, so that what is broad there hangs together.
    framed = cv2.copyMakeBorder(piece, size, size, size, size, cv2.BORDER_CONSTANT, value=1)
    labels, _ = labelled(cv2.morphologyEx(framed, cv2.MORPH_OPEN, square))
    broad = cv2.dilate((labels == labels[0, 0]).view(np.uint8), square)
    return broad[size:-size, size:-size] & piece
