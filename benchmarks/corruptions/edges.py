"""Only the outlines are left."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.corruptions.arrays import SIDE, Rng, as_ink, gaussian


def canny_edges(images: np.ndarray, rng: Rng) -> np.ndarray:
    """The edges that Canny's detector finds, a pixel wide; nothing else is kept.

    J. Canny, "A computational approach to edge detection", IEEE PAMI 8 (1986) 679-714. It has
    one severity: sigma 1, thresholds 0.1 and 0.2 of the Sobel gradient, as scikit-image has them.
    """
    low, high = 0.1, 0.2
    slope = _slope(as_ink(images))
    strength = np.hypot(*slope)
    ridge = _on_ridge(*slope, strength)
    weak, strong = ridge & (strength >= low), ridge & (strength >= high)
    return np.stack([_connected(*pair) for pair in zip(weak, strong, strict=True)])


def _slope(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How steeply smoothed ink rises downwards and to the right: float32, each (n, 28, 28)."""
    outside = cv2.BORDER_CONSTANT
    smooth = gaussian(ink, 1, border=outside)
    # Smoothing lets ink out of the picture at its edges; what share stayed in is divided out.
    smooth /= gaussian(np.ones((1, SIDE, SIDE), np.float32), 1, border=outside)
    down, right = (
        np.stack(
            [cv2.Sobel(one, cv2.CV_32F, *axis, borderType=cv2.BORDER_REFLECT) for one in smooth]
        )
        for axis in ((0, 1), (1, 0))
    )
    return down, right


def _on_ridge(down: np.ndarray, right: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Whether a pixel is at least as strong as both sides of it, uphill and downhill.

    The strength to a side is taken between the neighbour straight on and the one at the diagonal,
    as near to each as the slope points to it. Pixels at the picture's edge have no two sides.
    """
    steep = np.maximum(np.abs(down), np.abs(right))
    diagonal = np.minimum(np.abs(down), np.abs(right)) / np.where(steep > 0, steep, 1)
    upright = np.abs(down) > np.abs(right)
    dy, dx = np.sign(down).astype(int), np.sign(right).astype(int)
    picture, y, x = np.nonzero(strength > 0)
    keep = (np.minimum(y, x) > 0) & (np.maximum(y, x) < SIDE - 1)
    at = picture[keep], y[keep], x[keep]
    picture, y, x = at
    ridge = np.zeros(strength.shape, bool)
    ridge[at] = True
    for way in (1, -1):
        v, u = way * dy[at], way * dx[at]
        straight = strength[picture, y + v * upright[at], x + u * ~upright[at]]
        aside = strength[picture, y + v, x + u]
        ridge[at] &= diagonal[at] * aside + (1 - diagonal[at]) * straight <= strength[at]
    return ridge


def _connected(weak: np.ndarray, strong: np.ndarray) -> np.ndarray:
    """255 where weak pixels touch, over others and corners too, a strong one: uint8 (28, 28)."""
    count, pieces = cv2.connectedComponents(weak.astype(np.uint8), connectivity=8)
    good = np.zeros(count, np.uint8)
    good[pieces[strong]] = 255
    return good[pieces]
