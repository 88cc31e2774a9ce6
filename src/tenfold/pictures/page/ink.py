"""How much ink is where on a page of any size: as dark beside a shadow, faint beside bold."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tenfold.pictures.shades import paper_of, reduced

# Paper changes slowly: it is looked for in a picture of this side, and enlarged.
_PAPER_SIDE = 512

# The picture is continued by this share of its shorter side.
_CONTINUED = 0.15

# A "paper" darker than this (a desk at the edge) is taken for this: its noise is not amplified.
_DARKEST = 24

# Paper lies at this level of contrast, so that grain brighter than the paper is still measured.
_BASE = 30

# Grain coarser than this, in levels, is smoothed where it is asked for.
_COARSE = 5.0

# So many pixels of a picture, evenly spread, tell its grain.
_SAMPLED = 60_000

# What departs from the paper by less than this (of 255, black on white) is never ink.
_FAINTEST = 12


def page_ink(plane: np.ndarray, *, height: float | None = None) -> np.ndarray:
    """How much ink is where: uint8, shape (h, w); 0 background, 255 full ink, edges grey.

    Full ink is what is full ink nearby, so that pencil beside a marker is not lost. plane:
    uint8, shape (h, w), dark ink on light ground. height: of the digits in pixels; found from
    the picture where None.
    """
    signal, noise = contrast_over_noise(plane, height=height)
    window = height or 0.2 * min(plane.shape)
    return strength(signal, noise, window=window)


def contrast_over_noise(
    plane: np.ndarray, *, height: float | None = None, smooth: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """How much darker each pixel of a page is than its paper, and how much that is by chance.

    Returns uint8, shape (h, w), 0 paper to 225 black, and float32, shape (rows, columns) of a
    coarse grid (see `spread`), the standard deviation of paper in the same levels. smooth: coarse
    grain is smoothed.
    """
    small, window = plane, None
    if height is None:
        small = reduced(plane, _PAPER_SIDE)
    else:
        window = max(round(0.75 * height), 5)
    paper = _paper(small, window)
    if small.shape != plane.shape:
        # Enlarged, the edge of a shadow is wide, and its dark side would count as ink.
        paper = cv2.erode(paper, np.ones((3, 3), np.uint8))
        paper = cv2.resize(paper, plane.shape[::-1], interpolation=cv2.INTER_LINEAR)
    levels = 255 - cv2.divide(plane, cv2.max(paper, float(_DARKEST)), scale=255 - _BASE)
    ground, noise = _grain(levels)
    if smooth and float(np.median(noise)) > _COARSE:
        levels = cv2.GaussianBlur(levels, (0, 0), 1.2)
        ground, noise = _grain(levels)
    return cv2.subtract(levels, spread(np.rint(ground).astype(np.uint8), levels.shape)), noise


def _paper(page: np.ndarray, window: int | None) -> np.ndarray:
    """`paper_of` a page that is continued beyond its border.

    So the corner between a shadow and the border is no narrow dark thing. Continued smoothly, as
    the brightest grain of the border would be drawn out to bright lines.
    """
    rim = round(_CONTINUED * min(page.shape))
    wide = cv2.copyMakeBorder(page, rim, rim, rim, rim, cv2.BORDER_REPLICATE)
    wide = cv2.blur(wide, (9, 9))
    inner = slice(rim, rim + page.shape[0]), slice(rim, rim + page.shape[1])
    wide[inner] = page
    return paper_of(wide, window=window)[inner]


def spread(grid: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A coarse grid's values at every pixel of a picture of this shape."""
    return cv2.resize(grid, shape[::-1], interpolation=cv2.INTER_LINEAR)


