"""Whether ink is darker than its paper, whatever the light."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tenfold.pictures.shades import PHOTO_SIDE, otsu, reduced

# Strokes are looked for in a copy of this side, the ground, whose medians take long, in a smaller
# one: with 192 for both 1 more of 120 composed photos was judged right, in nine times the time.
_SIDE, _GROUND_SIDE = 96, 64

# Neighbourhoods, as shares of the shorter side, whose median is taken for the ground: a narrow one,
# as a shadow is large beside the writing of a page, and wide ones, as digits may fill the picture.
# Without strokes, which uneven light does not make, they mistake 8 of 60 composed photos.
_NEIGHBOURHOODS = (0.2, 0.5)
_STROKES = 0.2
_DIM = 40.0  # levels: in darker places contrast is not taken for so much clearer
_CLEAREST = 3.0  # logarithm: no vote is heard louder


def is_dark_on_light(grey: np.ndarray) -> bool:
    """Whether a grey picture (uint8) shows dark ink on light ground, not the reverse."""
    return darkness(grey) > 0


def darkness(grey: np.ndarray) -> float:
    """How clearly ink is darker than its ground in a grey picture (uint8): -9, lighter, to 9.

    In photos three votes are heard: what departs from the ground in a narrow and in a wide
    neighbourhood, and strokes that stand out from what is around them. In small pictures, where a
    stroke may fill the neighbourhood, border and area vote against Otsu's threshold.
    """
    small = reduced(grey, _SIDE)
    if min(grey.shape) < PHOTO_SIDE or min(small.shape) < 8:
        small = reduced(grey, _GROUND_SIDE)
        threshold = otsu(small)
        light_border = (border(small) > threshold).mean()
        return 9 * float(light_border + (small > threshold).mean() - 1)
    grounded = reduced(small, _GROUND_SIDE)
    return sum(_departing(grounded, share) for share in _NEIGHBOURHOODS) + _strokes(small)


def border(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four sides of a picture, each once: shape (n,)."""
    edges = picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]
    return np.concatenate(edges)


def _departing(small: np.ndarray, share: float) -> float:
    """How much more departs from the median of a neighbourhood to dark than to light: -3 to 3.

    A logarithm of ratios of cubes: grain is on both sides of the median, and ink stands out.
    """
    ground = cv2.medianBlur(small, max(3, round(share * min(small.shape))) | 1)
    darker, lighter = (
        float((side.astype(np.float32) ** 3).sum()) + 1
        for side in (cv2.subtract(ground, small), cv2.subtract(small, ground))
    )
    return _vote(math.log(darker / lighter))


def _strokes(small: np.ndarray) -> float:
    """The same of strokes: what stands out at their scale, as a share of the light there."""
    scale = max(_STROKES * min(small.shape), 1.0)
    light = small.astype(np.float32)
    around = cv2.GaussianBlur(light, (0, 0), scale)
    fine = cv2.GaussianBlur(light, (0, 0), max(scale / 6, 0.8))
    out = (fine - around) / (around + _DIM)
    darker, lighter = (float((np.maximum(side, 0) ** 3).sum()) + 1e-9 for side in (-out, out))
    return _vote(3 * math.log(darker / lighter))


def _vote(logarithm: float) -> float:
    return min(max(logarithm, -_CLEAREST), _CLEAREST)
