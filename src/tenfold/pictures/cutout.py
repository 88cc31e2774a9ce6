"""An object (a garment, a shoe) cut out of what it lies on, its own shades kept."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tenfold.pictures.polarity import border
from tenfold.pictures.shades import reduced

# Four times the 28 pixels that a garment may have in the end: more costs time and shows nothing.
_WORKING_SIDE = 112

# The border is looked at in this many pieces a side, each with one colour of its own.
_PIECES = 5

# Distance in CIE Lab, lightness weighed half (a fold or a shadow changes it, not the hue).
# About 2 is just visible. An object must be fainter than 4 to be taken for an empty ground:
# asking for more finds nothing where garment and ground are nearly alike. What these rest on is in
# docs/decisions.md.
_LIGHTNESS_WEIGHT = 0.5
_VISIBLE = 3.0
_FAINTEST = 4.0

# Grounds darker than this are black ones: pictures of the data set itself, enlarged or framed.
_BLACK_GROUND = 64


@dataclass(frozen=True, eq=False)
class Cutout:
    """An object and what it was told apart by; the arrays have the size of a reduced picture.

    distance: uint8, shape (h, w); how far each pixel's colour is from the border's colours.
    strength: uint8, shape (h, w); the object's shades, 0 outside of it.
    mask: bool, shape (h, w); the object. All False where nothing differs from the border.
    """

    distance: np.ndarray
    strength: np.ndarray
    mask: np.ndarray


def cut_out(pixels: np.ndarray) -> Cutout:
    """Tell an object from its ground by colour (uint8, shape (h, w) or (h, w, 3)).

    The shades are negated as Fashion-MNIST's are (Xiao et al., 2017: product photos on white,
    negated, so dark cloth is bright), unless the ground is black and that is done already.
    """
    small = reduced(pixels, _WORKING_SIDE)
    colour = small if small.ndim == 3 else cv2.cvtColor(small, cv2.COLOR_GRAY2RGB)
    window = max(colour.shape[:2]) // 22 | 1
    distance = _distance_from_border(cv2.medianBlur(colour, window))
    mask = _object(distance, window)
    grey = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    if not mask.any() or mask.all():
        return Cutout(distance, np.zeros_like(grey), np.zeros_like(mask))
    shades = grey if np.median(grey[~mask]) < _BLACK_GROUND else 255 - grey
    # Stretched as Fashion-MNIST's are: nearly every one of its pictures reaches 255.
    brightest = max(float(np.quantile(shades[mask], 0.98)), 1.0)
    stretched = np.minimum(shades.astype(np.float32) * (255 / brightest), 255)
    # At least 1 inside: black cloth on black ground is still part of the object's box.
    strength = np.where(mask, np.maximum(np.rint(stretched), 1), 0).astype(np.uint8)
    return Cutout(distance, strength, mask)


def _distance_from_border(colour: np.ndarray) -> np.ndarray:
    """Each pixel's distance in Lab from the border's colours: uint8, 2.55 a unit, cut at 100."""
    lab = cv2.cvtColor(colour.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lab *= np.array([_LIGHTNESS_WEIGHT, 1, 1], np.float32)
    planes = [np.ascontiguousarray(lab[..., axis]) for axis in range(3)]
    # The third nearest: an object that reaches the border in one or two pieces of it must not
    # make its own colour the ground's.
    nearest = [np.full(lab.shape[:2], np.inf, np.float32) for _ in range(3)]
    for piece in _border_colours(lab):
        squares = [(plane - value) ** 2 for plane, value in zip(planes, piece, strict=True)]
        away = squares[0] + squares[1] + squares[2]
        for rank, known in enumerate(nearest):
            nearest[rank], away = np.minimum(known, away), np.maximum(known, away)
    return np.minimum(np.sqrt(nearest[2]) * 2.55, 255).astype(np.uint8)


def _border_colours(lab: np.ndarray) -> np.ndarray:
    """The median colour of each piece of the border: float32, shape (4 * _PIECES, 3)."""
    height, width = lab.shape[:2]
    depth = max(1, round(min(height, width) * 0.04))
    sides = lab[:depth], lab[-depth:], lab[:, :depth].swapaxes(0, 1), lab[:, -depth:].swapaxes(0, 1)
    colours = []
    for side in sides:
        length = side.shape[1]
        for piece in range(_PIECES):
            start, end = length * piece // _PIECES, length * (piece + 1) // _PIECES
            colours.append(np.median(side[:, start : max(end, start + 1)].reshape(-1, 3), axis=0))
    return np.stack(colours)


def _object(distance: np.ndarray, window: int) -> np.ndarray:
    """The largest part that differs from the border, its holes filled; all False if none does."""
    otsu = cv2.threshold(distance, 0, 255, cv2.THRESH_OTSU)[0]
    # On a flat ground whatever differs visibly belongs to the object, its dimmest parts too:
    # Otsu alone lost them, and 5 points of accuracy on enlarged Fashion-MNIST pictures.
    ground = float(np.quantile(border(distance), 0.9))
    threshold = min(otsu, max(_VISIBLE * 2.55, 3 * ground))
    differs = distance > threshold
    if not differs.any() or differs.all():
        return np.zeros_like(differs)
    contrast = float(np.median(distance[differs])) - float(np.median(distance[~differs]))
    if contrast < _FAINTEST * 2.55:
        return np.zeros_like(differs)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (window, window))
    closed = cv2.morphologyEx(differs.astype(np.uint8), cv2.MORPH_CLOSE, pen)
    solid = cv2.morphologyEx(closed, cv2.MORPH_OPEN, pen)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    if count < 2:
        return np.zeros_like(differs)
    largest = labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    outside = np.pad(largest, 1).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 2)
    return outside[1:-1, 1:-1] != 2
