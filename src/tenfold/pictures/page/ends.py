"""The ends of a line: digits too faint for the page's threshold, beside those that were found.

On the strip ink is told from paper nearby, in twice the size: what was lost on the page may show.
"""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from tenfold.pictures.page.pieces import labelled
from tenfold.pictures.page.strips import DIGIT_HEIGHT, MARGIN, STRIP_HEIGHT, Line, Strip

# Heights of a digit beyond either end that are looked at.
_REACH = 1.5

_INK = 100  # of 255
_TALLEST = STRIP_HEIGHT - 2  # pixels: what is higher passes through the line
_LOWEST = 0.45 * DIGIT_HEIGHT
_CLEAR = 0.6  # the share of the ink that is of digits, where there are any


def lengthened(line: Line) -> Line:
    """The line with as much at either end as is looked at."""
    (x0, y0), (x1, y1) = line.start, line.end
    share = _REACH * line.height / math.hypot(x1 - x0, y1 - y0)
    across, down = share * (x1 - x0), share * (y1 - y0)
    return Line((x0 - across, y0 - down), (x1 + across, y1 + down), line.height)


def shortened(strip: Strip) -> Strip:
    """The strip of a lengthened line, cut where its writing ends: as high as half a digit."""
    width = strip.pixels.shape[1]
    beyond = round(_REACH * strip.height / math.hypot(*strip.to_page[:, 0]))
    first, last = beyond, width - beyond  # with their margins
    before, _ = _writing(strip.pixels[:, : first + MARGIN])
    _, after = _writing(strip.pixels[:, last - MARGIN :])
    if before is not None:
        first = max(0, min(first, before - MARGIN))
    if after is not None:
        last = min(width, last + after)
    to_page = strip.to_page.copy()
    to_page[:, 2] += first * to_page[:, 0]
    return replace(strip, pixels=np.ascontiguousarray(strip.pixels[:, first:last]), to_page=to_page)


def _writing(pixels: np.ndarray) -> tuple[int | None, int | None]:
    """First column of the digits in a part of a strip, and one past the last; None: there is none.

    Where most of the ink is lower than half a digit it is grain, of which some may be higher.
    """
    _, stats = labelled((pixels >= _INK).view(np.uint8))
    left, wide, high, area = (
        stats[1:, column]
        for column in (
            *(cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH),
            *(cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA),
        )
    )
    digits = (high >= _LOWEST) & (high <= _TALLEST)
    if not digits.any() or area[digits].sum() < _CLEAR * area.sum():
        return None, None
    return int(left[digits].min()), int((left + wide)[digits].max())
