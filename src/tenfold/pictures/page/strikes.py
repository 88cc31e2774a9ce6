"""Straight strokes through a line of writing, told from rules: they cross it out."""

from __future__ import annotations

import numpy as np

from tenfold.pictures.page.strips import STRIP_HEIGHT, Strip

# All in heights of a digit. A stroke's middle lies so near to that of the digits, its ends so near
# to it, and it is longer than any bar of a digit.
_NEAR, _ENDS_NEAR, _LONG = 0.3, 0.8, 1.8

# A ruled line goes on where the writing ends, by more than this, or to the border but for so much.
_BEYOND, _TO_BORDER = 1.5, 0.2

_COVERED = 0.7  # of a number's width, at least

# The first and the last x of a stroke, in pixels of the upright page.
Span = tuple[float, float]


def strikes(strip: Strip, strokes: np.ndarray, width: int) -> tuple[Span, ...]:
    """Which strokes run through the middle of a line, and end on the page: first and last x.

    strokes: both ends of each, about level, float64, shape (n, 4): x, y, x, y on the page. width:
    of the page.
    """
    inverse = np.linalg.inv(np.vstack([strip.to_page, [0, 0, 1]]))[:2]
    ends = np.stack([strokes[:, [0, 2]], strokes[:, [1, 3]], np.ones((len(strokes), 2))], axis=1)
    off = (inverse @ ends)[:, 1] - STRIP_HEIGHT / 2
    off *= np.hypot(*strip.to_page[:, 0]) / strip.height
    first, last = strokes[:, 0], strokes[:, 2]
    is_near = (np.abs(off.mean(axis=1)) < _NEAR) & (np.abs(off).max(axis=1) < _ENDS_NEAR)
    is_inside = np.minimum(first, width - last) > _TO_BORDER * strip.height
    is_long = last - first >= _LONG * strip.height
    return tuple(
        (float(each[0]), float(each[2])) for each in strokes[is_near & is_inside & is_long]
    )


def is_struck(left: float, right: float, height: float, spans: tuple[Span, ...]) -> bool:
    """Whether what is written from left to right, so high, is crossed out: all on the page."""
    room = _BEYOND * height
    return any(
        left - room <= first
        and last <= right + room
        and min(last, right) - max(first, left) >= _COVERED * (right - left)
        for first, last in spans
    )
