"""Outliers: pictures of no class, made while training, so that a network learns to be unsure.

A share of each batch's pictures gives way to them, and what is asked there is the same
probability for every class (Hendrycks, Mazeika and Dietterich, "Deep anomaly detection with
outlier exposure", ICLR 2019). They are drawn or made of the batch's own pictures: no other data is
needed, and Latin letters, garments and photos are never seen, so refusals of them can be measured.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.pictures.placing import place_drawn
from tenfold.training.fields import resizer
from tenfold.training.signs import draw_sign

OUTLIER = -1  # the label of a picture of no class
Share = Annotated[float, Field(ge=0, le=1)]
_PAGE = 64  # pixels a side that strokes are drawn on


class Outliers(BaseModel):
    """The shares of the pictures that give way to each kind.

    strokes: two to five random strokes, straight or curved. pairs: two pictures beside each
    other, apart or overlapping, as one. blots: smooth random greys, or their black and white.
    signs: printed ones that are no digit and no Latin letter. solids: one to three filled shapes,
    half of them with a mirror's symmetry, shaded and with some texture.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    strokes: Share = 0
    pairs: Share = 0
    blots: Share = 0
    signs: Share = 0
    solids: Share = 0


def among(
    pictures: np.ndarray, labels: np.ndarray, shares: Outliers, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Copies of both in which some pictures (uint8, (n, height, width)) are now outliers."""
    mixed, marked = pictures.copy(), labels.copy()
    for kind, make in _KINDS.items():
        for row in np.flatnonzero(rng.random(len(mixed)) < getattr(shares, kind)):
            mixed[row], marked[row] = make(pictures, rng), OUTLIER
    return mixed, marked


def _strokes(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    page = np.zeros((_PAGE, _PAGE), np.uint8)
    width = int(rng.integers(3, 8))
    for _ in range(rng.integers(2, 6)):
        corners = rng.uniform(0.1 * _PAGE, 0.9 * _PAGE, (rng.integers(2, 5), 2))
        fine = np.rint(_curve(corners) * 16).astype(np.int32)
        cv2.polylines(page, [fine], False, 255, width, cv2.LINE_AA, shift=4)
    return place_drawn(page, pictures.shape[1:])


def _curve(corners: np.ndarray) -> np.ndarray:
    """Points of the Bezier curve of these corners (k, 2), by halving of de Casteljau: (24, 2)."""
    along = np.linspace(0, 1, 24)[:, None]
    points = [np.repeat(corner[None], len(along), axis=0) for corner in corners]
    while len(points) > 1:
        points = [(1 - along) * one + along * other for one, other in pairwise(points)]
    return points[0]


def _pair(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    _, height, width = pictures.shape
    left, right = pictures[rng.integers(0, len(pictures), 2)]
    apart = int(rng.uniform(0.3, 0.95) * width)
    page = np.zeros((height, width + apart), np.uint8)
    page[:, :width] = left
    np.maximum(page[:, apart:], right, out=page[:, apart:])
    return place_drawn(page, (height, width))


def _blots(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    _, height, width = pictures.shape
    size = int(rng.integers(3, 9))
    greys = resizer(size, height) @ rng.uniform(0, 255, (size, size)) @ resizer(size, width).T
    if rng.random() < 0.5:
        greys = np.where(greys > rng.uniform(80, 175), 255, 0)
    return np.rint(greys).astype(np.uint8)


def _sign(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return place_drawn(draw_sign(rng), pictures.shape[1:])


def _solids(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    page = np.zeros((_PAGE, _PAGE), np.uint8)
    for _ in range(rng.integers(1, 4)):
        cv2.fillPoly(page, [_outline(rng)], int(rng.integers(90, 256)), cv2.LINE_AA, shift=4)
    if rng.random() < 0.5:
        page = np.maximum(page, page[:, ::-1])
    size = int(rng.integers(2, 17))
    share = rng.uniform(0.3, 1) + rng.uniform(0, 0.7) * rng.random((size, size), np.float32)
    light = cv2.resize(share, page.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return place_drawn(np.minimum(page * light, 255).astype(np.uint8), pictures.shape[1:])


def _outline(rng: np.random.Generator) -> np.ndarray:
    """The corners of a shape about some place of the page, in sixteenths of a pixel."""
    corners = rng.integers(3, 10)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    away = rng.uniform(0.1, 0.45, corners) * _PAGE
    middle = rng.uniform(0.3, 0.7, (2, 1)) * _PAGE
    points = middle + away * np.array([np.cos(angles), np.sin(angles)])
    return np.rint(points.T * 16).astype(np.int32)


_KINDS: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    "strokes": _strokes,
    "pairs": _pair,
    "blots": _blots,
    "signs": _sign,
    "solids": _solids,
}
