"""Straight lines of a picture painted over with paper, the strokes that cross them left."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tenfold.pictures.sides import Side

# Where a line lies, ink is what is so many times as dark as it mostly is there, and by so many grey
# levels, if what is beside it has this share of its darkness: else the line is not quite straight.
_OVER, _OVER_LEVELS, _BESIDE = 1.35, 8, 0.3

# Paper beside a line is seen past strokes that are shorter than this share of it.
_STROKES = 0.4


def painted_over(page: np.ndarray, lines: Sequence[Side], scale: float = 1.0) -> np.ndarray:
    """A page (uint8, shape (h, w)) with paper, or the strokes beside them, in place of dark lines.

    scale: how many pixels of the page one of the picture is in which the lines were found.
    """
    result = page.copy()
    for line in lines:
        _paint(result.T if line.turned else result, line, scale)
    return result


def _paint(page: np.ndarray, line: Side, scale: float) -> None:
    """Paint a level line over, in place: from what is above it to what is below."""
    rows, columns = page.shape
    more = line.thickness + 2  # past its ends, where others that are painted over begin
    x = np.arange(
        max(0, int((line.start - more) * scale)),
        min(columns, int((line.end + more + 1) * scale)),
    )
    middle = (line.along((x + 0.5) / scale - 0.5) + 0.5) * scale - 0.5
    half = (line.thickness / 2 + 1) * scale
    deep = int(np.ceil(2 * half)) + 1
    y = np.floor(middle - half).astype(int) + np.arange(deep + 1)[:, None]
    inside = (y >= 0) & (y < rows)
    lanes = page[np.clip(y, 0, rows - 1), x].astype(np.float32)
    above, below = (
        np.where(inside[here], lanes[here], lanes[there]) for here, there in ((0, -1), (-1, 0))
    )
    paint = above + (below - above) * np.linspace(0, 1, deep + 1, dtype=np.float32)[:, None]
    paint = np.where(_is_over(lanes, above, below), np.minimum(lanes, paint), paint)
    page[y[inside], np.broadcast_to(x, y.shape)[inside]] = np.rint(paint[inside])


def _is_over(lanes: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Where strokes lie over a line: bool, of the shape of its lanes of pixels (n, length)."""
    wide = np.ones((1, max(3, int(_STROKES * lanes.shape[1])) | 1), np.uint8)
    paper = cv2.morphologyEx(np.maximum(above, below)[None], cv2.MORPH_CLOSE, wide)
    depth = paper - lanes
    middle = depth.shape[1] // 2
    usual = np.pad(np.partition(depth, middle, axis=1)[:, middle], 1, mode="edge")
    usual = np.max([usual[:-2], usual[1:-1], usual[2:]], axis=0)[:, None]
    beside = cv2.dilate(paper - np.minimum(above, below), np.ones((1, 5), np.uint8))
    return (depth > _OVER * usual + _OVER_LEVELS) & (beside >= _BESIDE * depth)
