"""A page as the shades in it: how bright a pixel is, on how bright a paper.

The paper's own brightness (its colour, a shadow, a lamp) is estimated and divided out here.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.counted import median

# Pictures with a side below this come from data sets and drawing pads, not from cameras, and
# a stroke in them is as wide as a shadow; their paper is taken to be one level.
PHOTO_SIDE = 48

Part = tuple[slice, slice]
WHOLE = slice(None), slice(None)


@dataclass(frozen=True, eq=False)
class Shades:
    """The k shades of a page of dark ink on light paper.

    A photo of a million pixels has some thousands of them. What is worked out a shade, and
    counted as often as it is there, is to the bit what is worked out a pixel, and sooner done.

    contrast: float32, shape (k,); of the shade with its paper: 0 paper, 1 black.
    paper: float32, shape (k,), 1 to 255; how bright its paper is.
    counts: shape (k,); how many pixels have the shade.
    codes: shape (k,), rising; its number. picture: shape (h, w); the number at each pixel.
    """

    contrast: np.ndarray
    paper: np.ndarray
    counts: np.ndarray
    codes: np.ndarray
    picture: np.ndarray

    def spread(self, values: np.ndarray, part: Part = WHOLE) -> np.ndarray:
        """A value a shade, shape (k,), laid out as a part of the picture, shape (h, w)."""
        table = np.zeros(int(self.codes[-1]) + 1, values.dtype)
        table[self.codes] = values
        return table.take(self.picture[part])


def shades_of(page: np.ndarray) -> Shades:
    """The shades of a page: uint8, shape (h, w), dark on light, up to 2**24 pixels."""
    if min(page.shape) < PHOTO_SIDE:
        picture = page
        counts = cv2.calcHist([page], [0], None, [256], [0, 256])
    else:
        under = _paper(page)
        # The two bytes of one little-endian number: 256 times the paper, plus the page.
        picture = cv2.merge((page, under)).view("<u2")[..., 0].astype(np.intp)
        # In float32, which counts to 2**24 without a gap.
        counts = cv2.calcHist([under, page], [0, 1], None, [256, 256], [0, 256, 0, 256])
    codes = np.flatnonzero(counts > 0)
    counts = counts.ravel()[codes].astype(np.int64)
    if picture is page:
        paper = np.full(codes.shape, _level(page, codes, counts), np.float32)
    else:
        # Where the "paper" is nearly black (a desk at the edge), its noise is not amplified.
        paper = np.maximum(codes // 256, 32).astype(np.float32)
    contrast = 1.0 - (codes % 256).astype(np.float32) / paper
    return Shades(contrast, paper, counts, codes, picture)


def otsu(grey: np.ndarray) -> float:
    """The threshold that parts a grey picture (uint8) best (Otsu, 1979): 0 to 255."""
    return float(cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU)[0])


def reduced(pixels: np.ndarray, side: int) -> np.ndarray:
    """The picture with its longest side at most `side` pixels, area-averaged."""
    scale = side / max(pixels.shape[:2])
    if scale >= 1:
        return pixels
    height, width = (max(1, round(length * scale)) for length in pixels.shape[:2])
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)


def _level(page: np.ndarray, codes: np.ndarray, counts: np.ndarray) -> float:
    """The one brightness of a small page without its ink."""
    is_light = codes > otsu(page)
    return max(median(codes[is_light], counts[is_light]) if is_light.any() else codes[-1], 1.0)


def _paper(page: np.ndarray) -> np.ndarray:
    """What a page would be without its ink: uint8, shape (h, w)."""
    small = cv2.medianBlur(reduced(page, 128), 3)
    # Closing fills whatever is dark and narrower than the window, and keeps the edge of a
    # shadow where it is. A third of the picture is wider than any stroke of a digit that has
    # its loops open.
    window = max(3, min(small.shape) // 3)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((window, window), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 1.5)
    return cv2.resize(paper, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
