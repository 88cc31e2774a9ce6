"""From ink or object on a page of any size to the model's geometry: crop, stroke, scale, place."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tenfold.values import PictureSpec

# Strokes of MNIST are about 2 to 4 pixels wide in a box of 20. A drawing of 400 pixels with a
# 3-pixel pen would come out 0.15 wide, which no network has seen.
THINNEST_STROKE = 2.0 / 20

_MNIST_BOX = 20 / 28  # of the picture's shorter side

# Below this the crop is enlarged first, so that widths are measured in parts of a pixel.
_MEASURING_SIDE = 80


def bounding_box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """(x, y, width, height) of what is set in a mask (bool); all 0 where nothing is."""
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    return x, y, width, height


def thicken(strength: np.ndarray, *, thinnest: float = THINNEST_STROKE) -> np.ndarray:
    """Ink cropped to its box, its strokes at least `thinnest` of its longest side wide.

    strength: uint8, 0 paper to 255 ink. The picture grows by what the strokes grow; a crop
    with a longest side under 80 pixels comes back enlarged.
    """
    longest = max(strength.shape)
    if longest < _MEASURING_SIDE:
        scale = _MEASURING_SIDE / longest
        strength = _resized(strength, *(max(1, round(side * scale)) for side in strength.shape))
        longest = max(strength.shape)
    mask = strength >= 128
    # Both the stroke and the box grow by twice the radius: (width + 2r) / (longest + 2r).
    lacking = thinnest * longest - stroke_width(mask)
    radius = lacking / (2 * (1 - thinnest))
    if not mask.any() or radius < 0.5:
        return strength
    margin = math.ceil(radius)
    grown = _padded(strength, margin, 0)
    # The distance to the ink, cut off at the radius, is a round pen with a soft edge.
    away = cv2.distanceTransform(_padded((~mask).view(np.uint8), margin, 1), cv2.DIST_L2, 5)
    pen = np.clip(radius + 0.5 - away, 0, 1) * 255
    return np.maximum(grown, np.rint(pen).astype(np.uint8))


def stroke_width(mask: np.ndarray) -> float:
    """The mean width in pixels of the strokes in a mask; 0 where it is empty.

    Across a stroke w wide, distances to its edge average (w + 2) / 4 in pixels.
    """
    x, y, width, height = bounding_box(mask)
    if not width:
        return 0.0
    inner = mask[y : y + height, x : x + width].view(np.uint8)
    inside = cv2.distanceTransform(_padded(inner, 1, 0), cv2.DIST_L2, 5)
    mean = cv2.sumElems(inside)[0] / cv2.countNonZero(inner)
    return max(1.0, 4 * mean - 2)


def place(crop: np.ndarray, spec: PictureSpec) -> np.ndarray:
    """A crop (uint8, ink bright on 0) scaled to spec.box and centred: uint8, spec.shape."""
    scale = spec.box / max(crop.shape)
    height, width = (min(max(1, round(side * scale)), spec.box) for side in crop.shape)
    small = _resized(crop, height, width)
    placed = np.zeros(spec.shape, np.uint8)
    top, left = _offsets(small, spec)
    placed[top : top + height, left : left + width] = small
    return placed


def is_placed(pixels: np.ndarray, spec: PictureSpec) -> bool:
    """Whether a picture (uint8, thing bright on 0) already lies as the spec says.

    True for each of 2,000 training pictures of MNIST and 2,000 of Fashion-MNIST.
    """
    if pixels.shape != spec.shape or pixels.max() < 128:
        return False
    x, y, width, height = bounding_box(pixels > 0)
    if abs(max(width, height) - spec.box) > 2:
        return False
    top, left = _offsets(pixels[y : y + height, x : x + width], spec)
    return abs(top - y) <= 1 and abs(left - x) <= 1


def _offsets(small: np.ndarray, spec: PictureSpec) -> tuple[int, int]:
    """Where the top left corner of a scaled crop goes; the crop is never cut off."""
    offsets = []
    for axis, (size, room) in enumerate(zip(small.shape, spec.shape, strict=True)):
        weights = small.sum(1 - axis, dtype=np.float64)
        middle = (size - 1) / 2
        if spec.centre == "mass" and weights.any():
            middle = float(weights @ np.arange(size) / weights.sum())
        # MNIST's centre of mass lies in pixel 14 of 28, counted from 0.
        target = room / 2 if spec.centre == "mass" else (room - 1) / 2
        offsets.append(min(max(math.floor(target - middle + 0.5), 0), room - size))
    return offsets[0], offsets[1]


def _padded(pixels: np.ndarray, margin: int, value: int) -> np.ndarray:
    sides = (margin,) * 4
    return cv2.copyMakeBorder(pixels, *sides, cv2.BORDER_CONSTANT, value=value)


def _resized(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    """Area-averaged when shrinking, cubic when enlarging, the same object at the same size."""
    shrinking = height < pixels.shape[0] or width < pixels.shape[1]
    how = cv2.INTER_AREA if shrinking else cv2.INTER_CUBIC
    return cv2.resize(pixels, (width, height), interpolation=how)


def place_drawn(page: np.ndarray, size: tuple[int, ...]) -> np.ndarray:
    """What is drawn on a page, as the standardiser would place it: uint8, of this size.

    page: uint8, bright on 0.
    """
    height, width = size
    spec = PictureSpec(height, width, box=max(1, round(_MNIST_BOX * min(height, width))))
    x, y, across, down = bounding_box(page > 40)
    return place(page[y : y + down, x : x + across] if across else page, spec)
