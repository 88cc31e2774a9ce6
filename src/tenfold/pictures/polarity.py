"""Whether ink is darker than its paper, whatever the light."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tenfold.pictures.shades import PHOTO_SIDE, otsu, reduced

# Strokes are looked for in a copy of this side, what is light of the border in a smaller one.
_SIDE, _BORDER_SIDE = 192, 64

# What stands out from its neighbourhood, of this share of the shorter side: digits are larger, and
# so are lamplight and shadows, strokes are not. Alone they mistake 156 of 14,178 composed pictures,
# with the border 22.
_STROKES = 0.05
_DIM = 160.0  # levels: in darker places contrast is taken for clearer, but not by much
_CLEAREST = 3.0  # strokes are heard so loudly at most
_BORDER = 2.0


def is_dark_on_light(grey: np.ndarray) -> bool:
    """Whether a grey picture (uint8) shows dark ink on light ground, not the reverse."""
    return darkness(grey) > 0


def darkness(grey: np.ndarray) -> float:
    """How clearly ink is darker than its ground in a grey picture (uint8): -5, lighter, to 5.

    In photos strokes that stand out from what is around them are heard, and what runs along the
    border. In small pictures, where a stroke may fill its neighbourhood, border and area vote
    against Otsu's threshold.
    """
    small = reduced(grey, _BORDER_SIDE)
    light = small > otsu(small)
    along = 2 * float(border(light).mean()) - 1
    if min(grey.shape) < PHOTO_SIDE or min(small.shape) < 8:
        return _BORDER * (along + 2 * float(light.mean()) - 1)
    return _strokes(reduced(grey, _SIDE)) + _BORDER * along


def border(picture: np.ndarray) -> np.ndarray:
    """The pixels along the four sides of a picture, each once: shape (n,)."""
    edges = picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1]
    return np.concatenate(edges)


def _strokes(small: np.ndarray) -> float:
    """How much more stands out to dark than to light at the scale of strokes: -3 to 3.

    A logarithm of ratios of cubes: grain is on both sides, and ink stands out.
    """
    scale = max(_STROKES * min(small.shape), 1.0)
    light = small.astype(np.float32)
    around = cv2.GaussianBlur(light, (0, 0), scale)
    fine = cv2.GaussianBlur(light, (0, 0), max(scale / 6, 0.8))
    out = (fine - around) / (around + _DIM)
    darker, lighter = (float((np.maximum(side, 0) ** 3).sum()) + 1e-9 for side in (-out, out))
    return min(max(2 * math.log(darker / lighter), -_CLEAREST), _CLEAREST)
