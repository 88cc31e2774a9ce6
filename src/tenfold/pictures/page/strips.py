"""A line of writing cut out of its page: levelled, at one size, its ink bright on 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.errors import UsageError
from tenfold.pictures.page.ink import page_ink

STRIP_HEIGHT = 32
DIGIT_HEIGHT = 22
MARGIN = 8
NARROWEST, WIDEST = 16, 4096

# Ink is told from paper in a copy twice as large as the strip, with so much paper around it.
_ENLARGED = 2
_AROUND = 12


@dataclass(frozen=True)
class Line:
    """Where a line of writing lies.

    start, end: (x, y) on the middle of the digits' height, where the first digit begins and the
    last one ends. height: of the digits. All in pixels, counted from the top left corner of the
    picture, so that the middle of its first pixel is (0.5, 0.5).
    Raises UsageError where the height is not positive or the end not right of the start.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    height: float

    def __post_init__(self) -> None:
        if not self.height > 0 or not self.end[0] > self.start[0]:
            raise UsageError(
                "A line must end to the right of its start and have a height above 0. "
                f"Got {self.start} to {self.end}, height {self.height}. Give the left end first."
            )


@dataclass(frozen=True, eq=False)
class Strip:
    """One line of writing as the reader's network sees it.

    pixels: uint8, shape (32, width), width 16 to 4096; 0 = background, 255 = ink, edges grey.
        Levelled; the digits are about 22 pixels high, in the middle; 8 pixels at either end.
    to_page: float64, shape (2, 3); maps (x, y, 1) of the strip to (x, y) of the upright page.
        Both count from the picture's top left corner, the middle of a pixel being at 0.5.
    height: of the digits, in pixels of the page.
    strikes: strokes through the line, by their first and last x on the page (strikes.py).
    """

    pixels: np.ndarray
    to_page: np.ndarray
    height: float
    strikes: tuple[tuple[float, float], ...] = ()


def cut_strip(
    plane: np.ndarray, line: Line, *, without: np.ndarray | None = None, own: int = 0
) -> Strip:
    """Cut one line out of a page (uint8, shape (h, w), dark ink on light ground).

    without: uint8, shape (h', w'), any size: the same page, above 0 where there is ink that is
    left out, unless it is `own`.
    Outside of the picture there is no ink. A line too long for 4096 pixels is made smaller.
    """
    to_page, width = _geometry(line)
    # From pixels of the enlarged copy, its frame of paper included, to those of the page.
    rim = _ENLARGED * _AROUND
    enlarged = to_page @ np.array(
        [[1 / _ENLARGED, 0, -_AROUND], [0, 1 / _ENLARGED, -_AROUND], [0, 0, 1]]
    )
    size = (_ENLARGED * width + 2 * rim, _ENLARGED * STRIP_HEIGHT + 2 * rim)
    grey = _warped(plane, enlarged, size)
    ink = page_ink(grey, height=_ENLARGED * DIGIT_HEIGHT)
    if without is not None:
        owner = _warped_owner(without, plane.shape, enlarged, size)
        ink[(owner > 0) & (owner != own)] = 0
    if not _shows_inside(plane.shape, enlarged, size):
        ink[~_inside(plane.shape, enlarged, size)] = 0
    inner = ink[rim : size[1] - rim, rim : size[0] - rim]
    pixels = cv2.resize(inner, (width, STRIP_HEIGHT), interpolation=cv2.INTER_AREA)
    return Strip(pixels, to_page, line.height)


def _geometry(line: Line) -> tuple[np.ndarray, int]:
    """The map from strip to page, and the strip's width."""
    (x0, y0), (x1, y1) = line.start, line.end
    length = math.hypot(x1 - x0, y1 - y0)
    across, down = (x1 - x0) / length, (y1 - y0) / length
    scale = max(line.height / DIGIT_HEIGHT, length / (WIDEST - 2 * MARGIN))
    width = min(max(math.ceil(length / scale) + 2 * MARGIN, NARROWEST), WIDEST)
    turn = scale * np.array([[across, -down], [down, across]])
    # The middle of the line comes to the middle of the strip.
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    offset = middle - turn @ np.array([width / 2, STRIP_HEIGHT / 2])
    return np.hstack([turn, offset[:, None]]), width


def _warped(plane: np.ndarray, to_page: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The part of a page that a map of this size (width, height) shows, averaged as it shrinks."""
    to_page = np.vstack([to_page, [0, 0, 1]])
    part, left, top = _part(plane, to_page, size)
    to_part = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ to_page
    scale = math.hypot(to_part[0, 0], to_part[1, 0])
    while scale >= 2 and min(part.shape) >= 2:
        height, width = part.shape[0] // 2, part.shape[1] // 2
        part = cv2.resize(
            part[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA
        )
        to_part = np.diag([0.5, 0.5, 1]) @ to_part
        scale /= 2
    return _warp(part, to_part, size, cv2.INTER_CUBIC if scale < 0.8 else cv2.INTER_LINEAR)


def _part(
    plane: np.ndarray, to_page: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, int, int]:
    """The rectangle of a page that a map shows, at least a pixel of it, and where it begins."""
    corners = to_page[:2] @ _corners(size)
    margin = 2 + 2 * math.hypot(to_page[0, 0], to_page[1, 0])
    low, high = corners.min(1) - margin, corners.max(1) + margin
    rows, columns = plane.shape
    left, top = min(max(int(low[0]), 0), columns - 1), min(max(int(low[1]), 0), rows - 1)
    right, bottom = max(int(high[0]) + 1, left + 1), max(int(high[1]) + 1, top + 1)
    return plane[top:bottom, left:right], left, top


def _warp(pixels: np.ndarray, to_pixels: np.ndarray, size: tuple[int, int], how: int) -> np.ndarray:
    # OpenCV counts from the middle of the first pixel.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    matrix = np.linalg.inv(half) @ to_pixels @ half
    flags = how | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(pixels, matrix[:2], size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _warped_owner(
    owner: np.ndarray, shape: tuple[int, ...], to_page: np.ndarray, size: tuple[int, int]
) -> np.ndarray:
    shrink = np.diag([owner.shape[1] / shape[1], owner.shape[0] / shape[0], 1])
    to_owner = shrink @ np.vstack([to_page, [0, 0, 1]])
    return _warp(owner, to_owner, size, cv2.INTER_NEAREST)


def _shows_inside(shape: tuple[int, ...], to_page: np.ndarray, size: tuple[int, int]) -> bool:
    """Whether all that a map of this size shows lies in the picture."""
    corners = to_page @ _corners(size)
    return bool((corners >= 0).all() and (corners < np.array([[shape[1]], [shape[0]]])).all())


def _inside(shape: tuple[int, ...], to_page: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Which pixels of a map lie in the picture: bool, shape (height, width)."""
    x, y = np.arange(size[0]) + 0.5, np.arange(size[1])[:, None] + 0.5
    across = to_page[0, 0] * x + to_page[0, 1] * y + to_page[0, 2]
    down = to_page[1, 0] * x + to_page[1, 1] * y + to_page[1, 2]
    return (across >= 0) & (across < shape[1]) & (down >= 0) & (down < shape[0])


def _corners(size: tuple[int, int]) -> np.ndarray:
    width, height = size
    return np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]], np.float64)