def strength(signal: np.ndarray, noise: np.ndarray, *, window: float) -> np.ndarray:
    """Contrast stretched between grain (0) and the full ink within a window (255): uint8."""
    floor = np.clip(4 * noise, _FAINTEST, 255).astype(np.uint8)
    strong = (signal > spread(floor, signal.shape)).view(np.uint8)
    if not cv2.countNonZero(strong):
        return np.zeros_like(signal)
    # Full ink changes slowly: it is found in a copy, as large as the window needs.
    shrink = max(1, int(window / 10))
    small = (max(1, signal.shape[1] // shrink), max(1, signal.shape[0] // shrink))
    inked = (signal * strong).astype(np.float32)
    weight = cv2.resize(inked, small, interpolation=cv2.INTER_AREA)
    square = cv2.resize(cv2.multiply(inked, inked), small, interpolation=cv2.INTER_AREA)
    noise = spread(noise, weight.shape)
    level = _full_ink(weight, square, noise, size=max(3, round(window / shrink)) | 1)
    floor = np.minimum(2 * noise, 0.3 * level)
    gain = 255 / (0.9 * level - floor)
    stretched = cv2.multiply(signal, spread(gain, signal.shape), dtype=cv2.CV_32F)
    return cv2.subtract(stretched, spread(gain * floor, signal.shape), dtype=cv2.CV_8U)


def _full_ink(weight: np.ndarray, square: np.ndarray, noise: np.ndarray, size: int) -> np.ndarray:
    """The contrast of full ink about each pixel: float32, from mean contrast and mean square.

    The mean contrast of ink, weighed by contrast: edges and grain hardly count.
    """
    overall = float(square.sum() / weight.sum())
    near = cv2.blur(weight, (size, size))
    level = cv2.blur(square, (size, size)) / np.maximum(near, 1e-6)
    level = np.where(near > 1e-3, level, np.float32(overall))
    # A window with little but grain in it is not stretched until the grain is ink.
    return np.maximum(level, np.maximum(6 * noise, max(1.5 * _FAINTEST, 0.12 * overall)))


def _grain(levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The level of bare paper and its standard deviation, float32, shape (rows, columns).

    Of blocks of about 96 pixels, from the lower half of their levels: ink, being darker, hardly
    counts.
    """
    rows, columns = (max(1, round(length / 96)) for length in levels.shape)
    rows, columns = min(rows, 12), min(columns, 16)
    step = max(1, math.isqrt(levels.size // _SAMPLED))
    thin = levels[::step, ::step]
    height, width = thin.shape[0] // rows, thin.shape[1] // columns
    blocks = thin[: rows * height, : columns * width].reshape(rows, height, columns, width)
    counts = _counts(blocks.swapaxes(1, 2).reshape(rows * columns, -1))
    tenth, half = (round(share * height * width) for share in (0.1, 0.5))
    lowest = _sum_of_lowest(counts, max(tenth, 1)) / max(tenth, 1)
    half = max(half, tenth + 1)
    low = (_sum_of_lowest(counts, half) - _sum_of_lowest(counts, tenth)) / (half - tenth)
    lowest, low = lowest.reshape(rows, columns), low.reshape(rows, columns)
    # Of a normal distribution, the means of its lowest tenth and of the rest of its lower half lie
    # 1.755 and 0.559 deviations below the middle. (Quantiles would be whole levels, and so coarse.)
    noise = np.maximum((low - lowest) / 1.196, 0.7)
    ground = low + 0.559 * noise
    if min(rows, columns) >= 3:
        noise, ground = cv2.medianBlur(noise, 3), cv2.medianBlur(ground, 3)
    return ground, noise


def _counts(blocks: np.ndarray) -> np.ndarray:
    """How often each level is in each block (uint8, shape (n, pixels)): shape (n, 256)."""
    levels = blocks + 256 * np.arange(len(blocks))[:, None]
    return np.bincount(levels.ravel(), minlength=256 * len(blocks)).reshape(-1, 256)


def _sum_of_lowest(counts: np.ndarray, pixels: int) -> np.ndarray:
    """The sum of the lowest levels, of so many pixels in each block: float32, shape (n,)."""
    before = counts.cumsum(axis=1) - counts
    taken = np.clip(pixels - before, 0, counts)
    return (taken @ np.arange(256)).astype(np.float32)
