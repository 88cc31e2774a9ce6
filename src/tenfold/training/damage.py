"""Damage: what can happen to a picture that hides part of it, and no standardiser takes away.

A share of the training pictures suffers it, so that the network learns to do without what is
hidden. What to refuse is decided on pictures without it: see pipeline/products.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tenfold.training.fields import resizer

Share = Annotated[float, Field(ge=0, le=1)]
_DARKEST_INK = 0.2  # of the full range, that is left between ground and ink at worst
_MOST_SPECKS = 0.25  # of the pixels


class Damage(BaseModel):
    """The shares of the pictures that suffer each; how much is drawn anew for every picture.

    ground: stands on grey, even or in patches, of which the ink is at least a fifth brighter.
    outline: only the outline of the strokes is left. scratches: one or two lines across it,
    straight or crooked, whole or broken. negative: a rectangle of it is turned bright for dark.
    specks: up to a quarter of the pixels are black or white. erase: loses a rectangle to one
    grey (Zhong et al. 2017).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ground: Share = 0
    outline: Share = 0
    scratches: Share = 0
    negative: Share = 0
    specks: Share = 0
    erase: Share = 0


def damaged(pictures: np.ndarray, shares: Damage, rng: np.random.Generator) -> np.ndarray:
    """A copy of `pictures` (uint8, shape (n, height, width)) of which some have suffered."""
    changed = pictures.copy()
    for kind, suffer in _KINDS.items():
        share = getattr(shares, kind)
        if share:
            rows = np.flatnonzero(rng.random(len(changed)) < share)
            changed[rows] = suffer(changed[rows], rng)
    return changed


def _outlined(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The rim just outside of the strokes, or just inside, at full ink."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    rims = []
    for picture in pictures:
        outside = rng.random() < 0.5
        changed = (cv2.dilate if outside else cv2.erode)(picture, cross, borderValue=0)
        rims.append(cv2.absdiff(changed, picture))
    return np.array(rims, np.uint8).reshape(pictures.shape)


def _scratched(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lines of 2 to 9 corners from one side to the other; some have gaps."""
    scratched = pictures.copy()
    _, height, width = pictures.shape
    for picture in scratched:
        for _ in range(rng.integers(1, 3)):
            line = np.zeros_like(picture)
            corners = int(rng.integers(2, 10))
            along = np.linspace(0, 1, corners)
            ends = rng.uniform(0, 1, 2)
            across = ends[0] + (ends[1] - ends[0]) * along
            across += rng.uniform(-0.1, 0.1, corners) * (corners > 2)
            places = np.stack([along * (width - 1), across * (height - 1)], axis=1)
            ink = int(rng.integers(100, 256))
            fine = np.rint(places * 16).astype(np.int32)[None]
            cv2.polylines(line, fine, False, ink, int(rng.integers(1, 3)), cv2.LINE_AA, shift=4)
            if rng.random() < 0.5:
                gap = int(rng.integers(2, 5))
                line[:, np.arange(width) // gap % 2 == 0] = 0
            if rng.random() < 0.5:
                line = np.ascontiguousarray(line.T) if height == width else line
            np.maximum(picture, line, out=picture)
    return scratched


def _turned_negative(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    turned = pictures.copy()
    for picture in turned:
        part = picture[_rectangle(picture.shape, rng, least=0.2, most=1.0)]
        np.subtract(255, part, out=part)
    return turned


def _on_ground(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Grey behind the ink: what ink a pixel has takes it the rest of the way to white."""
    n, height, width = pictures.shape
    levels = np.sort(rng.uniform(0, 1 - _DARKEST_INK, (2, n)), axis=0)
    levels[0] = np.where(rng.random(n) < 0.3, levels[1], levels[0])  # even
    ground = sum(
        strength * resizer(size, height) @ rng.random((n, size, size)) @ resizer(size, width).T
        for size, strength in ((3, 1.0), (7, 0.5), (height, 0.1))
    )
    ground -= ground.min(axis=(1, 2), keepdims=True)
    ground /= ground.max(axis=(1, 2), keepdims=True)
    low, high = (level[:, None, None] for level in levels)
    ground = low + (high - low) * ground
    return np.rint(255 * ground + (1 - ground) * pictures).astype(np.uint8)


def _specked(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chance = rng.uniform(0, _MOST_SPECKS, (len(pictures), 1, 1))
    drawn = rng.random(pictures.shape, dtype=np.float32)
    return np.where(drawn < chance, np.where(drawn < chance / 2, 0, 255), pictures).astype(np.uint8)


def _with_hole(pictures: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    holed = pictures.copy()
    for picture in holed:
        picture[_rectangle(picture.shape, rng, least=1 / 7, most=3 / 7)] = rng.integers(256)
    return holed


def _rectangle(
    shape: tuple[int, ...], rng: np.random.Generator, *, least: float, most: float
) -> tuple[slice, slice]:
    """A random place and size; each side is from `least` to `most` of the picture's."""
    sides = []
    for side in shape:
        length = int(rng.integers(max(1, int(least * side)), int(most * side) + 1))
        start = int(rng.integers(0, side - length + 1))
        sides.append(slice(start, start + length))
    return sides[0], sides[1]


_KINDS: dict[str, Callable[[np.ndarray, np.random.Generator], np.ndarray]] = {
    "outline": _outlined,
    "scratches": _scratched,
    "negative": _turned_negative,
    "ground": _on_ground,
    "specks": _specked,
    "erase": _with_hole,
}
