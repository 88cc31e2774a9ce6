"""Numbers drawn with a pen of any width, with the box of every digit known: pages to judge by."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True, eq=False)
class Lettered:
    """A page (uint8, shape (h, w)) and its digits: corners, float64, shape (n, 4, 2) in pixels."""

    pixels: np.ndarray
    corners: np.ndarray


def _arc(x: float, y: float, across: float, down: float, start: int, end: int) -> np.ndarray:
    angles = np.radians(np.linspace(start, end, 24))
    return np.column_stack([x + across * np.cos(angles), y + down * np.sin(angles)])


def _path(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points, np.float64)


# The strokes of each digit in a box 0.6 wide and 1 high; angles run clockwise from the right.
STROKES = {
    "0": [_arc(0.3, 0.5, 0.3, 0.5, 0, 360)],
    "1": [_path((0.05, 0.2), (0.22, 0), (0.22, 1))],
    "2": [np.vstack([_arc(0.3, 0.28, 0.28, 0.28, -170, 40), _path((0, 1), (0.6, 1))])],
    "3": [_arc(0.27, 0.25, 0.3, 0.25, -150, 90), _arc(0.27, 0.75, 0.33, 0.25, -90, 150)],
    "4": [_path((0.42, 1), (0.42, 0), (0, 0.68), (0.6, 0.68))],
    "5": [_path((0.55, 0), (0.08, 0), (0.05, 0.45)), _arc(0.25, 0.68, 0.33, 0.32, -130, 140)],
    "6": [_path((0.45, 0), (0.1, 0.45), (0.01, 0.7)), _arc(0.3, 0.7, 0.3, 0.3, 0, 360)],
    "7": [_path((0, 0), (0.6, 0), (0.2, 1))],
    "8": [_arc(0.3, 0.24, 0.25, 0.24, 0, 360), _arc(0.3, 0.74, 0.3, 0.26, 0, 360)],
    "9": [_arc(0.3, 0.3, 0.3, 0.3, 0, 360), _path((0.6, 0.3), (0.5, 1))],
}


def digit(character: str, height: int, pen: float = 0.12) -> np.ndarray:
    """A digit's share of ink, cropped to its box: float32, 0 to 1, `height` rows.

    pen: the width of its strokes, in heights.
    """
    fine = 8 if height < 100 else 2
    inner = fine * height * (1 - pen)
    canvas = np.zeros((fine * height + 8, fine * height + 8), np.uint8)
    width = max(1, round(fine * height * pen))
    for stroke in STROKES[character]:
        points = np.rint(stroke * inner + fine * height * pen / 2 + 4).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, width)
    x, y, wide, high = cv2.boundingRect(canvas)
    size = max(2, round(wide * height / high)), height
    crop = cv2.resize(canvas[y : y + high, x : x + wide], size, interpolation=cv2.INTER_AREA)
    return crop.astype(np.float32) / 255


def lettered(
    *lines: tuple[str, int, int],
    height: int = 60,
    size: tuple[int, int] = (300, 500),
    pen: float = 0.12,
    gap: float = 0.25,
    paper: int = 240,
    ink: int = 40,
    turn: float = 0.0,
    bounce: Sequence[int] = (0,),
) -> Lettered:
    """Lines of digits, each (text, x, y) with the top left corner of its first one.

    size: (h, w). gap: between digits, in heights. turn: of the whole page about its middle, in
    degrees, clockwise. bounce: pixels by which digit after digit is lower, over and over.
    """
    share = np.zeros(size, np.float32)
    corners = []
    for text, x, top in lines:
        for character, lower in zip(text, itertools.cycle(bounce), strict=False):
            y = top + lower
            shape = digit(character, height, pen)
            wide = shape.shape[1]
            share[y : y + height, x : x + wide] = shape
            corners.append([(x, y), (x + wide, y), (x + wide, y + height), (x, y + height)])
            x += wide + round(gap * height)
    matrix = cv2.getRotationMatrix2D((size[1] / 2, size[0] / 2), -turn, 1)
    # From pixel edges, which corners count, to pixel middles, which OpenCV does.
    shifted = matrix.copy()
    shifted[:, 2] += matrix[:, :2] @ (0.5, 0.5) - (0.5, 0.5)
    share = cv2.warpAffine(share, shifted, size[::-1], flags=cv2.INTER_LINEAR)
    pixels = np.rint(paper + (ink - paper) * share).astype(np.uint8)
    return Lettered(pixels, np.array(corners, np.float64) @ matrix[:, :2].T + matrix[:, 2])


def in_strip(corners: np.ndarray, to_page: np.ndarray) -> np.ndarray:
    """Points of a page in a strip's pixels: the same shape, (..., 2)."""
    back = np.linalg.inv(np.vstack([to_page, [0, 0, 1]]))
    return corners @ back[:2, :2].T + back[:2, 2]
