"""A page without its light: how much darker than its paper each pixel is.

The paper's own brightness (its colour, a shadow, a lamp) is estimated and divided out here.
"""

from __future__ import annotations

import cv2
import numpy as np

# Pictures with a side below this come from data sets and drawing pads, not from cameras, and
# a stroke in them is as wide as a shadow; their paper is taken to be one level.
PHOTO_SIDE = 48

# A "paper" darker than this (a desk at the edge) is taken for this: its noise is not amplified.
_DARKEST = 32

# What is dark and narrower than this share of the picture may be ink. The narrowest that leaves
# all ink is taken, because a wide one takes shadows and lamplight for ink ("faint pencil", "in a
# hard shadow" in benchmarks/standardise.py). A third is wider than any stroke of a digit that has
# its loops open.
_WINDOWS = (0.1, 0.18, 0.33)

# The fainter half of the strokes of one pen has this share of the other's contrast, or more (0.5 to
# 0.7 of 160 composed pages; 0.15 to 0.35 with folds, stains and what shows through).
_OF_ONE_KIND = 0.45

# How much darker than the paper around it a block of the paper is that must be ink.
_BLOB = 0.35


def contrast(page: np.ndarray, *, window: int | None = None) -> tuple[np.ndarray, float]:
    """How far each pixel of a dark-on-light page (uint8, shape (h, w)) lies below its paper.

    Returns uint8, shape (h, w), 0 paper to 255 black, and how much of that one grey level of the
    page is. window: what is dark and narrower than this many pixels is no paper; found from the
    picture where None.
    """
    photo = min(page.shape) >= PHOTO_SIDE
    # No clipping in a small picture: a ramp of grey must show as the noise that it is.
    paper = paper_of(page, window=window) if photo else np.full_like(page, page.max())
    levels = 255 - cv2.divide(page, np.maximum(paper, np.uint8(_DARKEST)), scale=255)
    if photo:
        # The closing follows the brightest grain: paper itself lies a little below it.
        levels = cv2.subtract(levels, float(level_at(levels, 0.05)))
    return levels, 255 / max(level_at(paper, 0.5), 1)


def darker_class(levels: np.ndarray, mask: np.ndarray) -> float:
    """The contrast that parts ink from much fainter ink; 0 where a mask's is of one kind.

    Folds, stains and what shows through from the back are far fainter than what is written: the
    two halves of a single pen's strokes differ by less.
    """
    found = levels[mask.view(bool)].reshape(-1, 1)
    if not len(found):
        return 0.0
    least = otsu(found)
    faint, dark = found[found <= least], found[found > least]
    if not len(dark) or not len(faint) or faint.mean() >= _OF_ONE_KIND * dark.mean():
        return 0.0
    return least


def level_at(picture: np.ndarray, share: float, *, mask: np.ndarray | None = None) -> int:
    """The level (0 to 255) that this share of a uint8 picture's pixels (in a mask) stay within."""
    counts = cv2.calcHist([picture], [0], mask, [256], [0, 256]).ravel()
    return rank(counts, share)


def rank(counts: np.ndarray, share: float) -> int:
    """The level that this share of what was counted does not exceed; counts: shape (256,)."""
    together = counts.cumsum(dtype=np.float64)
    return min(int(together.searchsorted(share * together[-1])), 255)


def otsu(grey: np.ndarray) -> float:
    """The threshold that parts a grey picture (uint8) best (Otsu, 1979): 0 to 255."""
    return float(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0])


def reduced(pixels: np.ndarray, side: int) -> np.ndarray:
    """The picture with its longest side at most `side` pixels, averaged."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    height, width = (max(1, round(length * scale)) for length in pixels.shape[:2])
    # Halving is a tenth of the work of averaging over parts of pixels.
    while min(pixels.shape[:2]) >= 2 and max(pixels.shape[:2]) >= 2 * side:
        down, across = (length // 2 for length in pixels.shape[:2])
        pixels = cv2.resize(
            pixels[: 2 * down, : 2 * across], (across, down), interpolation=cv2.INTER_AREA
        )
    # Less than halving, between the four nearest pixels, is an eighth of the work of averaging.
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR)


def closed(page: np.ndarray, share: float) -> np.ndarray:
    """The page with all filled that is dark and narrower than a share of its shorter side."""
    return _closed(page, round(share * min(page.shape)))


def paper_of(page: np.ndarray, *, window: int | None = None) -> np.ndarray:
    """What a dark-on-light page would be without its ink: uint8, shape (h, w).

    window: what is dark and narrower than this many pixels is ink; found from the page where None.
    """
    smooth = cv2.medianBlur(page, 3)
    if window is None:
        window = round(_stroke_share(reduced(smooth, 128)) * min(page.shape))
    return _without_blobs(_closed(smooth, window), window)


def _without_blobs(paper: np.ndarray, window: int) -> np.ndarray:
    """The paper without blocks of ink: where strokes meet, ink may be wider than the window.

    Such a block is dark, and no longer than it is wide; a shadow is longer, and stays.
    """
    filled = _closed(paper, 2 * window)
    dark = (paper < (1 - _BLOB) * filled.astype(np.float32)).view(np.uint8)
    if not cv2.countNonZero(dark):
        return paper
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    blob = np.maximum(stats[:, 2], stats[:, 3]) <= 2 * window
    blob[0] = False
    return np.where(blob[labels], filled, paper)


def _closed(page: np.ndarray, window: int) -> np.ndarray:
    # Closing keeps the edge of a shadow where it is. An even window would shift it.
    return cv2.morphologyEx(page, cv2.MORPH_CLOSE, np.ones((max(3, window) | 1,) * 2, np.uint8))


def _stroke_share(small: np.ndarray) -> float:
    """The narrowest of the windows, as a share of the picture, that takes no edge of ink away.

    An edge is ink's where closing makes it as much lighter as it is steep. More than that does
    not count: a wide window makes all darker that lies on the dark side of a shadow.
    """
    edges = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    strong = (edges >= max(level_at(edges, 0.995) // 2, 1)).view(np.uint8)

    def depth(share: float) -> float:
        lighter = cv2.subtract(closed(small, share), small)
        lighter = cv2.dilate(lighter, np.ones((3, 3), np.uint8))  # an edge lies on both sides
        return cv2.norm(cv2.min(lighter, edges), cv2.NORM_L2SQR, strong)

    enough = 0.92 * depth(_WINDOWS[-1])
    return next((share for share in _WINDOWS[:-1] if depth(share) >= enough), _WINDOWS[-1])
