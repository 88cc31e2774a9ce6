"""Colour that was laid over writing by a highlighter: broad, as bright as paper, with ink in it."""

from __future__ import annotations

import cv2
import numpy as np

from tenfold.pictures.shades import level_at, reduced

# It is looked for in a copy of this side, on paper, which is as light as this share of the pixels
# are at most, in each of three colours that hardly differ: lamps are yellow, too.
_SIDE, _PAPER, _ALIKE = 160, 0.95, 1.6

# In units of the paper's light: it takes so much of one colour, and leaves one of the three be.
# Ink takes so much of all three.
_COLOURED, _BRIGHT, _INK = 0.15, 0.8, 0.25

# A bar of it is so many pixels broad, also where strokes part it. So much of it is ink, and so much
# of the picture it, and of the convex hull around it.
_BROAD, _STROKE = 9, 5
_INKED, _COVERS, _CONVEX = (0.02, 0.5), (0.01, 0.7), 0.9


def without_highlighter(rgb: np.ndarray, grey: np.ndarray) -> np.ndarray | None:
    """Grey of an RGB picture as if no highlighter had been there: uint8; None where none was.

    rgb: uint8, shape (h, w, 3). grey: uint8, shape (h, w), with what highlighters take of it.
    """
    small = reduced(rgb, _SIDE)
    paper = np.array([max(level_at(plane, _PAPER), 1) for plane in cv2.split(small)], np.float32)
    if paper.max() > _ALIKE * paper.min():
        return None
    lightening = _lightening(small / paper)
    if lightening is None:
        return None
    # Of its brightest colour a highlighter takes hardly any light, ink as much as of the others.
    scales = float(paper @ (0.299, 0.587, 0.114)) / paper
    scaled = [cv2.convertScaleAbs(rgb[..., c], alpha=scales[c]) for c in range(3)]
    brightest = cv2.max(cv2.max(scaled[0], scaled[1]), scaled[2])
    lightening = cv2.resize(lightening, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.max(grey, cv2.multiply(brightest, lightening, dtype=cv2.CV_8U))


def _lightening(light: np.ndarray) -> np.ndarray | None:
    """How much lighter the brightest colour was before, where bars are: float32, 0 elsewhere.

    light: float32, shape (h, w, 3), in units of the paper's. None where there is no bar.
    """
    most, least = light.max(axis=2), light.min(axis=2)
    coloured = ((most - least > _COLOURED) & (most > _BRIGHT)).astype(np.uint8)
    if not coloured.any():
        return None
    closed = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((_STROKE, _STROKE), np.uint8))
    broad = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((_BROAD, _BROAD), np.uint8))
    count, labels = cv2.connectedComponents(broad)
    result = np.zeros_like(most)
    for number in range(1, count):
        bar = labels == number
        if _is_bar(bar, most):
            around = cv2.dilate(bar.view(np.uint8), np.ones((_STROKE, _STROKE), np.uint8)) > 0
            own = np.sort(most[bar & (coloured > 0)])
            result[around] = 1 / max(float(own[len(own) // 2]), _BRIGHT)
    return result if result.any() else None


def _is_bar(area: np.ndarray, most: np.ndarray) -> bool:
    """Whether an area (bool, shape (h, w)) is shaped as a bar and has ink in it.

    most: light of the brightest colour, of the same shape.
    """
    points = cv2.findNonZero(area.view(np.uint8))
    hull = max(cv2.contourArea(cv2.convexHull(points)), 1.0)
    inked = float((most[area] < 1 - _INK).mean())
    return (
        _INKED[0] <= inked <= _INKED[1]
        and _COVERS[0] <= area.mean() <= _COVERS[1]
        and len(points) >= _CONVEX * hull
    )
